import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { silentLogger } from '../../../src/domain/logger.ts';
import type { TestResult, Verdict } from '../../../src/domain/verdict.ts';
import type { Lease } from '../../../src/judging/ports.ts';
import { spreadTests } from '../../../src/judging/spread-tests.ts';
import type { Spread } from '../../../src/judging/spread-tests.ts';

const resultOf = (index: number, verdict: Verdict): TestResult => ({
  name: `t${index}`,
  verdict,
  cpuMs: verdict === 'skipped' ? 0 : index + 1,
  wallMs: 0,
  memoryBytes: 0,
});

/** What one test after the other comes to: the meaning of all this. */
const oneAfterTheOther = (
  fates: readonly Verdict[],
  stopAtFirstFailure: boolean,
  skips: NonNullable<Spread['skips']> = () => false,
): TestResult[] => {
  let stopped = false;
  const results: TestResult[] = [];
  for (const [index, fate] of fates.entries()) {
    const result = resultOf(index, stopped || skips(index, results) ? 'skipped' : fate);
    results.push(result);
    if (result.verdict === 'skipped') continue;
    stopped ||= result.verdict === 'cancelled' || result.verdict === 'system_error';
    stopped ||= stopAtFirstFailure && result.verdict !== 'accepted';
  }
  return results;
};

/** Groups of three; the rest of a group is skipped after a failure, and a group when the one before it failed. */
const inGroupsOfThree: NonNullable<Spread['skips']> = (index, before) => {
  const group = Math.floor(index / 3);
  const failed = (number: number): boolean =>
    before.some(({ verdict }, at) => Math.floor(at / 3) === number && verdict !== 'accepted');
  return failed(group) || failed(group - 1);
};

/** Nothing to do with how tests went. */
const everyThird: NonNullable<Spread['skips']> = (index) => index % 3 === 2;

interface Script {
  readonly fates: readonly Verdict[];
  readonly stopAtFirstFailure?: boolean;
  readonly skips?: Spread['skips'];
  /** What asking for a spare slot comes to, in turn; none after the last. */
  readonly spares?: readonly ('lease' | 'none' | 'fails' | 'cannot be filled')[];
  readonly wanted?: () => boolean;
  /** The test that the sandbox fails at. */
  readonly breaksAt?: number;
  /** When what was asked for comes; at once unless stated. */
  readonly when?: (what: string) => Promise<unknown>;
  readonly signal?: AbortSignal;
  readonly parallel?: boolean;
}

const broken = new SerinError('SANDBOX_FAILED', 'the container is gone');

const world = (script: Script) => {
  const when = script.when ?? (() => turn());
  const told: TestResult[] = [];
  const runs: { lane: string; index: number }[] = [];
  const faults: string[] = [];
  const held = new Set<string>();
  const released: string[] = [];
  const placed = new Set(['own']);
  const busy = new Set<string>();
  const names = new Map<Lease, string>();
  let asked = 0;

  const leaseNamed = (name: string): Lease => {
    const unused = (): never => {
      throw new Error('nothing but its release is called here');
    };
    const lease: Lease = {
      waitedMs: 0,
      get wanted() {
        return script.wanted?.() ?? false;
      },
      companion: unused,
      join: unused,
      put: unused,
      run: unused,
      collect: unused,
      reset: unused,
      release: () => {
        if (!held.delete(name)) faults.push(`${name} was given back twice`);
        if (busy.has(name)) faults.push(`${name} was given back while it ran`);
        released.push(name);
      },
    };
    held.add(name);
    names.set(lease, name);
    return lease;
  };

  const runTest: Spread['runTest'] = async (lease, index, signal) => {
    const lane = names.get(lease) ?? '';
    if (!held.has(lane) || !placed.has(lane)) faults.push(`${lane} was used without a program`);
    if (busy.has(lane)) faults.push(`${lane} ran two tests at once`);
    busy.add(lane);
    runs.push({ lane, index });
    try {
      await when(`test ${index}`);
    } finally {
      busy.delete(lane);
    }
    if (signal.aborted) return resultOf(index, 'cancelled');
    if (index === script.breaksAt) throw broken;
    return resultOf(index, script.fates[index] ?? 'system_error');
  };

  const leaseSpare = async (): Promise<Lease | undefined> => {
    const number = asked;
    asked += 1;
    const answer = script.spares?.[number] ?? 'none';
    if (answer === 'none') return undefined;
    await when(`spare ${number}`);
    if (answer === 'fails') throw new SerinError('SANDBOX_FAILED', 'no container');
    return leaseNamed(`spare ${number}`);
  };

  const spread: Spread = {
    unrun: script.fates.map((_, index) => resultOf(index, 'skipped')),
    stopAtFirstFailure: script.stopAtFirstFailure ?? false,
    stopAtOurFailure: true,
    ...(script.skips === undefined ? {} : { skips: script.skips }),
    onResult: (index, result) => {
      if (index !== told.length) faults.push(`test ${index} was told out of order`);
      told.push(result);
    },
    lease: leaseNamed('own'),
    leaseSpare: script.parallel === false ? undefined : leaseSpare,
    place: async (lease) => {
      const name = names.get(lease) ?? '';
      await when(`program of ${name}`);
      if (script.spares?.[Number(name.replace('spare ', ''))] === 'cannot be filled') throw broken;
      placed.add(name);
    },
    runTest,
    signal: script.signal ?? new AbortController().signal,
    log: silentLogger,
  };
  return { spread, told, runs, faults, held, released, asked: () => asked };
};

const ended = [
  ...(['accepted', 'accepted', 'accepted', 'accepted', 'accepted', 'accepted'] as const),
  ...(['wrong_answer', 'wrong_answer', 'runtime_error', 'system_error'] as const),
] as const;

const scripts = fc.record({
  fates: fc.array(fc.constantFrom<Verdict>(...ended), { minLength: 1, maxLength: 12 }),
  stopAtFirstFailure: fc.boolean(),
  skips: fc.constantFrom(undefined, inGroupsOfThree, everyThird),
  spares: fc.array(fc.constantFrom('lease', 'lease', 'none', 'fails', 'cannot be filled'), { maxLength: 8 }),
  wanted: fc.infiniteStream(fc.boolean()).map((answers) => () => answers.next().value === true),
});

describe('spreadTests', () => {
  test('comes to what one test after the other comes to, whatever happens when', async () => {
    let lanesSeen = 0;
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), scripts, async (scheduler, script) => {
        const when = (what: string) => scheduler.schedule(Promise.resolve(), what);
        const { spread, told, runs, faults, held } = world({ ...script, when });
        const results = await scheduler.waitFor(spreadTests(spread));
        const expected = oneAfterTheOther(script.fates, script.stopAtFirstFailure, script.skips);
        expect(results).toEqual(expected);
        expect(told).toEqual(expected);
        expect(faults).toEqual([]);
        expect([...held]).toEqual(['own']);
        expect(new Set(runs.map(({ index }) => index)).size).toBe(runs.length);
        lanesSeen = Math.max(lanesSeen, new Set(runs.map(({ lane }) => lane)).size);
      }),
      { numRuns: 500 },
    );
    expect(lanesSeen).toBeGreaterThan(2);
  });

  test('a run that fails fails the attempt unless nobody needs it, and leaks no lease either way', async () => {
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), scripts, fc.nat(11), async (scheduler, script, breaksAt) => {
        const when = (what: string) => scheduler.schedule(Promise.resolve(), what);
        const { spread, told, faults, held } = world({ ...script, when, breaksAt });
        const outcome = await scheduler.waitFor(
          spreadTests(spread).then(
            (results) => results,
            (cause: unknown) => cause,
          ),
        );
        const expected = oneAfterTheOther(script.fates, script.stopAtFirstFailure, script.skips);
        const needed = breaksAt < expected.length && expected[breaksAt]?.verdict !== 'skipped';
        if (needed || !Array.isArray(outcome)) expect(outcome).toBe(broken);
        else expect(outcome).toEqual(expected);
        // What was told before the failure was true.
        expect(told).toEqual(expected.slice(0, told.length));
        expect(faults).toEqual([]);
        expect([...held]).toEqual(['own']);
        outcomes.add(`${needed ? 'needed' : 'not needed'}: ${Array.isArray(outcome) ? 'results' : 'failed'}`);
      }),
      { numRuns: 500 },
    );
    expect([...outcomes]).toEqual(expect.arrayContaining(['needed: failed', 'not needed: results']));
  });

  test('every spare slot becomes a lane, and the tests are shared among them', async () => {
    const { spread, runs, released } = world({
      fates: Array.from({ length: 12 }, () => 'accepted' as const),
      spares: ['lease', 'lease'],
    });
    await spreadTests(spread);
    expect(new Set(runs.map(({ lane }) => lane))).toEqual(new Set(['own', 'spare 0', 'spare 1']));
    expect(released.sort()).toEqual(['spare 0', 'spare 1']);
  });

  test('a slot that gets free later is used later', async () => {
    const { spread, runs } = world({
      fates: Array.from({ length: 6 }, () => 'accepted' as const),
      spares: ['none', 'none', 'lease'],
    });
    await spreadTests(spread);
    expect(runs.some(({ lane }) => lane === 'spare 2')).toBe(true);
  });

  test('a spare lane gives its slot back after the test it is at when somebody waits', async () => {
    const { spread, runs, released } = world({
      fates: Array.from({ length: 12 }, () => 'accepted' as const),
      spares: ['lease'],
      wanted: () => runs.some(({ lane }) => lane === 'spare 0'),
    });
    const results = await spreadTests(spread);
    expect(runs.filter(({ lane }) => lane === 'spare 0')).toHaveLength(1);
    expect(released).toEqual(['spare 0']);
    expect(results.every(({ verdict }) => verdict === 'accepted')).toBe(true);
  });

  test('a lane without a test left gives its slot back while the others still run', async () => {
    const gates = new Map<string, () => void>();
    const when = (what: string): Promise<unknown> =>
      what === 'test 0' ? new Promise<void>((resolve) => gates.set(what, resolve)) : turn();
    const { spread, released, runs } = world({ fates: ['accepted', 'accepted'], spares: ['lease'], when });
    const judged = spreadTests(spread);
    while (released.length === 0) await turn();
    expect(runs).toEqual([
      { lane: 'own', index: 0 },
      { lane: 'spare 0', index: 1 },
    ]);
    gates.get('test 0')?.();
    expect(await judged).toHaveLength(2);
  });

  test('a run of a test that is to be skipped is ended, and the ones before it go on', async () => {
    const signals = new Map<number, AbortSignal>();
    const { spread } = world({ fates: [], spares: [] });
    const gates = new Map<number, (verdict: Verdict) => void>();
    const leases = ['a', 'b'].map((): Lease => ({
      ...spread.lease,
      wanted: false,
      release: () => undefined,
    }));
    const judged = spreadTests({
      ...spread,
      unrun: ['t0', 't1', 't2'].map((_, index) => resultOf(index, 'skipped')),
      stopAtFirstFailure: true,
      leaseSpare: () => Promise.resolve(leases.pop()),
      place: () => Promise.resolve(),
      runTest: (_, index, signal) =>
        new Promise((resolve) => {
          signals.set(index, signal);
          gates.set(index, (verdict) => resolve(resultOf(index, verdict)));
          signal.addEventListener('abort', () => resolve(resultOf(index, 'cancelled')));
        }),
    });
    while (signals.size < 3) await turn();
    gates.get(1)?.('wrong_answer');
    while (signals.get(2)?.aborted === false) await turn();
    expect(signals.get(0)?.aborted).toBe(false);
    gates.get(0)?.('accepted');
    expect((await judged).map(({ verdict }) => verdict)).toEqual(['accepted', 'wrong_answer', 'skipped']);
  });

  test('what goes wrong when such a run is ended fails nobody', async () => {
    let begun = 0;
    const { spread } = world({ fates: [] });
    const spares: Lease[] = [{ ...spread.lease, wanted: false, release: () => undefined }];
    const gate: { open?: () => void } = {};
    const results = await spreadTests({
      ...spread,
      unrun: ['t0', 't1'].map((_, index) => resultOf(index, 'skipped')),
      stopAtFirstFailure: true,
      leaseSpare: () => Promise.resolve(spares.pop()),
      place: () => Promise.resolve(),
      runTest: (_, index, signal) => {
        begun += 1;
        if (index === 0) {
          return new Promise((resolve) => {
            gate.open = () => resolve(resultOf(0, 'wrong_answer'));
          });
        }
        gate.open?.();
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(broken));
        });
      },
    });
    expect(begun).toBe(2);
    expect(results.map(({ verdict }) => verdict)).toEqual(['wrong_answer', 'skipped']);
  });

  test('cancelling ends every lane, and every spare slot is given back', async () => {
    const controller = new AbortController();
    const { spread, held, runs } = world({
      fates: Array.from({ length: 9 }, () => 'accepted' as const),
      spares: ['lease', 'lease'],
      signal: controller.signal,
      when: (what) => {
        if (what === 'test 4') controller.abort(new Error('cancelled by its user'));
        return turn();
      },
    });
    const results = await spreadTests(spread);
    expect(results.find(({ verdict }) => verdict !== 'accepted')?.verdict).toBe('cancelled');
    expect(results.at(-1)?.verdict).toBe('skipped');
    expect([...held]).toEqual(['own']);
    expect(runs.length).toBeLessThan(9);
  });

  test('switched off, nobody is asked for a slot', async () => {
    const { spread, asked, runs } = world({
      fates: ['accepted', 'accepted', 'accepted'],
      spares: ['lease'],
      parallel: false,
    });
    await spreadTests(spread);
    expect(asked()).toBe(0);
    expect(runs.map(({ lane, index }) => `${lane} ${index}`)).toEqual(['own 0', 'own 1', 'own 2']);
  });
});
