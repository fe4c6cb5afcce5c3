/**
 * How often each item is in the answer, and how often it is still expected. A hash table of typed arrays with linear probing: 24 bytes an
 * entry, at most three quarters full. A Map of strings would need ten times as much, and ends at 2^24 entries.
 */
import { SerinError } from '../domain/errors.ts';

const wordsPerName = 4;
const firstCapacity = 1_024;

/** Four million different items: some 200 MB. */
export const mostItems = 1 << 22;

export class ItemCounts {
  readonly #seed: number;
  readonly #most: number;
  #mask = firstCapacity - 1;
  #names = new Uint32Array(firstCapacity * wordsPerName);
  /** 0: the entry is free. */
  #totals = new Uint32Array(firstCapacity);
  #left = new Uint32Array(firstCapacity);
  #items = 0;
  #leftInAll = 0;

  /** The seed is not known to whoever writes the items, so that they cannot all be put in one place. */
  constructor(seed: number, most = mostItems) {
    this.#seed = seed;
    this.#most = most;
  }

  /** Items that are still expected. */
  get leftInAll(): number {
    return this.#leftInAll;
  }

  /** @throws SerinError PAYLOAD_TOO_LARGE where there are more different items than are counted */
  expect(name: Uint32Array): void {
    if (this.#items >= (this.#mask + 1) * 0.75) this.#grow();
    const entry = this.#find(name);
    if (this.#totals[entry] === 0) {
      if (this.#items === this.#most) throw tooMany(this.#most);
      this.#names.set(name, entry * wordsPerName);
      this.#items += 1;
    }
    this.#totals[entry] = (this.#totals[entry] ?? 0) + 1;
    this.#left[entry] = (this.#left[entry] ?? 0) + 1;
    this.#leftInAll += 1;
  }

  /** False: no more of it is expected. */
  take(name: Uint32Array): boolean {
    const entry = this.#find(name);
    const left = this.#left[entry] ?? 0;
    if (left === 0) return false;
    this.#left[entry] = left - 1;
    this.#leftInAll -= 1;
    return true;
  }

  countsOf(name: Uint32Array): { readonly total: number; readonly left: number } {
    const entry = this.#find(name);
    return { total: this.#totals[entry] ?? 0, left: this.#left[entry] ?? 0 };
  }

  /** The entry of a name, or the free one where it belongs. */
  #find(name: Uint32Array): number {
    let entry = placeOf(name, 0, this.#seed) & this.#mask;
    while (this.#totals[entry] !== 0 && !this.#isAt(entry, name)) entry = (entry + 1) & this.#mask;
    return entry;
  }

  #isAt(entry: number, name: Uint32Array): boolean {
    const at = entry * wordsPerName;
    const names = this.#names;
    return (
      names[at] === name[0] &&
      names[at + 1] === name[1] &&
      names[at + 2] === name[2] &&
      names[at + 3] === name[3]
    );
  }

  #grow(): void {
    const [names, totals, left] = [this.#names, this.#totals, this.#left];
    const capacity = 2 * totals.length;
    this.#mask = capacity - 1;
    this.#names = new Uint32Array(capacity * wordsPerName);
    this.#totals = new Uint32Array(capacity);
    this.#left = new Uint32Array(capacity);
    for (let entry = 0; entry < totals.length; entry += 1) {
      if (totals[entry] === 0) continue;
      let place = placeOf(names, entry * wordsPerName, this.#seed) & this.#mask;
      while (this.#totals[place] !== 0) place = (place + 1) & this.#mask;
      this.#names.set(names.subarray(entry * wordsPerName, (entry + 1) * wordsPerName), place * wordsPerName);
      this.#totals[place] = totals[entry] ?? 0;
      this.#left[place] = left[entry] ?? 0;
    }
  }
}

/** The mixing of murmur3, over four words. */
const placeOf = (words: Uint32Array, at: number, seed: number): number => {
  let hash = seed;
  for (let word = at; word < at + wordsPerName; word += 1) {
    let mixed = Math.imul(words[word] ?? 0, 0xcc9e2d51);
    mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
    hash ^= mixed;
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

const tooMany = (most: number): SerinError =>
  new SerinError(
    'PAYLOAD_TOO_LARGE',
    `the answer has more than ${most} different lines or tokens, which cannot be compared in any order; use a checker program`,
  );
