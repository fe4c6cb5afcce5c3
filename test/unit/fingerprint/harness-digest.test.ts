import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { harnessDigest } from '../../../src/fingerprint/harness-digest.ts';
import type { HarnessInput } from '../../../src/fingerprint/harness-digest.ts';
import { variations, withKeysReversed } from './arbitraries.ts';

const harness: fc.Arbitrary<HarnessInput> = fc.record({
  runnerDigest: fc.stringMatching(/^[0-9a-f]{64}$/),
  seccompDigest: fc.stringMatching(/^[0-9a-f]{64}$/),
  policies: fc.dictionary(
    fc.stringMatching(/^[a-z]{1,6}$/),
    fc.record({
      isolation: fc.constantFrom('reuse', 'fresh'),
      boxMiB: fc.nat(),
      mounts: fc.array(fc.string()),
    }),
    { minKeys: 1, maxKeys: 3, noNullPrototype: true },
  ),
  serinVersion: fc.constantFrom('0.1.0', '0.2.0'),
  host: fc.record({
    architecture: fc.constantFrom('amd64', 'arm64'),
    kernelRelease: fc.constantFrom('6.1.0-10', '6.12.3'),
    cgroupVersion: fc.constantFrom(1, 2),
    cpuModel: fc.constantFrom('AMD EPYC 7763', 'Neoverse-N1'),
  }),
});

describe('a harness digest', () => {
  test('is twelve hex digits that do not depend on the order of keys', () => {
    fc.assert(
      fc.property(harness, (input) => {
        expect(harnessDigest(input)).toMatch(/^[0-9a-f]{12}$/);
        expect(harnessDigest(withKeysReversed(input))).toBe(harnessDigest(input));
      }),
    );
  });

  test('changes with any part of the harness', () => {
    fc.assert(
      fc.property(harness, (input) => {
        const others = (variations(input) as HarnessInput[]).map(harnessDigest);
        expect(others.length).toBeGreaterThan(6);
        expect(others).not.toContain(harnessDigest(input));
      }),
    );
  });
});
