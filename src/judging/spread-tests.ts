/**
 * The tests of one submission, spread over slots that nobody else has a use for.
 *
 * The submission's own lease is the first lane; while tests are left, each slot to spare becomes another:
 *
 *   lease a spare slot → put the program → [take the next test → run it]… → give the slot back
 *
 * A spare lane gives its slot back when no test is left for it, and after any test when somebody waits for a slot; the
 * submission's own lease stays the caller's. What comes of it is what one test after the other would have come to (`TestLedger`), so
 * a run whose result no longer matters is ended. A spare slot that cannot be had or filled costs speed and nothing else. A run that
 * fails is our failure: the other lanes are ended, their leases given back, and the attempt fails.
 */
import type { Logger } from '../domain/logger.ts';
import type { TestResult } from '../domain/verdict.ts';
import type { Lease } from './ports.ts';
import { TestLedger } from './test-ledger.ts';
import type { TestLedgerOptions } from './test-ledger.ts';

export interface Spread extends TestLedgerOptions {
  /** The submission's own lease, with the program in place. */
  readonly lease: Lease;
  /** A lease on a slot to spare; resolves undefined at once when there is none. Undefined: one test after the other. */
  readonly leaseSpare: ((signal: AbortSignal) => Promise<Lease | undefined>) | undefined;
  /** Place the program in a spare lease. */
  readonly place: (lease: Lease) => Promise<void>;
  /** An aborted signal ends the run. */
  readonly runTest: (lease: Lease, index: number, signal: AbortSignal) => Promise<TestResult>;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** @throws what running a test threw first; every spare lease is given back by then. */
export const spreadTests = async (spread: Spread): Promise<readonly TestResult[]> => {
  const lanes = new Lanes(spread);
  await lanes.run();
  return lanes.results();
};

class Lanes {
  readonly #spread: Spread;
  readonly #ledger: TestLedger;
  /** Ends the opening of lanes. */
  readonly #ending = new AbortController();
  readonly #running = new Map<number, AbortController>();
  readonly #spares = new Set<Promise<void>>();
  #opening = false;
  #failure: { readonly cause: unknown } | undefined;

  constructor(spread: Spread) {
    this.#spread = spread;
    this.#ledger = new TestLedger(spread);
  }

  async run(): Promise<void> {
    await this.#drive(this.#spread.lease, () => false);
    // Nothing is left to take: a spare lane that is still being opened has come too late.
    this.#ending.abort();
    await Promise.all(this.#spares);
    if (this.#failure !== undefined) throw this.#failure.cause;
  }

  results(): readonly TestResult[] {
    return this.#ledger.results();
  }

  /** Runs tests in a lease until none is left, `leave` says so, or a lane has failed. Never rejects. */
  async #drive(lease: Lease, leave: () => boolean): Promise<void> {
    while (this.#failure === undefined && !leave()) {
      const index = this.#ledger.take();
      if (index === undefined) return;
      this.#widen();
      await this.#runOne(lease, index);
    }
  }

  async #runOne(lease: Lease, index: number): Promise<void> {
    const controller = new AbortController();
    const follow = (): void => controller.abort(this.#spread.signal.reason);
    if (this.#spread.signal.aborted) follow();
    this.#spread.signal.addEventListener('abort', follow, { once: true });
    this.#running.set(index, controller);
    try {
      this.#settle(index, await this.#spread.runTest(lease, index, controller.signal));
    } catch (cause) {
      // A run that was ended because nobody needs its result may end as it likes.
      if (this.#ledger.matters(index)) this.#fail(cause);
    } finally {
      this.#running.delete(index);
      this.#spread.signal.removeEventListener('abort', follow);
    }
  }

  #settle(index: number, result: TestResult): void {
    // The runs of a lane that failed are ended, and what they came to says nothing about the program.
    if (this.#failure !== undefined) return;
    this.#ledger.settle(index, result);
    for (const [running, controller] of this.#running) {
      if (!this.#ledger.matters(running)) controller.abort();
    }
  }

  #fail(cause: unknown): void {
    this.#failure ??= { cause };
    this.#ending.abort();
    for (const controller of this.#running.values()) controller.abort();
  }

  /** Open one more lane where there is a test for it; one at a time, so that no more slots are taken than there is use for. */
  #widen(): void {
    const { leaseSpare } = this.#spread;
    if (leaseSpare === undefined || this.#opening || this.#ledger.left === 0) return;
    if (this.#ending.signal.aborted) return;
    this.#opening = true;
    const spare = this.#spare(leaseSpare).finally(() => this.#spares.delete(spare));
    this.#spares.add(spare);
  }

  /** The life of a spare lane. Never rejects. */
  async #spare(leaseSpare: NonNullable<Spread['leaseSpare']>): Promise<void> {
    const lease = await this.#leased(leaseSpare);
    this.#opening = false;
    if (lease === undefined) return;
    try {
      // There may be another where this one came from.
      this.#widen();
      if (await this.#placed(lease)) await this.#drive(lease, () => lease.wanted);
    } finally {
      lease.release();
    }
  }

  async #leased(leaseSpare: NonNullable<Spread['leaseSpare']>): Promise<Lease | undefined> {
    try {
      return await leaseSpare(AbortSignal.any([this.#spread.signal, this.#ending.signal]));
    } catch (cause) {
      this.#missed(cause);
      return undefined;
    }
  }

  async #placed(lease: Lease): Promise<boolean> {
    if (this.#ledger.left === 0 || this.#ending.signal.aborted) return false;
    try {
      await this.#spread.place(lease);
      return true;
    } catch (cause) {
      this.#missed(cause);
      return false;
    }
  }

  #missed(cause: unknown): void {
    if (this.#ending.signal.aborted || this.#spread.signal.aborted) return;
    this.#spread.log.warn({ cause: String(cause) }, 'a spare slot could not be used');
  }
}
