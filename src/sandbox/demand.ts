/** Leases that were asked for, weighed by their age: one that is ten minutes old counts half. */
const halfLifeMs = 600_000;

interface Sum {
  weight: number;
  atMs: number;
}

/**
 * Which runtimes are worth a warm container: an exponentially decayed count of the leases of each
 * (an exponentially weighted moving average of the rate; Roberts, Technometrics 1:3, 1959).
 */
export class Demand {
  readonly #monotonic: () => number;
  readonly #sums = new Map<string, Sum>();

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /** Counts one lease. */
  asked(fingerprint: string): void {
    this.#sums.set(fingerprint, { weight: this.of(fingerprint) + 1, atMs: this.#monotonic() });
  }

  /** 0 for what nobody ever asked for. */
  of(fingerprint: string): number {
    const sum = this.#sums.get(fingerprint);
    if (sum === undefined) return 0;
    return sum.weight * 0.5 ** ((this.#monotonic() - sum.atMs) / halfLifeMs);
  }
}
