/** The tree of a problem's groups by number, in the order of the definition: parents come before their children. */
import type { ProblemDefinition } from '../domain/problem.ts';

type Grouped = Pick<ProblemDefinition, 'groups' | 'tests'>;

export interface GroupIndex {
  /** Of each group the number of its parent; of the root -1. */
  readonly parents: Int32Array;
  /** Of each test the number of its innermost group. */
  readonly ofTest: Int32Array;
  /** Of each group the number of the last test in it, or in a group in it; -1 where there is none. */
  readonly lastTest: Int32Array;
  readonly numberOf: ReadonlyMap<string, number>;
}

/** @throws TypeError where the groups are no tree, which whoever reads a package refuses */
export const indexGroups = ({ groups, tests }: Grouped): GroupIndex => {
  const numberOf = new Map<string, number>();
  const parents = new Int32Array(groups.length);
  groups.forEach(({ name, parent }, group) => {
    const number = parent === undefined ? -1 : numberOf.get(parent);
    if (number === undefined || (number === -1) !== (group === 0) || numberOf.has(name)) {
      throw new TypeError(`group "${name}" has no place in the tree of groups`);
    }
    parents[group] = number;
    numberOf.set(name, group);
  });
  const lastTest = new Int32Array(groups.length).fill(-1);
  const ofTest = new Int32Array(tests.length);
  tests.forEach(({ name, group }, test) => {
    const number = numberOf.get(group);
    if (number === undefined) throw new TypeError(`test "${name}" is in no group`);
    ofTest[test] = number;
    lastTest[number] = test;
  });
  for (let group = groups.length - 1; group > 0; group -= 1) {
    const parent = parents[group] ?? -1;
    lastTest[parent] = Math.max(lastTest[parent] ?? -1, lastTest[group] ?? -1);
  }
  return { parents, ofTest, lastTest, numberOf };
};
