import type { RunInput } from '../domain/run.ts';

const mebibyte = 1024 * 1024;

/** Bounds of the runner: `KEPT_BYTES_MAX`, `KEPT_INPUTS_MAX` of its `input.h`. */
export const keptBytesMax = 64 * mebibyte;
const keptInputsMax = 64;

/** A larger input would push out all others for the sake of one. */
const worthKeepingBytes = keptBytesMax / 4;

const pageBytes = 4096;

/** How a run comes by its input, and what the runner has to forget for it. */
export interface InputPlan {
  /** Sent before the run, or there already. */
  readonly send: boolean;
  /** Keep what is sent under this number. */
  readonly keep?: number;
  /** Read what is kept under this number. */
  readonly kept?: number;
  readonly forget: readonly number[];
}

interface Kept {
  readonly number: number;
  readonly bytes: number;
}

/**
 * What one runner keeps of the inputs it was sent, by their keys; the least recently used are forgotten. It decides for the
 * runner, so it has to be told of every run, and is worth nothing any more once the runner refused one.
 */
export class KeptInputs {
  /** In the order of their last use. */
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  plan({ key, bytes }: RunInput): InputPlan {
    if (key === undefined || bytes > worthKeepingBytes) return { send: true, forget: [] };
    const there = this.#kept.get(key);
    if (there !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, there);
      return { send: false, kept: there.number, forget: [] };
    }
    const charged = Math.ceil(bytes / pageBytes) * pageBytes;
    const forget: number[] = [];
    for (const [oldest, { number, bytes: freed }] of this.#kept) {
      if (this.#kept.size < keptInputsMax && this.#bytes + charged <= keptBytesMax) break;
      this.#kept.delete(oldest);
      this.#bytes -= freed;
      forget.push(number);
    }
    const keep = this.#freeNumber();
    this.#kept.set(key, { number: keep, bytes: charged });
    this.#bytes += charged;
    return { send: true, keep, forget };
  }

  #freeNumber(): number {
    const taken = new Set([...this.#kept.values()].map(({ number }) => number));
    let number = 1;
    while (taken.has(number)) number += 1;
    return number;
  }
}
