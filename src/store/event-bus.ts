/**
 * Following submissions as they are judged.
 *
 * The scripts append to a submission's stream and publish a short notice, in one step. A notice only wakes: whoever follows reads the
 * stream after the last id it has seen. So nothing is lost or told twice, whatever became of notices; a lost one costs time until
 * the next notice, the next gap or the next look on a timer.
 */
import { SerinError } from '../domain/errors.ts';
import type { StoredEvent } from '../domain/events.ts';
import type { SubmissionRecord } from '../domain/submission.ts';
import type { Keys } from './keys.ts';
import { isEventId } from './submission-store.ts';
import type { SubmissionStore } from './submission-store.ts';
import type { Subscriber } from './subscriber.ts';

/** Something was appended to a submission's stream. */
export interface Notice {
  readonly submission: string;
  readonly id: string;
  readonly type: string;
}

export interface EventBusDeps {
  readonly subscriber: Pick<Subscriber, 'on' | 'onGap'>;
  readonly store: Pick<SubmissionStore, 'read' | 'events' | 'finishedEvent'>;
  readonly keys: Keys;
}

export interface EventBusOptions {
  /** A follower that heard nothing looks again after this time. */
  readonly lookAgainMs: number;
}

/** `gap` stands for notices that may have been missed. */
type Listener = (notice: Notice | 'gap') => void;

export class EventBus {
  readonly #store: EventBusDeps['store'];
  readonly #lookAgainMs: number;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #stops: (() => void)[];

  constructor(deps: EventBusDeps, options: EventBusOptions = { lookAgainMs: 2_000 }) {
    this.#store = deps.store;
    this.#lookAgainMs = options.lookAgainMs;
    this.#stops = [
      deps.subscriber.on(deps.keys.notices, (message) => this.#heard(message)),
      deps.subscriber.onGap(() => this.#missed()),
    ];
  }

  /** Hears of one submission. Answers how to stop. */
  subscribe(submission: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(submission) ?? new Set();
    this.#listeners.set(submission, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(submission) === listeners)
        this.#listeners.delete(submission);
    };
  }

  /** What was told after an id (from the first when absent or unknown), in order. @throws SerinError STORE_UNAVAILABLE */
  events(submission: string, afterId?: string): Promise<StoredEvent[]> {
    return this.#store.events(submission, afterId);
  }

  /**
   * Every event after an id, those to come included, in order and once each; ends after `finished`, when the submission is not
   * on record, or when the signal is aborted. Waits while Redis is away.
   */
  async *follow(
    submission: string,
    afterId: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<StoredEvent> {
    const bell = new Bell(signal);
    const stop = this.subscribe(submission, () => bell.ring());
    let last = afterId !== undefined && isEventId(afterId) ? afterId : undefined;
    let over = false;
    try {
      while (!isAborted(signal)) {
        const news = await this.#news(submission, last);
        for (const event of news ?? []) {
          last = event.id;
          yield event;
          if (event.event.type === 'finished' || isAborted(signal)) return;
        }
        if (news?.length === 0) {
          if (over) {
            yield* this.#end(submission, last);
            return;
          }
          over = await this.#over(submission);
          // What was told between the two looks is read before the end is believed.
          if (over) continue;
        }
        await bell.rung(this.#lookAgainMs);
      }
    } finally {
      stop();
      bell.close();
    }
  }

  /**
   * The finished record as soon as there is one; undefined when there is none within the time, when the submission is not on
   * record, or when the signal is aborted. Waits while Redis is away: whoever waits has been promised a verdict.
   */
  async waitFinished(
    submission: string,
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<SubmissionRecord | undefined> {
    const end = endAfter(waitMs, signal);
    const bell = new Bell(end.signal);
    const stop = this.subscribe(submission, (notice) => {
      if (notice === 'gap' || notice.type === 'finished') bell.ring();
    });
    try {
      for (;;) {
        const record = await this.#look(submission);
        if (record !== 'away' && record?.state === 'finished') return record;
        if (record === undefined || end.signal.aborted) return undefined;
        await bell.rung(this.#lookAgainMs);
      }
    } finally {
      stop();
      bell.close();
      end.clear();
    }
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#missed();
    this.#listeners.clear();
  }

  /** Events after the last one; undefined while Redis is away. */
  #news(submission: string, last: string | undefined): Promise<StoredEvent[] | undefined> {
    return this.#store.events(submission, last).catch(unlessAway(undefined));
  }

  /** The end of a submission whose events have expired, unless it was heard already. */
  async *#end(submission: string, last: string | undefined): AsyncGenerator<StoredEvent> {
    const end = await this.#store.finishedEvent(submission).catch(unlessAway(undefined));
    if (end !== undefined && isAfter(end.id, last)) yield end;
  }

  /** Whether no event will come any more. */
  async #over(submission: string): Promise<boolean> {
    const record = await this.#look(submission);
    return record !== 'away' && (record === undefined || record.state === 'finished');
  }

  #look(submission: string): Promise<SubmissionRecord | undefined | 'away'> {
    return this.#store.read(submission).catch(unlessAway('away' as const));
  }

  #heard(message: string): void {
    const [submission = '', id = '', type = ''] = message.split(' ');
    for (const listener of [...(this.#listeners.get(submission) ?? [])]) listener({ submission, id, type });
  }

  #missed(): void {
    for (const listeners of [...this.#listeners.values()])
      for (const listener of [...listeners]) listener('gap');
  }
}

/** Rings that came while nobody waited are not forgotten. */
class Bell {
  readonly #signal: AbortSignal;
  readonly #onAbort: () => void;
  #rung = false;
  #wake: (() => void) | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    this.#onAbort = () => this.ring();
    signal.addEventListener('abort', this.#onAbort);
  }

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Ends at the next ring, or after a time. */
  async rung(waitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    if (!this.#rung && !this.#signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, waitMs);
      });
    }
    clearTimeout(timer);
    this.#wake = undefined;
    this.#rung = false;
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
  }
}

/** The caller may have aborted while it held an event. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;

const isAfter = (id: string, other: string | undefined): boolean => {
  if (other === undefined) return true;
  const [ms = 0, sequence = 0] = id.split('-').map(Number);
  const [otherMs = 0, otherSequence = 0] = other.split('-').map(Number);
  return ms > otherMs || (ms === otherMs && sequence > otherSequence);
};

/** What to go on with while Redis is away; every other failure is thrown. */
const unlessAway =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (error instanceof SerinError && error.code === 'STORE_UNAVAILABLE') return instead;
    throw error;
  };

/**
 * A signal that aborts after a time or with another signal. A timer of our own: on Node 20 a timeout signal inside
 * `AbortSignal.any` may be collected as garbage before it fires.
 */
const endAfter = (waitMs: number, signal?: AbortSignal): { signal: AbortSignal; clear: () => void } => {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, Math.max(0, Math.min(waitMs, 2 ** 31 - 1)));
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
};
