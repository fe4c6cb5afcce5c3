import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateDifficulty } from '../../../src/analysis/difficulty.ts';
import { noSums } from '../../../src/domain/problem-sums.ts';
import type { JudgedProblem, ProblemSums } from '../../../src/domain/problem-sums.ts';

const problem = (sums: Partial<ProblemSums> = {}, given: Partial<JudgedProblem> = {}): JudgedProblem => ({
  id: 'p',
  topics: ['graphs'],
  ...given,
  sums: { ...noSums, ...sums },
});

/** Sums that can come about: every user who solved it tried, and so on. */
const anySums: fc.Arbitrary<ProblemSums> = fc
  .tuple(
    fc.nat(100_000),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .chain(([submissions, acceptedShare, time]) => {
    const accepted = Math.round(submissions * acceptedShare);
    return fc.nat(submissions).chain((tried) =>
      fc.nat(Math.min(tried, accepted)).map((solved) => ({
        ...{ submissions, accepted, ofUsers: submissions, tried, solved },
        timeShare: accepted * time,
      })),
    );
  });

const anyNeighbours = fc.array(
  fc.record({
    id: fc.uuid(),
    topics: fc.subarray(['graphs', 'dp', 'strings'], { minLength: 1 }),
    sums: anySums,
  }),
  { maxLength: 12 },
);

const of = (one: JudgedProblem, others: readonly JudgedProblem[] = []) => {
  const estimate = estimateDifficulty(one, others);
  if (estimate === undefined) throw new Error('there is no estimate');
  return estimate;
};

/** Rounded to four digits, two estimates that are equal may differ by one in the last. */
const roundingError = 1e-4 + 1e-12;

describe('the estimate of a problem', () => {
  test('lies in 0…1, with a deviation in 0…½', () => {
    fc.assert(
      fc.property(anySums, anyNeighbours, (sums, others) => {
        const estimate = estimateDifficulty(problem(sums), others);
        if (estimate === undefined) return sums.submissions === 0;
        const { difficulty, deviation } = estimate;
        return difficulty >= 0 && difficulty <= 1 && deviation >= 0 && deviation <= 0.5;
      }),
    );
  });

  test.each([
    ['fewer are accepted', { accepted: -1 }],
    ['fewer users have solved it', { solved: -1 }],
    ['users need more tries', { tried: -1 }],
    ['accepted ones take more of the time limit', { timeShare: 1 }],
  ] as const)('rises when %s', (_, change) => {
    const [[field, by]] = Object.entries(change) as [[keyof ProblemSums, number]];
    fc.assert(
      fc.property(anySums, anyNeighbours, (sums, others) => {
        fc.pre(sums.submissions > 0 && sums[field] + by >= 0);
        // The share of time is by accepted submission, and that of the solvers by user: what they are shares of stays.
        const timeShare =
          field === 'accepted'
            ? (sums.timeShare / Math.max(1, sums.accepted)) * (sums.accepted + by)
            : sums.timeShare;
        const solved =
          field === 'tried' ? (sums.solved / Math.max(1, sums.tried)) * (sums.tried + by) : sums.solved;
        const harder = { ...sums, timeShare, solved, [field]: sums[field] + by };
        fc.pre(harder.timeShare <= harder.accepted);
        const [before, after] = [of(problem(sums), others), of(problem(harder), others)];
        // With fewer accepted or users, a share is nearer to its prior: no more than one of them moves it.
        const slack =
          field === 'accepted' ? 0.1 / (sums.accepted + 2) : field === 'tried' ? 0.25 / (sums.tried + 2) : 0;
        expect(after.difficulty).toBeGreaterThanOrEqual(before.difficulty - roundingError - slack);
      }),
    );
  });

  test('tends to the weighed shares as submissions come, and becomes certain', () => {
    const at = (n: number) =>
      of(
        problem({
          ...{ submissions: 4 * n, accepted: n, ofUsers: 4 * n, tried: 2 * n, solved: n, timeShare: 0.3 * n },
        }),
      );
    const limit = 0.45 * 0.75 + 0.25 * 0.5 + 0.2 * 0.5 + 0.1 * 0.3;
    const distances = [1, 10, 100, 1_000, 10_000].map((n) => Math.abs(at(n).difficulty - limit));
    expect(distances.at(-1)).toBeLessThan(1e-3);
    expect(distances).toEqual([...distances].sort((a, b) => b - a));
    const deviations = [1, 10, 100, 1_000, 10_000].map((n) => at(n).deviation);
    expect(deviations).toEqual([...deviations].sort((a, b) => b - a));
    expect(deviations.at(-1)).toBeLessThan(0.01);
  });

  test('is ½ and uncertain after one submission that says nothing either way', () => {
    const { difficulty, deviation } = of(problem({ submissions: 2, accepted: 1, timeShare: 0.5 }));
    expect(difficulty).toBeCloseTo(0.5, 3);
    expect(deviation).toBeGreaterThan(0.15);
  });

  test('users that seem to have solved it without trying, by the sketches, are no harm', () => {
    const odd = of(problem({ submissions: 100, accepted: 100, ofUsers: 100, tried: 99, solved: 101 }));
    const even = of(problem({ submissions: 100, accepted: 100, ofUsers: 100, tried: 99, solved: 99 }));
    expect(odd.difficulty).toBe(even.difficulty);
  });
});

describe('neighbours', () => {
  const hard = (id: string, topics = ['graphs']): JudgedProblem =>
    problem(
      { submissions: 400, accepted: 20, ofUsers: 400, tried: 100, solved: 20, timeShare: 16 },
      { id, topics },
    );
  const four = ['a', 'b', 'c', 'd'].map((id) => hard(id));

  test('give an estimate to a problem without a past; without any there is none', () => {
    expect(estimateDifficulty(problem(), [])).toBeUndefined();
    expect(estimateDifficulty(problem({}, { topics: [] }), four)).toBeUndefined();
    const { difficulty, submissions, neighbours } = of(problem(), four);
    expect(difficulty).toBeGreaterThan(0.65);
    expect([submissions, neighbours]).toEqual([0, 4]);
  });

  test('pull a young problem, and less and less as it grows', () => {
    const easy = (n: number): Partial<ProblemSums> => ({
      ...{ submissions: n, accepted: n, ofUsers: n, tried: n, solved: n, timeShare: n / 10 },
    });
    const estimates = [0, 1, 5, 25, 125, 625, 3_125].map((n) => of(problem(easy(n)), four).difficulty);
    expect(estimates).toEqual([...estimates].sort((a, b) => b - a));
    expect(estimates[1]).toBeGreaterThan(of(problem(easy(1))).difficulty + 0.15);
    // What its own past says is 0.01.
    expect(estimates.at(-1)).toBeLessThan(0.02);
  });

  test('have no say without a topic in common, and more with more in common', () => {
    const mine = problem({ submissions: 4, accepted: 4 }, { topics: ['graphs', 'dp'] });
    const alone = of(mine).difficulty;
    expect(of(mine, [hard('a', ['strings'])]).difficulty).toBe(alone);
    const some = of(mine, [hard('a', ['graphs', 'strings'])]).difficulty;
    const all = of(mine, [hard('a', ['graphs', 'dp'])]).difficulty;
    expect(some).toBeGreaterThan(alone);
    expect(all).toBeGreaterThan(some);
  });

  test('that agree pull harder than those that do not', () => {
    const spread = [0, 400, 0, 400].map((accepted, index) =>
      problem({ submissions: 400, accepted }, { id: `s${index}` }),
    );
    const same = [200, 200, 200, 200].map((accepted, index) =>
      problem({ submissions: 400, accepted }, { id: `s${index}` }),
    );
    const mine = problem({ submissions: 10, accepted: 10 });
    expect(of(mine, same).difficulty).toBeGreaterThan(of(mine, spread).difficulty);
  });

  test('are told apart from the problem itself', () => {
    const itself = hard('p');
    expect(of(itself, [itself])).toEqual(of(itself));
  });
});
