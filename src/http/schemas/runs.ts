/** The shapes of `POST /v1/runs` and its answer. */
import { z } from 'zod';
import { trackSchema } from '../../domain/decision.ts';
import { limitsSchema } from '../../domain/limits.ts';
import { priorities, submissionStates } from '../../domain/submission.ts';
import { decisionSchema, instantMs, resultSchema } from './answers.ts';
import { clientSchema, dataSchema, encodingSchema, fileSchema, userSchema } from './submission.ts';
import { shortText } from './text.ts';

const mostArgs = 64;
const longestArg = 4096;

/** A word of a command line: any text but what no `argv` can hold. */
const argSchema = z
  .string()
  .max(longestArg)
  .regex(/^[^\0\p{Cs}]*$/u, 'NUL characters and lone surrogates are not allowed');

export const runRequestSchema = z
  .strictObject({
    language: shortText(64).describe('One of GET /v1/languages.'),
    source: z.string().exactOptional().describe('A program of one file. Give this or files.'),
    files: z.array(fileSchema).min(1).exactOptional().describe('Several files, the entry file first.'),
    stdin: dataSchema.default('').describe('What the program reads: text, or a blob that was put.'),
    encoding: encodingSchema.describe('Of `stdin`.'),
    args: z
      .array(argSchema)
      .max(mostArgs)
      .exactOptional()
      .describe('Command-line arguments, after those of the runtime.'),
    limits: limitsSchema.prefault({}),
    user: userSchema.prefault({}),
    client: clientSchema.prefault({}),
    priority: z.enum(priorities).default('practice'),
    track: trackSchema.exactOptional().describe('Pins the run to a track. For operators.'),
  })
  .meta({
    id: 'RunRequest',
    examples: [{ language: 'python', source: 'print(input()[::-1])', stdin: 'abc\n' }],
  });

export type RunBody = z.output<typeof runRequestSchema>;

const streamSchema = z
  .strictObject({
    text: z.string(),
    encoding: z.enum(['utf8', 'base64']).describe('base64 where what was written is not UTF-8.'),
    bytes: z.number().int().describe('All that the program wrote.'),
    truncated: z.boolean().describe('`text` is only the beginning.'),
  })
  .readonly();

const { verdict, detail, message, cpuMs, wallMs, memoryBytes, compile, timings, harness, worker } =
  resultSchema.unwrap().shape;

export const runAnswerSchema = z
  .strictObject({
    id: z.string(),
    state: z.enum(submissionStates),
    language: z.string(),
    decision: decisionSchema,
    result: z
      .strictObject({
        verdict: verdict.describe('`accepted`: it ended by itself with exit code 0.'),
        detail,
        message,
        exitCode: z.number().int().exactOptional(),
        signal: z.string().exactOptional(),
        stdout: streamSchema.exactOptional(),
        stderr: streamSchema.exactOptional(),
        cpuMs,
        wallMs,
        memoryBytes,
        compile,
        timings,
        harness,
        worker,
      })
      .exactOptional(),
    createdAtMs: instantMs,
    finishedAtMs: instantMs.exactOptional(),
  })
  .meta({ id: 'Run' });

export type RunAnswer = z.output<typeof runAnswerSchema>;
