import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RuntimeManifest } from '../../../src/domain/runtime.ts';
import { runtimeDigest, runtimeFingerprint } from '../../../src/fingerprint/runtime-fingerprint.ts';
import type { FingerprintInput } from '../../../src/fingerprint/runtime-fingerprint.ts';
import { fingerprintInput, variations, withKeysReversed } from './arbitraries.ts';

/** The parts of a manifest that decide how a program is compiled and run. */
const decisive = ['language', 'source', 'compile', 'run', 'policy'] as const;

const changedManifests = (manifest: RuntimeManifest): RuntimeManifest[] =>
  decisive.flatMap((key) => variations(manifest[key]).map((other) => ({ ...manifest, [key]: other })));

describe('a runtime fingerprint', () => {
  test('is the language, the exact version and twelve digits of the digest', () => {
    fc.assert(
      fc.property(fingerprintInput, (input) => {
        const expected = `${input.manifest.language}-${input.probes.version}@${runtimeDigest(input).slice(0, 12)}`;
        expect(runtimeFingerprint(input)).toBe(expected);
        expect(runtimeDigest(input)).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });

  test('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fingerprintInput, (input) => {
        expect(runtimeDigest(withKeysReversed(input))).toBe(runtimeDigest(input));
      }),
    );
  });

  test('changes with anything in how a program is compiled and run', () => {
    fc.assert(
      fc.property(fingerprintInput, (input) => {
        const digests = changedManifests(input.manifest).map((manifest) =>
          runtimeDigest({ ...input, manifest }),
        );
        expect(digests.length).toBeGreaterThan(8);
        expect(digests).not.toContain(runtimeDigest(input));
      }),
    );
  });

  test('changes with anything in the image that can change a run', () => {
    fc.assert(
      fc.property(fingerprintInput, (input) => {
        const identities = variations(input.identity) as FingerprintInput['identity'][];
        const digests = identities.map((identity) => runtimeDigest({ ...input, identity }));
        expect(digests).not.toContain(runtimeDigest(input));
      }),
    );
  });

  test('changes with anything that the probes said', () => {
    fc.assert(
      fc.property(fingerprintInput, (input) => {
        const answers = variations(input.probes) as FingerprintInput['probes'][];
        const digests = answers.map((probes) => runtimeDigest({ ...input, probes }));
        expect(digests).not.toContain(runtimeDigest(input));
      }),
    );
  });

  test('changes when layers change places', () => {
    fc.assert(
      fc.property(fingerprintInput, (input) => {
        const { diffIds } = input.identity;
        fc.pre(new Set(diffIds).size > 1);
        const identity = { ...input.identity, diffIds: [...diffIds.slice(1), diffIds[0] ?? ''] };
        expect(runtimeDigest({ ...input, identity })).not.toBe(runtimeDigest(input));
      }),
    );
  });

  test('changes when the compile step is taken away', () => {
    fc.assert(
      fc.property(fingerprintInput, (input) => {
        const manifest: RuntimeManifest = { ...input.manifest };
        delete manifest.compile;
        expect(runtimeDigest({ ...input, manifest })).not.toBe(runtimeDigest(input));
      }),
    );
  });

  test('does not depend on what people read, on how it is tried, or on where it is first bound', () => {
    fc.assert(
      fc.property(fingerprintInput, (input) => {
        const manifest: RuntimeManifest = {
          ...input.manifest,
          displayName: 'Another name',
          suite: 'forky',
          bootstrap: 'canary',
          version: '99',
          probes: { version: { argv: ['/bin/other'], pattern: '^(.*)$' }, features: {} },
          editor: { codemirror: 'other', monaco: 'other', template: 'other' },
          multipliers: { time: 3, memory: 2 },
          programs: 'other',
          build: { memoryBytes: 1 },
        };
        expect(runtimeDigest({ ...input, manifest })).toBe(runtimeDigest(input));
      }),
    );
  });

  test('does not depend on the order in which an image sets its environment', () => {
    fc.assert(
      fc.property(fingerprintInput, (input) => {
        const identity = { ...input.identity, env: input.identity.env.toReversed() };
        expect(runtimeDigest({ ...input, identity })).toBe(runtimeDigest(input));
      }),
    );
  });

  test('takes the last word on a name that an image sets twice', () => {
    fc.assert(
      fc.property(fingerprintInput, (input) => {
        const once = { ...input.identity, env: ['TZ=UTC'] };
        const twice = { ...input.identity, env: ['TZ=Europe/Berlin', 'TZ=UTC'] };
        expect(runtimeDigest({ ...input, identity: twice })).toBe(
          runtimeDigest({ ...input, identity: once }),
        );
      }),
    );
  });
});
