/** The ICPC/Kattis problem package format, legacy and 2023-07-draft. What of it is taken and what is not: docs/problems.md. */
import type { OutputJudge, ProblemDefinition, ProblemFile, ProblemMode } from '../../domain/problem.ts';
import type { PartialLimits } from '../../domain/limits.ts';
import type { ReadContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { capped } from '../limits.ts';
import { filesAt, storedFiles } from '../programs.ts';
import { fitting, withoutNulls } from '../schema.ts';
import { mostTopics, topicCharacters, topicsOf } from '../topics.ts';
import type { YamlFile } from '../yaml-file.ts';
import { kattisProblem } from './kattis-schema.ts';
import type { KattisProblem } from './kattis-schema.ts';
import type { KattisVersion } from './kattis-settings.ts';
import { kattisSubmissions } from './kattis-submissions.ts';
import { kattisTests } from './kattis-tests.ts';
import { timeLimitMs } from './kattis-time-limit.ts';
import { hasValidator, outputValidator } from './kattis-validator.ts';

const mebibyte = 1024 * 1024;

interface Kinds {
  readonly scored: boolean;
  readonly interactive: boolean;
  readonly outputOnly: boolean;
  readonly custom: boolean;
  readonly customScore: boolean;
}

export const readKattis = async (
  context: ReadContext,
  yaml: YamlFile,
  version: KattisVersion,
): Promise<Draft | undefined> => {
  const problem = fitting(kattisProblem, withoutNulls(yaml), context.faults, 'warning');
  if (problem === undefined) return undefined;
  const kinds =
    version === 'kattis-legacy' ? legacyKinds(context, yaml, problem) : draftKinds(context, yaml, problem);
  refuseUnsupported(context, yaml, problem);
  const program = kinds.custom
    ? await outputValidator(context, validationLimits(context, yaml, problem))
    : undefined;
  const { groups, tests, checker } = kattisTests(context, {
    version,
    scored: kinds.scored,
    customScore: kinds.customScore,
    validatorFlags: problem.validator_flags ?? [],
    compared: !kinds.custom,
  });
  const submissions = await kattisSubmissions(context, kinds.scored);
  const provided = await includedFiles(context);
  if (kinds.custom && program === undefined) return undefined;
  const mode: ProblemMode =
    kinds.interactive && program !== undefined
      ? { kind: 'interactive', protocol: 'kattis', interactor: program }
      : { kind: kinds.outputOnly ? 'output-only' : 'standard' };
  const judge: OutputJudge =
    program === undefined || mode.kind === 'interactive'
      ? { kind: 'comparison', checker }
      : { kind: 'program', protocol: 'kattis', program };
  return {
    title: titleOf(problem, context),
    limits: limitsOf(context, yaml, problem),
    mode,
    judge,
    scoring: kinds.scored ? 'points' : 'pass-fail',
    groups,
    tests,
    provided,
    ...languagesOf(context, yaml, problem),
    ...difficultyOf(context, yaml, problem),
    ...topicsOf(keywordsOf(context, yaml, problem)),
    submissions,
    format: version,
  };
};

const legacyKinds = (context: ReadContext, yaml: YamlFile, problem: KattisProblem): Kinds => {
  const { faults } = context;
  const scored = kindOf(context, yaml, problem, ['pass-fail', 'scoring']).includes('scoring');
  const [first = 'default', ...rest] = (problem.validation ?? 'default')
    .split(/\s+/)
    .filter((each) => each !== '');
  const place = yaml.placeOf(['validation']);
  const known = ['interactive', 'score'];
  if ((first !== 'default' && first !== 'custom') || rest.some((each) => !known.includes(each))) {
    faults.error(
      place,
      `validation is "default" or "custom", and after "custom" any of ${known.join(', ')}; not "${problem.validation ?? ''}"`,
    );
  }
  if (first === 'default' && hasValidator(context)) {
    faults.warning(
      place,
      'is "default": the program in output_validators/ is not used; say "custom" to use it',
    );
  }
  if (problem.grading?.objective === 'min') {
    faults.error(
      yaml.placeOf(['grading', 'objective']),
      'problems whose score is to be small (objective: min) are not supported',
    );
  }
  const custom = first === 'custom';
  return {
    scored,
    interactive: custom && rest.includes('interactive'),
    outputOnly: false,
    custom,
    customScore: custom && rest.includes('score'),
  };
};

const draftKinds = (context: ReadContext, yaml: YamlFile, problem: KattisProblem): Kinds => {
  const { faults } = context;
  const kinds = kindOf(context, yaml, problem, [
    'pass-fail',
    'scoring',
    'interactive',
    'multi-pass',
    'submit-answer',
  ]);
  if (kinds.includes('multi-pass'))
    faults.error(yaml.placeOf(['type']), 'multi-pass problems are not supported');
  if (kinds.includes('pass-fail') && kinds.includes('scoring')) {
    faults.error(yaml.placeOf(['type']), 'a problem is either pass-fail or scoring');
  }
  const interactive = kinds.includes('interactive');
  return {
    scored: kinds.includes('scoring'),
    interactive,
    outputOnly: kinds.includes('submit-answer'),
    custom: interactive || hasValidator(context),
    customScore: false,
  };
};

const kindOf = (
  { faults }: ReadContext,
  yaml: YamlFile,
  { type }: KattisProblem,
  known: readonly string[],
): readonly string[] => {
  for (const each of type ?? []) {
    if (!known.includes(each))
      faults.error(yaml.placeOf(['type']), `"${each}" is not a type of problem: ${known.join(', ')}`);
  }
  return type ?? ['pass-fail'];
};

const refuseUnsupported = (
  { files, faults }: ReadContext,
  yaml: YamlFile,
  { constants }: KattisProblem,
): void => {
  if (constants !== undefined && Object.keys(constants).length > 0) {
    faults.error(
      yaml.placeOf(['constants']),
      'constants are not filled in here: write their values into the files, and take the key away',
    );
  }
  if (files.isFolder('static_validator'))
    faults.error('static_validator', 'static validators are not supported');
  if (files.isFolder('graders')) {
    faults.warning(
      'graders',
      'is not used: graders of a package are not supported, the default grader scores',
    );
  }
};

const titleOf = ({ name }: KattisProblem, context: ReadContext): string => {
  const title = typeof name === 'object' ? (name['en'] ?? Object.values(name)[0]) : name;
  return (title ?? context.name).slice(0, 200);
};

const limitsOf = (context: ReadContext, yaml: YamlFile, { limits }: KattisProblem): PartialLimits => {
  const { faults } = context;
  const at = (key: string) => yaml.placeOf(['limits', key]);
  const cpuMs = timeLimitMs(context, yaml, limits?.time_limit);
  return {
    ...(cpuMs === undefined ? {} : capped('cpuMs', cpuMs, at('time_limit'), faults)),
    ...(limits?.memory === undefined
      ? {}
      : capped('memoryBytes', limits.memory * mebibyte, at('memory'), faults)),
    ...(limits?.output === undefined
      ? {}
      : capped('outputBytes', limits.output * mebibyte, at('output'), faults)),
  };
};

const validationLimits = (
  { faults }: ReadContext,
  yaml: YamlFile,
  { limits }: KattisProblem,
): PartialLimits => {
  const at = (key: string) => yaml.placeOf(['limits', key]);
  const { validation_time: time, validation_memory: memory, validation_output: output } = limits ?? {};
  return {
    ...(time === undefined ? {} : capped('cpuMs', time * 1000, at('validation_time'), faults)),
    ...(memory === undefined
      ? {}
      : capped('memoryBytes', memory * mebibyte, at('validation_memory'), faults)),
    ...(output === undefined
      ? {}
      : capped('outputBytes', output * mebibyte, at('validation_output'), faults)),
  };
};

/** Not part of the format, but written: what lies in 0…1 is taken for a difficulty, everything else is on a scale of somebody's own. */
const difficultyOf = (
  { faults }: ReadContext,
  yaml: YamlFile,
  { difficulty }: KattisProblem,
): Pick<ProblemDefinition, 'difficulty'> => {
  if (difficulty === undefined) return {};
  if (typeof difficulty === 'number' && difficulty >= 0 && difficulty <= 1) return { difficulty };
  faults.warning(yaml.placeOf(['difficulty']), 'is passed over: a difficulty is a number from 0 to 1');
  return {};
};

/** Words in one line (legacy), or a list of them. */
const keywordsOf = (
  { faults }: ReadContext,
  yaml: YamlFile,
  { keywords }: KattisProblem,
): readonly string[] => {
  const written = (typeof keywords === 'string' ? keywords.split(/[\s,]+/) : [keywords].flat())
    .filter((word) => typeof word === 'string' || typeof word === 'number')
    .map(String)
    .filter((word) => word !== '');
  const taken = written
    .filter((word) => word.length <= topicCharacters && !/\p{Cc}/u.test(word))
    .slice(0, mostTopics);
  if (taken.length < written.length) {
    const most = `${mostTopics} topics of ${topicCharacters} characters at most`;
    faults.warning(yaml.placeOf(['keywords']), `some are passed over: a problem has ${most}`);
  }
  return taken;
};

/** `include/default` for every language; `include/<language>` for one. */
const includedFiles = async (context: ReadContext): Promise<ProblemDefinition['provided']> => {
  const { files, faults, languages } = context;
  const provided: { language?: string; files: readonly ProblemFile[] }[] = [];
  for (const folder of files.list('include').folders) {
    const path = `include/${folder}`;
    const language = folder === 'default' ? undefined : languages.named(folder);
    if (folder !== 'default' && language === undefined) {
      faults.warning(path, `is left out: "${folder}" is a language that does not exist here`);
      continue;
    }
    const stored = await storedFiles(context, filesAt(context, path) ?? new Map());
    provided.push({ ...(language === undefined ? {} : { language }), files: stored });
  }
  return provided;
};

const languagesOf = (
  { faults, languages }: ReadContext,
  yaml: YamlFile,
  { languages: written }: KattisProblem,
): { readonly languages?: readonly string[] } => {
  if (written === undefined || written.includes('all')) return {};
  const named = written.flatMap((each) => {
    const found = languages.named(each);
    if (found === undefined)
      faults.warning(
        yaml.placeOf(['languages']),
        `"${each}" is left out: a language that does not exist here`,
      );
    return found ?? [];
  });
  if (named.length === 0) faults.error(yaml.placeOf(['languages']), 'none of these languages exists here');
  return { languages: [...new Set(named)] };
};
