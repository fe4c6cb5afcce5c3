/**
 * Cuts a text that comes in pieces into items, lines or tokens, and gives each a name of 128 bits.
 *
 * An item of at most 15 bytes is its own name, with its length behind it. A longer one has 120 bits of the SHA-256 of a key and itself
 * as its name: whoever does not know the key cannot make two of the same name. Of an item only its name and its beginning are kept.
 *
 * A line counts by its tokens: white space at its beginning and end does not, and any white space inside is one space. A blank line is no
 * item.
 */
import { createHash, hash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { foldedAt, isSpaceAt, lineFeed, tokenEnd } from './ascii.ts';
import { contextBytes } from './difference.ts';

export interface ItemRule {
  readonly by: 'lines' | 'tokens';
  readonly ignoreCase: boolean;
}

/** The item that was just read: valid until the next is. */
export interface Item {
  /** Four words. */
  readonly name: Uint32Array;
  /** The beginning as it was written, as much as is ever quoted. */
  readonly head: Buffer;
  /** Counted from 1: items, and the line that the item begins in. */
  readonly number: number;
  readonly line: number;
}

export const keyBytes = 32;
const nameBytes = 16;
const longestOwnName = nameBytes - 1;
const hashedTag = 0xff;
const space = 0x20;
const bufferBytes = 4_096;

export class ItemReader implements Item {
  readonly #byLines: boolean;
  readonly #ignoreCase: boolean;
  /** True: enough, the rest is not looked at. */
  readonly #take: (item: Item) => boolean;
  /** The key, and the item behind it, as much of it as was not hashed yet. What an own name may take of it is 0 where no item is. */
  readonly #buffer = new Uint8Array(keyBytes + bufferBytes);
  readonly #ownName = new Uint32Array(this.#buffer.buffer, keyBytes, nameBytes / 4);
  readonly #hashedName = new Uint32Array(nameBytes / 4);
  readonly #hashedBytes = new Uint8Array(this.#hashedName.buffer);
  readonly #head = Buffer.alloc(contextBytes);
  #headLength = 0;
  #filled = keyBytes;
  #hash: Hash | undefined;
  #hasItem = false;
  #spaceBefore = false;
  #lines = 1;
  #isDone = false;
  name = this.#ownName;
  number = 0;
  line = 1;

  constructor({ by, ignoreCase }: ItemRule, key: Uint8Array, take: (item: Item) => boolean) {
    this.#byLines = by === 'lines';
    this.#ignoreCase = ignoreCase;
    this.#take = take;
    this.#buffer.set(key.subarray(0, keyBytes));
  }

  get head(): Buffer {
    return this.#head.subarray(0, this.#headLength);
  }

  /** False: enough. */
  push(piece: Uint8Array): boolean {
    let at = 0;
    while (at < piece.length && !this.#isDone) {
      if (isSpaceAt(piece, at)) {
        this.#passSpace(piece[at] === lineFeed);
        at += 1;
        continue;
      }
      this.#begin();
      const end = tokenEnd(piece, at);
      while (at < end) at += this.#append(piece, at, end);
    }
    return !this.#isDone;
  }

  end(): void {
    if (!this.#isDone) this.#finish();
  }

  #passSpace(isLineFeed: boolean): void {
    if (this.#byLines && !isLineFeed) this.#spaceBefore = this.#hasItem;
    else if (this.#hasItem) this.#finish();
    if (isLineFeed) this.#lines += 1;
  }

  #begin(): void {
    if (!this.#hasItem) {
      this.#hasItem = true;
      this.line = this.#lines;
    } else if (this.#spaceBefore) this.#append(oneSpace, 0, 1);
    this.#spaceBefore = false;
  }

  /** As many bytes as there is room for; answers how many. */
  #append(bytes: Uint8Array, from: number, to: number): number {
    const buffer = this.#buffer;
    if (this.#filled === buffer.length) {
      this.#hash ??= createHash('sha256').update(buffer.subarray(0, keyBytes));
      this.#hash.update(buffer.subarray(keyBytes));
      this.#filled = keyBytes;
    }
    const count = Math.min(to - from, buffer.length - this.#filled);
    for (let at = 0; at < count && this.#headLength < contextBytes; at += 1, this.#headLength += 1) {
      this.#head[this.#headLength] = bytes[from + at] ?? 0;
    }
    const filled = this.#filled;
    if (this.#ignoreCase) {
      for (let at = 0; at < count; at += 1) buffer[filled + at] = foldedAt(bytes, from + at);
    } else {
      for (let at = 0; at < count; at += 1) buffer[filled + at] = bytes[from + at] ?? 0;
    }
    this.#filled = filled + count;
    return count;
  }

  #finish(): void {
    if (!this.#hasItem) return;
    this.number += 1;
    this.#setName();
    this.#isDone = this.#take(this);
    this.#buffer.fill(0, keyBytes, keyBytes + nameBytes);
    this.#hasItem = false;
    this.#spaceBefore = false;
    this.#headLength = 0;
    this.#filled = keyBytes;
    this.#hash = undefined;
  }

  #setName(): void {
    const length = this.#filled - keyBytes;
    if (this.#hash === undefined && length <= longestOwnName) {
      this.#buffer[keyBytes + longestOwnName] = length;
      this.name = this.#ownName;
      return;
    }
    const unhashed = this.#buffer.subarray(this.#hash === undefined ? 0 : keyBytes, this.#filled);
    // Asked for as text because that is three times as fast.
    const digest =
      this.#hash === undefined
        ? hash('sha256', unhashed, 'binary')
        : this.#hash.update(unhashed).digest('binary');
    for (let at = 0; at < longestOwnName; at += 1) this.#hashedBytes[at] = digest.charCodeAt(at);
    this.#hashedBytes[longestOwnName] = hashedTag;
    this.name = this.#hashedName;
  }
}

const oneSpace = Uint8Array.of(space);
