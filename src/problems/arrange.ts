/**
 * Puts groups and tests in the order in which they are judged: a group before what is in it, all of a group together, and what a group requires
 * before it. Otherwise the order of the package stands.
 *
 * That a group requires another says something about two siblings: those members of their nearest common ancestor that the one and the other
 * lie in. So the members of each group are sorted by themselves, each after what it requires; where that goes in a circle there is no order.
 */
import { nearest } from '../domain/nearest.ts';
import type { DraftGroup, DraftTest } from './draft.ts';
import type { FaultLog } from './faults.ts';

export interface Arranged {
  readonly groups: readonly DraftGroup[];
  readonly tests: readonly DraftTest[];
}

/** Undefined: there is no such order, or names do not fit; the faults say why. */
export const arrange = (
  groups: readonly DraftGroup[],
  tests: readonly DraftTest[],
  faults: FaultLog,
): Arranged | undefined => {
  const byName = new Map(groups.map((group) => [group.name, group]));
  const members = new Map<string, string[]>(groups.map((group) => [group.name, []]));
  for (const { name, parent } of groups) if (parent !== undefined) members.get(parent)?.push(name);
  const before = prerequisites(groups, byName, faults);
  if (before === undefined) return undefined;
  const order: string[] = [];
  const waiting = [''];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    order.push(name);
    const sorted = sortedMembers(members.get(name) ?? [], before, byName, faults);
    if (sorted === undefined) return undefined;
    waiting.push(...sorted.reverse());
  }
  const of = new Map<string, DraftTest[]>();
  for (const test of tests) {
    const together = of.get(test.group);
    if (together === undefined) of.set(test.group, [test]);
    else together.push(test);
  }
  return {
    groups: order.flatMap((name) => byName.get(name) ?? []),
    tests: order.flatMap((name) => of.get(name) ?? []),
  };
};

/** For each group, the siblings that come before it. */
const prerequisites = (
  groups: readonly DraftGroup[],
  byName: ReadonlyMap<string, DraftGroup>,
  faults: FaultLog,
): ReadonlyMap<string, Set<string>> | undefined => {
  const before = new Map<string, Set<string>>();
  let sound = true;
  let guesses = 0;
  for (const group of groups) {
    for (const required of group.requires) {
      if (!byName.has(required)) {
        guesses += 1;
        const meant = guesses > 20 ? undefined : nearest(required, [...byName.keys()].slice(0, 1000));
        const remedy = meant === undefined ? '' : `; did you mean "${meant}"?`;
        faults.error(
          group.place,
          `${shown(group.name)} requires "${required}", a group that does not exist${remedy}`,
        );
        sound = false;
        continue;
      }
      const [own, other] = parting(group.name, required, byName);
      if (own === undefined || other === undefined) {
        faults.error(
          group.place,
          `${shown(group.name)} requires ${shown(required)}, which it is, lies in or contains: a circle`,
        );
        sound = false;
      } else before.set(own, (before.get(own) ?? new Set()).add(other));
    }
  }
  return sound ? before : undefined;
};

const shown = (name: string): string => (name === '' ? 'the root group' : `group "${name}"`);

/** The two members of the nearest common ancestor; absent where one of the groups is it. */
const parting = (
  own: string,
  other: string,
  byName: ReadonlyMap<string, DraftGroup>,
): [string | undefined, string | undefined] => {
  const left = ancestry(own, byName);
  const right = ancestry(other, byName);
  let depth = 0;
  while (depth < left.length && depth < right.length && left[depth] === right[depth]) depth += 1;
  return [left[depth], right[depth]];
};

/** From the root to the group itself. */
const ancestry = (name: string, byName: ReadonlyMap<string, DraftGroup>): string[] => {
  const found: string[] = [];
  for (let at: string | undefined = name; at !== undefined && found.length < 64; at = byName.get(at)?.parent)
    found.push(at);
  return found.reverse();
};

/** Members in their order, each after what has to be before it; without recursion, because ten thousand may stand in one line. */
const sortedMembers = (
  names: readonly string[],
  before: ReadonlyMap<string, ReadonlySet<string>>,
  byName: ReadonlyMap<string, DraftGroup>,
  faults: FaultLog,
): string[] | undefined => {
  const done = new Set<string>();
  const open = new Set<string>();
  for (const name of names) {
    const stack = [{ name, next: [...(before.get(name) ?? [])] }];
    if (!done.has(name)) open.add(name);
    while (stack.length > 0 && !done.has(name)) {
      const top = stack.at(-1);
      if (top === undefined) break;
      const needed = top.next.shift();
      if (needed === undefined) {
        done.add(top.name);
        open.delete(top.name);
        stack.pop();
      } else if (open.has(needed)) {
        const circle = [...stack.map((each) => each.name), needed];
        faults.error(byName.get(needed)?.place ?? '', circleMessage(circle.slice(circle.indexOf(needed))));
        return undefined;
      } else if (!done.has(needed)) {
        open.add(needed);
        stack.push({ name: needed, next: [...(before.get(needed) ?? [])] });
      }
    }
  }
  return [...done];
};

const circleMessage = (circle: readonly string[]): string => {
  const named = circle.map((name) => `"${name}"`);
  const long = named.length > 12 ? [...named.slice(0, 6), '…', ...named.slice(-3)] : named;
  return `groups require each other in a circle: ${long.join(' → ')}; take one of the requirements away`;
};
