import type { Duplex } from 'node:stream';
import { SerinError } from '../domain/errors.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { Frame } from './frame.ts';
import { decodeAnswer } from './messages.ts';
import type { Answer } from './messages.ts';
import { RunnerChannel } from './runner-channel.ts';

/** One question that is waiting for its answer. */
export interface Exchange {
  readonly id: number;
  readonly what: string;
  /** True when this was the last answer; throws for one that does not belong here. */
  readonly take: (answer: Answer) => boolean;
  readonly fail: (error: SerinError) => void;
  /** The container ended under this exchange, and not by us: settle it by what is known of its end. */
  readonly ended?: (error: SerinError) => void;
}

export const sandboxFailed = (detail: string, cause?: unknown): SerinError =>
  new SerinError('SANDBOX_FAILED', detail, { cause });

/** An answer of a kind that was not asked for. */
export const misplaced = (answer: Answer, what: string): SerinError =>
  new SerinError('RUNNER_PROTOCOL', `the runner answered ${answer.kind} when asked to ${what}`);

/** Locations of the runner (LOCATIONS.md) that say what a program left, and nothing about the sandbox. */
const codesOfCollecting: ReadonlyMap<number, ErrorCode> = new Map([
  [132, 'ARTIFACTS_TOO_LARGE'],
  [133, 'ARTIFACTS_TOO_LARGE'],
  [137, 'ARTIFACTS_SPOILED'],
]);

/**
 * Questions and answers between a worker and one runner.
 *
 *     idle ──begin──► busy ──last answer, or ERROR──► idle
 *       │               │
 *       └──► dead ◄─────┘   the stream ended, the protocol was broken, or the guard's time was up
 *
 * One question is under way at a time. `PUT` and `STDIN` have no answer of their own: an `ERROR` to one of them is kept in
 * `refused` for the next question. `dead` is final, and the container is killed in any case: one that nobody is attached to
 * must not go on computing.
 */
export class RunnerLink {
  /** Resolves once, with the reason, when the link is dead. */
  readonly closed: Promise<string>;
  /** A `PUT` or `STDIN` that the runner refused, until a reset. */
  refused: SerinError | undefined;
  readonly #channel: RunnerChannel;
  readonly #kill: () => Promise<void>;
  #announceClosed: (reason: string) => void = () => undefined;
  #exchange: Exchange | undefined;
  #guard: NodeJS.Timeout | undefined;
  #deathReason: string | undefined;
  #lastId = 0;

  constructor(deps: { readonly socket: Duplex; readonly kill: () => Promise<void> }, stalledMs: number) {
    this.#kill = deps.kill;
    this.closed = new Promise((resolve) => (this.#announceClosed = resolve));
    this.#channel = new RunnerChannel(
      deps.socket,
      { frame: (frame) => this.#receive(frame), closed: (reason, cause) => this.#die(reason, cause) },
      stalledMs,
    );
  }

  get deathReason(): string | undefined {
    return this.#deathReason;
  }

  get busy(): boolean {
    return this.#exchange !== undefined;
  }

  isAsking(id: number): boolean {
    return this.#exchange?.id === id;
  }

  /** A number for the next request: 1 to 65 535, and again. */
  nextId(): number {
    this.#lastId = (this.#lastId % 0xffff) + 1;
    return this.#lastId;
  }

  /** Throws `SANDBOX_FAILED` when dead or busy. */
  assertIdle(what: string): void {
    if (this.#deathReason !== undefined) {
      throw sandboxFailed(`the container cannot ${what} any more: ${this.#deathReason}`);
    }
    if (this.#exchange !== undefined) {
      throw sandboxFailed(`the container cannot ${what}: it is still asked to ${this.#exchange.what}`);
    }
  }

  begin(exchange: Exchange): void {
    this.#exchange = exchange;
  }

  /** See `RunnerChannel.send`. */
  send(buffers: readonly Buffer[]): Promise<void> {
    return this.#channel.send(buffers);
  }

  /** Kill the container unless the exchange under way is over by then. */
  guard(patienceMs: number): void {
    clearTimeout(this.#guard);
    this.#guard = setTimeout(() => {
      const reason = `the runner did not ${this.#exchange?.what ?? 'answer'} within ${patienceMs} ms`;
      this.#channel.close(reason, sandboxFailed(reason));
    }, patienceMs);
  }

  /** One request, and answers until `take` makes a result of one. */
  async ask<Result>(
    what: string,
    patienceMs: number,
    request: (id: number) => Buffer,
    take: (answer: Answer) => Result | undefined,
  ): Promise<Result> {
    this.assertIdle(what);
    const id = this.nextId();
    const answered = new Promise<Result>((resolve, reject) => {
      const takeOne = (answer: Answer): boolean => {
        const result = take(answer);
        if (result !== undefined) resolve(result);
        return result !== undefined;
      };
      this.begin({ id, what, take: takeOne, fail: reject });
    });
    answered.catch(() => undefined);
    this.guard(patienceMs);
    await this.send([request(id)]);
    return answered;
  }

  /** With a cause, that is what the exchange under way fails with. */
  close(reason: string, cause?: unknown): void {
    this.#channel.close(reason, cause);
  }

  #receive(frame: Frame): void {
    const answer = decodeAnswer(frame);
    const exchange = this.#exchange;
    if (answer.kind === 'error') {
      const said = `the runner failed at ${answer.location}: ${answer.message} (errno ${answer.errno})`;
      const code = codesOfCollecting.get(answer.location);
      const error = code === undefined ? sandboxFailed(said) : new SerinError(code, said);
      if (exchange?.id === frame.id) this.#finish()?.fail(this.refused ?? error);
      else this.refused ??= sandboxFailed(said);
      return;
    }
    if (exchange?.id !== frame.id) {
      throw new SerinError(
        'RUNNER_PROTOCOL',
        `the runner answered ${answer.kind} to nobody (id ${frame.id})`,
      );
    }
    if (exchange.take(answer)) this.#finish();
  }

  /** The exchange that is over, if one was under way. */
  #finish(): Exchange | undefined {
    const exchange = this.#exchange;
    clearTimeout(this.#guard);
    this.#guard = undefined;
    this.#exchange = undefined;
    return exchange;
  }

  #die(reason: string, cause: unknown): void {
    this.#deathReason = this.refused === undefined ? reason : `${reason}; ${this.refused.message}`;
    const exchange = this.#finish();
    this.#kill().catch(() => undefined);
    this.#announceClosed(this.#deathReason);
    if (exchange === undefined) return;
    if (cause instanceof SerinError) {
      exchange.fail(cause);
      return;
    }
    const error = sandboxFailed(
      `the container was lost while it was asked to ${exchange.what}: ${this.#deathReason}`,
    );
    if (exchange.ended === undefined) exchange.fail(error);
    else exchange.ended(error);
  }
}
