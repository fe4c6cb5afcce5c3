import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProblemDefinition, ProblemGroup } from '../../../src/domain/problem.ts';
import type { TestResult, Verdict } from '../../../src/domain/verdict.ts';
import { judgedVerdict } from '../../../src/verdict/judged-verdict.ts';
import type { JudgedOutput } from '../../../src/verdict/judged-output.ts';
import { heldToPoints, pointsOf, settleProblem, skipRule } from '../../../src/verdict/score.ts';

type Definition = Pick<ProblemDefinition, 'groups' | 'tests' | 'scoring'>;

const group = (name: string, changes: Partial<ProblemGroup> = {}): ProblemGroup => ({
  name,
  aggregate: 'sum',
  requires: [],
  onReject: 'continue',
  ...(name === '' ? {} : { parent: '' }),
  ...changes,
});

/** `a:5`: a test of group a with 5 points; `a`: with none stated. */
const problem = (
  groups: readonly ProblemGroup[],
  tests: string,
  changes: Partial<Definition> = {},
): Definition => ({
  scoring: 'points',
  groups,
  tests: tests
    .split(' ')
    .filter((text) => text !== '')
    .map((text, at) => {
      const [of = '', points] = text.split(':');
      const input = { digest: '', bytes: 0 };
      return { name: `${at}`, group: of, input, ...(points === undefined ? {} : { points }) };
    }),
  ...changes,
});

const letters: Record<string, Verdict> = {
  a: 'accepted',
  w: 'wrong_answer',
  r: 'runtime_error',
  s: 'skipped',
  e: 'system_error',
  c: 'cancelled',
};

const outcome = (definition: Definition, at: number, letter: string): TestResult => {
  const figures = { name: `${at}`, cpuMs: at, wallMs: 1, memoryBytes: 1 };
  const most = definition.tests[at]?.points;
  const verdict = letters[letter];
  if (verdict !== undefined) {
    const judged: JudgedOutput = { kind: verdict === 'accepted' ? 'accepted' : 'wrong' };
    return { ...figures, verdict, points: pointsOf(most, judged) };
  }
  // A digit: tenths of its points.
  const judged: JudgedOutput = { kind: 'partial', share: `0.${letter}` };
  return { ...figures, verdict: 'partial', points: pointsOf(most, judged) };
};

const settled = (definition: Definition, letterList: string) =>
  settleProblem(
    definition,
    Array.from(letterList, (letter, at) => outcome(definition, at, letter)),
  );

const got = (definition: Definition, letterList: string): string => {
  const { points } = settled(definition, letterList);
  return `${points?.got ?? ''}/${points?.most ?? ''}`;
};

describe('pointsOf', () => {
  test('gives what the test has, a share of it, or points as such', () => {
    expect(pointsOf('2.5', { kind: 'accepted' })).toEqual({ got: '2.5', most: '2.5' });
    expect(pointsOf(undefined, { kind: 'accepted' })).toEqual({ got: '1', most: '1' });
    expect(pointsOf('2.5', { kind: 'partial', share: '0.5' })).toEqual({ got: '1.25', most: '2.5' });
    expect(pointsOf('2.5', { kind: 'partial', points: '2' })).toEqual({ got: '2', most: '2.5' });
    expect(pointsOf('2.5', { kind: 'wrong' })).toEqual({ got: '0', most: '2.5' });
    expect(pointsOf('2.5', { kind: 'failed', detail: 'x' })).toEqual({ got: '0', most: '2.5' });
  });

  test('is exact where floating point is not', () => {
    expect(pointsOf('0.3', { kind: 'partial', share: '0.1' }).got).toBe('0.03');
    expect(pointsOf('100', { kind: 'partial', share: '0.333333333333333333' }).got).toBe(
      '33.3333333333333333',
    );
  });

  test('takes points as they are where the test states none', () => {
    expect(pointsOf(undefined, { kind: 'partial', points: '37' })).toEqual({ got: '37', most: '37' });
    expect(pointsOf(undefined, { kind: 'partial', points: '0.5' })).toEqual({ got: '0.5', most: '1' });
  });

  test('never gives more than is stated, and that much is a failure of the checker', () => {
    const judged: JudgedOutput = { kind: 'partial', points: '6' };
    expect(pointsOf('5', judged)).toEqual({ got: '5', most: '5' });
    expect(heldToPoints('5', judged)).toMatchObject({ kind: 'failed', detail: 'judge:points' });
    expect(heldToPoints('6', judged)).toBe(judged);
    expect(heldToPoints(undefined, judged)).toBe(judged);
  });
});

describe('judgedVerdict', () => {
  test('all points are accepted however they were given, none are partial', () => {
    expect(judgedVerdict({ kind: 'partial', share: '1' }).verdict).toBe('accepted');
    expect(judgedVerdict({ kind: 'partial', points: '5' }, '5.0').verdict).toBe('accepted');
    expect(judgedVerdict({ kind: 'partial', points: '4' }, '5').verdict).toBe('partial');
    expect(judgedVerdict({ kind: 'partial', points: '0' }, '5').verdict).toBe('partial');
    expect(judgedVerdict({ kind: 'wrong', detail: 'format', message: 'm' })).toEqual({
      verdict: 'wrong_answer',
      detail: 'format',
      message: 'm',
    });
  });
});

describe('settleProblem', () => {
  const root = group('');

  test('adds up the points of tests, exactly', () => {
    expect(got(problem([root], ':0.1 :0.2 :0.3'), 'aaw')).toBe('0.3/0.6');
    expect(got(problem([root], ':10 :10'), 'a5')).toBe('15/20');
    expect(got(problem([root], '  '), '')).toBe('0/0');
  });

  test.each([
    ['sum', 'aaw', '20/30'],
    ['sum', 'aaa', '30/30'],
    ['sum', 'a5w', '15/30'],
    ['min', 'aa5', '15/30'],
    ['min', 'aaw', '0/30'],
    ['max', 'w5w', '15/30'],
    ['max', 'wwa', '30/30'],
    ['threshold', 'aa5', '0/30'],
    ['threshold', 'aaa', '30/30'],
  ] as const)('%s of %s in a group of 30 points is %s', (aggregate, results, expected) => {
    expect(got(problem([root, group('g', { aggregate, points: '30' })], 'g g g'), results)).toBe(expected);
  });

  test.each([
    ['sum', 'a5', '25/30'],
    ['min', 'a5', '5/10'],
    ['max', 'a5', '20/20'],
    ['threshold', 'aa', '30/30'],
    ['threshold', 'a5', '0/30'],
  ] as const)('%s of %s where the group states no points is %s', (aggregate, results, expected) => {
    expect(got(problem([root, group('g', { aggregate })], 'g:20 g:10'), results)).toBe(expected);
  });

  test('takes shares of members that have different points, without rounding them', () => {
    const thirds = problem([root, group('g', { aggregate: 'min', points: '9' })], 'g:3 g:7');
    const results = (first: string, second: string): TestResult[] =>
      [first, second].map((points, at) => ({
        ...outcome(thirds, at, 'a'),
        verdict: 'partial',
        points: { got: points, most: ['3', '7'][at] ?? '' },
      }));
    expect(settleProblem(thirds, results('1', '2')).points).toEqual({
      got: '2.571428571428571428',
      most: '9',
    });
    expect(settleProblem(thirds, results('1', '6')).points).toEqual({ got: '3', most: '9' });
  });

  test('nests: the points of groups go into their parents', () => {
    const groups = [
      root,
      group('a', { aggregate: 'min', points: '60' }),
      group('a/1', { parent: 'a', aggregate: 'threshold', points: '1' }),
      group('a/2', { parent: 'a' }),
      group('b', { points: '40', aggregate: 'max' }),
    ];
    const nested = problem(groups, 'a/1 a/1 a/2 a/2 b b');
    expect(got(nested, 'aaaaaw')).toBe('100/100');
    expect(got(nested, 'aaawww')).toBe('30/100');
    expect(settled(nested, 'aaaw5w')).toMatchObject({
      verdict: 'partial',
      detail: 'wrong_answer',
      score: 50,
      groups: [
        { name: 'a', verdict: 'wrong_answer', points: { got: '30', most: '60' } },
        { name: 'a/1', verdict: 'accepted', points: { got: '1', most: '1' } },
        { name: 'a/2', verdict: 'wrong_answer', points: { got: '1', most: '2' } },
        { name: 'b', verdict: 'partial', points: { got: '20', most: '40' } },
      ],
    });
  });

  test('samples give nothing, whatever the aggregation, unless points say so', () => {
    for (const aggregate of ['sum', 'min', 'max', 'threshold'] as const) {
      const groups = [group('', { aggregate }), group('sample', { sample: true }), group('secret')];
      expect(got(problem(groups, 'sample sample secret secret'), 'wwaa')).toBe('2/2');
      expect(settled(problem(groups, 'sample sample secret secret'), 'wwaa').groups?.[0]).toEqual({
        name: 'sample',
        verdict: 'wrong_answer',
      });
    }
    const stated = [root, group('sample', { sample: true, points: '5' }), group('secret')];
    expect(got(problem(stated, 'sample sample secret'), 'awa')).toBe('3.5/6');
    expect(got(problem([root, group('sample', { sample: true })], 'sample:3 sample :1'), 'awa')).toBe('4/4');
  });

  test('a group without tests gives nothing of its points, and a test of 0 points counts by its verdict', () => {
    expect(got(problem([root, group('g', { points: '5', aggregate: 'threshold' })], ':1'), 'a')).toBe('1/6');
    const zeros = problem([root, group('g', { points: '5', aggregate: 'min' })], 'g:0 g:0');
    expect([got(zeros, 'aa'), got(zeros, 'aw')]).toEqual(['5/5', '0/5']);
  });

  test('all points are accepted, some partial, none what the first failure was', () => {
    const sum = problem([root], ' :1 :1 :1'.trim());
    expect(settled(sum, 'aaa')).toMatchObject({ verdict: 'accepted', score: 100 });
    expect(settled(sum, 'ara')).toMatchObject({ verdict: 'partial', detail: 'runtime_error', score: 66.67 });
    expect(settled(sum, 'rww')).toMatchObject({ verdict: 'runtime_error', score: 0 });
    const max = problem([group('', { aggregate: 'max' })], ':5 :5');
    expect(settled(max, 'wa')).toMatchObject({ verdict: 'accepted', score: 100 });
    expect(settled(max, 'wa').detail).toBeUndefined();
  });

  test('cancelled and system_error come before everything, and what was not judged is never accepted', () => {
    const three = problem([root], ':1 :1 :1');
    expect(settled(three, 'eca').verdict).toBe('cancelled');
    expect(settled(three, 'wea').verdict).toBe('system_error');
    expect(settled(three, 'aa')).toMatchObject({ verdict: 'system_error', detail: 'not-judged' });
    expect(settled(three, 'aas')).toMatchObject({ verdict: 'system_error', detail: 'not-judged' });
    expect(settled(three, '')).toMatchObject({ verdict: 'system_error', detail: 'no-tests' });
    const passFail = { ...three, scoring: 'pass-fail' as const };
    expect(settled(passFail, 'aa')).toMatchObject({
      verdict: 'system_error',
      detail: 'not-judged',
      score: 66.67,
    });
  });

  test('pass/fail has the score of tests, and groups without points', () => {
    const both = problem([root, group('g', { points: '5' })], 'g g', { scoring: 'pass-fail' });
    expect(settled(both, 'aw')).toEqual({
      verdict: 'wrong_answer',
      score: 50,
      cpuMs: 1,
      wallMs: 1,
      memoryBytes: 1,
      groups: [{ name: 'g', verdict: 'wrong_answer' }],
    });
  });

  test('a group is skipped where all of it was, or what was run of it was accepted', () => {
    const groups = [root, group('a'), group('b'), group('c')];
    expect(settled(problem(groups, 'a b b c c'), 'wssas').groups?.map(({ verdict }) => verdict)).toEqual([
      'wrong_answer',
      'skipped',
      'skipped',
    ]);
  });

  test('groups that are no tree are refused', () => {
    expect(() => settled(problem([root, group('a', { parent: 'b' })], 'a'), 'a')).toThrow(
      'no place in the tree',
    );
    expect(() => settled(problem([root, group('')], ''), '')).toThrow('no place in the tree');
    expect(() => settled(problem([root], 'b'), 'a')).toThrow('is in no group');
  });
});

/** Trees of groups with their tests, in the order of a walk through it. */
const definitions = fc
  .array(
    fc.record({
      up: fc.nat(3),
      tests: fc.array(fc.option(fc.constantFrom('0', '1', '2.5', '10'), { nil: undefined }), {
        maxLength: 3,
      }),
      aggregate: fc.constantFrom('sum', 'min', 'max', 'threshold'),
      points: fc.option(fc.constantFrom('0', '7', '30'), { nil: undefined }),
      onReject: fc.constantFrom('break', 'continue'),
      requires: fc.array(fc.nat(9), { maxLength: 2 }),
      sample: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((shapes) => {
    const path: string[] = [];
    const groups: ProblemGroup[] = [];
    const tests: string[] = [];
    for (const [at, shape] of shapes.entries()) {
      const name = at === 0 ? '' : `g${at}`;
      path.splice(Math.max(1, path.length - shape.up));
      const parent = path.at(-1);
      const earlier = groups
        .filter(({ name: other }) => !path.includes(other))
        .map(({ name: other }) => other);
      groups.push(
        group(name, {
          ...(parent === undefined ? {} : { parent }),
          aggregate: shape.aggregate,
          ...(shape.points === undefined ? {} : { points: shape.points }),
          onReject: shape.onReject,
          requires: shape.requires.flatMap((number) => earlier[number] ?? []),
          ...(shape.sample && at > 0 ? { sample: true as const } : {}),
        }),
      );
      path.push(name);
      tests.push(...shape.tests.map((points) => (points === undefined ? name : `${name}:${points}`)));
    }
    // A test of the root would be an empty text.
    return problem(groups, tests.map((text) => (text === '' ? ':1' : text)).join(' '));
  });

const withResults = (letterList: string) =>
  definitions.chain((definition) =>
    fc.tuple(
      fc.constant(definition),
      fc.array(fc.constantFrom(...letterList.split('')), {
        minLength: definition.tests.length,
        maxLength: definition.tests.length,
      }),
    ),
  );

describe('the score of any problem', () => {
  const number = (text: string | undefined): number => Number(text);

  test('lies between nothing and the most, and all is 100', () => {
    fc.assert(
      fc.property(withResults('aawr5s'), ([definition, results]) => {
        const { points, score, groups } = settled(definition, results.join(''));
        for (const part of [points, ...(groups ?? []).map((each) => each.points)]) {
          if (part === undefined) continue;
          expect(number(part.got)).toBeGreaterThanOrEqual(0);
          expect(number(part.got)).toBeLessThanOrEqual(number(part.most));
        }
        if (number(points?.most) > 0) expect(score === 100).toBe(points?.got === points?.most);
      }),
      { numRuns: 1_000 },
    );
  });

  test('never falls when one more test is accepted, nor does the most change', () => {
    fc.assert(
      fc.property(withResults('aawr5s'), fc.nat(), ([definition, results], at) => {
        const better = results.map((letter, index) => (index === at % results.length ? 'a' : letter));
        const before = settled(definition, results.join('')).points;
        const after = settled(definition, better.join('')).points;
        expect(after?.most).toBe(before?.most);
        expect(number(after?.got)).toBeGreaterThanOrEqual(number(before?.got));
      }),
      { numRuns: 1_000 },
    );
  });

  test('does not depend on the order of the tests of a group', () => {
    fc.assert(
      fc.property(
        withResults('aawr5s'),
        fc.array(fc.nat(), { minLength: 24, maxLength: 24 }),
        ([definition, results], random) => {
          const order = definition.tests
            .map((each, at) => ({
              each,
              at,
              key: `${definition.groups.findIndex((g) => g.name === each.group)}`,
            }))
            .map((item) => ({ ...item, random: random[item.at] ?? 0 }))
            .sort((left, right) => Number(left.key) - Number(right.key) || left.random - right.random);
          const shuffled = { ...definition, tests: order.map(({ each }) => each) };
          const moved = order.map(({ at }) => results[at] ?? 'a').join('');
          expect(settled(shuffled, moved).points).toEqual(settled(definition, results.join('')).points);
        },
      ),
    );
  });
});

describe('skipRule', () => {
  /** The definition of it, asked anew each time. */
  const bruteSkipped = (definition: Definition, index: number, before: readonly TestResult[]): boolean => {
    const byName = new Map(definition.groups.map((each) => [each.name, each]));
    const chain = (name: string | undefined): ProblemGroup[] => {
      const found = name === undefined ? undefined : byName.get(name);
      return found === undefined ? [] : [found, ...chain(found.parent)];
    };
    const isIn = (test: number, of: string): boolean =>
      chain(definition.tests[test]?.group).some(({ name }) => name === of);
    const rejects = (verdict: Verdict | undefined): boolean =>
      verdict !== undefined && !['accepted', 'partial', 'skipped'].includes(verdict);
    return chain(definition.tests[index]?.group).some(
      ({ name, onReject, requires }) =>
        (onReject === 'break' &&
          before.some((result, at) => at < index && isIn(at, name) && rejects(result.verdict))) ||
        requires.some((required) =>
          definition.tests.some(
            (_, at) => isIn(at, required) && !(at < index && before[at]?.verdict === 'accepted'),
          ),
        ),
    );
  };

  test('is what its definition says, test by test', () => {
    fc.assert(
      fc.property(withResults('aaaaw5e'), ([definition, results]) => {
        const rule = skipRule(definition);
        const before: TestResult[] = [];
        for (const [at, letter] of results.entries()) {
          const skipped = rule(at, before);
          expect(skipped).toBe(bruteSkipped(definition, at, before));
          before.push(outcome(definition, at, skipped ? 's' : letter));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('depends on what it is asked alone: earlier tests and other results may be asked for', () => {
    fc.assert(
      fc.property(
        withResults('aaaw5'),
        fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 12 }),
        ([definition, results], asked) => {
          if (results.length === 0) return;
          const rule = skipRule(definition);
          const run = (letterOf: (letter: string) => string) =>
            results.map((letter, at) => outcome(definition, at, letterOf(letter)));
          const [some, others] = [run((letter) => letter), run(() => 'a')];
          for (const [number, isFirst] of asked) {
            const at = number % results.length;
            const before = isFirst ? some : others;
            expect(rule(at, before)).toBe(bruteSkipped(definition, at, before));
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('a partial score breaks nothing, but is not what is required', () => {
    const groups = [group(''), group('a', { onReject: 'break' }), group('b', { requires: ['a'] })];
    const definition = problem(groups, 'a a b');
    const before = ['5', 'a'].map((letter, at) => outcome(definition, at, letter));
    const rule = skipRule(definition);
    expect([rule(1, before), rule(2, before)]).toEqual([false, true]);
  });

  test('a group that requires one without tests is run, one that requires what is not there is not', () => {
    const groups = [group(''), group('a'), group('b', { requires: ['a'] }), group('c', { requires: ['x'] })];
    const rule = skipRule(problem(groups, 'b c'));
    const before = [outcome(problem(groups, 'b c'), 0, 'a')];
    expect([rule(0, []), rule(1, before)]).toEqual([false, true]);
  });
});

describe('100 000 tests in 10 000 groups', () => {
  const shapes: [string, (at: number) => string][] = [
    ['side by side', () => ''],
    ['one in the other', (at) => (at === 1 ? '' : `g${at - 1}`)],
  ];

  test.each(shapes)('%s are settled and skipped in a moment', (_, parentOf) => {
    const groups = [group('')];
    for (let at = 1; at < 10_000; at += 1) {
      groups.push(
        group(`g${at}`, {
          parent: parentOf(at),
          aggregate: at % 2 === 0 ? 'min' : 'sum',
          points: '10.5',
          onReject: 'break',
          requires: at > 1 && parentOf(2) === '' ? [`g${at - 1}`] : [],
        }),
      );
    }
    const names = Array.from({ length: 100_000 }, (__, at) => `g${1 + Math.floor((at * 9_999) / 100_000)}`);
    const definition = problem(groups, names.join(' '));
    const results = names.map((__, at) => outcome(definition, at, at === 99_000 ? 'w' : 'a'));
    const start = process.cpuUsage();
    const rule = skipRule(definition);
    let skipped = 0;
    for (let at = 0; at < results.length; at += 1) if (rule(at, results)) skipped += 1;
    settleProblem(definition, results);
    const { user } = process.cpuUsage(start);
    expect(skipped).toBeGreaterThan(0);
    // Some 300 ms; the bound is for a machine that does other things too.
    expect(user / 1_000).toBeLessThan(3_000);
  });
});
