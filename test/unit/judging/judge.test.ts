import { describe, expect, test } from 'vitest';
import type { SubmissionEvent } from '../../../src/domain/events.ts';
import { silentLogger } from '../../../src/domain/logger.ts';
import type { ProgramFile, RunCommand, RunReport } from '../../../src/domain/run.ts';
import { SerinError } from '../../../src/domain/errors.ts';
import type { JudgeJob, SubmissionRecord, TestCase } from '../../../src/domain/submission.ts';
import type { SubmissionResult } from '../../../src/domain/verdict.ts';
import { defaultLimits } from '../../../src/domain/limits.ts';
import { abandon, judge } from '../../../src/judging/judge.ts';
import type { CachedProgram, JudgingPorts } from '../../../src/judging/ports.ts';
import { factsOf, manifestOf, specOf } from '../../support/facts.ts';
import { alone } from '../../support/alone.ts';
import { memorySpool } from '../../support/memory-spool.ts';

const job: JudgeJob = {
  version: 1,
  submission: 'id-1',
  attempt: 1,
  track: 'stable',
  language: 'cpp',
  fingerprint: 'cpp-14.2.0@0123456789ab',
  priority: 'practice',
  tenant: 'default',
  costMs: 2_000,
  enqueuedAtMs: 900,
};

const record = (changes: Partial<SubmissionRecord['spec']> = {}): SubmissionRecord => {
  const decision = {
    track: 'stable',
    runtime: 'cpp-14',
    fingerprint: job.fingerprint,
    reason: 'DEFAULT',
    revision: 1,
  } as const;
  return {
    id: 'id-1',
    version: 1,
    spec: specOf(changes),
    testCount: 1,
    material: 'blob-1',
    state: 'queued',
    attempt: 1,
    attempts: [{ number: 1, decision, startedAtMs: 900 }],
    decision,
    createdAtMs: 900,
  };
};

const report = (stdout: string, changes: Partial<RunReport> = {}): RunReport => ({
  fate: { kind: 'exited', code: 0 },
  cpuMs: 1,
  wallMs: 2,
  memoryBytes: 1_000_000,
  oomKills: 0,
  stdoutBytes: stdout.length,
  stderrBytes: 0,
  stdout: Buffer.from(stdout),
  stderr: Buffer.alloc(0),
  ...changes,
});

const testCase = (name: string, answer: string): TestCase => ({
  name,
  input: Buffer.from(name),
  answer: Buffer.from(answer),
});

interface Script {
  readonly tests?: readonly TestCase[];
  readonly spec?: Partial<SubmissionRecord['spec']>;
  readonly compile?: RunReport;
  readonly runs?: readonly RunReport[];
  readonly running?: boolean;
  readonly cached?: CachedProgram;
  readonly run?: (command: RunCommand) => Promise<RunReport>;
  readonly interpreted?: boolean;
  readonly library?: boolean;
  readonly tooLarge?: boolean;
  readonly ports?: Partial<JudgingPorts>;
}

const world = (script: Script) => {
  const committed: SubmissionResult[] = [];
  const events: SubmissionEvent[] = [];
  const acts: string[] = [];
  const put: (readonly ProgramFile[])[] = [];
  const cached: CachedProgram[] = [];
  let runs = 0;
  const facts = script.interpreted === true ? factsOf({ manifest: interpreted() }) : factsOf();
  const ports: JudgingPorts = {
    store: {
      read: () => Promise.resolve(record(script.spec)),
      readMaterial: () =>
        Promise.resolve({
          files: [{ path: 'main.cpp', content: Buffer.from('int main() {}') }],
          tests: script.tests ?? [testCase('1', '3')],
        }),
      markRunning: () => Promise.resolve(script.running ?? true),
      appendEvent: (_, event) => {
        events.push(event);
        return Promise.resolve();
      },
      commit: (_, __, result) => {
        committed.push(result);
        return Promise.resolve(true);
      },
    },
    data: { open: () => Promise.reject(new SerinError('BLOB_NOT_FOUND', 'no test of these is stored')) },
    problems: {
      definition: () => Promise.reject(new SerinError('BLOB_NOT_FOUND', 'there is no problem here')),
      data: { open: () => Promise.reject(new SerinError('BLOB_NOT_FOUND', 'there is no problem here')) },
    },
    auxiliary: () => facts,
    sandboxes: {
      lease: () => {
        acts.push('lease');
        return Promise.resolve({
          waitedMs: 1,
          wanted: false,
          companion: () =>
            Promise.reject(new SerinError('SANDBOX_FAILED', 'no problem brings a program here')),
          join: () => Promise.reject(new SerinError('SANDBOX_FAILED', 'nobody is joined here')),
          put: (files: readonly ProgramFile[]) => {
            acts.push('put');
            put.push(files);
            return Promise.resolve();
          },
          run: (command: RunCommand) => {
            acts.push(command.phase);
            if (command.phase === 'compile') return Promise.resolve(script.compile ?? report(''));
            if (script.run !== undefined) return script.run(command);
            const next = script.runs?.[runs] ?? report('3\n');
            runs += 1;
            command.onStdout?.(next.stdout);
            return Promise.resolve(next);
          },
          collect: () => {
            acts.push('collect');
            if (script.tooLarge === true) {
              return Promise.reject(new SerinError('ARTIFACTS_TOO_LARGE', 'more than a program may be'));
            }
            return Promise.resolve([
              { path: 'main', data: Buffer.from('ELF'), executable: script.library !== true },
            ]);
          },
          reset: () => {
            acts.push('reset');
            return Promise.resolve();
          },
          release: () => {
            acts.push('release');
          },
        });
      },
      leaseSpare: () => Promise.resolve(undefined),
    },
    spool: memorySpool,
    compileCache: {
      get: () => Promise.resolve(script.cached),
      put: (_, program) => {
        cached.push(program);
        return Promise.resolve();
      },
    },
    runtime: () => facts,
    harness: 'abcdef012345',
    worker: 'w1',
    limitMultipliers: false,
    rerunMargin: 0.1,
    parallelTests: false,
    timeScale: () => Promise.resolve(undefined),
    ...alone,
    log: silentLogger,
    now: () => 1_000,
    monotonic: () => 5,
    ...script.ports,
  };
  return { ports, committed, events, acts, put, cached };
};

const interpreted = () =>
  manifestOf({ compile: undefined, run: { argv: ['/usr/bin/python3', '/app/{source}'] } });

const never = new AbortController().signal;

describe('judge', () => {
  test('compiles, collects, resets before the program goes in, runs, and gives the lease back', async () => {
    const { ports, acts, committed, put } = world({});
    await judge(ports, job, never);
    expect(acts).toEqual(['lease', 'put', 'compile', 'collect', 'reset', 'put', 'run', 'release']);
    expect(put[0]?.map((file) => file.path)).toEqual(['main.cpp']);
    expect(put[1]?.map((file) => file.path)).toEqual(['main']);
    expect(committed[0]).toMatchObject({
      verdict: 'accepted',
      score: 100,
      harness: 'abcdef012345',
      worker: 'w1',
    });
    expect(committed[0]?.compile).toMatchObject({ ok: true, cached: false });
    expect(committed[0]?.timings.queuedMs).toBe(100);
  });

  test('what a caller gave to find a submission by is in the logs and metrics of the worker', async () => {
    const lines: object[] = [];
    const counted: object[] = [];
    const log = { ...silentLogger, info: (fields: object) => void lines.push(fields) };
    const metrics = { ...alone.metrics, finished: (labels: object) => void counted.push(labels) };
    const { ports } = world({ ports: { log, metrics } });
    const traced = { traceId: 'a'.repeat(32), inboundReleaseTag: 'web-7', rule: 'everyone' };
    await judge(ports, { ...job, ...traced }, never);
    expect(lines).toEqual([
      expect.objectContaining({ ...traced, submission: job.submission, verdict: 'accepted' }),
    ]);
    expect(counted).toEqual([expect.objectContaining({ rule: 'everyone', fingerprint: job.fingerprint })]);
  });

  test('a cached program is not compiled again', async () => {
    const cached = {
      files: [{ path: 'main', data: Buffer.from('ELF'), executable: true }],
      log: 'warning',
      cpuMs: 300,
      wallMs: 310,
      memoryBytes: 1,
    };
    const { ports, acts, committed } = world({ cached });
    await judge(ports, job, never);
    expect(acts).toEqual(['lease', 'put', 'run', 'release']);
    expect(committed[0]?.compile).toMatchObject({ cached: true, log: 'warning' });
  });

  test('a program that does not compile is a compile_error with its log, and no test is run', async () => {
    const failed = report('', {
      fate: { kind: 'exited', code: 1 },
      stderr: Buffer.from('main.cpp:1: error\n'),
    });
    const { ports, acts, committed, cached } = world({ compile: failed });
    await judge(ports, job, never);
    expect(acts).toEqual(['lease', 'put', 'compile', 'release']);
    expect(committed[0]).toMatchObject({ verdict: 'compile_error', score: 0 });
    expect(committed[0]?.compile).toMatchObject({ ok: false, log: 'main.cpp:1: error' });
    expect(committed[0]?.tests).toMatchObject([{ name: '1', verdict: 'skipped' }]);
    expect(cached).toEqual([]);
  });

  test('a source that makes a library instead of a program is a compile_error, not a failure of ours', async () => {
    const { ports, committed, cached } = world({ library: true });
    await judge(ports, job, never);
    expect(committed[0]).toMatchObject({ verdict: 'compile_error', detail: 'no-program' });
    expect(cached).toEqual([]);
  });

  test('a source whose program is too large is a compile_error, not a failure of ours', async () => {
    const { ports, committed } = world({ tooLarge: true });
    await judge(ports, job, never);
    expect(committed[0]).toMatchObject({ verdict: 'compile_error', detail: 'program-too-large' });
  });

  test('tests after the first failure are skipped when the submission asks for it', async () => {
    const tests = [testCase('a', '3'), testCase('b', '4'), testCase('c', '3')];
    const { ports, committed } = world({ tests, spec: { stopAtFirstFailure: true } });
    await judge(ports, job, never);
    expect(committed[0]?.tests.map((result) => result.verdict)).toEqual([
      'accepted',
      'wrong_answer',
      'skipped',
    ]);
    expect(committed[0]?.verdict).toBe('wrong_answer');
  });

  test('all tests run otherwise, and each is told in order before the verdict', async () => {
    const tests = [testCase('a', '3'), testCase('b', '4'), testCase('c', '3')];
    const { ports, committed, events } = world({ tests });
    await judge(ports, job, never);
    expect(committed[0]?.tests.map((result) => result.verdict)).toEqual([
      'accepted',
      'wrong_answer',
      'accepted',
    ]);
    expect(events.map((event) => (event.type === 'test' ? event.index : event.type))).toEqual([
      'compiling',
      1,
      2,
      3,
    ]);
  });

  test('an attempt that is no longer the current one is dropped before a container is leased', async () => {
    const { ports, acts, committed } = world({ running: false });
    await judge(ports, job, never);
    expect(acts).toEqual([]);
    expect(committed).toEqual([]);
  });

  test('a sandbox that fails is thrown for another try, never a verdict, and the lease is given back', async () => {
    const broken = new SerinError('SANDBOX_FAILED', 'the container is gone');
    const { ports, acts, committed } = world({ run: () => Promise.reject(broken) });
    await expect(judge(ports, job, never)).rejects.toBe(broken);
    expect(committed).toEqual([]);
    expect(acts.at(-1)).toBe('release');
  });

  test('a stored input that is gone or damaged is thrown for another try, never a verdict', async () => {
    const stored: TestCase = { name: '1', input: { digest: 'ab'.repeat(32), bytes: 5 } };
    const { ports, acts, committed } = world({ tests: [stored] });
    await expect(judge(ports, job, never)).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
    expect(committed).toEqual([]);
    expect(acts.at(-1)).toBe('release');
  });

  test('an abort in the middle commits nothing: the job is another worker’s, or cancelled already', async () => {
    const controller = new AbortController();
    const stopping = new SerinError('SHUTTING_DOWN', 'the worker is stopping');
    const { ports, acts, committed } = world({
      run: () => {
        controller.abort(stopping);
        return Promise.resolve(report('', { fate: { kind: 'killed', by: 'cancel' } }));
      },
    });
    await expect(judge(ports, job, controller.signal)).rejects.toBe(stopping);
    expect(committed).toEqual([]);
    expect(acts.at(-1)).toBe('release');
  });

  test('an interpreted program gets its sources and no compile result', async () => {
    const commands: RunCommand[] = [];
    const { ports, acts, committed } = world({
      interpreted: true,
      run: (command) => {
        commands.push(command);
        command.onStdout?.(Buffer.from('3'));
        return Promise.resolve(report('3'));
      },
    });
    await judge(ports, job, never);
    expect(acts).toEqual(['lease', 'put', 'run', 'release']);
    expect(commands[0]?.argv).toEqual(['/usr/bin/python3', '/app/main.cpp']);
    expect(committed[0]?.compile).toBeUndefined();
  });

  test('output is kept only as far as was asked', async () => {
    const { ports, committed } = world({ spec: { keepOutputBytes: 2 }, runs: [report('3\n\n\n')] });
    await judge(ports, job, never);
    expect(committed[0]?.tests[0]?.stdout).toBe('3\n');
  });

  test('a program runs on for the margin and no longer, and its other limits are as stated', async () => {
    const commands: RunCommand[] = [];
    const { ports } = world({
      spec: { limits: { ...defaultLimits, cpuMs: 1_000, wallMs: 3_000 } },
      run: (command) => {
        commands.push(command);
        return Promise.resolve(report('3'));
      },
    });
    await judge(ports, job, never);
    expect(commands).toHaveLength(1);
    expect(commands[0]?.limits.cpuMs).toBeCloseTo(1_100, 6);
    expect(commands[0]?.limits.wallMs).toBeCloseTo(3_300, 6);
    expect(commands[0]?.limits).toMatchObject({
      memoryBytes: defaultLimits.memoryBytes,
      outputBytes: defaultLimits.outputBytes,
    });
  });

  test('a near miss of the time limit is run again in the same lease, with the whole input', async () => {
    const inputs: string[] = [];
    const { ports, acts, committed } = world({
      spec: { limits: { ...defaultLimits, cpuMs: 1_000, wallMs: 3_000 }, keepOutputBytes: 8 },
      run: async (command) => {
        const pieces: Buffer[] = [];
        for await (const piece of command.stdin.read()) pieces.push(piece);
        inputs.push(Buffer.concat(pieces).toString());
        const late = inputs.length === 1;
        command.onStdout?.(Buffer.from(late ? 'late' : '3'));
        return late ? report('late', { cpuMs: 1_050 }) : report('3', { cpuMs: 900 });
      },
    });
    await judge(ports, job, never);
    expect(acts.filter((act) => act === 'lease' || act === 'release')).toEqual(['lease', 'release']);
    expect(inputs).toEqual(['1', '1']);
    expect(committed[0]).toMatchObject({ verdict: 'accepted', cpuMs: 900 });
    expect(committed[0]?.tests[0]).toMatchObject({
      stdout: '3',
      runs: [
        { cpuMs: 1_050, wallMs: 2, memoryBytes: 1_000_000, verdict: 'time_limit_exceeded' },
        { cpuMs: 900, wallMs: 2, memoryBytes: 1_000_000, verdict: 'accepted' },
      ],
    });
  });

  test('where time limits are scaled, the scale is in the result and the figures are as measured', async () => {
    const commands: RunCommand[] = [];
    const { ports, committed } = world({
      spec: { limits: { ...defaultLimits, cpuMs: 1_000, wallMs: 3_000 } },
      ports: { timeScale: () => Promise.resolve(1.5), rerunMargin: 0 },
      run: (command) => {
        commands.push(command);
        command.onStdout?.(Buffer.from('3'));
        return Promise.resolve(report('3', { cpuMs: 1_400 }));
      },
    });
    await judge(ports, job, never);
    expect(commands[0]?.limits).toMatchObject({ cpuMs: 1_500, wallMs: 4_500 });
    expect(committed[0]).toMatchObject({ verdict: 'accepted', cpuMs: 1_400, timeScale: 1.5 });
  });

  test('limits are multiplied by what the runtime states where an operator wants that, and the result says so', async () => {
    const multiplied = async (limitMultipliers: boolean) => {
      const commands: RunCommand[] = [];
      const slow = factsOf({ manifest: manifestOf({ multipliers: { time: 3, memory: 1.5 } }) });
      const { ports, committed } = world({
        spec: { limits: { ...defaultLimits, cpuMs: 1_000, wallMs: 3_000, memoryBytes: 100 * 2 ** 20 } },
        ports: { limitMultipliers, rerunMargin: 0, runtime: () => slow },
        run: (command) => {
          commands.push(command);
          command.onStdout?.(Buffer.from('3'));
          return Promise.resolve(report('3', { cpuMs: 2_400 }));
        },
      });
      await judge(ports, job, never);
      return { limits: commands[0]?.limits, result: committed[0] };
    };
    const on = await multiplied(true);
    expect(on.limits).toMatchObject({ cpuMs: 3_000, wallMs: 9_000, memoryBytes: 150 * 2 ** 20 });
    expect(on.result).toMatchObject({ verdict: 'accepted', multipliers: { time: 3, memory: 1.5 } });
    const off = await multiplied(false);
    expect(off.result?.verdict).toBe('time_limit_exceeded');
    expect(off.result).not.toHaveProperty('multipliers');
  });

  test('where they are not, a result says nothing of a scale', async () => {
    const { ports, committed } = world({});
    await judge(ports, job, never);
    expect(committed[0]).not.toHaveProperty('timeScale');
    expect(committed[0]?.tests[0]).not.toHaveProperty('runs');
  });

  test('a job given up after its tries is a system_error that says it is not the program’s fault', async () => {
    const { ports, committed } = world({});
    await abandon(ports, job, 'stalled too often');
    expect(committed[0]).toMatchObject({ verdict: 'system_error', score: 0 });
    expect(committed[0]?.message).toContain("not the program's fault");
  });
});
