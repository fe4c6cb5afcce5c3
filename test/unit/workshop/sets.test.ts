import { describe, expect, test } from 'vitest';
import { isNamed, readSets, unknownNames, usualNames } from '../../../src/workshop/sets.ts';

const manifest = (language: string, version: string, family?: string) => ({
  language,
  version,
  ...(family === undefined ? {} : { family }),
});

const runtimes = [
  manifest('cpp', '14'),
  manifest('cpp', '16'),
  manifest('cpp17', '14', 'cpp'),
  manifest('python', '3.14'),
];

const sets = { default: ['cpp', 'python'], newest: ['cpp-16', 'python-3.14'] };

const named = (...names: string[]): string[] =>
  runtimes
    .filter((each) => isNamed(names, sets, each))
    .map(({ language, version }) => `${language}-${version}`);

describe('a name', () => {
  test('of a runtime means it alone', () => {
    expect(named('cpp-16')).toEqual(['cpp-16']);
  });

  test('of a language means all its versions, and the others of the family it gives its name to', () => {
    expect(named('python')).toEqual(['python-3.14']);
    expect(named('cpp')).toEqual(['cpp-14', 'cpp-16', 'cpp17-14']);
    expect(named('cpp17')).toEqual(['cpp17-14']);
  });

  test('in a set means the language alone', () => {
    expect(named('default')).toEqual(['cpp-14', 'cpp-16', 'python-3.14']);
    expect(named('newest')).toEqual(['cpp-16', 'python-3.14']);
  });

  test('may be the word for everything', () => {
    expect(named('all')).toHaveLength(4);
  });

  test('that means nothing is told', () => {
    expect(unknownNames(['default', 'all', 'cobol', 'cpp'], sets, runtimes)).toEqual(['cobol']);
    expect(unknownNames(['constructor'], sets, runtimes)).toEqual(['constructor']);
  });

  test('is the default set where nobody gives one, and everything where there is no such set', () => {
    expect(usualNames(sets)).toEqual(['default']);
    expect(usualNames({})).toEqual(['all']);
  });
});

describe('a document of sets', () => {
  const head = 'apiVersion: serin/v1\nkind: RuntimeSets\n';

  test('is read', () => {
    expect(readSets('sets.yaml', `${head}sets: { default: [c, python-3.14] }\n`)).toEqual({
      default: ['c', 'python-3.14'],
    });
  });

  test.each([
    ['an unknown key', `${head}set: {}\nsets: {}\n`, 'sets.yaml:3 /set'],
    ['a name that nothing has', `${head}sets:\n  default: [C]\n`, 'sets.yaml:4 /sets/default/0'],
    ['an empty set', `${head}sets:\n  default: []\n`, 'sets.yaml:4 /sets/default'],
    ['a set called all', `${head}sets:\n  all: [c]\n`, 'sets.yaml:3 /sets'],
    ['another kind', 'apiVersion: serin/v1\nkind: Sets\nsets: {}\n', 'sets.yaml:2 /kind'],
    ['nothing', '', 'sets.yaml'],
  ])('is refused for %s, with its line', (_, text, path) => {
    expect(() => readSets('sets.yaml', text)).toThrow(
      expect.objectContaining({
        code: 'MANIFEST_INVALID',
        faults: [expect.objectContaining({ path }) as unknown],
      }) as Error,
    );
  });
});
