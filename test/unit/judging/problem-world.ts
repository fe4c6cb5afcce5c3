/**
 * A sandbox that is no sandbox: leases whose `/app`, box and pipes behave as those of containers do, and in which programs are functions. What a
 * caller may not do (place a file twice, run in a box that was kept, run joined before both have joined) is noted as a fault.
 */
import { silentLogger } from '../../../src/domain/logger.ts';
import { resolveLimits } from '../../../src/domain/limits.ts';
import type { ProblemDefinition } from '../../../src/domain/problem.ts';
import type { Fate, RunCommand, RunInput, RunReport } from '../../../src/domain/run.ts';
import type { RuntimeFacts } from '../../../src/domain/runtime.ts';
import type { SubmissionEvent } from '../../../src/domain/events.ts';
import type { JudgeJob, SourceFile, SubmissionRecord } from '../../../src/domain/submission.ts';
import type { SubmissionResult } from '../../../src/domain/verdict.ts';
import { SerinError } from '../../../src/domain/errors.ts';
import type { CachedProgram, JudgingPorts, Lease } from '../../../src/judging/ports.ts';
import { factsOf, manifestOf, specOf } from '../../support/facts.ts';
import { readerOf } from '../../support/problems.ts';
import { alone } from '../../support/alone.ts';
import { memorySpool } from '../../support/memory-spool.ts';

export const submittedFingerprint = 'python-3.13@aaaaaaaaaaaa';
export const stableFingerprint = 'checker-1.0@bbbbbbbbbbbb';

/** One direction of a conversation, line by line. */
class Pipe {
  readonly #lines: string[] = [];
  readonly #waiting: ((line: string | undefined) => void)[] = [];
  #ended = false;

  write(line: string): void {
    const reader = this.#waiting.shift();
    if (reader === undefined) this.#lines.push(line);
    else reader(line);
  }

  end(): void {
    this.#ended = true;
    for (const reader of this.#waiting.splice(0)) reader(undefined);
  }

  read(): Promise<string | undefined> {
    const line = this.#lines.shift();
    if (line !== undefined || this.#ended) return Promise.resolve(line);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** What a program sees. */
export interface Running {
  readonly command: RunCommand;
  readonly argv: readonly string[];
  readonly stdin: string;
  /** A file by its absolute path. */
  readonly read: (path: string) => string;
  readonly write: (name: string, text: string) => void;
  readonly pipes: {
    readonly read: () => Promise<string | undefined>;
    readonly write: (line: string) => void;
  };
  readonly signal: AbortSignal | undefined;
}

export interface Ending {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
  readonly fate?: Fate;
  readonly cpuMs?: number;
  /** In place of what its lines come to. */
  readonly said?: RunReport['said'];
  readonly stdoutBytes?: number;
  readonly endedMs?: number;
}

export type Behaviour = (running: Running) => Ending | Promise<Ending>;

export interface Script {
  readonly definition: ProblemDefinition;
  readonly blobs?: ReadonlyMap<string, Buffer>;
  readonly program?: Behaviour;
  /** What runs in companions, and in leases of the checker's fingerprint. */
  readonly judge?: Behaviour;
  readonly files?: readonly SourceFile[];
  readonly spec?: Partial<SubmissionRecord['spec']>;
  readonly ports?: Partial<JudgingPorts>;
  /** The language of checkers compiles, and like this. */
  readonly compiles?: Behaviour;
  readonly spares?: number;
}

const job: JudgeJob = {
  version: 1,
  submission: 'id-1',
  attempt: 1,
  track: 'stable',
  language: 'python',
  fingerprint: submittedFingerprint,
  priority: 'practice',
  tenant: 'default',
  costMs: 2_000,
  enqueuedAtMs: 900,
};

export const problemWorld = (script: Script) => {
  const committed: SubmissionResult[] = [];
  const events: SubmissionEvent[] = [];
  const faults: string[] = [];
  const commands: { readonly where: string; readonly command: RunCommand }[] = [];
  const acts: string[] = [];
  const held = new Set<string>();
  let leases = 0;
  let moment = 0;
  let spares = script.spares ?? 0;

  const leaseOf = (fingerprint: string, name: string, slot: Slot): Lease => {
    held.add(name);
    acts.push(`lease ${name}`);
    const app = new Map<string, Buffer>();
    const box = new Map<string, Buffer>();
    const companions: Lease[] = [];
    let kept = false;
    let ends: { stdin: string; stdout: string } | undefined;
    const behaviour = fingerprint === stableFingerprint ? script.judge : script.program;
    return {
      waitedMs: 1,
      wanted: false,
      put: async (files) => {
        for (const { path, data } of files) {
          if (app.has(path)) faults.push(`${path} was placed twice in ${name}`);
          app.set(path, Buffer.isBuffer(data) ? data : await bytesOf(data));
        }
      },
      companion: (wanted) => {
        const companion = leaseOf(wanted, `${name}'s companion ${companions.length + 1}`, slot);
        companions.push(companion);
        return Promise.resolve(companion);
      },
      join: (pipes) => {
        ends = pipes;
        slot.pipe(pipes.stdin);
        slot.pipe(pipes.stdout);
        slot.joined.add(name);
        return Promise.resolve();
      },
      run: async (command, signal) => {
        if (!held.has(name)) faults.push(`${name} ran after it was given back`);
        if (kept) faults.push(`${name} ran in a box that was kept`);
        commands.push({ where: name, command });
        acts.push(`${command.phase} in ${name}`);
        if (command.joined === true && (ends === undefined || slot.joined.size < 2)) {
          faults.push(`${name} ran before both had joined`);
        }
        const [reading, writing] = [slot.pipe(ends?.stdin ?? ''), slot.pipe(ends?.stdout ?? '')];
        const said: { atMs: number; data: Buffer }[] = [];
        const running: Running = {
          command,
          argv: command.argv,
          stdin: await textOf(command),
          read: (path) => {
            const place = path.startsWith('/app/')
              ? app.get(path.slice(5))
              : box.get(path.replace('/box/', ''));
            if (place === undefined) throw new Error(`there is no ${path} in ${name}`);
            return place.toString();
          },
          write: (path, text) => box.set(path, Buffer.from(text)),
          pipes: {
            read: () => reading.read(),
            write: (line) => {
              moment += 1;
              said.push({ atMs: moment, data: Buffer.from(`${line}\n`) });
              writing.write(line);
            },
          },
          signal,
        };
        const act = command.phase === 'compile' ? script.compiles : behaviour;
        const cancelled = new Promise<Ending>((resolve) => {
          const end = (): void => resolve({ fate: { kind: 'killed', by: 'cancel' } });
          if (signal?.aborted === true) end();
          signal?.addEventListener('abort', end);
        });
        const acted = async (): Promise<Ending> => (act === undefined ? {} : act(running));
        const ending = await Promise.race([cancelled, acted()]);
        if (command.joined === true) {
          writing.end();
          slot.joined.delete(name);
        }
        if (command.phase === 'compile') box.set('program', Buffer.from(`compiled in ${name}`));
        else if (command.keepBox === true) kept = true;
        else box.clear();
        moment += 1;
        const report =
          command.transcriptBytes === undefined
            ? reportOf(ending)
            : toldOf(ending, { said, endedMs: moment });
        if (command.joined !== true) command.onStdout?.(report.stdout);
        return report;
      },
      collect: (patterns) =>
        Promise.resolve(
          [...box].flatMap(([path, data]) =>
            patterns.some((pattern) => path === pattern || path.startsWith(pattern.replace('*', '')))
              ? [{ path, data, executable: true }]
              : [],
          ),
        ),
      reset: () => {
        acts.push(`reset ${name}`);
        app.clear();
        box.clear();
        kept = false;
        return Promise.resolve();
      },
      release: () => {
        held.delete(name);
        for (const companion of companions) companion.release();
      },
    };
  };

  const cache = new Map<string, CachedProgram>();
  const ports: JudgingPorts = {
    store: {
      read: () => Promise.resolve(recordOf(script)),
      readMaterial: () =>
        Promise.resolve({
          files: script.files ?? [{ path: '', content: Buffer.from('submitted') }],
          tests: [],
        }),
      markRunning: () => Promise.resolve(true),
      appendEvent: (_, event) => {
        events.push(event);
        return Promise.resolve();
      },
      commit: (_, __, result) => {
        committed.push(result);
        return Promise.resolve(true);
      },
    },
    data: { open: () => Promise.reject(new SerinError('BLOB_NOT_FOUND', 'the tests are the problem’s')) },
    problems: { definition: () => Promise.resolve(script.definition), data: readerOf(script.blobs) },
    sandboxes: {
      lease: (fingerprint) => {
        leases += 1;
        return Promise.resolve(
          leaseOf(
            fingerprint,
            fingerprint === stableFingerprint ? `checker's lease` : `lease ${leases}`,
            new Slot(),
          ),
        );
      },
      leaseSpare: (fingerprint) => {
        if (spares === 0) return Promise.resolve(undefined);
        spares -= 1;
        return Promise.resolve(leaseOf(fingerprint, `spare ${spares}`, new Slot()));
      },
    },
    spool: memorySpool,
    compileCache: {
      get: (key) => Promise.resolve(cache.get(key)),
      put: (key, program) => {
        cache.set(key, program);
        return Promise.resolve();
      },
    },
    runtime: () => submitted,
    auxiliary: (language) => {
      if (language !== 'checker') throw new SerinError('RUNTIME_NOT_FOUND', `no runtime for ${language}`);
      return script.compiles === undefined ? interpretedChecker : compiledChecker;
    },
    harness: 'abcdef012345',
    worker: 'w1',
    limitMultipliers: false,
    rerunMargin: 0.1,
    parallelTests: script.spares !== undefined,
    timeScale: () => Promise.resolve(undefined),
    ...alone,
    log: silentLogger,
    now: () => 1_000,
    monotonic: () => 5,
    ...script.ports,
  };
  return { ports, job, committed, events, faults, commands, acts, held, cache };
};

class Slot {
  readonly joined = new Set<string>();
  readonly #pipes = new Map<string, Pipe>();

  pipe(name: string): Pipe {
    const pipe = this.#pipes.get(name) ?? new Pipe();
    this.#pipes.set(name, pipe);
    return pipe;
  }
}

const interpreted = (language: string) => ({
  language,
  source: { file: 'main.py', extensions: ['.py'] },
  compile: undefined,
  run: { argv: [`/usr/bin/${language}`, '/app/{source}'] },
});

const submitted: RuntimeFacts = factsOf({
  fingerprint: submittedFingerprint,
  language: 'python',
  family: 'python',
  manifest: manifestOf(interpreted('python')),
});

const interpretedChecker: RuntimeFacts = factsOf({
  fingerprint: stableFingerprint,
  language: 'checker',
  family: 'checker',
  manifest: manifestOf(interpreted('checker')),
});

const compiledChecker: RuntimeFacts = {
  ...interpretedChecker,
  manifest: manifestOf({
    ...interpreted('checker'),
    compile: { argv: ['/usr/bin/cc', '{sources}'], artifacts: ['program'] },
    run: { argv: ['/app/program'] },
  }),
};

const recordOf = ({ spec, definition }: Script): SubmissionRecord => {
  const decision = {
    track: 'stable',
    runtime: 'python-3.13',
    fingerprint: submittedFingerprint,
    reason: 'DEFAULT',
    revision: 1,
  } as const;
  return {
    id: 'id-1',
    version: 1,
    spec: specOf({
      language: 'python',
      limits: resolveLimits(definition.limits),
      problem: 'p',
      problemRevision: { id: 'p', revision: 1, digest: 'd' },
      ...spec,
    }),
    testCount: definition.tests.length,
    material: 'blob-1',
    state: 'queued',
    attempt: 1,
    attempts: [{ number: 1, decision, startedAtMs: 900 }],
    decision,
    createdAtMs: 900,
  };
};

const bytesOf = async (input: RunInput): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of input.read()) pieces.push(piece);
  return Buffer.concat(pieces);
};

const toldOf = (
  ending: Ending,
  { said, endedMs }: Required<Pick<RunReport, 'said' | 'endedMs'>>,
): RunReport => ({
  ...reportOf(ending),
  said: ending.said ?? said,
  endedMs: ending.endedMs ?? endedMs,
  stdoutBytes: ending.stdoutBytes ?? said.reduce((sum, { data }) => sum + data.length, 0),
});

const textOf = async ({ stdin }: RunCommand): Promise<string> => (await bytesOf(stdin)).toString();

const reportOf = ({ stdout = '', stderr = '', code = 0, fate, cpuMs = 1 }: Ending): RunReport => ({
  fate: fate ?? { kind: 'exited', code },
  cpuMs,
  wallMs: 2,
  memoryBytes: 1_000_000,
  oomKills: 0,
  stdoutBytes: stdout.length,
  stderrBytes: stderr.length,
  stdout: Buffer.from(stdout),
  stderr: Buffer.from(stderr),
});
