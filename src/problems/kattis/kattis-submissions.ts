/**
 * Submissions of the format: by the folder they lie in, and by `submissions.yaml` (2023-07). The format speaks of the verdicts of all tests; what is
 * told of them here is what the whole submission may come to, which is the first verdict that is not accepted.
 */
import type { ProblemSubmission } from '../../domain/problem.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { ReadContext } from '../context.ts';
import { decimalOf } from '../decimal.ts';
import { alternatives, starsOf } from '../glob.ts';
import { fitting, withoutNulls } from '../schema.ts';
import { readSubmissions } from '../submissions.ts';
import type { SubmissionWord } from '../submissions.ts';
import { readYamlFile } from '../yaml-file.ts';
import { submissionsSchema } from './kattis-schema.ts';
import type { SubmissionRule } from './kattis-schema.ts';

type Code = 'AC' | 'WA' | 'TLE' | 'RTE';

const all: readonly Code[] = ['AC', 'WA', 'TLE', 'RTE'];

const meaning: Readonly<Record<Code, readonly Verdict[]>> = {
  AC: ['accepted'],
  WA: ['wrong_answer'],
  TLE: ['time_limit_exceeded'],
  RTE: ['runtime_error', 'memory_limit_exceeded', 'output_limit_exceeded'],
};

/** What folders require where `submissions.yaml` says nothing else of them. */
const defaults: Readonly<Record<string, SubmissionRule>> = {
  accepted: { permitted: ['AC'] },
  rejected: { required: ['RTE', 'TLE', 'WA'] },
  wrong_answer: { permitted: ['AC', 'WA'], required: ['WA'] },
  time_limit_exceeded: { permitted: ['AC', 'TLE'], required: ['TLE'] },
  run_time_error: { permitted: ['AC', 'RTE'], required: ['RTE'] },
  brute_force: { permitted: ['AC', 'RTE', 'TLE'], required: ['RTE', 'TLE'], use_for_time_limit: false },
};

export const kattisSubmissions = async (
  context: ReadContext,
  scored: boolean,
): Promise<readonly ProblemSubmission[]> => {
  const rules = readRules(context);
  const found = await readSubmissions(context, (path) => wordOf(path.slice('submissions/'.length), rules));
  if (!scored) return found;
  // Where some tests give points and others do not, the submission as a whole is partial.
  return found.map((submission) =>
    submission.expected.some((verdict) => verdict !== 'accepted' && verdict !== 'compile_error')
      ? { ...submission, expected: [...new Set<Verdict>([...submission.expected, 'partial'])] }
      : submission,
  );
};

const readRules = (context: ReadContext): ReadonlyMap<string, SubmissionRule> => {
  const { files, faults } = context;
  const file = files.get('submissions/submissions.yaml');
  const yaml = file === undefined ? undefined : readYamlFile(file, faults);
  const read = yaml === undefined ? undefined : fitting(submissionsSchema, withoutNulls(yaml), faults);
  const rules = new Map<string, SubmissionRule>(Object.entries(read ?? {}));
  for (const [pattern, rule] of rules) {
    for (const key of Object.keys(rule)) {
      if (known.has(key)) continue;
      const message = `what "${pattern}" requires of "${key}" is not looked at: only of the submission as a whole`;
      if (yaml !== undefined) faults.warning(yaml.placeOf([pattern, key]), message);
    }
  }
  return rules;
};

const known = new Set([
  'language',
  'entrypoint',
  'authors',
  'model_solution',
  'permitted',
  'required',
  'score',
  'message',
  'use_for_time_limit',
]);

/** Undefined: its folder says all of it. */
const wordOf = (path: string, rules: ReadonlyMap<string, SubmissionRule>): SubmissionWord | undefined => {
  const folder = path.slice(0, path.indexOf('/'));
  const matching = [...rules]
    .filter(([pattern]) => pattern !== folder && matches(pattern, path))
    .map(([, rule]) => rule);
  const own = rules.get(folder);
  if (own === undefined && matching.length === 0) return undefined;
  const ruling = [{ ...defaults[folder], ...own }, ...matching];
  const last = <Key extends keyof SubmissionRule>(key: Key) =>
    ruling.findLast((rule) => rule[key] !== undefined)?.[key];
  const score = scoreOf(last('score'));
  const [language, entry] = [last('language'), last('entrypoint')];
  return {
    ...(language === undefined ? {} : { language }),
    ...(entry === undefined ? {} : { entry }),
    expected: expectedBy(ruling),
    ...(score === undefined ? {} : { score }),
    ...timingBy(ruling),
  };
};

const matches = (pattern: string, path: string): boolean => {
  const parts = path.split('/');
  const prefixes = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  return (alternatives(pattern) ?? []).some((each) =>
    prefixes.some((prefix) => starsOf(each, prefix) !== undefined),
  );
};

const expectedBy = (rules: readonly SubmissionRule[]): readonly Verdict[] => {
  const permitted = all.filter((code) => rules.every((rule) => (rule.permitted ?? all).includes(code)));
  const mayPass = permitted.includes('AC') && rules.every((rule) => (rule.required ?? all).includes('AC'));
  return permitted.filter((code) => code !== 'AC' || mayPass).flatMap((code) => meaning[code]);
};

const timingBy = (rules: readonly SubmissionRule[]): Pick<SubmissionWord, 'timing' | 'untimed'> => {
  const upper = (rule: SubmissionRule) =>
    rule.use_for_time_limit === 'upper' ||
    (rule.use_for_time_limit !== false && rule.required?.join() === 'TLE');
  const lower = (rule: SubmissionRule) =>
    rule.use_for_time_limit === 'lower' ||
    (rule.use_for_time_limit !== false && rule.permitted !== undefined && !rule.permitted.includes('TLE'));
  if (rules.some(upper)) return { timing: 'too-slow' };
  return rules.some(lower) ? { timing: 'accepted' } : { untimed: true };
};

const scoreOf = (written: SubmissionRule['score']): SubmissionWord['score'] => {
  if (written === undefined) return undefined;
  const [from, to] = (Array.isArray(written) ? written : [written, written]).map(decimalOf);
  return from === undefined || to === undefined ? undefined : [from, to];
};
