/** From a draft to a definition: everything that is the same for all formats is checked here, all of it at once. */
import type { ProblemDefinition, ProblemTest } from '../domain/problem.ts';
import type { StoredData } from '../domain/submission.ts';
import { arrange } from './arrange.ts';
import type { ReadContext } from './context.ts';
import { compareDecimals, decimalPattern, isNegative, sumOf } from './decimal.ts';
import type { Draft, DraftGroup, DraftTest } from './draft.ts';
import type { PackageFile } from './package-files.ts';

/** Undefined: there are errors. */
export const finish = async (context: ReadContext, draft: Draft): Promise<ProblemDefinition | undefined> => {
  const { faults } = context;
  if (!withinBounds(context, draft)) return undefined;
  checkNames(context, draft);
  checkGroups(context, draft);
  checkPoints(context, draft);
  checkAnswers(context, draft);
  checkTexts(context, draft);
  const arranged = arrange(draft.groups, draft.tests, faults);
  if (arranged === undefined || faults.hasErrors) return undefined;
  const empty = await emptyInput(context, arranged.tests);
  const tests: ProblemTest[] = [];
  for (const test of arranged.tests) tests.push(await finishedTest(context, test, empty));
  const { groups: _groups, tests: _tests, ...rest } = draft;
  return { ...rest, version: 1, groups: arranged.groups.map(({ place: _, ...group }) => group), tests };
};

const withinBounds = ({ faults, bounds }: ReadContext, { tests, groups }: Draft): boolean => {
  if (tests.length > bounds.tests)
    faults.error('', `has ${tests.length} tests; a problem has ${bounds.tests} at most`);
  if (groups.length > bounds.groups)
    faults.error('', `has ${groups.length} groups; a problem has ${bounds.groups} at most`);
  if (tests.length === 0 && !faults.hasErrors) faults.error('', 'has no tests: nothing could be judged');
  return tests.length <= bounds.tests && groups.length <= bounds.groups;
};

const checkNames = ({ faults }: ReadContext, { title, tests, groups }: Draft): void => {
  if (/\p{Cc}/u.test(title)) faults.error('', 'the title holds control characters: take them out');
  for (const { name, place } of repeated(tests))
    faults.error(place, `two tests are called "${name}": names are unique`);
  for (const { name, place } of repeated(groups))
    faults.error(place, `two groups are called "${name}": names are unique`);
};

const repeated = <Named extends { readonly name: string }>(all: readonly Named[]): Named[] => {
  const seen = new Set<string>();
  return all.filter(({ name }) => seen.has(name) || (seen.add(name), false));
};

const checkGroups = ({ faults }: ReadContext, { groups, tests }: Draft): void => {
  const parents = new Map(groups.map((group) => [group.name, group.parent]));
  const filled = new Set<string>();
  for (const { group } of tests) {
    for (let at: string | undefined = group; at !== undefined && !filled.has(at); at = parents.get(at))
      filled.add(at);
  }
  for (const { name, sample, place } of groups) {
    if (filled.has(name) || name === '') continue;
    if (sample === true) faults.warning(place, `the sample group "${name}" has no tests`);
    else faults.error(place, `the group "${name}" has no tests: add some, or take the group away`);
  }
};

const checkPoints = ({ faults }: ReadContext, { groups, tests, scoring }: Draft): void => {
  for (const { points, place } of [...groups, ...tests]) {
    if (points !== undefined && !(decimalPattern.test(points) && !isNegative(points))) {
      faults.error(
        place,
        `points are a decimal of at least 0, with at most 18 digits before and after the point, not ${points}`,
      );
    }
  }
  if (scoring === 'pass-fail' && [...groups, ...tests].some(({ points }) => points !== undefined)) {
    faults.warning('', 'there are points, but the problem is pass-fail: they are not looked at');
  }
  if (scoring === 'points' && !faults.hasErrors) checkSums(faults, groups, tests);
};

/** A sum is scaled to what its group states; where the members state something else, that is seldom meant. */
const checkSums = (
  faults: ReadContext['faults'],
  groups: readonly DraftGroup[],
  tests: readonly DraftTest[],
): void => {
  const members = new Map<string, (string | undefined)[]>();
  const add = (group: string, points: string | undefined): void => {
    const known = members.get(group);
    if (known === undefined) members.set(group, [points]);
    else known.push(points);
  };
  for (const { parent, points, sample } of groups)
    if (parent !== undefined && sample !== true) add(parent, points);
  for (const { group, points } of tests) add(group, points);
  for (const { name, points, aggregate, place } of groups) {
    const stated = (members.get(name) ?? []).filter((each) => each !== undefined);
    if (points === undefined || aggregate !== 'sum' || stated.length !== members.get(name)?.length) continue;
    const sum = sumOf(stated);
    if (compareDecimals(sum, points) === 0) continue;
    const whose = name === '' ? 'the problem' : `the group "${name}"`;
    faults.warning(
      place,
      `${whose} gives ${points} points, but its members give ${sum} together: they are scaled to ${points}`,
    );
  }
};

const checkAnswers = ({ faults }: ReadContext, { tests, judge, mode }: Draft): void => {
  const compared = judge.kind === 'comparison' && mode.kind !== 'interactive';
  const answered = tests.some((test) => test.answer !== undefined);
  for (const { name, place, answer, answerless } of tests) {
    if (answer !== undefined || answerless === true || !(compared || answered)) continue;
    faults.error(
      place,
      `the test "${name}" has no answer${compared ? ', and outputs are compared with it' : ', but others have one'}`,
    );
  }
};

const checkTexts = ({ faults }: ReadContext, { tests }: Draft): void => {
  const seen = new Set<string>();
  const files = tests.flatMap(({ input, answer }) => [input, answer]).filter((file) => file !== undefined);
  for (const file of files) {
    if (seen.has(file.path)) continue;
    seen.add(file.path);
    for (const message of flawsOf(file)) faults.warning(file.path, message);
  }
};

const flawsOf = ({ flaws }: PackageFile): string[] => [
  ...(flaws.bom ? ['begins with a byte-order mark, which programs read as part of the first word'] : []),
  ...(flaws.crlf ? ['has lines that end in CR LF: programs read the CR as part of the line'] : []),
  ...(flaws.nul ? ['holds NUL bytes'] : []),
  ...(flaws.openEnd ? ['does not end with a newline'] : []),
];

const emptyInput = async (
  { putBytes }: ReadContext,
  tests: readonly DraftTest[],
): Promise<StoredData | undefined> =>
  tests.some((test) => test.input === undefined) ? putBytes(Buffer.alloc(0)) : undefined;

const finishedTest = async (
  { files }: ReadContext,
  { place: _, answerless: _answerless, input, answer, ...test }: DraftTest,
  empty: StoredData | undefined,
): Promise<ProblemTest> => {
  const stored = input === undefined ? empty : await files.stored(input);
  if (stored === undefined) throw new Error('a test without an input was not given the empty one');
  return { ...test, input: stored, ...(answer === undefined ? {} : { answer: await files.stored(answer) }) };
};
