/** DMOJ's `init.yml`: https://docs.dmoj.ca/#/problem_format/problem_format. What says nothing of judging is known and not looked at. */
import { z } from 'zod';
import { writtenLimits } from '../limits.ts';
import { keys } from '../schema.ts';

const anything = z.unknown().optional();
const word = z.union([z.string(), z.number()]).transform(String);
const points = z.union([z.number(), z.string()]);
const fileList = z
  .union([word, z.array(word).min(1)])
  .transform((value) => (Array.isArray(value) ? value : [value]));

const program = {
  files: fileList,
  lang: word.optional(),
  type: word.optional(),
  flags: anything,
  args: anything,
  time_limit: z.number().positive().optional(),
  memory_limit: z.number().positive().optional(),
  compiler_time_limit: anything,
  cached: anything,
  feedback: anything,
};

export const bridgedSchema = keys(program);

export type Bridged = z.infer<typeof bridgedSchema>;

const checker = z.union([word, keys({ name: word, args: z.record(z.string(), z.unknown()).optional() })]);

export type WrittenChecker = z.infer<typeof checker>;

const caseShape = {
  in: word.optional(),
  out: word.optional(),
  points: points.optional(),
  checker: checker.optional(),
  generator: anything,
  generator_args: anything,
  output_limit_length: z.number().int().positive().optional(),
  output_prefix_length: anything,
  binary_data: anything,
};

const plainCase = keys(caseShape);

const testCase = keys({
  ...caseShape,
  batched: z.array(plainCase).min(1).optional(),
  dependencies: z.array(z.number().int()).optional(),
});

export type DmojCase = z.infer<typeof testCase>;

const discovered = keys({
  input_format: z.string().min(1).max(1000).optional(),
  output_format: z.string().min(1).max(1000).optional(),
  case_points: z.union([points, z.array(points)]).optional(),
});

export type Discovered = z.infer<typeof discovered>;

export const initSchema = keys({
  archive: word.optional(),
  test_cases: z.union([z.array(testCase), discovered]),
  pretest_test_cases: anything,
  points: points.optional(),
  checker: checker.optional(),
  interactive: keys({ ...program, preprocessing_time: z.number().nonnegative().optional() }).optional(),
  signature_grader: keys({ entry: word, header: word, allow_main: anything }).optional(),
  custom_judge: anything,
  grader: anything,
  generator: anything,
  io_redirects: anything,
  file_io: keys({ input: word.optional(), output: word.optional() }).optional(),
  output_limit_length: z.number().int().positive().optional(),
  output_prefix_length: anything,
  wall_time_factor: anything,
  unbuffered: anything,
  binary_data: anything,
  hints: anything,
  symlinks: anything,
  meta: anything,
});

export type DmojInit = z.infer<typeof initSchema>;

/** DMOJ keeps title and limits in its site: an optional `problem.yml` beside `init.yml` says them here. */
export const besideSchema = keys({
  title: z.string().min(1).max(200).optional(),
  limits: writtenLimits.optional(),
});
