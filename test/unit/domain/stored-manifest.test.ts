import { expect, test } from 'vitest';
import { runtimeManifestSchema, storedManifestSchema } from '../../../src/domain/runtime.ts';
import { manifestOf } from '../../support/facts.ts';

const { editor, ...older } = manifestOf();

test('a manifest of an older release, which has nothing for editors, is read', () => {
  expect(storedManifestSchema.parse(older)).toMatchObject({ ...older, editor: { monaco: 'plaintext' } });
  expect(runtimeManifestSchema.safeParse(older).success).toBe(false);
});

test('what a newer release added is passed over, and everything else is as it was', () => {
  expect(storedManifestSchema.parse({ ...older, editor, samples: [] })).toEqual({ ...older, editor });
  expect(runtimeManifestSchema.safeParse({ ...older, editor, samples: [] }).success).toBe(false);
});

test('what is wrong is still refused', () => {
  expect(storedManifestSchema.safeParse({ ...older, run: {} }).success).toBe(false);
});
