/** The shapes of what is told of problems. Like those in `answers.ts` they document and give types. */
import { z } from 'zod';
import { aggregations, problemIdPattern } from '../../domain/problem.ts';

const instantMs = z.number().describe('Milliseconds since 1970-01-01 UTC.');
const decimal = z.string().describe('An exact decimal: "37.5".');
const bytes = z.number().int().min(0);

export const problemIdSchema = z
  .string()
  .regex(
    problemIdPattern,
    '1–64 of a–z, 0–9, ".", "_" and "-", beginning with a letter or a digit, all in lower case',
  );

export const revisionSchema = z
  .strictObject({
    id: z.string(),
    revision: z.number().int().min(1),
    title: z.string(),
    tests: z.number().int(),
    atMs: instantMs,
    digest: z
      .string()
      .exactOptional()
      .describe('SHA-256 of the definition. For operators, like what follows.'),
    bytes: bytes.exactOptional().describe('All files together.'),
    by: z.string().exactOptional().describe('Name of the key that put it.'),
  })
  .meta({ id: 'ProblemRevision' });

export type RevisionAnswer = z.output<typeof revisionSchema>;

export const problemsAnswerSchema = z.strictObject({
  problems: z.array(revisionSchema),
  next: z.string().exactOptional().describe('Where the list goes on: give it as cursor.'),
});

export const revisionsAnswerSchema = z.strictObject({ revisions: z.array(revisionSchema) });

const faultSchema = z.strictObject({
  place: z.string().describe('FILE:LINE:COLUMN, as far as that is known.'),
  message: z.string(),
});

export const putProblemAnswerSchema = z.strictObject({
  problem: revisionSchema.exactOptional().describe('What is current now; absent of a dry run.'),
  format: z.string().describe('What the package was: serin, kattis-legacy, kattis-2023-07, dmoj.'),
  title: z.string(),
  tests: z.number().int(),
  bytes,
  warnings: z.array(faultSchema),
});

export const removedProblemSchema = z.strictObject({ id: z.string(), deleted: z.literal(true) });

const sampleDataSchema = z.strictObject({
  text: z.string(),
  encoding: z.enum(['utf8', 'base64']),
  bytes: bytes.describe('All of it.'),
  truncated: z.literal(true).exactOptional().describe('There is more than the text has.'),
});

const limitsAnswer = z
  .strictObject({
    cpuMs: z.number(),
    wallMs: z.number(),
    memoryBytes: z.number(),
    outputBytes: z.number(),
    fileBytes: z.number(),
    processes: z.number(),
  })
  .describe('As they hold for a test that states none of its own.');

export const problemAnswerSchema = z
  .strictObject({
    ...revisionSchema.shape,
    format: z.string(),
    mode: z.enum(['standard', 'interactive', 'output-only']),
    judge: z
      .union([z.strictObject({ kind: z.literal('program') }), z.looseObject({ kind: z.string() })])
      .describe('How an output is judged: a comparison with its options, or a program of the problem.'),
    scoring: z.enum(['pass-fail', 'points']),
    limits: limitsAnswer,
    languages: z.array(z.string()).readonly().exactOptional().describe('Languages and families it takes.'),
    inputFile: z.string().exactOptional(),
    outputFile: z.string().exactOptional(),
    difficulty: z
      .number()
      .exactOptional()
      .describe('0 to 1, as the package states it; it counts where it is.'),
    topics: z.array(z.string()).readonly().exactOptional(),
    difficultyEstimate: z
      .strictObject({
        difficulty: z.number().describe('0 to 1.'),
        deviation: z.number().describe('How far off it may be: a standard deviation at most.'),
        submissions: z.number().int().describe('Submissions of the problem that were counted.'),
        neighbours: z.number().int().describe('Problems with topics in common that had a say.'),
      })
      .readonly()
      .exactOptional()
      .describe('From what became of its submissions and of its neighbours; absent where nothing is known.'),
    groups: z.array(
      z.strictObject({
        name: z.string(),
        parent: z.string().exactOptional(),
        aggregate: z.enum(aggregations),
        points: decimal.exactOptional(),
        requires: z.array(z.string()).readonly(),
        onReject: z.enum(['break', 'continue']),
        sample: z.literal(true).exactOptional(),
      }),
    ),
    tests: z
      .array(
        z.strictObject({
          name: z.string(),
          group: z.string(),
          points: decimal.exactOptional(),
          inputBytes: bytes.exactOptional(),
          answerBytes: bytes.exactOptional(),
        }),
      )
      .describe('In the order in which they are judged. Sizes of secret tests are told to operators alone.'),
    samples: z
      .array(
        z.strictObject({
          name: z.string(),
          input: sampleDataSchema,
          answer: sampleDataSchema.exactOptional(),
        }),
      )
      .describe('Tests that everybody may see.'),
    submissions: z
      .array(
        z.strictObject({
          name: z.string(),
          language: z.string().exactOptional(),
          expected: z.array(z.string()).readonly(),
        }),
      )
      .exactOptional()
      .describe('Submissions that came with the package. For operators.'),
  })
  .meta({ id: 'ProblemFacts' });

export type ProblemAnswer = z.output<typeof problemAnswerSchema>;
