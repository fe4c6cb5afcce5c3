import fc from 'fast-check';
import { runtimeManifestSchema } from '../../../src/domain/runtime.ts';
import type { FingerprintInput } from '../../../src/fingerprint/runtime-fingerprint.ts';

const word = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme-ascii' });
const name = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/);
const env = fc.dictionary(name, word, { maxKeys: 4, noNullPrototype: true });
const argv = fc.array(
  word.filter((each) => !each.includes('{sources}')),
  { minLength: 1, maxLength: 5 },
);
const digest = fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`);

const manifest = fc
  .record({
    language: fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/),
    policy: fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/),
    source: fc.record({
      file: fc.constantFrom('main.py', 'Main.java', 'main.cpp'),
      extensions: fc.constantFrom(['.py'], ['.cpp', '.cc']),
    }),
    compile: fc.record({
      argv,
      env,
      artifacts: fc.array(word, { minLength: 1, maxLength: 3 }),
      keepSources: fc.boolean(),
      limits: fc.record({ cpuMs: fc.integer({ min: 1 }), memoryBytes: fc.integer({ min: 1 }) }),
    }),
    run: fc.record({ argv, env, extraProcesses: fc.nat(256) }),
  })
  .map((parts) =>
    runtimeManifestSchema.parse({
      apiVersion: 'serin/v1',
      kind: 'Runtime',
      version: '1',
      displayName: 'A language',
      suite: 'trixie',
      probes: { version: { argv: ['/bin/version'], pattern: '(.+)' } },
      editor: { codemirror: 'text', monaco: 'plaintext', template: 'hello' },
      ...parts,
    }),
  );

/** Everything that a fingerprint is made from. */
export const fingerprintInput: fc.Arbitrary<FingerprintInput> = fc.record({
  identity: fc.record({
    architecture: fc.constantFrom('amd64', 'arm64'),
    diffIds: fc.array(digest, { minLength: 1, maxLength: 5 }),
    env: env.map((entries) => Object.entries(entries).map(([key, value]) => `${key}=${value}`)),
    user: fc.constantFrom('', '1000', 'nobody'),
    workdir: fc.constantFrom('', '/', '/srv'),
    entrypoint: fc.array(word, { maxLength: 2 }),
  }),
  probes: fc.record({ version: fc.constantFrom('3.13.5', '14.2.0'), features: env }),
  manifest,
});

/** The same value with the keys of every object in another order. */
export const withKeysReversed = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map((item: unknown) => withKeysReversed(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, unknown>).reverse();
  return Object.fromEntries(entries.map(([key, item]) => [key, withKeysReversed(item)])) as T;
};

/** Every value that differs from the given one in exactly one leaf or by one more item of a list. */
export const variations = (value: unknown): unknown[] => {
  if (Array.isArray(value)) {
    const items = value as unknown[];
    const inner = items.flatMap((item, at) => variations(item).map((other) => items.with(at, other)));
    return [...inner, [...items, 'one-more']];
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, item]) =>
      variations(item).map((other) => ({ ...value, [key]: other })),
    );
  }
  if (typeof value === 'string') return [`${value}~`];
  if (typeof value === 'number') return [value + 1];
  if (typeof value === 'boolean') return [!value];
  return [];
};
