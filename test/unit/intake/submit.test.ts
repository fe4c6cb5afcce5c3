import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { silentLogger } from '../../../src/domain/logger.ts';
import type { JudgeJob } from '../../../src/domain/submission.ts';
import { submit } from '../../../src/intake/submit.ts';
import { ContestPins } from '../../../src/intake/contest-pins.ts';
import type { AcceptOutcome, Acceptance, IntakePorts } from '../../../src/intake/ports.ts';
import type { GrayChoice } from '../../../src/gray/context.ts';
import { bindingOf, specOf } from '../../support/facts.ts';

const canary = bindingOf({ track: 'canary', runtime: 'cpp-16', fingerprint: 'cpp-16.2.0@ba9876543210' });
const material = {
  files: [{ path: 'main.cpp', content: Buffer.from('int main() {}') }],
  tests: [{ name: '1', input: Buffer.alloc(0) }],
};

interface World {
  readonly ports: IntakePorts;
  readonly accepted: Acceptance[];
  readonly jobs: JudgeJob[];
  readonly outboxCleared: string[];
}

const world = (
  given: {
    outcome?: AcceptOutcome;
    choice?: GrayChoice;
    bindings?: ReturnType<typeof bindingOf>[];
    enqueue?: () => Promise<void>;
  } = {},
): World => {
  const accepted: Acceptance[] = [];
  const jobs: JudgeJob[] = [];
  const outboxCleared: string[] = [];
  const ports: IntakePorts = {
    store: {
      writeMaterial: () => Promise.resolve('blob-1'),
      accept: (acceptance) => {
        accepted.push(acceptance);
        return Promise.resolve(given.outcome ?? { kind: 'accepted', decision: acceptance.decision });
      },
      enqueued: (submission, attempt) => {
        outboxCleared.push(`${submission}-${attempt}`);
        return Promise.resolve();
      },
      read: () => Promise.resolve(undefined),
      cancel: () => Promise.resolve(false),
    },
    queue: {
      enqueue: async (job) => {
        await given.enqueue?.();
        jobs.push(job);
      },
    },
    bindings: () => ({
      revision: 4,
      bindings: given.bindings ?? [bindingOf(), canary],
      draining: [],
      quarantined: [],
    }),
    rules: () => ({
      revision: 9,
      override: () => undefined,
      decide: () => given.choice ?? { track: 'stable', reason: 'DEFAULT', revision: 9 },
    }),
    pools: () => 'ok',
    contests: new ContestPins(),
    newId: () => 'id-1',
    now: () => 1_000,
    queueLimit: 10,
    log: silentLogger,
  };
  return { ports, accepted, jobs, outboxCleared };
};

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return error instanceof SerinError ? error.code : `not a SerinError: ${String(error)}`;
};

test('a language that the problem does not take is refused; one whose family it takes is not', async () => {
  const here = world({ bindings: [bindingOf({ language: 'cpp17', family: 'cpp' })] });
  const spec = specOf({ language: 'cpp17', problem: 'aplusb' });
  const toProblem = (languages: readonly string[]) =>
    submit(here.ports, { spec, material: { ...material, tests: [] }, problem: { tests: 7, languages } });
  await expect(toProblem(['python', 'cpp20'])).rejects.toMatchObject({
    code: 'LANGUAGE_NOT_ALLOWED',
    message: 'problem aplusb takes python, cpp20, not cpp17',
    faults: [{ path: '/language', message: 'one of: python, cpp20' }],
  });
  expect(here.accepted).toEqual([]);
  await toProblem(['cpp']);
  await toProblem(['cpp17']);
  expect(here.accepted.map(({ testCount }) => testCount)).toEqual([7, 7]);
  expect(here.jobs[0]?.costMs).toBe(7 * spec.limits.cpuMs);
});

describe('submit', () => {
  test('records the decision, enqueues under the attempt’s identity and clears the outbox', async () => {
    const { ports, accepted, jobs, outboxCleared } = world({
      choice: { track: 'canary', reason: 'SPLIT', rule: 'cpp-canary', bucket: 12, revision: 9 },
    });
    const { record, repeated } = await submit(ports, { spec: specOf(), material });
    expect(repeated).toBe(false);
    expect(record.decision).toEqual({
      track: 'canary',
      runtime: 'cpp-16',
      fingerprint: 'cpp-16.2.0@ba9876543210',
      rule: 'cpp-canary',
      bucket: 12,
      reason: 'SPLIT',
      revision: 9,
    });
    expect(accepted[0]?.decision).toEqual(record.decision);
    expect(jobs[0]).toMatchObject({ submission: 'id-1', attempt: 1, track: 'canary', costMs: 2_000 });
    expect(outboxCleared).toEqual(['id-1-1']);
  });

  test('answers 2xx though the queue is out of reach, and leaves the outbox entry to the sweeper', async () => {
    const { ports, outboxCleared } = world({ enqueue: () => Promise.reject(new Error('connection lost')) });
    const { record } = await submit(ports, { spec: specOf(), material });
    expect(record.state).toBe('queued');
    expect(outboxCleared).toEqual([]);
  });

  test('falls back to stable, and says so, when the chosen track has no runtime for the language', async () => {
    const { ports } = world({
      bindings: [bindingOf()],
      choice: { track: 'canary', reason: 'RULE', rule: 'all-canary', revision: 9 },
    });
    const { record } = await submit(ports, { spec: specOf(), material });
    expect(record.decision).toMatchObject({ track: 'stable', reason: 'FALLBACK', rule: 'all-canary' });
  });

  test('a pin goes where it says, whatever the rules say', async () => {
    const { ports } = world();
    const { record } = await submit(ports, { spec: specOf({ track: 'canary' }), material });
    expect(record.decision).toMatchObject({ track: 'canary', reason: 'PINNED' });
  });

  test('a pin to a track without a runtime is refused by name, and nothing is recorded', async () => {
    const { ports, accepted } = world();
    expect(await codeOf(submit(ports, { spec: specOf({ track: 'nightly' }), material }))).toBe(
      'UNKNOWN_TRACK',
    );
    expect(accepted).toEqual([]);
  });

  test('an unknown language is refused with the known ones', async () => {
    const { ports } = world();
    const refused = submit(ports, { spec: specOf({ language: 'klingon' }), material });
    await expect(refused).rejects.toThrow('there are cpp');
    expect(await codeOf(submit(ports, { spec: specOf({ language: 'klingon' }), material }))).toBe(
      'UNKNOWN_LANGUAGE',
    );
  });

  test('before any worker has published a runtime the answer is to try again, not that the language is unknown', async () => {
    const { ports } = world({ bindings: [] });
    expect(await codeOf(submit(ports, { spec: specOf(), material }))).toBe('LANGUAGE_NOT_BOUND');
  });

  test('a full queue is refused with a time to come back', async () => {
    const { ports, jobs } = world({ outcome: { kind: 'queueFull', track: 'stable', waiting: 10 } });
    await expect(submit(ports, { spec: specOf(), material })).rejects.toMatchObject({
      code: 'QUEUE_FULL',
      retryAfterSeconds: 5,
    });
    expect(jobs).toEqual([]);
  });

  test('an acceptance whose answer was lost is asked for once more under the same id', async () => {
    const { ports, accepted } = world();
    let lost = true;
    const store = {
      ...ports.store,
      accept: (acceptance: Acceptance) => {
        if (!lost) return ports.store.accept(acceptance);
        lost = false;
        accepted.push(acceptance);
        return Promise.reject(new SerinError('STORE_UNAVAILABLE', 'no answer'));
      },
    };
    const { record } = await submit({ ...ports, store }, { spec: specOf(), material });
    expect(accepted.map((acceptance) => acceptance.id)).toEqual([record.id, record.id]);
  });

  test('an idempotency key is kept apart by tenant, and refused for another request', async () => {
    const { ports, accepted } = world({ outcome: { kind: 'mismatch' } });
    const request = {
      spec: specOf({ tenant: 'acme' }),
      material,
      idempotency: { key: 'k', digest: 'd' },
    };
    expect(await codeOf(submit(ports, request))).toBe('IDEMPOTENCY_MISMATCH');
    expect(accepted[0]?.idempotency?.key).toBe('acme:k');
  });
});
