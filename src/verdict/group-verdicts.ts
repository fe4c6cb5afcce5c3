/**
 * What every group of a problem comes to: what a submission of its tests alone would, but for one whose tests were all skipped or
 * left out, which is `skipped`. A group without tests is accepted: nothing in it failed.
 */
import type { TestResult, Verdict } from '../domain/verdict.ts';
import type { GroupIndex } from './group-index.ts';

export class GroupVerdicts {
  readonly #verdicts: Verdict[] = [];

  constructor(index: GroupIndex, tests: readonly TestResult[]) {
    const count = index.parents.length;
    /** Of each group the number of the test that decides so far, and whether one was skipped. */
    const decisive = new Int32Array(count).fill(-1);
    const hasSkipped = new Uint8Array(count);
    const rankAt = (test: number): number => rank(tests[test]?.verdict ?? 'accepted');
    const decide = (group: number, test: number): void => {
      const held = decisive[group] ?? -1;
      const isStronger =
        held < 0 || rankAt(test) > rankAt(held) || (rankAt(test) === rankAt(held) && test < held);
      if (isStronger) decisive[group] = test;
    };
    index.ofTest.forEach((group, test) => {
      const verdict = tests[test]?.verdict ?? 'skipped';
      if (verdict === 'skipped') hasSkipped[group] = 1;
      else if (verdict !== 'accepted') decide(group, test);
    });
    for (let group = count - 1; group >= 0; group -= 1) {
      const decided = decisive[group] ?? -1;
      const verdict = tests[decided]?.verdict;
      this.#verdicts[group] = verdict ?? (hasSkipped[group] === 1 ? 'skipped' : 'accepted');
      const parent = index.parents[group] ?? -1;
      if (parent < 0) continue;
      if (decided >= 0) decide(parent, decided);
      if (hasSkipped[group] === 1) hasSkipped[parent] = 1;
    }
  }

  of(group: number): Verdict {
    return this.#verdicts[group] ?? 'skipped';
  }
}

/** As in `settle`: cancelled, then system_error, then the first of the others. */
const rank = (verdict: Verdict): number => {
  if (verdict === 'cancelled') return 2;
  return verdict === 'system_error' ? 1 : 0;
};
