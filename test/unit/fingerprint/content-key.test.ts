import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentKey } from '../../../src/fingerprint/content-key.ts';
import type { ContentInput } from '../../../src/fingerprint/content-key.ts';
import { fingerprintInput, variations, withKeysReversed } from './arbitraries.ts';

const files = fc.uniqueArray(
  fc.record({
    path: fc.stringMatching(/^[a-z]{1,6}(\/[a-z]{1,6})?$/),
    content: fc.uint8Array({ maxLength: 40 }),
  }),
  { selector: (file) => file.path, minLength: 1, maxLength: 4 },
);

const content: fc.Arbitrary<ContentInput> = fc
  .record({
    fingerprint: fc.string(),
    harness: fc.stringMatching(/^[0-9a-f]{12}$/),
    runtime: fingerprintInput,
    files,
  })
  .map(({ runtime, ...rest }) => {
    if (runtime.manifest.compile === undefined) throw new Error('every arbitrary manifest compiles');
    return { ...rest, compile: runtime.manifest.compile };
  });

describe('a content key', () => {
  test('does not depend on the order of files or of keys', () => {
    fc.assert(
      fc.property(content, (input) => {
        const key = contentKey(input);
        expect(key).toMatch(/^[0-9a-f]{64}$/);
        expect(contentKey({ ...input, files: input.files.toReversed() })).toBe(key);
        expect(contentKey({ ...input, compile: withKeysReversed(input.compile) })).toBe(key);
      }),
    );
  });

  test('changes with the runtime, the harness and every part of the compile step', () => {
    fc.assert(
      fc.property(content, (input) => {
        const others: ContentInput[] = [
          { ...input, fingerprint: `${input.fingerprint}~` },
          { ...input, harness: `${input.harness}0` },
          ...variations(input.compile).map((compile) => ({
            ...input,
            compile: compile as ContentInput['compile'],
          })),
        ];
        expect(others.map(contentKey)).not.toContain(contentKey(input));
      }),
    );
  });

  test('changes with a byte, a name or a further file', () => {
    fc.assert(
      fc.property(content, fc.nat(), (input, at) => {
        const changed = at % input.files.length;
        const replace = (change: (file: ContentInput['files'][number]) => ContentInput['files'][number]) =>
          contentKey({
            ...input,
            files: input.files.map((file, index) => (index === changed ? change(file) : file)),
          });
        const key = contentKey(input);
        expect(
          replace((file) => ({ ...file, content: Buffer.concat([file.content, Buffer.of(0)]) })),
        ).not.toBe(key);
        expect(replace((file) => ({ ...file, path: `${file.path}.old` }))).not.toBe(key);
        const added = { path: 'added.txt', content: Buffer.alloc(0) };
        expect(contentKey({ ...input, files: [...input.files, added] })).not.toBe(key);
      }),
    );
  });

  test('tells two files apart that were cut at another place', () => {
    const compile: ContentInput['compile'] = {
      argv: ['cc'],
      env: {},
      artifacts: ['program'],
      keepSources: false,
      limits: { cpuMs: 1, wallMs: 1, memoryBytes: 1, processes: 1, outputBytes: 1, fileBytes: 1 },
    };
    const key = (parts: readonly string[]): string =>
      contentKey({
        fingerprint: 'c-14.2.0@000000000000',
        harness: '000000000000',
        compile,
        files: parts.map((part, index) => ({ path: `${index}.c`, content: Buffer.from(part) })),
      });
    expect(key(['ab', 'c'])).not.toBe(key(['a', 'bc']));
  });
});
