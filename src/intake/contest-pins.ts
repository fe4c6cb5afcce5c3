import type { ContestPin, ContestPlace } from '../domain/contest-pin.ts';

/**
 * The contest pins that this process has met, so that a contestant's submission costs no second round trip.
 *
 * Only what the accept script answered is kept here, and the script holds every submission against the pin on record: a memory that
 * is behind costs a round trip, never another fingerprint.
 */
export class ContestPins {
  readonly #kept = new Map<string, { readonly pin: ContestPin; readonly untilMs: number }>();
  readonly #most: number;

  /** @param most - pins in memory; the one that was not asked for the longest goes first. */
  constructor(most = 10_000) {
    this.#most = most;
  }

  find(place: ContestPlace, nowMs: number): ContestPin | undefined {
    const name = nameOf(place);
    const kept = this.#kept.get(name);
    if (kept === undefined) return undefined;
    this.#kept.delete(name);
    if (kept.untilMs <= nowMs) return undefined;
    this.#kept.set(name, kept);
    return kept.pin;
  }

  /** @param untilMs - when the contest ends; 0: it has ended, and nothing is kept. */
  keep(place: ContestPlace, pin: ContestPin, untilMs: number): void {
    const name = nameOf(place);
    this.#kept.delete(name);
    if (untilMs === 0) return;
    this.#kept.set(name, { pin, untilMs });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#most && oldest !== undefined) this.#kept.delete(oldest);
  }
}

const nameOf = ({ tenant, contest, language }: ContestPlace): string =>
  JSON.stringify([tenant, contest, language]);
