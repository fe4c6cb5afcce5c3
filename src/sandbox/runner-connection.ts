import type { Duplex } from 'node:stream';
import { SerinError } from '../domain/errors.ts';
import type {
  CollectBounds,
  PlacedFile,
  ProgramFile,
  RunCommand,
  RunInput,
  RunReport,
} from '../domain/run.ts';
import { FileAssembly, OutputCapture } from './capture.ts';
import { KeptInputs } from './kept-inputs.ts';
import * as message from './messages.ts';
import { placeFiles } from './place-files.ts';
import { RunnerLink, misplaced, sandboxFailed } from './runner-link.ts';

/** What a connection needs of the container it is attached to. */
export interface ContainerControl {
  /** SIGKILL to every process in it. Resolves as well when nothing is left to kill. */
  kill(): Promise<void>;
  /** How it ended. Throws where Docker cannot be asked, or where the container does not end. */
  exit(): Promise<{ readonly oomKilled: boolean; readonly exitCode: number }>;
}

export interface ConnectionDeps {
  /** Docker's attached stream: both directions, output multiplexed. */
  readonly socket: Duplex;
  readonly container: ContainerControl;
  /** Milliseconds, monotonic. */
  readonly monotonic: () => number;
}

/** How long each thing may take before the runner counts as lost, in milliseconds. */
export interface Patience {
  readonly helloMs: number;
  /** Added to a run's wall limit. */
  readonly beyondWallMs: number;
  /** From the runner's word that a run's processes take long to die. */
  readonly burialMs: number;
  readonly cancelMs: number;
  readonly joinMs: number;
  readonly collectMs: number;
  readonly resetMs: number;
  /** Without the runner taking a byte that we want to send. */
  readonly stalledMs: number;
}

export const defaultPatience: Patience = {
  helloMs: 10_000,
  beyondWallMs: 1_000,
  burialMs: 12_000,
  cancelMs: 1_000,
  joinMs: 5_000,
  collectMs: 20_000,
  resetMs: 5_000,
  stalledMs: 10_000,
};

/**
 * The worker's end of one container's runner: what can be asked of it, over a link that knows how to ask.
 *
 * When a container is lost, whoever waits gets an error that may be retried, with two exceptions that are fates of the
 * program: a container that the kernel killed for its memory, and a run that its caller cancelled.
 *
 * A runner that has not reported one second after the wall limit is an error, not a time limit: whether the program or
 * the machine starved it cannot be told apart, and a verdict must not depend on it.
 */
export class RunnerConnection {
  readonly #link: RunnerLink;
  readonly #container: ContainerControl;
  readonly #monotonic: () => number;
  readonly #patience: Patience;
  readonly #hello: Promise<message.Hello>;
  readonly #keptInputs = new KeptInputs();
  /** The latest protocol that both sides speak. */
  #protocol: number = message.spokenProtocols.min;
  /** The run under way is over, and its processes are dying. */
  #burying = false;
  #sawOomKill = false;
  #clean = true;

  constructor(deps: ConnectionDeps, patience: Patience = defaultPatience) {
    this.#container = deps.container;
    this.#monotonic = deps.monotonic;
    this.#patience = patience;
    const kill = (): Promise<void> => deps.container.kill();
    this.#link = new RunnerLink({ socket: deps.socket, kill }, patience.stalledMs);
    this.#hello = this.#expectHello();
    this.#hello.catch(() => undefined);
  }

  /** Resolves once, with the reason, when the connection is dead. */
  get closed(): Promise<string> {
    return this.#link.closed;
  }

  /** Why this connection can no longer be used; undefined while it can. */
  get deathReason(): string | undefined {
    return this.#link.deathReason;
  }

  get busy(): boolean {
    return this.#link.busy;
  }

  /** False after a run whose wipe could not be verified: the next program could meet what is left. */
  get clean(): boolean {
    return this.#clean && this.deathReason === undefined;
  }

  /** The runner's greeting. Its time starts with this call: make it when the container was started. */
  hello(): Promise<message.Hello> {
    if (this.#link.isAsking(0)) this.#link.guard(this.#patience.helloMs);
    return this.#hello;
  }

  /** Places read-only files below `/app`. A refusal is told by the next answer. */
  put(files: readonly PlacedFile[]): Promise<void> {
    return placeFiles(this.#link, files);
  }

  /** Runs a program to its end. An aborted signal kills it: fate `killed` by `cancel`. */
  async run(command: RunCommand, signal?: AbortSignal): Promise<RunReport> {
    this.#link.assertIdle('run');
    this.#assertKnown(command);
    const capture = new OutputCapture(command);
    const begunMs = this.#monotonic();
    const lastWords = (by: 'cancel' | 'memory', memoryBytes: number, oomKills: number): RunReport =>
      capture.lastWords({
        fate: { kind: 'killed', by },
        wallMs: this.#monotonic() - begunMs,
        memoryBytes,
        oomKills,
      });
    if (signal?.aborted === true) return lastWords('cancel', 0, 0);

    this.#burying = false;
    const id = this.#link.nextId();
    const reported = new Promise<RunReport>((resolve, reject) => {
      const fail = (error: SerinError): void => {
        if (signal?.aborted === true) resolve(lastWords('cancel', 0, 0));
        else reject(error);
      };
      this.#link.begin({
        id,
        what: 'run',
        take: (answer) => this.#takeRunAnswer(answer, capture, resolve, fail),
        fail: (error) => {
          // What the runner kept of a run that it refused is not known.
          this.#clean = false;
          fail(error);
        },
        ended: (error) => {
          this.#assertOutOfMemory(error).then(() => {
            resolve(lastWords('memory', command.limits.memoryBytes, 1));
          }, fail);
        },
      });
    });
    reported.catch(() => undefined);
    await this.#sendRun(id, command).catch((cause: unknown) => {
      // Half of an input lies in the runner: nobody can go on with that.
      this.#link.close('its input could not be read', cause);
    });
    this.#guardRun(id, command.limits.wallMs + this.#patience.beyondWallMs);
    return this.#cancellable(id, reported, signal);
  }

  /** Opens the FIFOs of the next run, which says `joined`. */
  async join(pipes: { readonly stdin: string; readonly stdout: string }): Promise<void> {
    this.#assertKnown({ joined: true });
    const request = (id: number): Buffer => message.joinRequest(id, pipes);
    await this.#link.ask('join', this.#patience.joinMs, request, (answer) => {
      if (answer.kind !== 'done') throw misplaced(answer, 'join');
      return true;
    });
  }

  /** Regular files below `/box` that match. Throws `ARTIFACTS_TOO_LARGE` over the bounds, `ARTIFACTS_SPOILED` of what is named. */
  collect(patterns: readonly string[], bounds: CollectBounds): Promise<ProgramFile[]> {
    const assembly = new FileAssembly(bounds);
    const request = (id: number): Buffer => message.collectRequest(id, patterns, bounds);
    return this.#link.ask('collect', this.#patience.collectMs, request, (answer) => {
      if (answer.kind === 'done') return assembly.finish(answer);
      if (answer.kind !== 'file') throw misplaced(answer, 'collect');
      assembly.add(answer);
      return undefined;
    });
  }

  /** Back to what a fresh container has. Whether that was verified stands in the answer. */
  async reset(): Promise<message.ResetDone> {
    const done = await this.#link.ask('reset', this.#patience.resetMs, message.resetRequest, (answer) => {
      if (answer.kind !== 'resetDone') throw misplaced(answer, 'reset');
      this.#link.refused = undefined;
      return answer;
    });
    this.#clean = done.verified;
    return done;
  }

  /** Ends the connection; the runner sees its input end, kills everything and exits. */
  close(reason: string): void {
    this.#link.close(reason);
  }

  #expectHello(): Promise<message.Hello> {
    return new Promise((resolve, reject) => {
      const take = (answer: message.Answer): boolean => {
        if (answer.kind !== 'hello') throw misplaced(answer, 'greet');
        const { min, max } = message.spokenProtocols;
        if (answer.protocolMin > max || answer.protocolMax < min) {
          const theirs = `${answer.protocolMin} to ${answer.protocolMax}`;
          throw new SerinError(
            'RUNNER_PROTOCOL',
            `runner ${answer.runnerVersion} speaks protocols ${theirs}, this worker ${min} to ${max}`,
          );
        }
        this.#protocol = Math.min(answer.protocolMax, max);
        resolve(answer);
        return true;
      };
      this.#link.begin({ id: 0, what: 'greet', take, fail: reject });
    });
  }

  #assertKnown(command: Partial<RunCommand>): void {
    const beyond = message.beyondProtocol(this.#protocol, command);
    if (beyond !== undefined) {
      throw new SerinError('RUNNER_PROTOCOL', `the runner speaks protocol ${this.#protocol}: no ${beyond}`);
    }
  }

  #takeRunAnswer(
    answer: message.Answer,
    capture: OutputCapture,
    resolve: (report: RunReport) => void,
    fail: (error: SerinError) => void,
  ): boolean {
    if (answer.kind === 'output') {
      capture.add(answer.stream, answer.data);
      return false;
    }
    if (answer.kind === 'said') {
      capture.addSaid(answer);
      return false;
    }
    if (answer.kind === 'ending') {
      this.#burying = true;
      this.#link.guard(this.#patience.burialMs);
      return false;
    }
    if (answer.kind !== 'report') throw misplaced(answer, 'run');
    if (answer.oomKills > 0) this.#sawOomKill = true;
    if (!answer.clean) this.#clean = false;
    // A program that was not placed whole must not be judged by what it did.
    if (this.#link.refused !== undefined) fail(this.#link.refused);
    else resolve(capture.report(answer));
    return true;
  }

  /**
   * Input and command leave in one burst where they fit into one. The input is read no faster than the runner takes it.
   */
  async #sendRun(id: number, command: RunCommand): Promise<void> {
    const { stdin } = command;
    const plan = this.#keptInputs.plan(stdin);
    let burst = plan.forget.map((number) => message.forgetRequest(this.#link.nextId(), number));
    if (plan.send) burst = await this.#sendInput(stdin, burst);
    await this.#link.send([...burst, message.runRequest(id, command, plan)]);
  }

  /** Sends all but the last frame, which is returned with whatever else is to go along with the command. */
  async #sendInput(stdin: RunInput, first: Buffer[]): Promise<Buffer[]> {
    let sent = 0;
    let burst = first;
    for await (const piece of stdin.read()) {
      for (let at = 0; at < piece.length; at += message.maxDataBytes) {
        if (sent > 0) await this.#link.send(burst);
        const chunk = piece.subarray(at, at + message.maxDataBytes);
        sent += chunk.length;
        const frame = message.stdinRequest(this.#link.nextId(), chunk);
        burst = sent > chunk.length ? frame : [...first, ...frame];
      }
    }
    if (sent !== stdin.bytes) {
      throw sandboxFailed(`an input said that it has ${stdin.bytes} bytes, and gave ${sent}`);
    }
    return burst;
  }

  /** Not where the runner has said already that it takes longer. */
  #guardRun(id: number, patienceMs: number): void {
    if (this.#link.isAsking(id) && !this.#burying) this.#link.guard(patienceMs);
  }

  /** `CANCEL` follows `RUN` in the pipe, so a signal that came before `RUN` was sent is heeded here as well. */
  async #cancellable(
    id: number,
    reported: Promise<RunReport>,
    signal: AbortSignal | undefined,
  ): Promise<RunReport> {
    const cancel = (): void => {
      if (!this.#link.isAsking(id)) return;
      this.#link.guard(this.#patience.cancelMs);
      void this.#link.send([message.cancelRequest(this.#link.nextId())]);
    };
    if (signal?.aborted === true) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await reported;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /**
   * Resolves when the container ended because the kernel ran out of its memory. Docker remembers any OOM kill of a
   * container's life, so one that an earlier run reported makes its word worthless.
   */
  async #assertOutOfMemory(error: SerinError): Promise<void> {
    if (this.#sawOomKill) throw error;
    const exit = await this.#container.exit().catch((cause: unknown) => {
      throw cause instanceof SerinError ? cause : sandboxFailed(error.message, cause);
    });
    if (!exit.oomKilled) throw sandboxFailed(`${error.message} (exit code ${exit.exitCode})`);
  }
}
