/** The conditions of rules and what submissions say to them, in words. */
import type { Condition } from './trace.ts';

/**
 * `region is eu-west, and it wants cn-east-*`; of a condition that does not hold.
 * @param levels - their names, lowest first.
 */
export const conditionWords = (condition: Condition, levels: readonly string[]): string => {
  const { path, note } = condition;
  const words = wordsByPath[path]?.(condition) ?? plainly(condition, levels);
  return note === undefined ? words : `${words} (${note})`;
};

/** `0–2999` */
export const asRange = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  to - from === 1 ? `${from}` : `${from}–${to - 1}`;

const dimensionNames: Readonly<Record<string, string>> = {
  'match.language': 'language',
  language: 'language',
  'match.region': 'region',
  'match.userLevel': 'user level',
  'match.difficulty': 'difficulty',
  'match.contest': 'contest',
  'match.problem': 'problem',
  'match.device': 'device',
  'match.tags': 'tags',
};

const plainly = ({ path, wanted, found: value }: Condition, levels: readonly string[]): string => {
  const name = dimensionNames[path] ?? path;
  const level = path === 'match.userLevel' && typeof value === 'number' ? levels[value] : undefined;
  const found = level ?? value;
  const is = path === 'match.tags' ? 'are' : 'is';
  return isNothing(found)
    ? `${name} ${is} not told, and it wants ${wantedWords(wanted)}`
    : `${name} ${is} ${foundWords(found)}, and it wants ${wantedWords(wanted)}`;
};

const wordsByPath: Readonly<Record<string, (condition: Condition) => string>> = {
  'match.segments': ({ wanted }) => `the user is in none of the segments ${listed(wanted)}`,
  who: ({ wanted, found }) => {
    const { users, segments, problems } = asRecord(wanted);
    const { user, problem } = asRecord(found);
    const parts = [
      isNothing(users) ? undefined : `user ${plain(user)} is none of its ${count(users)}`,
      isNothing(segments) ? undefined : `the user is in none of the segments ${listed(segments)}`,
      isNothing(problems) ? undefined : `problem ${plain(problem)} is none of its ${count(problems)}`,
    ];
    return parts.filter((part) => part !== undefined).join(', ');
  },
  when: ({ wanted }) => `when ${plain(wanted)} does not hold`,
  schedule: ({ wanted, found }) => `it is ${plain(found)}, outside its schedule ${scheduleWords(wanted)}`,
  until: ({ wanted, found }) => `it is ${plain(found)}, and it ended at ${plain(wanted)}`,
  group: ({ wanted, found }) => {
    const { name, from, to } = asRecord(wanted);
    const slice = `its slice of the group ${plain(name)} is ${plain(from)} to ${plain(to)}`;
    return isNothing(found)
      ? `nothing is told to draw a place in its group by, and ${slice}`
      : `the place in the group is ${plain(found)}, and ${slice}`;
  },
};

const scheduleWords = (schedule: unknown): string => {
  const { from, until, windows, timeZone } = asRecord(schedule);
  const all = Array.isArray(windows) ? windows.map(asRecord) : [];
  const parts = [
    from === undefined ? undefined : `from ${plain(from)}`,
    until === undefined ? undefined : `until ${plain(until)}`,
    ...all.map(({ cron, minutes }) => `${plain(minutes)} minutes from each "${plain(cron)}"`),
    timeZone === undefined ? undefined : `in ${plain(timeZone)}`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
};

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);

const foundWords = (found: unknown): string =>
  Array.isArray(found) ? found.map(plain).join(' and ') : plain(found);

/** A list of alternatives, bounds, or one value. */
const wantedWords = (wanted: unknown): string => {
  if (Array.isArray(wanted)) return listed(wanted);
  const { min, max } = asRecord(wanted);
  if (min !== undefined && max !== undefined) return `${plain(min)} to ${plain(max)}`;
  if (min !== undefined) return `at least ${plain(min)}`;
  return max === undefined ? plain(wanted) : `at most ${plain(max)}`;
};

/** A sentence stays a sentence: what is longer is told in the condition itself. */
const mostListed = 5;

const listed = (values: unknown): string => {
  const words = Array.isArray(values) ? values.map(plain) : [plain(values)];
  const more = words.length - mostListed;
  const told = more > 1 ? [...words.slice(0, mostListed), `${more} others`] : words;
  return told.length < 2 ? told.join('') : `${told.slice(0, -1).join(', ')} or ${told.at(-1) ?? ''}`;
};

const count = (values: unknown): number => (Array.isArray(values) ? values.length : 0);

const plain = (value: unknown): string =>
  value === undefined ? '(untold)' : typeof value === 'string' ? value : JSON.stringify(value);

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
