/** DMOJ's problems. What of them is taken and what is not: docs/problems.md. */
import type { OutputJudge, ProblemMode } from '../../domain/problem.ts';
import type { PartialLimits } from '../../domain/limits.ts';
import type { ReadContext } from '../context.ts';
import type { Draft, DraftTest } from '../draft.ts';
import { capped, limitsOf } from '../limits.ts';
import type { PackageFiles } from '../package-files.ts';
import { fitting, withoutNulls } from '../schema.ts';
import { readSubmissions } from '../submissions.ts';
import { readYamlFile } from '../yaml-file.ts';
import type { YamlFile } from '../yaml-file.ts';
import { dmojTests } from './dmoj-cases.ts';
import { dmojChecker } from './dmoj-checker.ts';
import { discoverCases } from './dmoj-discover.ts';
import { bridgedProgram, checkCheckerType, checkInteractorType, signatureGrader } from './dmoj-programs.ts';
import type { FileOf } from './dmoj-programs.ts';
import { besideSchema, bridgedSchema, initSchema } from './dmoj-schema.ts';
import type { DmojCase, DmojInit } from './dmoj-schema.ts';

export const readDmoj = async (context: ReadContext, written: YamlFile): Promise<Draft | undefined> => {
  const yaml = withoutNulls(written);
  const init = fitting(initSchema, yaml, context.faults, 'warning');
  if (init === undefined) return undefined;
  refuseUnsupported(context, yaml, init);
  const archive = await archiveOf(context, yaml, init);
  const fileOf: FileOf = (path) => context.files.get(path) ?? archive?.get(path);
  const cases = casesOf(context, yaml, init, archive);
  if (cases === undefined) return undefined;
  const { groups, tests } = dmojTests(context, cases, {
    fileOf,
    points: init.points,
    placeOf: (index, inner) =>
      yaml.placeOf(
        index < 0
          ? ['test_cases']
          : ['test_cases', index, ...(inner === undefined ? [] : ['batched', inner])],
      ),
  });
  const judge = await judgeOf(context, yaml, init, fileOf);
  const mode = await modeOf(context, yaml, init, { fileOf, tests });
  const grader =
    init.signature_grader === undefined
      ? { provided: [] }
      : await signatureGrader(context, fileOf, init.signature_grader, yaml.placeOf(['signature_grader']));
  const submissions = await readSubmissions(context, () => undefined);
  if (judge === undefined || mode === undefined) return undefined;
  return {
    ...aboutOf(context, yaml, init),
    mode,
    judge,
    scoring: 'points',
    groups,
    tests,
    ...grader,
    ...(init.file_io?.input === undefined ? {} : { inputFile: init.file_io.input }),
    ...(init.file_io?.output === undefined ? {} : { outputFile: init.file_io.output }),
    submissions,
    format: 'dmoj',
  };
};

const refuseUnsupported = ({ faults }: ReadContext, yaml: YamlFile, init: DmojInit): void => {
  const refused = {
    custom_judge:
      'custom graders are Python modules of DMOJ’s judge, which does not exist here: use a bridged checker or interactor',
    grader:
      'custom graders are Python modules of DMOJ’s judge, which does not exist here: use a bridged checker or interactor',
    generator: 'generators are not supported: put what they write into files',
    io_redirects: 'io_redirects are not supported: use file_io',
  } as const;
  for (const [key, message] of Object.entries(refused)) {
    if (init[key as keyof typeof refused] !== undefined) faults.error(yaml.placeOf([key]), message);
  }
  if (init.pretest_test_cases !== undefined) {
    faults.warning(yaml.placeOf(['pretest_test_cases']), 'is not looked at: only test_cases are judged');
  }
  for (const name of [init.file_io?.input, init.file_io?.output]) {
    if (name !== undefined && !/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/.test(name)) {
      faults.error(yaml.placeOf(['file_io']), `"${name}" is not a plain file name`);
    }
  }
};

const archiveOf = async (
  { files, faults, inner }: ReadContext,
  yaml: YamlFile,
  { archive }: DmojInit,
): Promise<PackageFiles | undefined> => {
  if (archive === undefined) return undefined;
  const file = files.get(archive);
  if (file !== undefined) return inner(file);
  faults.error(yaml.placeOf(['archive']), `the archive "${archive}" is not in the package`);
  return undefined;
};

const casesOf = (
  { files, faults }: ReadContext,
  yaml: YamlFile,
  { test_cases: written }: DmojInit,
  archive: PackageFiles | undefined,
): readonly DmojCase[] | undefined => {
  if (Array.isArray(written)) return written;
  const names = (archive ?? files).paths.filter(
    (path) => archive !== undefined || !/^(submissions\/|[^/]+\.ya?ml$)/.test(path),
  );
  return discoverCases(names, written, yaml.placeOf(['test_cases']), faults);
};

const judgeOf = async (
  context: ReadContext,
  yaml: YamlFile,
  { checker }: DmojInit,
  fileOf: FileOf,
): Promise<OutputJudge | undefined> => {
  const place = yaml.placeOf(['checker']);
  const found = dmojChecker(checker ?? 'standard', place, context.faults);
  if (found?.kind !== 'bridged') return found;
  const bridged = fitting(bridgedSchema, argumentsYaml(yaml, found.args), context.faults, 'warning');
  if (bridged === undefined) return undefined;
  checkCheckerType(context, bridged, place);
  const program = await bridgedProgram(context, fileOf, bridged, 'the checker', place);
  return program === undefined ? undefined : { kind: 'program', protocol: 'testlib', program };
};

const argumentsYaml = (yaml: YamlFile, args: Readonly<Record<string, unknown>>): YamlFile => ({
  ...yaml,
  value: args,
  placeOf: (path) => yaml.placeOf(['checker', 'args', ...path]),
});

const modeOf = async (
  context: ReadContext,
  yaml: YamlFile,
  { interactive }: DmojInit,
  { fileOf, tests }: { readonly fileOf: FileOf; readonly tests: readonly DraftTest[] },
): Promise<ProblemMode | undefined> => {
  if (interactive === undefined) return { kind: 'standard' };
  const place = yaml.placeOf(['interactive']);
  checkInteractorType(context, interactive, tests, place);
  const interactor = await bridgedProgram(context, fileOf, interactive, 'the interactor', place);
  return interactor === undefined ? undefined : { kind: 'interactive', protocol: 'testlib', interactor };
};

const aboutOf = (
  context: ReadContext,
  yaml: YamlFile,
  init: DmojInit,
): { title: string; limits: PartialLimits } => {
  const { files, faults, name } = context;
  const file = files.get('problem.yml') ?? files.get('problem.yaml');
  const read = file === undefined ? undefined : readYamlFile(file, faults);
  const beside = read === undefined ? undefined : fitting(besideSchema, withoutNulls(read), faults);
  const length = init.output_limit_length;
  const output =
    length === undefined ? {} : capped('outputBytes', length, yaml.placeOf(['output_limit_length']), faults);
  return {
    title: beside?.title ?? (name.slice(0, 200) || 'Problem'),
    limits: { ...output, ...limitsOf(beside?.limits) },
  };
};
