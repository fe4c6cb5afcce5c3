/**
 * The YAML files of the ICPC/Kattis problem package format: https://www.kattis.com/problem-package-format/spec/legacy and …/2023-07-draft.
 * What says nothing of judging is known and not looked at.
 */
import { z } from 'zod';
import { keys } from '../schema.ts';

const anything = z.unknown().optional();
const word = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const positive = z.number().positive();
const wordList = z
  .union([word, z.array(word)])
  .transform((value) => (Array.isArray(value) ? value : [value]));

/** Arguments: words in one line (legacy), or a list of them. */
const argumentsSchema = z
  .union([word, z.array(word), z.strictObject({ name: word.optional(), flags: word.optional() })])
  .transform((value) => {
    if (Array.isArray(value)) return value;
    const line = typeof value === 'string' ? value : (value.flags ?? '');
    return line.split(/\s+/).filter((each) => each !== '');
  });

const about = {
  problem_format_version: anything,
  name: z.union([word, z.record(z.string(), word)]).optional(),
  uuid: anything,
  version: anything,
  author: anything,
  credits: anything,
  source: anything,
  source_url: anything,
  license: anything,
  rights_owner: anything,
  embargo_until: anything,
  keywords: anything,
  difficulty: anything,
};

const commonLimits = {
  time_limit: positive.optional(),
  time_resolution: positive.optional(),
  memory: positive.optional(),
  output: positive.optional(),
  code: anything,
  compilation_time: anything,
  compilation_memory: anything,
  validation_time: positive.optional(),
  validation_memory: positive.optional(),
  validation_output: positive.optional(),
  validation_passes: anything,
  time_multiplier: positive.optional(),
  time_safety_margin: positive.optional(),
  time_multipliers: keys({
    ac_to_time_limit: positive.optional(),
    time_limit_to_tle: positive.optional(),
  }).optional(),
};

export const kattisProblem = keys({
  ...about,
  type: wordList.optional(),
  limits: keys(commonLimits).optional(),
  languages: wordList.optional(),
  // Legacy.
  validation: word.optional(),
  validator_flags: argumentsSchema.optional(),
  grading: keys({
    objective: word.optional(),
    show_test_data_groups: anything,
    on_reject: anything,
    range: anything,
  }).optional(),
  libraries: anything,
  // 2023-07.
  allow_file_writing: anything,
  constants: z.record(z.string(), z.unknown()).optional(),
});

export type KattisProblem = z.infer<typeof kattisProblem>;

/** `testdata.yaml` of the legacy format. */
export const testdataSchema = keys({
  on_reject: z.enum(['break', 'continue', 'first_error', 'worst_error', 'grade']).optional(),
  grading: z.enum(['default', 'custom']).optional(),
  grader_flags: word.optional(),
  input_validator_flags: anything,
  output_validator_flags: argumentsSchema.optional(),
  accept_score: z.union([z.number(), z.string()]).optional(),
  reject_score: z.union([z.number(), z.string()]).optional(),
  range: word.optional(),
});

export type Testdata = z.infer<typeof testdataSchema>;

const score = z.union([z.number().nonnegative(), z.literal('unbounded')]).optional();
const aggregation = z.enum(['pass-fail', 'sum', 'min']).optional();

/** `test_group.yaml` of 2023-07, and the configuration of a test; `max_score` and what follows it are how earlier drafts wrote `scoring`. */
export const testGroupSchema = keys({
  scoring: keys({ score, aggregation, require_pass: wordList.optional() }).optional(),
  args: argumentsSchema.optional(),
  input_validator_args: anything,
  output_validator_args: argumentsSchema.optional(),
  static_validation: anything,
  full_feedback: anything,
  hint: anything,
  description: anything,
  max_score: score,
  score_aggregation: aggregation,
  require_pass: wordList.optional(),
});

export type TestGroup = z.infer<typeof testGroupSchema>;

const verdict = z.enum(['AC', 'WA', 'TLE', 'RTE']);

const rule = z.looseObject({
  language: word.optional(),
  entrypoint: word.optional(),
  permitted: z.array(verdict).optional(),
  required: z.array(verdict).optional(),
  score: z.union([z.number(), z.tuple([z.number(), z.number()])]).optional(),
  message: anything,
  use_for_time_limit: z.union([z.boolean(), z.enum(['lower', 'upper'])]).optional(),
});

export type SubmissionRule = z.infer<typeof rule>;

export const submissionsSchema = z.record(z.string(), rule);
