import { afterEach, describe, expect, test } from 'vitest';
import { gotWithin, isExpected, separation } from '../../../src/cli/verify-figures.ts';
import type { Verified } from '../../../src/cli/verify-figures.ts';
import { finished } from './answers.ts';
import { fakeCli } from './fake-cli.ts';
import { json, startFakeServer } from './fake-server.ts';
import type { FakeServer } from './fake-server.ts';

let server: FakeServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

const test_ = (verdict: string, cpuMs: number) => ({
  name: '1',
  verdict,
  cpuMs,
  wallMs: cpuMs,
  memoryBytes: 1,
});
const resultOf = (given: object = {}) => finished(given).result as Verified['result'];

const verified = (given: Partial<Verified> = {}): Verified => ({
  ...{ name: 'a.py', track: 'stable', language: 'python', submission: 's1' },
  ...{ expected: ['accepted'], got: 'accepted', result: resultOf() },
  ...given,
});

describe('what a submission came to', () => {
  test('is its verdict, where it was held to the limit of the problem', () => {
    const result = resultOf({ verdict: 'wrong_answer', tests: [test_('wrong_answer', 900)] });
    expect(gotWithin(result, 500, 1)).toBe('wrong_answer');
  });

  test('is looked at again by the limit of the problem, where it was let run for longer', () => {
    const slow = resultOf({ verdict: 'accepted', tests: [test_('accepted', 100), test_('accepted', 501)] });
    expect(gotWithin(slow, 500, 3)).toBe('time_limit_exceeded');
    expect(gotWithin(slow, 501, 3)).toBe('accepted');
    const wrongFirst = [test_('wrong_answer', 1), test_('accepted', 900)];
    expect(gotWithin(resultOf({ verdict: 'wrong_answer', tests: wrongFirst }), 500, 3)).toBe('wrong_answer');
  });

  test('is as expected by its verdict, and by its points where those are stated', () => {
    expect(isExpected(verified())).toBe(true);
    expect(isExpected(verified({ expected: [] }))).toBe(true);
    expect(isExpected(verified({ got: 'wrong_answer' }))).toBe(false);
    const scored = (got: string) =>
      isExpected(verified({ score: ['9.5', '10'], result: resultOf({ points: { got, most: '100' } }) }));
    expect(['9.49', '9.5', '9.75', '10.0', '10.01'].map(scored)).toEqual([false, true, true, true, false]);
    expect(isExpected(verified({ score: ['0', '1'] }))).toBe(false);
  });
});

describe('the time limit', () => {
  const timed = (timing: 'accepted' | 'too-slow', cpuMs: number) =>
    verified({ timing, result: resultOf({ cpuMs }) });

  test('is set between the slowest that is fast enough and the fastest that is not', () => {
    const told = separation([timed('accepted', 20), timed('accepted', 100), timed('too-slow', 1_100)], 1_000);
    expect(told).toBe(
      'time limit 1.00 s, 10.0 times what the slowest accepted one takes (100 ms); the fastest that is too slow ' +
        'takes 1.10 s at least: any limit between the two separates them',
    );
  });

  test('that separates nothing is told', () => {
    expect(separation([timed('accepted', 900), timed('too-slow', 800)], 1_000)).toMatch(/no limit separates/);
  });

  test('says nothing where nothing was run', () => {
    expect(separation([timed('accepted', 0)], 1_000)).toBeUndefined();
    expect(separation([timed('too-slow', 900)], 1_000)).toBeUndefined();
  });
});

describe('serin problems verify', () => {
  const answer = {
    problem: { id: 'p', revision: 2 },
    limits: { cpuMs: 1_000 },
    submissions: [
      { name: 'good.py', track: 'stable', language: 'python', submission: 's1', expected: ['accepted'] },
      { name: 'bad.py', track: 'stable', language: 'python', submission: 's2', expected: ['wrong_answer'] },
    ],
    skipped: [] as object[],
  };

  const run = async (given: object, ...argv: string[]) => {
    server = await startFakeServer({
      'POST /v1/problems/p/verifications': json({ ...answer, ...given }, 202),
      'GET /v1/submissions/s1': json(finished()),
      'GET /v1/submissions/s2': json(
        finished({
          verdict: 'wrong_answer',
          tests: [{ ...test_('wrong_answer', 1), message: 'off by one' }],
        }),
      ),
    });
    return fakeCli().run('problems', 'verify', 'p', ...argv, '--server', server.url);
  };

  test('ends with 0 where everything came to what is expected', async () => {
    const { exitCode, stdout } = await run({}, '--track', 'stable', 'canary', '--time-factor', '2');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/✓ +good\.py +stable +accepted +accepted/);
    expect(stdout).toContain('2 of 2 as expected.');
    const body = server?.asked.find(({ method }) => method === 'POST')?.body;
    expect(body).toEqual({ tracks: ['stable', 'canary'], only: [], timeFactor: 2 });
  });

  test('ends with 1 where one did not, and says on which test and why', async () => {
    const [good, bad] = answer.submissions;
    const { exitCode, stdout } = await run({ submissions: [good, { ...bad, expected: ['accepted'] }] });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('✗ bad.py on stable, test 1: wrong_answer; off by one; submission s2');
  });

  test('ends with 1 where one was left out, and says which', async () => {
    const { exitCode, stdout } = await run({ skipped: [{ name: 'x.zig', reason: 'no language takes it' }] });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('not judged: x.zig: no language takes it');
  });

  test('--json: every submission with what it came to', async () => {
    const { stdout } = await run({}, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      submissions: [
        { name: 'good.py', got: 'accepted', asExpected: true },
        { name: 'bad.py', got: 'wrong_answer', asExpected: true },
      ],
    });
  });
});
