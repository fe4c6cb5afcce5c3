/**
 * The same lines, or tokens, as often, in any order.
 *
 * The answer is read first, whole, and its items are counted; each item of the output takes one away. The first that is not expected any
 * more decides, and so the memory that is needed follows the answer's different items and never what a submission writes. What is left
 * at the end is missing: the first such item is found by reading the answer once more.
 *
 * Names of items are keyed by the digest of the answer (item-reader.ts). Whoever knows all of the answer has no need to forge it.
 */
import { createHash } from 'node:crypto';
import { piecesOf } from './answer.ts';
import type { Answer } from './answer.ts';
import { quoted } from './difference.ts';
import type { CheckOutcome } from './difference.ts';
import { ItemCounts } from './item-counts.ts';
import { ItemReader } from './item-reader.ts';
import type { Item, ItemRule } from './item-reader.ts';

export class UnorderedCheck {
  readonly #answer: Answer;
  readonly #rule: ItemRule;
  readonly #key: Buffer;
  readonly #counts: ItemCounts;
  readonly #output: ItemReader;
  #surplus: string | undefined;

  constructor(answer: Answer, rule: ItemRule) {
    this.#answer = answer;
    this.#rule = rule;
    this.#key = digestOf(answer);
    this.#counts = new ItemCounts(this.#key.readUInt32LE(28));
    this.#readAnswer((item) => {
      this.#counts.expect(item.name);
      return false;
    });
    this.#output = new ItemReader(rule, this.#key, (item) => this.#isSurplus(item));
  }

  push(piece: Buffer): void {
    this.#output.push(piece);
  }

  end(): CheckOutcome {
    this.#output.end();
    if (this.#surplus !== undefined) return { ok: false, message: this.#surplus };
    return this.#counts.leftInAll === 0 ? { ok: true } : { ok: false, message: this.#missing() };
  }

  #readAnswer(take: (item: Item) => boolean): void {
    const reader = new ItemReader(this.#rule, this.#key, take);
    for (const piece of piecesOf(this.#answer)) if (!reader.push(piece)) return;
    reader.end();
  }

  #isSurplus(item: Item): boolean {
    if (this.#counts.take(item.name)) return false;
    const { total } = this.#counts.countsOf(item.name);
    const place = this.#rule.by === 'lines' ? `line ${item.line}` : `token ${item.number}, line ${item.line}`;
    const expected = total === 0 ? 'not expected anywhere' : `expected ${times(total)}, got once more`;
    this.#surplus = `${place}: ${quoted(item.head)} is ${expected}`;
    return true;
  }

  #missing(): string {
    let message = '';
    this.#readAnswer(({ name, head }) => {
      const { total, left } = this.#counts.countsOf(name);
      if (left === 0) return false;
      const got = total === left ? 'is missing' : `is there ${times(total - left)}`;
      message = `${quoted(head)} ${got}, expected ${times(total)}`;
      return true;
    });
    return message;
  }
}

const digestOf = (answer: Answer): Buffer => {
  const hash = createHash('sha256');
  for (const piece of piecesOf(answer)) hash.update(piece);
  return hash.digest();
};

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
