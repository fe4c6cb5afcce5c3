import { describe, expect, test } from 'vitest';
import { expandArgv, sourceWords } from '../../../src/judging/expand-argv.ts';
import { manifestOf } from '../../support/facts.ts';

const values = { source: 'main.py', sources: ['/app/main.py', '/app/lib/util.py'], memoryMiB: 256 };

describe('expandArgv', () => {
  test('fills placeholders inside words', () => {
    expect(expandArgv(['python3', '/app/{source}', '-Xmx{memoryMiB}m'], values)).toEqual([
      'python3',
      '/app/main.py',
      '-Xmx256m',
    ]);
  });

  test('{sources} becomes one word per file', () => {
    expect(expandArgv(['gcc', '{sources}'], values)).toEqual(['gcc', '/app/main.py', '/app/lib/util.py']);
  });

  test('a file name that looks like a placeholder is not filled again', () => {
    expect(expandArgv(['{sources}'], { ...values, sources: ['/app/{memoryMiB}'] })).toEqual([
      '/app/{memoryMiB}',
    ]);
  });

  test('other braces belong to the command', () => {
    expect(expandArgv(['awk', '{print $1}'], values)).toEqual(['awk', '{print $1}']);
  });
});

describe('sourceWords', () => {
  test('names only files of the language, ordered by path, whatever order they came in', () => {
    const manifest = manifestOf({ source: { file: 'main.cpp', extensions: ['.cpp', '.cc'] } });
    const files = [{ path: 'z.cc' }, { path: 'data.txt' }, { path: 'lib/a.cpp' }, { path: 'a.h' }];
    expect(sourceWords(manifest, files)).toEqual(['/app/lib/a.cpp', '/app/z.cc']);
  });
});
