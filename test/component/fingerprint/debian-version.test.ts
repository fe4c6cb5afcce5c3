import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareDebianVersions } from '../../../src/fingerprint/debian-version.ts';

const version = fc.stringMatching(/^(\d{1,2}:)?\d[a-cA-C0-9.+~]{0,7}(-[a-cA-C0-9.+~]{1,4})?$/);

/** What dpkg itself says of each pair: `lt`, `eq` or `gt`. */
const byDpkg = (pairs: readonly (readonly [string, string])[]): string[] => {
  const script =
    'while read -r a b; do for r in lt eq gt; do if dpkg --compare-versions "$a" $r "$b"; then echo $r; break; fi; done; done';
  const { status, stdout, stderr } = spawnSync(
    'docker',
    ['run', '--rm', '--interactive', '--network=none', 'debian:trixie-slim', '/bin/sh', '-c', script],
    { input: pairs.map((pair) => `${pair.join(' ')}\n`).join(''), encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split('\n');
};

test('a thousand pairs of versions are ordered as dpkg orders them', () => {
  const pairs = fc.sample(fc.tuple(version, version), { numRuns: 1_000, seed: 20_251_125 });
  // Pairs that differ in a little alone, where an order goes wrong.
  const near = pairs.map(([a, b], index): [string, string] => (index % 2 === 0 ? [a, b] : [a, `${a}~1`]));
  const words = ['lt', 'eq', 'gt'];
  const ours = near.map(([a, b]) => words[Math.sign(compareDebianVersions(a, b)) + 1]);
  expect(ours).toEqual(byDpkg(near));
  expect(new Set(ours).size).toBeGreaterThan(1);
});
