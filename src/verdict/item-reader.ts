/**
 * Cuts a text that comes in pieces into items, lines or tokens, and gives each a name of 128 bits.
 *
 * An item of at most 15 bytes is its own name, with its length behind it. A longer one has 120 bits of the SHA-256 of a key and itself
 * as its name: whoever does not know the key cannot make two of the same name. Of an item only its name and its beginning are kept.
 *
 * A line counts by its tokens: white space at its beginning and end does not, and any white space inside is one space. A blank line is no
 * item.
 */
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { foldedAt, isSpaceAt, lineFeed } from './ascii.ts';
import { contextBytes } from './difference.ts';

export interface ItemRule {
  readonly by: 'lines' | 'tokens';
  readonly ignoreCase: boolean;
}

/** Where the reader stands when it gives an item: valid until the call returns. */
export interface Item {
  /** Four words. */
  readonly name: Uint32Array;
  /** The beginning as it was written, more than is ever quoted. */
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

export class ItemReader {
  readonly #byLines: boolean;
  readonly #ignoreCase: boolean;
  /** True: enough, the rest is not looked at. */
  readonly #take: (item: Item) => boolean;
  /** The key, and the item behind it, as much of it as was not hashed yet. */
  readonly #buffer: Uint8Array;
  #filled = keyBytes;
  #hash: Hash | undefined;
  readonly #head = Buffer.alloc(contextBytes);
  #headLength = 0;
  readonly #name = new Uint32Array(nameBytes / 4);
  readonly #nameBytes = new Uint8Array(this.#name.buffer);
  #hasItem = false;
  #spaceBefore = false;
  #number = 0;
  #line = 1;
  #itemLine = 1;
  #isDone = false;

  constructor({ by, ignoreCase }: ItemRule, key: Uint8Array, take: (item: Item) => boolean) {
    this.#byLines = by === 'lines';
    this.#ignoreCase = ignoreCase;
    this.#take = take;
    this.#buffer = new Uint8Array(keyBytes + bufferBytes);
    this.#buffer.set(key.subarray(0, keyBytes));
  }

  /** False: enough. */
  push(piece: Uint8Array): boolean {
    for (let at = 0; at < piece.length && !this.#isDone; at += 1) {
      if (isSpaceAt(piece, at)) this.#passSpace(piece[at] === lineFeed);
      else this.#add(piece[at] ?? 0, this.#ignoreCase ? foldedAt(piece, at) : (piece[at] ?? 0));
    }
    return !this.#isDone;
  }

  end(): void {
    if (!this.#isDone) this.#finish();
  }

  #passSpace(isLineFeed: boolean): void {
    if (this.#byLines && !isLineFeed) this.#spaceBefore = this.#hasItem;
    else this.#finish();
    if (isLineFeed) this.#line += 1;
  }

  #add(written: number, byte: number): void {
    if (!this.#hasItem) {
      this.#hasItem = true;
      this.#itemLine = this.#line;
    } else if (this.#spaceBefore) this.#append(space, space);
    this.#spaceBefore = false;
    this.#append(written, byte);
  }

  #append(written: number, byte: number): void {
    if (this.#headLength < contextBytes) {
      this.#head[this.#headLength] = written;
      this.#headLength += 1;
    }
    if (this.#filled === this.#buffer.length) {
      this.#hash ??= createHash('sha256').update(this.#buffer.subarray(0, keyBytes));
      this.#hash.update(this.#buffer.subarray(keyBytes));
      this.#filled = keyBytes;
    }
    this.#buffer[this.#filled] = byte;
    this.#filled += 1;
  }

  #finish(): void {
    if (!this.#hasItem) return;
    this.#number += 1;
    this.#setName();
    this.#isDone = this.#take({
      name: this.#name,
      head: this.#head.subarray(0, this.#headLength),
      number: this.#number,
      line: this.#itemLine,
    });
    this.#hasItem = false;
    this.#spaceBefore = false;
    this.#headLength = 0;
    this.#filled = keyBytes;
    this.#hash = undefined;
  }

  #setName(): void {
    const length = this.#filled - keyBytes;
    if (this.#hash === undefined && length <= longestOwnName) {
      for (let at = 0; at < longestOwnName; at += 1) {
        this.#nameBytes[at] = at < length ? (this.#buffer[keyBytes + at] ?? 0) : 0;
      }
      this.#nameBytes[longestOwnName] = length;
      return;
    }
    const digest =
      this.#hash === undefined
        ? createHash('sha256').update(this.#buffer.subarray(0, this.#filled)).digest()
        : this.#hash.update(this.#buffer.subarray(keyBytes, this.#filled)).digest();
    this.#nameBytes.set(digest.subarray(0, longestOwnName));
    this.#nameBytes[longestOwnName] = hashedTag;
  }
}
