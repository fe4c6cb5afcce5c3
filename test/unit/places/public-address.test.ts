import { expect, test } from 'vitest';
import { publicAddress } from '../../../src/places/public-address.ts';

test.each([
  ['8.8.8.8', '8.8.8.8'],
  ['2001:4860:4860:0:0:0:0:8888', '2001:4860:4860::8888'],
  ['::ffff:8.8.8.8', '8.8.8.8'],
  ['::FFFF:808:808', '8.8.8.8'],
  ['64:ff9b::8.8.8.8', '8.8.8.8'],
])('%s is asked for as %s', (given, asked) => {
  expect(publicAddress(given)).toBe(asked);
});

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.1.1',
  '100.64.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.1',
  '::',
  '::1',
  'fe80::1',
  'fe80::1%eth0',
  'fd00::1',
  'ff02::1',
  '::ffff:10.0.0.1',
  '64:ff9b::10.0.0.1',
  '2001:db8::1',
])('%s belongs to nobody in particular', (given) => {
  expect(publicAddress(given)).toBeUndefined();
});

test.each([
  '',
  'localhost',
  '8.8.8',
  '0x8.8.8.8',
  '010.8.8.8',
  '134744072',
  '8.8.8.8:80',
  '[::1]',
  ' 8.8.8.8',
])('%j is no address', (given) => {
  expect(publicAddress(given)).toBeUndefined();
});
