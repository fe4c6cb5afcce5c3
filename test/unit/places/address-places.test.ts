/** With the databases that come with Serin, as real files that are replaced. */
import { copyFile, mkdtemp, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import { AddressDatabase } from '../../../src/places/address-database.ts';
import { AddressPlaces } from '../../../src/places/address-places.ts';

const shipped = (name: string): string =>
  createRequire(import.meta.url).resolve(`@ip-location-db/geo-whois-asn-country-mmdb/${name}.mmdb`);
const both = shipped('geo-whois-asn-country');
const onlyIpv4 = shipped('geo-whois-asn-country-ipv4');
/** Tsinghua, and Google over IPv6. */
const chinese = '101.6.6.6';
const ipv6 = '2001:4860:4860::8888';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-places-'));
  file = join(folder, 'country.mmdb');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (path = file) => AddressDatabase.open({ log: silentLogger }, path);

test('an address has its country; one that is private has no place, one that is in no database an empty one', async () => {
  const places = await AddressPlaces.open({ log: silentLogger }, { country: both });
  expect(places.placeOf(chinese)).toEqual({ country: 'CN' });
  expect(places.placeOf(`::ffff:${chinese}`)).toEqual({ country: 'CN' });
  expect(places.placeOf(ipv6)).toEqual({ country: 'US' });
  expect(places.placeOf('192.168.0.1')).toBeUndefined();
  expect(places.placeOf('no address')).toBeUndefined();
  const alone = await AddressPlaces.open({ log: silentLogger }, { country: onlyIpv4 });
  expect(alone.placeOf(ipv6)).toEqual({});
});

test('a file that was replaced by a rename is taken when it was seen twice', async () => {
  await copyFile(onlyIpv4, file);
  const database = await open();
  expect(database.find(ipv6)).toBeUndefined();
  await copyFile(both, join(folder, 'new'));
  await rename(join(folder, 'new'), file);
  expect(await database.look()).toBe(false);
  expect(await database.look()).toBe(true);
  expect(database.find(ipv6)).toEqual({ country_code: 'US' });
  expect(await database.look()).toBe(false);
});

test('a link that is moved to another file is taken too', async () => {
  await symlink(onlyIpv4, file);
  const database = await open();
  await symlink(both, join(folder, 'new'));
  await rename(join(folder, 'new'), file);
  await database.look();
  expect(await database.look()).toBe(true);
});

test.each([
  ['is half-written', async () => truncate(file, 1_000_000)],
  ['is something else', async () => writeFile(file, 'nothing of the kind')],
  ['is empty', async () => writeFile(file, '')],
  ['is gone', async () => rm(file)],
])('when the new file %s, the one before stays, and a sound one is taken later', async (_, damage) => {
  await copyFile(onlyIpv4, file);
  const database = await open();
  await damage();
  for (let time = 0; time < 3; time += 1) expect(await database.look()).toBe(false);
  expect(database.find(chinese)).toEqual({ country_code: 'CN' });
  await writeFile(file, await readFile(both));
  await database.look();
  expect(await database.look()).toBe(true);
  expect(database.find(ipv6)).toEqual({ country_code: 'US' });
});

test('without a sound file at the beginning the start is refused, and the file is named', async () => {
  await expect(open()).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining(file) as string,
  });
  await writeFile(file, 'nothing of the kind');
  await expect(open()).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});
