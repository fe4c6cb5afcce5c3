import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/domain/errors.ts';
import { soleSource } from '../../../src/domain/submission.ts';
import { checkNames, checks } from '../../../src/workshop/checks.ts';
import { readPrograms } from '../../../src/workshop/programs.ts';
import { programsFolder } from './recipe-fixtures.ts';

const read = (files: Record<string, string>) => {
  const faults: Fault[] = [];
  return { programs: readPrograms(programsFolder('lua', files), faults), faults };
};

const exceptions = (more: string): Record<string, string> => ({
  'hello.lua': 'x',
  'programs.yaml': `apiVersion: serin/v1\nkind: Programs\n${more}`,
});

describe('the programs of a language', () => {
  test('are one source without a name per check, or a folder of files', () => {
    const { programs, faults } = read({
      'hello.lua': 'print("Hello, Serin!")',
      'multi-file/main.lua': 'require "part"',
      'multi-file/lib/part.lua': 'x',
    });
    expect(faults).toEqual([]);
    expect(programs.language).toBe('lua');
    expect(programs.sources.get('hello')?.map(({ path }) => path)).toEqual([soleSource]);
    expect(programs.sources.get('multi-file')?.map(({ path }) => path)).toEqual(['main.lua', 'lib/part.lua']);
  });

  test('say what the language cannot show, and where it needs other limits', () => {
    const { programs, faults } = read(
      exceptions('not: { multi-file: a program is one file }\nlimits: { hello: { cpuMs: 20000 } }\n'),
    );
    expect(faults).toEqual([]);
    expect(programs.not).toEqual({ 'multi-file': 'a program is one file' });
    expect(programs.limits).toEqual({ hello: { cpuMs: 20_000 } });
  });

  test.each([
    ['a file of no check', { 'helo.lua': 'x' }, 'images/lua/programs/helo.lua', 'belongs to no check'],
    ['a folder of no check', { 'many/main.lua': 'x' }, 'images/lua/programs/many/main.lua', 'no check'],
    ['two programs for a check', { 'sum.lua': 'x', 'sum.txt': 'y' }, 'programs/sum.txt', 'second program'],
    ['a file beside its folder', { 'sum.lua': 'x', 'sum/main.lua': 'y' }, 'sum/main.lua', 'second program'],
    [
      'an unknown check',
      exceptions('not: { humming: it cannot hum }\n'),
      'programs.yaml:3 /not/humming',
      'no such key',
    ],
    ['no reason', exceptions('not:\n  eof: ""\n'), 'programs.yaml:4 /not/eof', 'must say why'],
    [
      'limits beyond what is allowed',
      exceptions('limits:\n  hello: { cpuMs: 9000000 }\n'),
      ':4 /limits/hello/cpuMs',
      '60000',
    ],
    [
      'a reason beside a program',
      exceptions('not: { hello: it cannot say it }\n'),
      ':3 /not/hello',
      'there is a program',
    ],
    [
      'limits without a program',
      exceptions('limits: { sum: { cpuMs: 1 } }\n'),
      ':3 /limits/sum',
      'there is no program',
    ],
    ['what is no YAML', exceptions('not: {\n'), 'programs.yaml:', ''],
  ])('are refused for %s, with its place', (_, files, path, message) => {
    const { faults } = read(files);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.path).toContain(path);
    expect(faults[0]?.message).toContain(message);
  });
});

describe('the checks', () => {
  const check = (name: string) => checks.find((each) => each.name === name);

  test('have an answer exactly where a program has to end well', () => {
    expect(checks.map(({ name }) => name)).toEqual(checkNames);
    for (const { answer, verdict } of checks) expect(answer !== undefined).toBe(verdict === 'accepted');
  });

  test('give a hundred thousand sums that fit into 32 bits', () => {
    const input = String(check('sum')?.input).trimEnd().split('\n');
    const answer = String(check('sum')?.answer).trimEnd().split('\n');
    expect(input).toHaveLength(100_001);
    expect(answer).toHaveLength(100_000);
    const sums = input.slice(1).map((line) => {
      const [a = NaN, b = NaN] = line.split(' ').map(Number);
      return a + b;
    });
    expect(sums.join(' ')).toBe(answer.join(' '));
    expect(Math.max(...sums)).toBeLessThan(2 ** 31);
  });

  test('end the input without a newline where that is what is tried', () => {
    expect(String(check('eof')?.input)).toBe('1 2\n3');
    expect(String(check('recursion')?.answer)).toBe('5000050000\n');
  });
});
