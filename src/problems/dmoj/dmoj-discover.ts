/**
 * Test cases found by regular expressions over file names. An expression of a package may take for ever, so all matching is done in a context
 * that is stopped after a while.
 */
import { runInNewContext } from 'node:vm';
import { decimalOf } from '../decimal.ts';
import type { FaultLog, Place } from '../faults.ts';
import { naturalOrder } from '../natural-order.ts';
import type { Discovered, DmojCase } from './dmoj-schema.ts';

const usual = (word: string): string =>
  `^(?=.*?\\.${word}|${word}).*?(?:(?:^|\\W)(?P<batch>\\d+)[^\\d\\s]+)?(?P<case>\\d+)[^\\d\\s]*$`;

const patienceMs = 2_000;

interface Position {
  readonly batch?: string;
  readonly number: string;
}

export const discoverCases = (
  names: readonly string[],
  written: Discovered,
  place: Place,
  faults: FaultLog,
): DmojCase[] | undefined => {
  const inputs = positions(names, written.input_format ?? usual('in'), place, faults);
  const outputs = positions(names, written.output_format ?? usual('out'), place, faults);
  if (inputs === undefined || outputs === undefined) return undefined;
  const byPosition = new Map<string, { position: Position; in?: string; out?: string }>();
  const add = (kind: 'in' | 'out', name: string, position: Position): void => {
    const key = JSON.stringify(position);
    const found = byPosition.get(key) ?? { position };
    if (found[kind] !== undefined) faults.error(place, `"${found[kind]}" and "${name}" are the same test`);
    byPosition.set(key, { ...found, [kind]: name });
  };
  for (const [name, position] of inputs) add('in', name, position);
  for (const [name, position] of outputs) if (!inputs.has(name)) add('out', name, position);
  return grouped([...byPosition.values()], written, place, faults);
};

interface Found { readonly position: Position; readonly in?: string; readonly out?: string }

/** Cases of one batch together; a case without a batch stands where a batch of its number would. */
const grouped = (
  found: readonly Found[],
  { case_points: points }: Discovered,
  place: Place,
  faults: FaultLog,
): DmojCase[] => {
  const batches = new Map<string, Found[]>();
  for (const each of found) {
    if (each.in === undefined) {
      faults.error(place, `the answer "${each.out ?? ''}" has no input`);
      continue;
    }
    const key = each.position.batch ?? each.position.number;
    const members = batches.get(key);
    if (members === undefined) batches.set(key, [each]);
    else members.push(each);
  }
  const order = [...batches.keys()].sort(naturalOrder);
  return order.map((key, index): DmojCase => {
    const members = (batches.get(key) ?? []).sort((a, b) =>
      naturalOrder(a.position.number, b.position.number),
    );
    const stated = Array.isArray(points) ? points[index] : points;
    if (Array.isArray(points) && stated === undefined)
      faults.error(place, `case_points has no points for test ${index + 1}`);
    const cases = members.map((each) => ({ in: each.in, out: each.out }));
    const given = { points: decimalOf(stated ?? 1) ?? String(stated) };
    const [only] = cases;
    return members.length === 1 && members[0]?.position.batch === undefined
      ? { ...only, ...given }
      : { batched: cases, ...given };
  });
};

const positions = (
  names: readonly string[],
  pattern: string,
  place: Place,
  faults: FaultLog,
): ReadonlyMap<string, Position> | undefined => {
  const source = pattern.replaceAll('(?P<', '(?<').replaceAll(/\(\?P=(\w+)\)/g, '\\k<$1>');
  try {
    const matched = JSON.parse(
      runInNewContext(script, { source, names: [...names] }, { timeout: patienceMs }) as string,
    ) as (readonly [string, Position] | null)[];
    return new Map(matched.filter((each) => each !== null));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    faults.error(
      place,
      `the expression ${pattern.slice(0, 200)} cannot be used (${reason}): list the test cases`,
    );
    return undefined;
  }
};

/** Python's `re.match` begins at the beginning. */
const script = `
  const pattern = new RegExp('^(?:' + source + ')');
  JSON.stringify(names.map((name) => {
    const groups = pattern.exec(name)?.groups;
    if (groups === undefined || groups.case === undefined) return null;
    const plain = (word) => word.replace(/^0+(?=[0-9])/, '');
    return [name, { ...(groups.batch === undefined ? {} : { batch: plain(groups.batch) }), number: plain(groups.case) }];
  }));
`;
