import { expect, test } from 'vitest';
import { soundStable } from '../../../src/domain/tracks.ts';
import { bindingOf } from '../../support/facts.ts';

const stable = bindingOf({ track: 'stable' });
const canary = bindingOf({ track: 'canary', fingerprint: 'cpp-16.2.0@ba9876543210' });
const { language, runtime, fingerprint } = stable;
const quarantineOf = (name: string) => ({
  ...{ language, runtime, fingerprint: name },
  ...{ by: 'ops', reason: 'flips', atMs: 1 },
});

test('stable is what a language has there', () => {
  const state = { bindings: [canary, stable], quarantined: [quarantineOf(canary.fingerprint)] };
  expect(soundStable(state, language)).toEqual(stable);
  expect(soundStable(state, 'cobol')).toBeUndefined();
});

test('what is quarantined is no stable to fall back to', () => {
  const state = { bindings: [canary, stable], quarantined: [quarantineOf(fingerprint)] };
  expect(soundStable(state, language)).toBeUndefined();
});
