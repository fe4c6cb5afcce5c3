/** Serin's own format. */
import type { OutputJudge, ProblemDefinition, ProblemFile, ProblemMode } from '../../domain/problem.ts';
import { defaultChecker } from '../../domain/checker.ts';
import type { ReadContext } from '../context.ts';
import { compareDecimals, decimalOf } from '../decimal.ts';
import type { Draft } from '../draft.ts';
import type { Place } from '../faults.ts';
import { limitsOf } from '../limits.ts';
import type { PackageFile } from '../package-files.ts';
import { baseName } from '../package-path.ts';
import { auxiliary, filesAt, storedFiles } from '../programs.ts';
import type { AuxiliaryWish, ProgramFiles } from '../programs.ts';
import { fitting } from '../schema.ts';
import { readSubmissions } from '../submissions.ts';
import type { SubmissionWord } from '../submissions.ts';
import { topicsOf } from '../topics.ts';
import type { YamlFile } from '../yaml-file.ts';
import { serinSchema } from './serin-schema.ts';
import type { SerinProblem, WrittenSubmission } from './serin-schema.ts';
import { namedChecker, serinTests } from './serin-tests.ts';

export const readSerin = async (context: ReadContext, yaml: YamlFile): Promise<Draft | undefined> => {
  const problem = fitting(serinSchema, yaml, context.faults);
  if (problem === undefined) return undefined;
  const scoring = problem.scoring ?? (statesPoints(problem) ? 'points' : 'pass-fail');
  const judge = await judgeOf(context, yaml, problem);
  const mode = await modeOf(context, yaml, problem);
  const submissions = await readSubmissions(context, wordsOf(context, yaml, problem.submissions ?? []));
  const provided = await providedOf(context, yaml, problem);
  const { groups, tests } = await serinTests(context, yaml, problem, scoring);
  if (judge === undefined || mode === undefined) return undefined;
  return {
    title: problem.title,
    limits: limitsOf(problem.limits),
    mode,
    judge,
    scoring,
    groups,
    tests,
    provided,
    ...(problem.inputFile === undefined ? {} : { inputFile: problem.inputFile }),
    ...(problem.outputFile === undefined ? {} : { outputFile: problem.outputFile }),
    ...languagesOf(context, yaml, problem),
    ...(problem.difficulty === undefined ? {} : { difficulty: problem.difficulty }),
    ...topicsOf(problem.topics),
    submissions,
    format: 'serin',
  };
};

const statesPoints = (problem: SerinProblem): boolean => {
  const inTests = (tests: SerinProblem['tests']): boolean =>
    Array.isArray(tests) && tests.some((set) => typeof set !== 'string' && set.points !== undefined);
  const inGroups = (groups: SerinProblem['groups']): boolean =>
    (groups ?? []).some(
      (group) => group.points !== undefined || inTests(group.tests) || inGroups([...(group.groups ?? [])]),
    );
  return problem.points !== undefined || inTests(problem.tests) || inGroups(problem.groups);
};

const judgeOf = async (
  context: ReadContext,
  yaml: YamlFile,
  { checker, interactor, outputOnly }: SerinProblem,
): Promise<OutputJudge | undefined> => {
  const place = yaml.placeOf(['checker']);
  if (checker !== undefined && interactor?.protocol === 'kattis') {
    context.faults.warning(
      place,
      'is not looked at: an interactor with the protocol "kattis" is the judge as well',
    );
  }
  if (outputOnly === true && interactor !== undefined) {
    context.faults.error(
      yaml.placeOf(['interactor']),
      'an output-only problem runs nothing that could talk to an interactor',
    );
  }
  if (checker === undefined) return { kind: 'comparison', checker: defaultChecker };
  if (typeof checker === 'string') return { kind: 'comparison', checker: namedChecker(checker) };
  if (!('program' in checker)) return { kind: 'comparison', checker };
  const program = await programOf(context, yaml, ['checker'], checker, 'the checker');
  return program === undefined ? undefined : { kind: 'program', protocol: checker.protocol, program };
};

const modeOf = async (
  context: ReadContext,
  yaml: YamlFile,
  { interactor, outputOnly }: SerinProblem,
): Promise<ProblemMode | undefined> => {
  if (outputOnly === true) return { kind: 'output-only' };
  if (interactor === undefined) return { kind: 'standard' };
  const program = await programOf(context, yaml, ['interactor'], interactor, 'the interactor');
  return program === undefined
    ? undefined
    : { kind: 'interactive', protocol: interactor.protocol, interactor: program };
};

type WrittenProgram = NonNullable<SerinProblem['interactor']>;

const programOf = async (
  context: ReadContext,
  yaml: YamlFile,
  key: readonly string[],
  { program, language, limits }: WrittenProgram,
  what: string,
) => {
  const place = yaml.placeOf([...key, 'program']);
  const sources = filesOf(context, place, typeof program === 'string' ? [program] : program, what);
  const begins = Array.isArray(program) && program.length > 1 ? baseName(program[0] ?? '') : undefined;
  const wish: AuxiliaryWish = { what, place, language, begins, limits: limitsOf(limits) };
  return sources === undefined ? undefined : auxiliary(context, sources, wish);
};

/** The files of one path, or several files, each by its own name. */
const filesOf = (
  context: ReadContext,
  place: Place,
  paths: readonly string[],
  what: string,
): ProgramFiles | undefined => {
  const [only, ...more] = paths;
  if (only !== undefined && more.length === 0) {
    const found = filesAt(context, only);
    if (found === undefined) context.faults.error(place, `${what} "${only}" is not in the package`);
    return found;
  }
  const found = new Map<string, PackageFile>();
  for (const path of paths) {
    const file = context.files.get(path);
    if (file === undefined) context.faults.error(place, `"${path}" of ${what} is not a file of the package`);
    else if (found.has(baseName(path)))
      context.faults.error(place, `two files of ${what} are called "${baseName(path)}"`);
    else found.set(baseName(path), file);
  }
  return found.size === paths.length ? found : undefined;
};

const providedOf = async (
  context: ReadContext,
  yaml: YamlFile,
  { provided }: SerinProblem,
): Promise<ProblemDefinition['provided']> => {
  const { faults, languages } = context;
  const all: { language?: string; files: readonly ProblemFile[] }[] = [];
  for (const [index, { language, files, folder }] of (provided ?? []).entries()) {
    const place = yaml.placeOf(['provided', index]);
    const named = language === undefined ? undefined : languages.named(language);
    if (language !== undefined && named === undefined) {
      faults.error(place, `"${language}" is a language that does not exist here`);
      continue;
    }
    const listed = new Map<string, PackageFile>();
    for (const path of files ?? []) {
      const file = context.files.get(path);
      if (file === undefined) faults.error(place, `the provided file "${path}" is not in the package`);
      else listed.set(baseName(path), file);
    }
    const within = folder === undefined ? new Map<string, PackageFile>() : filesAt(context, folder);
    if (within === undefined) faults.error(place, `there are no files in "${folder ?? ''}"`);
    const stored = await storedFiles(context, new Map([...(within ?? []), ...listed]));
    all.push({ ...(named === undefined ? {} : { language: named }), files: stored });
  }
  return all;
};

const languagesOf = (
  { faults, languages }: ReadContext,
  yaml: YamlFile,
  { languages: written }: SerinProblem,
): { readonly languages?: readonly string[] } => {
  if (written === undefined) return {};
  const named = written.flatMap((name, index) => {
    const found = languages.named(name);
    if (found === undefined)
      faults.error(yaml.placeOf(['languages', index]), `"${name}" is a language that does not exist here`);
    return found ?? [];
  });
  return { languages: [...new Set(named)] };
};

const wordsOf = (
  { files, faults }: ReadContext,
  yaml: YamlFile,
  written: readonly WrittenSubmission[],
): ((path: string) => SubmissionWord | undefined) => {
  const words = new Map<string, SubmissionWord>();
  for (const [index, submission] of written.entries()) {
    const place = yaml.placeOf(['submissions', index]);
    const { path } = submission;
    if (
      !/^submissions\/[^/]+\/[^/]+$/.test(path) ||
      (files.get(path) === undefined && !files.isFolder(path))
    ) {
      faults.error(
        place,
        `"${path}" is not a submission of the package: submissions/<verdict>/<file or folder>`,
      );
    }
    if (words.has(path)) faults.error(place, `"${path}" is described twice`);
    const score = scoreOf(submission.score);
    if (submission.score !== undefined && score === undefined)
      faults.error(place, 'a score is a decimal, or two of them, from and to');
    words.set(path, {
      ...(submission.language === undefined ? {} : { language: submission.language }),
      ...(submission.entry === undefined ? {} : { entry: submission.entry }),
      ...(submission.expected === undefined ? {} : { expected: submission.expected }),
      ...(score === undefined ? {} : { score }),
      ...(submission.timing === undefined
        ? {}
        : submission.timing === 'none'
          ? { untimed: true as const }
          : { timing: submission.timing }),
    });
  }
  return (path) => words.get(path);
};

const scoreOf = (written: WrittenSubmission['score']): SubmissionWord['score'] => {
  if (written === undefined) return undefined;
  const [from, to] = (Array.isArray(written) ? written : [written, written]).map(decimalOf);
  return from === undefined || to === undefined || compareDecimals(from, to) > 0 ? undefined : [from, to];
};
