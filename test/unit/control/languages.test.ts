import { describe, expect, test } from 'vitest';
import { listLanguages } from '../../../src/control/languages.ts';
import { gcc16 } from '../../support/control-world.ts';
import { bindingOf, factsOf } from '../../support/facts.ts';

describe('listLanguages', () => {
  test('lists a language with its tracks, stable first', () => {
    const canary = bindingOf({ track: 'canary', runtime: 'cpp-16', fingerprint: gcc16.fingerprint });
    expect(listLanguages([factsOf(), gcc16], [canary, bindingOf()])).toMatchObject([
      {
        language: 'cpp',
        compiled: true,
        editor: { codemirror: 'text' },
        multipliers: { time: 1, memory: 1 },
        tracks: [
          { track: 'stable', version: '14.2.0' },
          { track: 'canary', version: '16.2.0' },
        ],
      },
    ]);
  });

  test('a language whose runtimes nobody has published is not offered', () => {
    expect(listLanguages([], [bindingOf()])).toEqual([]);
  });
});
