import { beforeEach, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import type { Attempt } from '../../../src/domain/submission.ts';
import { submissionAnswerSchema } from '../../../src/http/schemas/answers.ts';
import { accepted, appOf, call, decision, recordOf, world } from './world.ts';

const keys = [
  { name: 'sub', key: 'submitter-key-0001', role: 'submitter', tenant: 'a' },
  { name: 'ops', key: 'operator-key-00001', role: 'operator', tenant: 'a' },
] as const;

let app: FastifyInstance;

const canary = { track: 'canary', runtime: 'cpp-16', fingerprint: 'cpp-16@1' };
const figures = { score: 100, cpuMs: 11.2, wallMs: 12, memoryBytes: 9_437_184 };
const wrong = { ...figures, verdict: 'wrong_answer', detail: 'canary says no', score: 0 } as const;

const attempts = (outcome: string, result?: Attempt['result']): Attempt[] => [
  {
    number: 1,
    decision: { ...decision, ...canary, confirm: true },
    startedAtMs: 1_000,
    outcome,
    ...(result === undefined ? {} : { result }),
  },
  { number: 2, decision, startedAtMs: 2_000, result: { ...figures, verdict: 'accepted' } },
];

const seenBy = async (name: 'sub' | 'ops', given: Parameters<typeof recordOf>[0]): Promise<object> => {
  const here = world();
  app = await appOf(here, { apiKeys: keys });
  const spec = { ...recordOf().spec, tenant: 'a' };
  here.put(recordOf({ id: 's1', spec, state: 'finished', attempt: 2, result: accepted, ...given }));
  const key = keys.find((each) => each.name === name)?.key ?? '';
  const answer = await call(app, 'GET', '/v1/submissions/s1', {
    headers: { authorization: `Bearer ${key}` },
  });
  await app.close();
  expect(answer.status).toBe(200);
  return submissionAnswerSchema.parse(answer.body);
};

let given: Parameters<typeof recordOf>[0];

beforeEach(() => {
  given = {
    attempts: attempts('unconfirmed', wrong),
    shadows: [{ ...canary, state: 'judged', result: wrong }],
  };
});

test('an operator sees what canary came to, whether that was a flip, and what shadows came to', async () => {
  expect(await seenBy('ops', given)).toMatchObject({
    flip: true,
    attempts: [{ outcome: 'unconfirmed', result: { verdict: 'wrong_answer' } }, {}],
    shadows: [{ track: 'canary', state: 'judged', result: { verdict: 'wrong_answer' } }],
  });
});

test('a submitter sees that there were two attempts, and nothing of what the first or a shadow came to', async () => {
  const answer = await seenBy('sub', given);
  expect(answer).toMatchObject({
    attempt: 2,
    attempts: [{ number: 1 }, { number: 2, result: { verdict: 'accepted' } }],
  });
  expect(JSON.stringify(answer)).not.toMatch(/wrong_answer|canary says no|unconfirmed|flip|shadows/);
});

test('to a submitter an attempt that failed looks like one that was not confirmed', async () => {
  const views = await Promise.all(
    ['unconfirmed', 'failed', 'pool_lost'].map((outcome) =>
      seenBy('sub', { attempts: attempts(outcome, outcome === 'pool_lost' ? undefined : wrong) }),
    ),
  );
  expect(views[1]).toEqual(views[0]);
  expect(views[2]).toEqual(views[0]);
});

test('where stable says the same, or failed on our side, there is no flip', async () => {
  const [first, second] = attempts('unconfirmed', wrong) as [Attempt, Attempt];
  const same = [first, { ...second, result: wrong }];
  expect(await seenBy('ops', { attempts: same })).toMatchObject({ flip: false });
  const ours = [first, { ...second, result: { ...figures, verdict: 'system_error' as const } }];
  expect(await seenBy('ops', { attempts: ours })).not.toHaveProperty('flip');
});
