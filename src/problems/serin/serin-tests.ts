/** Tests and groups of Serin's format. */
import { setImmediate } from 'node:timers/promises';
import type { Checker } from '../../domain/checker.ts';
import type { Decimal } from '../../domain/problem.ts';
import type { ReadContext } from '../context.ts';
import { decimalOf, isNegative } from '../decimal.ts';
import type { DraftGroup, DraftTest } from '../draft.ts';
import { Refusal } from '../faults.ts';
import type { FaultLog, Place } from '../faults.ts';
import { alternatives, fixedBeginning, fixedFolder, isPattern, starsOf, withStars } from '../glob.ts';
import { limitsOf } from '../limits.ts';
import { naturalOrder } from '../natural-order.ts';
import type { PackageFile } from '../package-files.ts';
import { joined, withoutExtension } from '../package-path.ts';
import type { YamlFile } from '../yaml-file.ts';
import type { SerinProblem, TestSet, WrittenGroup } from './serin-schema.ts';

export interface SerinTests {
  readonly groups: readonly DraftGroup[];
  readonly tests: readonly DraftTest[];
}

type Scoring = 'pass-fail' | 'points';

/** Every group and test in the order of the file. The root comes first. */
export const serinTests = async (
  context: ReadContext,
  yaml: YamlFile,
  problem: SerinProblem,
  scoring: Scoring,
): Promise<SerinTests> => {
  const reader = new TestReader(context, yaml);
  const usual = scoring === 'points' ? 'continue' : 'break';
  const root: DraftGroup = {
    name: '',
    aggregate: problem.aggregate ?? 'sum',
    ...pointsAt(problem.points, yaml.placeOf(['points']), context.faults),
    requires: [],
    onReject: problem.onReject ?? usual,
    place: yaml.placeOf([]),
  };
  const groups = [root];
  const tests = await reader.read(problem.tests, ['tests'], '');
  const waiting = (problem.groups ?? []).map((group, index) => ({
    group,
    parent: '',
    path: ['groups', index] as PropertyKey[],
  }));
  for (const { group, parent, path } of waiting) {
    const draft = groupOf(group, parent, yaml.placeOf(path), usual, context.faults);
    groups.push(draft);
    tests.push(...(await reader.read(group.tests, [...path, 'tests'], draft.name)));
    for (const [index, inner] of (group.groups ?? []).entries()) {
      waiting.push({ group: inner, parent: draft.name, path: [...path, 'groups', index] });
    }
  }
  return { groups, tests };
};

const groupOf = (
  group: WrittenGroup,
  parent: string,
  place: Place,
  onReject: 'break' | 'continue',
  faults: FaultLog,
): DraftGroup => ({
  name: joined(parent, group.name),
  parent,
  aggregate: group.aggregate ?? 'sum',
  ...pointsAt(group.points, place, faults),
  requires: typeof group.requires === 'string' ? [group.requires] : (group.requires ?? []),
  onReject: group.onReject ?? onReject,
  ...(group.sample === true ? { sample: true as const } : {}),
  place,
});

/** Points as they were written, where they are a decimal. */
export const pointsAt = (
  written: number | string | undefined,
  place: Place,
  faults: FaultLog,
): { readonly points?: Decimal } => {
  if (written === undefined) return {};
  const points = decimalOf(written);
  if (points !== undefined && !isNegative(points)) return { points };
  faults.error(
    place,
    `points are a decimal of at least 0, with at most 18 digits before and after the point, not ${written}`,
  );
  return {};
};

/** Checkers that a name says all of. */
export const namedChecker = (
  name: 'exact' | 'lines' | 'tokens' | 'unordered-lines' | 'unordered-tokens',
): Checker => {
  if (name === 'unordered-lines') return { kind: 'unordered', by: 'lines' };
  return name === 'unordered-tokens' ? { kind: 'unordered', by: 'tokens' } : { kind: name };
};

/** Extensions of answers that are looked for beside an input. */
const answerExtensions = ['.ans', '.out'];

/** How often a path is held against a pattern, in one package. */
const mostComparisons = 5_000_000;
/** So many of them take some milliseconds, in which nothing else is done. */
const comparisonsAtOnce = 5_000;

class TestReader {
  readonly #context: ReadContext;
  readonly #yaml: YamlFile;
  #count = 0;
  #comparisons = 0;

  constructor(context: ReadContext, yaml: YamlFile) {
    this.#context = context;
    this.#yaml = yaml;
  }

  async read(
    written: SerinProblem['tests'],
    path: readonly PropertyKey[],
    group: string,
  ): Promise<DraftTest[]> {
    if (written === undefined) return [];
    const sets = typeof written === 'string' ? [written] : written;
    const found: DraftTest[][] = [];
    for (const [index, set] of sets.entries()) {
      const place = this.#yaml.placeOf(typeof written === 'string' ? path : [...path, index]);
      found.push(await this.#set(typeof set === 'string' ? { input: set } : set, place, group));
    }
    return found.flat();
  }

  async #set(set: TestSet, place: Place, group: string): Promise<DraftTest[]> {
    const { faults, bounds } = this.#context;
    const found = await this.#inputs(set, place);
    // More than there may be are not all made; `finish` counts them and refuses.
    if (this.#count > bounds.tests) return [];
    this.#count += found.length;
    if (found.length === 0) faults.error(place, `no file of the package fits "${set.input}"`);
    if (set.name !== undefined && found.length > 1) {
      faults.error(place, `"name" is for a single test, and ${found.length} files fit "${set.input}"`);
    }
    const rest = this.#common(set, place);
    return found.map(({ file, name, stars }): DraftTest => ({
      name: joined(group, set.name ?? name),
      group,
      input: file,
      ...this.#answer(set, file, stars, place),
      ...rest,
      place,
    }));
  }

  #common({ points, args, judgeArgs, checker, limits }: TestSet, place: Place): Partial<DraftTest> {
    return {
      ...pointsAt(points, place, this.#context.faults),
      ...(args === undefined ? {} : { args }),
      ...(judgeArgs === undefined ? {} : { judgeArgs }),
      ...(checker === undefined
        ? {}
        : { checker: typeof checker === 'string' ? namedChecker(checker) : checker }),
      ...(limits === undefined ? {} : { limits: limitsOf(limits) }),
    };
  }

  async #inputs({ input, answer }: TestSet, place: Place) {
    const { files, faults } = this.#context;
    const alone = isPattern(input) ? undefined : files.get(input);
    if (alone !== undefined)
      return [{ file: alone, name: withoutExtension(input).split('/').at(-1) ?? input, stars: [] }];
    const patterns = alternatives(input);
    if (patterns === undefined) {
      faults.error(place, `"${input}" stands for too many patterns`);
      return [];
    }
    const found = new Map<string, { file: PackageFile; name: string; stars: readonly string[] }>();
    for (const pattern of patterns) {
      const skipped = fixedFolder(pattern);
      for (const path of files.beginningWith(fixedBeginning(pattern))) {
        await this.#compare(place);
        const stars = starsOf(pattern, path);
        const file = files.get(path);
        if (stars === undefined || file === undefined || found.has(path)) continue;
        // `tests/*` without a word about answers means the inputs among the files.
        if (answer === undefined && answerExtensions.some((extension) => path.endsWith(extension))) continue;
        const within = skipped === '' ? path : path.slice(skipped.length + 1);
        found.set(path, { file, name: withoutExtension(within), stars });
      }
    }
    return [...found.values()].sort((a, b) => naturalOrder(a.file.path, b.file.path));
  }

  /** Called before each comparison: they are bounded, and let others have their turn. */
  async #compare(place: Place): Promise<void> {
    this.#comparisons += 1;
    if (this.#comparisons % comparisonsAtOnce === 0) await setImmediate();
    if (this.#comparisons <= mostComparisons) return;
    const message = `the patterns of tests would be held against files more than ${mostComparisons} times`;
    throw new Refusal(place, `${message}: begin each with the folder that its inputs lie in`);
  }

  #answer(
    { answer, input }: TestSet,
    file: PackageFile,
    stars: readonly string[],
    place: Place,
  ): Pick<DraftTest, 'answer' | 'answerless'> {
    const { files, faults } = this.#context;
    if (answer === false) return { answerless: true };
    if (answer !== undefined) {
      const path = withStars(answer, stars);
      const found = files.get(path);
      if (found === undefined)
        faults.error(place, `the answer "${path}" of "${file.path}" is not in the package`);
      return found === undefined ? { answerless: true } : { answer: found };
    }
    const beside = answerExtensions.flatMap(
      (extension) => files.get(`${withoutExtension(file.path)}${extension}`) ?? [],
    );
    const [first, second] = beside.filter((each) => each.path !== file.path);
    if (second !== undefined && first !== undefined) {
      faults.error(
        place,
        `"${file.path}" has two answers, ${first.path} and ${second.path}: say which by "answer" (beside "${input}")`,
      );
    }
    return first === undefined ? {} : { answer: first };
  }
}
