import { describe, expect, test } from 'vitest';
import type { SourceFile } from '../../../src/domain/submission.ts';
import { arrangeSources } from '../../../src/judging/arrange-sources.ts';

const python = { source: { file: 'main.py', extensions: ['.py'] } };
const java = { source: { file: 'Main.java', extensions: ['.java'] } };

const files = (...paths: string[]): SourceFile[] =>
  paths.map((path) => ({ path, content: Buffer.from(path) }));

const pathsOf = (sources: readonly SourceFile[]): string[] => sources.map(({ path }) => path);

describe('arrangeSources', () => {
  test('a program of one text gets the name that the runtime wants', () => {
    const { sources, entry } = arrangeSources(python, files(''));
    expect([pathsOf(sources), entry]).toEqual([['main.py'], 'main.py']);
  });

  test('of several files the one with that name is the entry, else the first of the language', () => {
    expect(arrangeSources(python, files('a.py', 'main.py')).entry).toBe('main.py');
    expect(arrangeSources(python, files('notes.txt', 'solve.py', 'more.py')).entry).toBe('solve.py');
  });

  test('a problem’s file comes before a submitted one of the same name, which is named', () => {
    const arranged = arrangeSources(python, files('main.py', 'grader.py'), [
      { path: 'grader.py', content: Buffer.from('the problem’s') },
    ]);
    expect(pathsOf(arranged.sources)).toEqual(['grader.py', 'main.py']);
    expect(arranged.sources[0]?.content.toString()).toBe('the problem’s');
    expect(arranged.leftOut).toEqual(['grader.py']);
  });

  test('of the problem’s own files the last of a name counts: the one that is meant most particularly', () => {
    const provided = ['for all', 'for the language'].map((text) => ({
      path: 'stub.py',
      content: Buffer.from(text),
    }));
    const { sources } = arrangeSources(python, files('main.py'), provided);
    expect(sources.map(({ content }) => content.toString())).toEqual(['for the language', 'main.py']);
  });

  test('a program of one text is called solution where the grader has the runtime’s name', () => {
    expect(pathsOf(arrangeSources(python, files(''), files('main.py')).sources)).toEqual([
      'main.py',
      'solution.py',
    ]);
    expect(pathsOf(arrangeSources(java, files(''), files('Main.java')).sources)).toEqual([
      'Main.java',
      'Solution.java',
    ]);
  });

  test('a grader under another name is the entry of a language that has to be told one', () => {
    const { entry } = arrangeSources(python, files('solution.py'), files('grader.py', 'data.txt'));
    expect(entry).toBe('grader.py');
  });
});
