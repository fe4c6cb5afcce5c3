/**
 * When a worker calibrates: once, on one slot, as soon as there is a runtime to have a container of.
 *
 *   unknown ──begin──▶ measuring ──▶ known
 *      ▲                   │
 *      └──── it failed ────┘  the next `begin` tries again
 *
 * Slots of a worker are cores of one machine, so one of them speaks for all. Pools are joined meanwhile; the slot is taken for a second
 * or so. A calibration that fails is logged and absent, and stops nobody.
 */
import type { Logger } from '../domain/logger.ts';
import type { Calibration } from '../domain/worker.ts';
import { timeScaleOf } from '../verdict/time-rule.ts';
import { calibrate } from './calibrate.ts';
import type { Sandboxes } from './ports.ts';

export interface CalibratorDeps {
  readonly lease: Sandboxes['lease'];
  readonly publish: (calibration: Calibration) => void;
  readonly log: Logger;
  /** A signal that aborts after so long. */
  readonly deadline: (ms: number) => AbortSignal;
}

/** Waiting for the slot, a cold container and ten runs; where it takes longer the machine is in no state to be measured. */
const patienceMs = 60_000;

export class Calibrator {
  readonly #deps: CalibratorDeps;
  #known: Calibration | undefined;
  #measuring: Promise<void> | undefined;

  constructor(deps: CalibratorDeps) {
    this.#deps = deps;
  }

  /** Undefined until it is measured, and where that failed. */
  current(): Calibration | undefined {
    return this.#known;
  }

  /** Measure in a container of one of these, unless that was done. Returns at once. */
  begin(fingerprints: readonly string[]): void {
    const [fingerprint] = fingerprints;
    if (fingerprint === undefined || this.#known !== undefined || this.#measuring !== undefined) return;
    this.#measuring = this.#measure(fingerprint).finally(() => {
      this.#measuring = undefined;
    });
  }

  /** What time limits are multiplied by; waits for a measurement under way. Where there is none they are held as they are stated. */
  async timeScale(): Promise<number> {
    await this.#measuring;
    return this.#known === undefined ? 1 : timeScaleOf(this.#known.speed);
  }

  async #measure(fingerprint: string): Promise<void> {
    const { lease: leaseOne, publish, log, deadline } = this.#deps;
    try {
      const signal = deadline(patienceMs);
      const lease = await leaseOne(fingerprint, signal);
      try {
        this.#known = await calibrate(lease, signal);
      } finally {
        lease.release();
      }
      publish(this.#known);
      log.info({ ...this.#known }, 'calibrated');
    } catch (cause) {
      log.warn({ cause: String(cause) }, 'the worker could not be calibrated');
    }
  }
}
