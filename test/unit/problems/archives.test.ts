import { symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  Blobs,
  errors,
  fileOf,
  folderOf,
  read,
  sound,
  tarFiles,
  tarOf,
  told,
  zipBytes,
  zipOf,
} from './packages.ts';
import type { PackageEntry } from '../../../src/problems/archive/entry.ts';
import { noContent } from '../../../src/problems/archive/entry.ts';
import { FaultLog } from '../../../src/problems/faults.ts';
import { UnpackedMeter, indexPackage } from '../../../src/problems/index-package.ts';
import { defaultBounds } from '../../../src/problems/ports.ts';
import { readFile, readdir } from 'node:fs/promises';
import { dirname } from 'node:path';

test('the same package is the same problem as a folder, a zip, a tar and a tar.gz', async () => {
  const readings = [
    await read(await folderOf(sound)),
    await read(await zipOf(sound)),
    await read(await tarOf(tarFiles(sound))),
    await read(await tarOf(tarFiles(sound), true)),
  ];
  for (const reading of readings) {
    expect(told(reading)).toEqual([]);
    expect(reading.definition).toEqual(readings[0]?.definition);
  }
  expect(readings[0]?.definition?.tests).toHaveLength(1);
});

test('a single folder around everything is taken away', async () => {
  const inner = Object.fromEntries(Object.entries(sound).map(([path, text]) => [`aplusb/${path}`, text]));
  for (const path of [await zipOf(inner), await tarOf(tarFiles(inner), true)]) {
    const reading = await read(path);
    expect(told(reading)).toEqual([]);
    expect(reading.definition?.tests[0]?.name).toBe('1');
  }
});

test('what operating systems leave in archives is passed over', async () => {
  const reading = await read(
    await zipOf({ ...sound, '__MACOSX/tests/._1.in': 'x', 'tests/.DS_Store': 'x', '.git/HEAD': 'x' }),
  );
  expect(told(reading)).toEqual([]);
});

const refusedNames: readonly (readonly [string, string])[] = [
  ['../evil.in', 'has a ".." in its path'],
  ['tests/../../evil.in', 'has a ".." in its path'],
  ['/etc/evil.in', 'has an absolute path'],
  ['C:/evil.in', 'has a drive letter'],
  ['tests\\evil.in', 'has a backslash'],
  ['tests/a\u0000b.in', 'has a NUL byte'],
  ['tests/a\nb.in', 'has a control character'],
  [`tests/${'n'.repeat(300)}.in`, 'more than 255 bytes'],
  [`${'folder/'.repeat(40)}1.in`, 'more than 32 folders deep'],
  [`${'long-folder-name/'.repeat(80)}1.in`, 'more than 1024 bytes'],
];

test.each(refusedNames)('an entry called %j is refused', async (name, reason) => {
  const path = await fileOf('package.zip', rawZip([...rawFiles(sound), { name, content: Buffer.from('x') }]));
  const reading = await read(path);
  expect(reading.definition).toBeUndefined();
  expect(errors(reading).join('\n')).toContain(reason);
});

test('a name that is in an archive twice is refused, and one that differs in case is told of', async () => {
  const twice = [...rawFiles(sound), { name: 'tests/1.in', content: Buffer.from('2\n') }];
  expect(errors(await read(await fileOf('a.zip', rawZip(twice))))).toEqual([
    'error tests/1.in is in the archive twice: remove one of them',
  ]);
  const cased = await read(await zipOf({ ...sound, 'Tests/1.in': '1\n', 'Tests/1.ans': '1\n' }));
  expect(cased.definition).toBeDefined();
  expect(told(cased).join()).toContain('differs from "tests/1.in" in case only');
});

test('a file where a folder has to be is refused', async () => {
  const reading = await read(await tarOf([...tarFiles(sound), { name: 'tests', content: 'x' }]));
  expect(errors(reading)).toEqual(['error tests is in the archive twice: remove one of them']);
});

test('links inside of the package are followed in its index, others are refused', async () => {
  const linked = await tarOf([
    ...tarFiles(sound),
    { name: 'tests/2.in', type: 'symlink', linkname: '1.in' },
    { name: 'tests/2.ans', type: 'symlink', linkname: './../tests/1.ans' },
  ]);
  const reading = await read(linked);
  expect(told(reading)).toEqual([]);
  expect(reading.definition?.tests.map((each) => each.name)).toEqual(['1', '2']);
  const bad = await read(
    await tarOf([
      ...tarFiles(sound),
      { name: 'a', type: 'symlink', linkname: '/etc/passwd' },
      { name: 'b', type: 'symlink', linkname: '../../etc/passwd' },
      { name: 'c', type: 'symlink', linkname: 'd' },
      { name: 'd', type: 'symlink', linkname: 'c' },
      { name: 'e', type: 'symlink', linkname: 'nowhere' },
      { name: 'f', type: 'link', linkname: 'tests/1.in' },
      { name: 'g', type: 'character-device' },
      { name: 'h', type: 'fifo' },
      { name: 'tests/i', type: 'symlink', linkname: '../tests' },
    ]),
  );
  expect(bad.definition).toBeUndefined();
  expect(errors(bad).map((each) => each.split(' ').slice(1, 9).join(' '))).toEqual([
    'f is a hard link: a package holds',
    'g is a device: a package holds files,',
    'h is a FIFO: a package holds files,',
    'a is a link that leads out of',
    'b is a link that leads out of',
    'c is a link that leads in a',
    'd is a link that leads in a',
    'e is a link to something that is',
    'tests/i is a link to a folder that',
  ]);
});

test('a link to a folder stands for the files in it', async () => {
  const reading = await read(
    await tarOf([
      ...tarFiles(sound),
      { name: 'more', type: 'symlink', linkname: 'tests' },
      {
        name: 'problem2.yaml',
        content: '',
      },
    ]),
  );
  expect(told(reading)).toEqual([]);
});

test('a link in a folder on the disk never leads out of it', async () => {
  const folder = await folderOf(sound);
  const secret = await fileOf('secret', Buffer.from('secret'));
  await symlink(secret, join(folder, 'tests', '2.in'));
  const blobs = new Blobs();
  const reading = await read(folder, {}, blobs);
  expect(errors(reading).join()).toContain('leads out of the package');
  expect([...blobs.kept.values()].map(String)).not.toContain('secret');
});

test('a socket in a folder is refused', async () => {
  const folder = await folderOf(sound);
  const server = createServer().listen(join(folder, 'socket'));
  await new Promise((resolve) => server.once('listening', resolve));
  const reading = await read(folder);
  await new Promise((resolve) => server.close(resolve));
  expect(errors(reading).join()).toContain('socket');
});

test('a zip link is followed inside and refused outside', async () => {
  const inside = [...rawFiles(sound), link('tests/2.in', '1.in'), link('tests/2.ans', '1.ans')];
  expect((await read(await fileOf('a.zip', rawZip(inside)))).definition?.tests).toHaveLength(2);
  const outside = [...rawFiles(sound), link('tests/2.in', '/etc/passwd')];
  expect(errors(await read(await fileOf('a.zip', rawZip(outside)))).join()).toContain('leads out');
});

test.each([
  ['nothing', Buffer.alloc(0), 'is empty'],
  ['a text', Buffer.from('apiVersion: serin/v1\n'), 'is no archive that is read here'],
  ['7z', Buffer.from('7z\xbc\xaf\x27\x1c and so on', 'latin1'), 'is a 7z archive'],
  ['gzip of a text', gzipSync('text'), 'is gzip, but a package is a zip'],
])('%s is no package', async (_, bytes, reason) => {
  const reading = await read(await fileOf('package', bytes));
  expect(reading).toMatchObject({ format: 'unknown' });
  expect(errors(reading).join()).toContain(reason);
});

test('an encrypted entry, an unknown compression and a wrong checksum are refused', async () => {
  const with_ = (change: Partial<RawEntry>) =>
    rawZip(rawFiles(sound).map((entry) => (entry.name === 'tests/1.in' ? { ...entry, ...change } : entry)));
  const refusals = [
    [with_({ flags: 1 }), 'is encrypted'],
    [with_({ method: 14 }), 'is compressed by method 14'],
    [with_({ crc: 1 }), 'the checksum is not that of the bytes'],
    [with_({ statedBytes: 1 }), 'the zip is damaged'],
    [with_({ compressed: Buffer.from('not deflate'), method: 8 }), 'the zip is damaged'],
  ] as const;
  for (const [bytes, reason] of refusals) {
    expect(errors(await read(await fileOf('a.zip', bytes))).join()).toContain(reason);
  }
});

test('archives that end too early are refused, wherever they end', async () => {
  const whole = {
    zip: await readFile(await zipOf(sound)),
    tar: await readFile(
      await tarOf(tarFiles({ ...sound, 'tests/2.in': 'x'.repeat(3000), 'tests/2.ans': 'x' })),
    ),
    gzip: await readFile(await tarOf(tarFiles(sound), true)),
  };
  for (const bytes of Object.values(whole)) {
    for (const share of [0.3, 0.6, 0.9]) {
      const path = await fileOf('package', bytes.subarray(0, Math.floor(bytes.length * share)));
      const reading = await read(path);
      expect(reading.definition).toBeUndefined();
      expect(errors(reading).length).toBeGreaterThan(0);
    }
  }
});

test('a tar that was cut off between two entries is not taken for a whole one with fewer tests', async () => {
  const first = tarFiles({ ...sound, 'tests/2.in': '2\n', 'tests/2.ans': '2\n' });
  const bytes = await readFile(await tarOf(first));
  for (const [blocks, whole] of [
    [6, false],
    [10, false],
    [11, true],
    [12, true],
  ] as const) {
    for (const packed of [(tar: Buffer) => tar, gzipSync]) {
      const reading = await read(await fileOf('package', packed(bytes.subarray(0, blocks * 512))));
      expect(reading.definition !== undefined).toBe(whole);
      if (!whole) expect(errors(reading).join()).toContain('the tar has no end mark');
    }
  }
});

test('a package that is not there is told of', async () => {
  expect(errors(await read('/nowhere/package.zip'))).toEqual([
    'error . the package is not there: /nowhere/package.zip',
  ]);
});

test('a tar of too many files is refused before any of them is kept', async () => {
  for (const packed of [false, true]) {
    const blobs = new Blobs();
    const reading = await read(await tarOf(tarFiles(sound), packed), { entries: 2 }, blobs);
    expect(errors(reading)).toEqual(['error . has more than 2 entries; a package has 2 at most']);
    expect(blobs.kept.size).toBe(0);
  }
});

test('links cost no look at every file', { timeout: 20_000 }, async () => {
  const faults = new FaultLog();
  const count = 20_000;
  // eslint-disable-next-line @typescript-eslint/require-await -- entries as an archive yields them
  async function* entries(): AsyncGenerator<PackageEntry> {
    for (let index = 0; index < count; index += 1)
      yield { name: `files/${index}`, kind: 'file', content: noContent };
    for (let index = 0; index < count; index += 1) {
      yield { name: `links/${index}`, kind: 'link', target: 'nowhere', content: noContent };
    }
  }
  const deps = {
    putBlob: new Blobs().putBlob,
    bounds: defaultBounds,
    meter: new UnpackedMeter(defaultBounds, 0),
    faults,
    origin: '',
  };
  const began = performance.now();
  await indexPackage(deps, entries());
  expect(faults.list()[0]?.message).toBe('is a link to something that is not in the package');
  // Each link held against each file took nine seconds.
  expect(performance.now() - began).toBeLessThan(3_000);
});

test('bounds are held to what comes out, not to what headers say', async () => {
  const big = await zipOf({ ...sound, 'tests/big.in': Buffer.alloc(100_000), 'tests/big.ans': '1\n' });
  expect(errors(await read(big, { fileBytes: 50_000 })).join()).toContain('has more than 50000 bytes');
  expect(errors(await read(big, { unpackedBytes: 50_000 })).join()).toContain(
    'more than 50000 bytes when it is unpacked',
  );
  expect(errors(await read(big, { entries: 2 })).join()).toContain('has 5 entries; a package has 2 at most');
  expect(errors(await read(big, { archiveBytes: 10 })).join()).toContain('10 is the most');
  const tar = await tarOf(tarFiles({ ...sound, 'tests/big.in': Buffer.alloc(100_000) }), true);
  expect(errors(await read(tar, { fileBytes: 50_000 })).join()).toContain('has more than 50000 bytes');
  expect(errors(await read(tar, { entries: 2 })).join()).toContain('has more than 2 entries');
});

test('entries that share their bytes are counted each time', async () => {
  const content = Buffer.alloc(60_000);
  const shared = Array.from({ length: 20 }, (_, index) => ({
    name: `tests/${index}.in`,
    content,
    sameBytes: true,
  }));
  const bytes = rawZip(shared);
  expect(bytes.length).toBeLessThan(10_000);
  expect(errors(await read(await fileOf('a.zip', bytes), { unpackedBytes: 1_000_000 })).join()).toContain(
    '1000000 bytes',
  );
});

test('a bomb is refused by how much it grows, in little memory', async () => {
  const bomb = gzipSync(
    Buffer.concat([tarHeader('tests/1.in', 160 * 1024 * 1024), Buffer.alloc(160 * 1024 * 1024)]),
  );
  const reading = await read(await fileOf('package', bomb), {}, new Forgetful());
  expect(errors(reading).join()).toContain('grows to more than 250 times');
});

test('a header or a tail of a tar that has no end is refused before it is whole', async () => {
  const long = Buffer.concat([tarHeader('x', 64 * 1024 * 1024, 'x'), Buffer.alloc(64 * 1024 * 1024, 'a')]);
  expect(errors(await read(await fileOf('package', long))).join()).toContain('Header exceeds max size');
  const tail = Buffer.concat([await readFile(await tarOf(tarFiles(sound))), Buffer.alloc(16 * 1024 * 1024)]);
  expect(errors(await read(await fileOf('package', tail))).join()).toContain(
    'a header or a tail of more than',
  );
});

test('a full disk is no fault of the package', async () => {
  const failing = { putBlob: () => Promise.reject(new Error('no room')) } as unknown as Blobs;
  await expect(read(await zipOf(sound), {}, failing)).rejects.toThrow('no room');
});

test('what was spooled for an archive inside of the package is removed', async () => {
  const inner = await zipBytes({ '1.in': '1\n', '1.out': '1\n' });
  const path = await zipOf({
    'init.yml': 'archive: tests.zip\ntest_cases:\n- {in: 1.in, out: 1.out, points: 1}\n',
    'tests.zip': inner,
  });
  const reading = await read(path);
  expect(told(reading)).toEqual([]);
  expect(reading.definition?.tests).toHaveLength(1);
  expect(await readdir(dirname(path))).toEqual(['package.zip']);
});

test('bytes at random are never more than a fault', async () => {
  const heads = [Buffer.from('PK\x03\x04'), gzipSync('x'), tarHeader('a', 5), Buffer.alloc(0)];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 3000 }), async (head, tail) => {
      const path = await fileOf('package', Buffer.concat([head, tail]));
      const reading = await read(path, { unpackedBytes: 1_000_000 });
      expect(reading.definition).toBeUndefined();
      expect(errors(reading).length).toBeGreaterThan(0);
    }),
    { numRuns: 150 },
  );
});

test('an archive with some bytes changed is a fault or the package as it was', async () => {
  const archives = [
    await readFile(await zipOf(sound)),
    await readFile(await tarOf(tarFiles(sound))),
    await readFile(await tarOf(tarFiles(sound), true)),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...archives),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
      async (archive, changes) => {
        const bytes = Buffer.from(archive);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const path = join(dirname(await fileOf('x', Buffer.alloc(0))), 'package');
        await writeFile(path, bytes);
        const reading = await read(path, { unpackedBytes: 1_000_000 });
        expect(reading.definition !== undefined || errors(reading).length > 0).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});

class Forgetful extends Blobs {
  override readonly putBlob = async (source: AsyncIterable<Buffer>) => {
    let bytes = 0;
    for await (const piece of source) bytes += piece.length;
    return { digest: '0'.repeat(64), bytes };
  };
}

interface RawEntry {
  readonly name: string;
  readonly content: Buffer;
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  readonly statedBytes?: number;
  readonly compressed?: Buffer;
  readonly mode?: number;
  /** Lies where the first entry does. */
  readonly sameBytes?: boolean;
}

const rawFiles = (files: Readonly<Record<string, string | Buffer>>): RawEntry[] =>
  Object.entries(files).map(([name, content]) => ({ name, content: Buffer.from(content as string) }));

const link = (name: string, target: string): RawEntry => ({
  name,
  content: Buffer.from(target),
  mode: 0o120777,
});

/** A zip byte by byte, with whatever in it that no library would write. */
const rawZip = (entries: readonly RawEntry[]): Buffer => {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [index, entry] of entries.entries()) {
    const { name, content, flags = 0x800, method = 8, mode = 0o100644 } = entry;
    const data = entry.compressed ?? deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(entry.crc ?? crc(content), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(entry.statedBytes ?? content.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(entry.sameBytes === true ? 0 : offset, 10);
    const head = Buffer.from([0x50, 0x4b, 1, 2, 20, 3]);
    central.push(head, fields, tail, Buffer.from(name));
    if (entry.sameBytes === true && index > 0) continue;
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), data]);
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
};

const crc = (bytes: Buffer): number => {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
};

const tarHeader = (name: string, bytes: number, type = '0'): Buffer => {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
};
