/** Serin's own `problem.yaml`: the schema that it is read with, and that docs/problem.schema.json is made of. */
import { z } from 'zod';
import { checkerSchema } from '../../domain/checker.ts';
import { aggregations } from '../../domain/problem.ts';
import { verdicts } from '../../domain/verdict.ts';
import { mostTopics, topicCharacters } from '../topics.ts';
import { writtenLimits } from '../limits.ts';
import { keys } from '../schema.ts';

const text = z.string().min(1).max(1024);
/** What is shown to people, in terminals too. */
const shown = (characters: number) =>
  z
    .string()
    .min(1)
    .max(characters)
    .refine((written) => !/\p{Cc}/u.test(written), 'must not hold control characters');
const path = text.describe('A path in the package.');
const paths = z.union([path, z.array(path).min(1).max(256)]);
const pattern = text.max(256).describe('A path or a pattern of paths: *, **, ? and {a,b}.');
const words = z
  .array(
    z
      .string()
      .max(4096)
      .refine((word) => !word.includes('\0'), 'must not hold a NUL byte'),
  )
  .max(64);
const points = z
  .union([z.number(), z.string().max(40)])
  .describe('An exact decimal of at least 0; in quotes where it has more than 15 digits.');
const language = z.string().min(1).max(40);
const onReject = z
  .enum(['break', 'continue'])
  .describe('"break": after a test that is not accepted, the rest of the group is skipped.');
const fileName = z
  .string()
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/,
    'a plain file name of at most 64 letters, digits, ".", "_" and "-"',
  );

const program = {
  program: paths.describe(
    'A file, a folder, or files, the first of which is the one that the program begins with.',
  ),
  language: language.optional().describe('Told by the extension where nothing is said.'),
  limits: writtenLimits.optional(),
};

const comparisonNames = ['exact', 'lines', 'tokens', 'unordered-lines', 'unordered-tokens'] as const;

const comparison = z.union([z.enum(comparisonNames), checkerSchema]);

const checker = z
  .union([
    z.enum(comparisonNames),
    keys({ ...program, protocol: z.enum(['testlib', 'kattis']).default('testlib') }).describe(
      'A program that judges outputs.',
    ),
    checkerSchema,
  ])
  .describe('How outputs are judged; "tokens" where nothing is said.');

const testSet = keys({
  input: pattern.describe('Inputs: each file that fits is a test.'),
  answer: z
    .union([pattern, z.literal(false)])
    .optional()
    .describe(
      'The answer; each star stands for what it stood for in `input`. The same name with .ans or .out where nothing is said; false: there is none.',
    ),
  name: shown(200).optional().describe('Of a single test; made of its path where nothing is said.'),
  points: points.optional().describe('Most that each of these tests gives; 1 where nothing is said.'),
  args: words.optional().describe('Command-line arguments of the submitted program.'),
  judgeArgs: words.optional().describe('Further arguments of the checker or interactor.'),
  checker: comparison.optional().describe("In place of the problem's own comparison."),
  limits: writtenLimits.optional(),
});

export type TestSet = z.infer<typeof testSet>;

const tests = z
  .union([pattern, z.array(z.union([pattern, testSet])).max(100_000)])
  .describe('Patterns of inputs, or maps that say more of them.');

const groupName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/, 'letters, digits, ".", "_" and "-", at most 64');

const groupShape = {
  name: groupName.describe('Within its parent; elsewhere a group is called by its path, `parent/name`.'),
  aggregate: z
    .enum(aggregations)
    .optional()
    .describe('How the scores of its members become its own; "sum" where nothing is said.'),
  points: points.optional(),
  requires: z
    .union([text, z.array(text).max(1000)])
    .optional()
    .describe('Groups that have to be accepted as a whole; else this one is skipped.'),
  onReject: onReject.optional(),
  sample: z
    .boolean()
    .optional()
    .describe('Its tests are shown to users, and give nothing unless they state points.'),
  tests: tests.optional(),
};

export type WrittenGroup = z.infer<ReturnType<typeof keys<typeof groupShape>>> & {
  readonly groups?: readonly WrittenGroup[] | undefined;
};

const group: z.ZodType<WrittenGroup> = keys({
  ...groupShape,
  get groups() {
    return z.array(group).max(20_000).optional();
  },
});

const provided = keys({
  language: language.optional().describe('A language or family; every language where nothing is said.'),
  files: z
    .array(path)
    .min(1)
    .max(256)
    .optional()
    .describe('Each is placed by its own name beside what was submitted.'),
  folder: path.optional().describe('Everything in it is placed by its path in it.'),
}).refine((each) => each.files !== undefined || each.folder !== undefined, 'name "files" or a "folder"');

const submission = keys({
  path: path.describe('A file or a folder below submissions/.'),
  language: language.optional(),
  entry: path.optional().describe('The file that it begins with.'),
  expected: z
    .array(z.enum(verdicts))
    .max(verdicts.length)
    .optional()
    .describe('In place of what its folder says; empty: whatever it comes to.'),
  score: z
    .union([points, z.tuple([points, points])])
    .optional()
    .describe('Points that it should have: exactly, or from and to.'),
  timing: z
    .enum(['accepted', 'too-slow', 'none'])
    .optional()
    .describe('What its time says of the time limit.'),
});

export type WrittenSubmission = z.infer<typeof submission>;

export const serinSchema = keys({
  $schema: z.string().optional(),
  apiVersion: z.literal('serin/v1'),
  kind: z.literal('Problem'),
  title: shown(200),
  limits: writtenLimits.optional(),
  checker: checker.optional(),
  interactor: keys({ ...program, protocol: z.enum(['testlib', 'kattis']).default('testlib') })
    .optional()
    .describe('A program that the submitted one talks to. With "kattis" it is the judge as well.'),
  outputOnly: z.boolean().optional().describe('Submitted files are the outputs; nothing is run.'),
  scoring: z
    .enum(['pass-fail', 'points'])
    .optional()
    .describe('"points" where any points are stated, else "pass-fail".'),
  points: points.optional().describe('Of the whole problem.'),
  aggregate: z.enum(aggregations).optional(),
  onReject: onReject.optional(),
  tests: tests.optional().describe('Tests that are in no group.'),
  groups: z.array(group).max(20_000).optional(),
  provided: z
    .array(provided)
    .max(64)
    .optional()
    .describe('Files that are placed beside the submitted ones before compiling.'),
  inputFile: fileName.optional().describe('Read in place of the standard input.'),
  outputFile: fileName.optional().describe('Written in place of the standard output.'),
  languages: z
    .array(language)
    .min(1)
    .max(256)
    .optional()
    .describe('Languages and families that may be submitted; all where nothing is said.'),
  difficulty: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('0 to 1. Without it one is estimated from what becomes of submissions.'),
  topics: z
    .array(shown(topicCharacters))
    .max(mostTopics)
    .optional()
    .describe('What it is about; problems that have some in common are neighbours.'),
  submissions: z
    .array(submission)
    .max(1000)
    .optional()
    .describe('What the folder of a submission does not say of it.'),
}).describe('A problem of Serin: problem.yaml at the top of its package. See docs/problems.md.');

export type SerinProblem = z.infer<typeof serinSchema>;

/** The same as JSON Schema (draft 2020-12), for editors. */
export const serinJsonSchema = (): object => ({
  title: 'problem.yaml',
  ...z.toJSONSchema(serinSchema, { io: 'input' }),
});
