import { SerinError } from '../domain/errors.ts';
import { SlotLease } from './lease.ts';
import type { CompanionSource } from './lease.ts';
import type { KeptContainer, SlotKeeper } from './slot-keeper.ts';

export interface CompanionsDeps {
  readonly keeper: SlotKeeper;
  /** The most memory a run of this runtime may be allowed. Throws where the runtime is not known here. */
  readonly memoryMaxBytes: (fingerprint: string) => number;
  /** True while somebody waits for a slot. */
  readonly wanted: () => boolean;
  /** Told of everything that went wrong on the way to a container. */
  readonly onFailure: (error: unknown) => void;
  /** Told of everything that is under way. */
  readonly track: (task: Promise<void>) => void;
  /** Milliseconds, monotonic. */
  readonly monotonic: () => number;
}

/**
 * The companions of one lease. They run on its slot beside it and nobody waits in line for them: whoever has the slot has its
 * companions' places. None outlives the lease, nor does one that was still on its way when the lease ended.
 */
export class Companions implements CompanionSource {
  readonly #deps: CompanionsDeps;
  readonly #leases = new Set<SlotLease>();
  readonly #underWay = new Set<Promise<void>>();
  #closed = false;

  constructor(deps: CompanionsDeps) {
    this.#deps = deps;
  }

  async take(fingerprint: string, signal: AbortSignal | undefined): Promise<SlotLease> {
    signal?.throwIfAborted();
    const memoryMaxBytes = this.#deps.memoryMaxBytes(fingerprint);
    const begunMs = this.#deps.monotonic();
    const taking = this.#deps.keeper.takeCompanion(fingerprint);
    this.#follow(
      taking.then(
        () => undefined,
        (error: unknown) => this.#deps.onFailure(error),
      ),
    );
    const kept = await taking;
    if (this.#closed || signal?.aborted === true) {
      this.#giveBack(kept);
      signal?.throwIfAborted();
      throw new SerinError('SANDBOX_FAILED', 'a companion came after its lease was given back');
    }
    return this.#lend(kept, memoryMaxBytes, this.#deps.monotonic() - begunMs);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const lease of this.#leases) lease.release();
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #lend(kept: KeptContainer, memoryMaxBytes: number, waitedMs: number): SlotLease {
    const { keeper, wanted } = this.#deps;
    const onRelease = (last: KeptContainer): void => {
      this.#leases.delete(lease);
      this.#giveBack(last);
    };
    const lease = new SlotLease({ keeper, memoryMaxBytes, wanted, onRelease }, kept, waitedMs);
    this.#leases.add(lease);
    return lease;
  }

  #giveBack(kept: KeptContainer): void {
    this.#follow(this.#deps.keeper.giveBack(kept));
  }

  #follow(work: Promise<void>): void {
    const task = work.finally(() => this.#underWay.delete(task));
    this.#underWay.add(task);
    this.#deps.track(task);
  }
}
