/**
 * Which tests of a problem are not run, because of what others came to.
 *
 * A test is skipped where one of the groups that it is in
 *   - requires a group that was not accepted as a whole: a test of it was not accepted, or none was run yet; or
 *   - breaks (`onReject: break`) and a test in it was rejected before.
 *
 * Rejected is what is neither accepted nor partial: a partial score says that the output is right as far as it goes, and with `min` or
 * `max` the tests behind it decide about the points (Kattis breaks at what is rejected, never at a score). A skipped test rejects
 * nothing, since what it was skipped for did, but is not accepted. A group without tests stands in nobody's way.
 */
import type { ProblemDefinition } from '../domain/problem.ts';
import type { TestResult } from '../domain/verdict.ts';
import { indexGroups } from './group-index.ts';

/**
 * Whether the test at `index` is skipped, given what stands for every test before it.
 *
 * The answer depends on the arguments alone, but what was learned of `before` is kept: asked for ever later tests of one run, all of them
 * together cost what a single look at each test and group costs. An earlier `index`, or another `before`, starts over.
 */
export const skipRule = (
  definition: Pick<ProblemDefinition, 'groups' | 'tests'>,
): ((index: number, before: readonly TestResult[]) => boolean) => {
  const state = new SkipState(definition);
  return (index, before) => state.isSkipped(index, before);
};

class SkipState {
  readonly #groups: ProblemDefinition['groups'];
  readonly #index: ReturnType<typeof indexGroups>;
  /** How many tests were looked at, and the last of them. */
  #seen = 0;
  #last: TestResult | undefined;
  /** Groups with a test that is not accepted; with a test that is rejected. */
  #imperfect: Uint8Array;
  #rejected: Uint8Array;
  /** Whether a group is skipped by now: as it was when `#changes` stood at `#blockedAt`; for good once it is 1. */
  #blocked: Uint8Array;
  #blockedAt: Int32Array;
  #changes = 0;

  constructor(definition: Pick<ProblemDefinition, 'groups' | 'tests'>) {
    this.#groups = definition.groups;
    this.#index = indexGroups(definition);
    const count = this.#groups.length;
    this.#imperfect = new Uint8Array(count);
    this.#rejected = new Uint8Array(count);
    this.#blocked = new Uint8Array(count);
    this.#blockedAt = new Int32Array(count).fill(-1);
  }

  isSkipped(index: number, before: readonly TestResult[]): boolean {
    if (index < this.#seen || (this.#seen > 0 && before[this.#seen - 1] !== this.#last)) this.#startOver();
    for (; this.#seen < index; this.#seen += 1) {
      const result = before[this.#seen];
      if (result === undefined) throw new RangeError(`nothing stands for test ${this.#seen}`);
      this.#learn(result, this.#index.ofTest[this.#seen] ?? -1);
      this.#last = result;
    }
    return this.#isBlocked(this.#index.ofTest[index] ?? -1);
  }

  #startOver(): void {
    this.#seen = 0;
    this.#last = undefined;
    for (const marks of [this.#imperfect, this.#rejected, this.#blocked]) marks.fill(0);
    this.#changes += 1;
  }

  /** Marks the groups that the test is in, up to the first that is marked already: every group once. */
  #learn({ verdict }: TestResult, innermost: number): void {
    if (verdict === 'accepted') return;
    this.#mark(this.#imperfect, innermost);
    if (verdict !== 'partial' && verdict !== 'skipped') this.#mark(this.#rejected, innermost);
  }

  #mark(marks: Uint8Array, innermost: number): void {
    for (let group = innermost; group >= 0 && marks[group] === 0; group = this.#index.parents[group] ?? -1) {
      marks[group] = 1;
      this.#changes += 1;
    }
  }

  #isBlocked(innermost: number): boolean {
    const unknown: number[] = [];
    let group = innermost;
    while (group >= 0 && this.#blocked[group] === 0 && this.#blockedAt[group] !== this.#changes) {
      unknown.push(group);
      group = this.#index.parents[group] ?? -1;
    }
    let blocked = group >= 0 && this.#blocked[group] === 1;
    for (const next of unknown.reverse()) {
      blocked ||= this.#blocks(next);
      this.#blocked[next] = Number(blocked);
      this.#blockedAt[next] = this.#changes;
    }
    return blocked;
  }

  #blocks(group: number): boolean {
    const { onReject, requires } = this.#groups[group] ?? { onReject: 'continue', requires: [] };
    if (onReject === 'break' && this.#rejected[group] === 1) return true;
    return requires.some((name) => !this.#isAccepted(this.#index.numberOf.get(name)));
  }

  /** What is unknown, or not all judged yet, is not accepted. */
  #isAccepted(group: number | undefined): boolean {
    if (group === undefined || this.#imperfect[group] === 1) return false;
    return (this.#index.lastTest[group] ?? -1) < this.#seen;
  }
}
