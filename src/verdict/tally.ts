/**
 * How the scores of a group's members become its own. Members, tests and groups, are added one by one; what they come to does not
 * depend on their order.
 *
 *              where the group states points                 where it does not
 *   sum        points × sum of scores / sum of the most      the sum of scores
 *   min, max   points × the smallest, largest share          the smallest, largest score
 *   threshold  points where every member is accepted         the sum of the most, where every member is accepted
 *
 * A member that can give nothing (most 0) has the share 1 where it is accepted, else 0. A group without members has nothing.
 */
import type { Aggregation } from '../domain/problem.ts';
import { larger, one, scaled, smaller, zero } from './exact.ts';
import type { Exact } from './exact.ts';

export interface Score {
  readonly got: Exact;
  readonly most: Exact;
}

export class Tally {
  readonly #aggregate: Aggregation;
  readonly #points: Exact | undefined;
  #total: Score | undefined;
  #allAccepted = true;

  constructor(aggregate: Aggregation, points: Exact | undefined) {
    this.#aggregate = aggregate;
    this.#points = points;
  }

  add(member: Score, accepted: boolean): void {
    this.#allAccepted &&= accepted;
    const counted = this.#takesShares ? shareOf(member, accepted) : member;
    this.#total = this.#total === undefined ? counted : this.#both(this.#total, counted);
  }

  get score(): Score {
    const points = this.#points;
    const total = this.#total;
    if (total === undefined) return { got: zero, most: points ?? zero };
    if (this.#aggregate === 'threshold') {
      const most = points ?? total.most;
      return { got: this.#allAccepted ? most : zero, most };
    }
    if (points === undefined) return total;
    if (total.most.eq(zero)) return { got: this.#allAccepted ? points : zero, most: points };
    return { got: scaled(points, total.got, total.most), most: points };
  }

  get #takesShares(): boolean {
    return this.#points !== undefined && (this.#aggregate === 'min' || this.#aggregate === 'max');
  }

  #both(left: Score, right: Score): Score {
    switch (this.#aggregate) {
      case 'sum':
      case 'threshold':
        return { got: left.got.plus(right.got), most: left.most.plus(right.most) };
      case 'min':
        if (this.#takesShares) return compareShares(right, left) < 0 ? right : left;
        return { got: smaller(left.got, right.got), most: smaller(left.most, right.most) };
      case 'max':
        if (this.#takesShares) return compareShares(right, left) > 0 ? right : left;
        return { got: larger(left.got, right.got), most: larger(left.most, right.most) };
    }
  }
}

const shareOf = (member: Score, accepted: boolean): Score =>
  member.most.eq(zero) ? { got: accepted ? one : zero, most: one } : member;

/** got / most without a division, which would have to be rounded. */
const compareShares = (left: Score, right: Score): number =>
  left.most.eq(right.most)
    ? left.got.cmp(right.got)
    : left.got.times(right.most).cmp(right.got.times(left.most));
