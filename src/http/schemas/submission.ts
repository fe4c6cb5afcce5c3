/**
 * The shape of `POST /v1/submissions`. Sizes, paths, encodings and whatever holds between fields are looked at by
 * `../material.ts`, because they depend on the server's limits and on more than one field.
 */
import { isIP } from 'node:net';
import { z } from 'zod';
import { checkerSchema } from '../../domain/checker.ts';
import { trackSchema } from '../../domain/decision.ts';
import { limitsSchema } from '../../domain/limits.ts';
import { priorities } from '../../domain/submission.ts';
import { devices, longestUserAgent } from '../device.ts';
import { problemIdSchema } from './problems.ts';
import { shortText } from './text.ts';

export const encodingSchema = z
  .enum(['utf8', 'base64'])
  .default('utf8')
  .describe('How bytes are written as text. base64 is the standard alphabet with padding.');

export const fileSchema = z.strictObject({
  path: z
    .string()
    .describe('Relative, with "/" between its parts; no ".", "..", backslash or control character.'),
  content: z.string(),
  encoding: encodingSchema,
});

/** `sha256:` and 64 lower-case hex digits. */
export const blobNameSchema = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'a blob is named by "sha256:" and 64 hex digits in lower case')
  .describe('The SHA-256 of the bytes: sha256:<64 hex digits>.');

export const dataSchema = z.union([z.string(), z.strictObject({ blob: blobNameSchema })], {
  error: ({ input }) =>
    input === undefined
      ? 'this field is missing'
      : 'give text, or {"blob": "sha256:…"} with 64 hex digits in lower case',
});

const testSchema = z.strictObject({
  name: shortText(64).exactOptional().describe('Defaults to the place in the list: "1", "2", …'),
  input: dataSchema.describe('What the program reads on its standard input: text, or a blob that was put.'),
  answer: dataSchema
    .exactOptional()
    .describe('What the checker compares with; without it the program only has to run to its end.'),
  encoding: encodingSchema,
});

const coordinatesSchema = z
  .strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
  .describe('In degrees. Only a geohash of 9 characters is kept of them.');

export const userSchema = z
  .strictObject({
    id: shortText(128).exactOptional(),
    level: z
      .union([z.number().min(0).max(1_000_000), shortText(64)], {
        error: 'give a number of at least 0, or the name of a level',
      })
      .exactOptional()
      .describe('A number, or a name whose order the rules declare.'),
    region: shortText(64).exactOptional().describe('A name of your own: cn-east-1.'),
    coordinates: coordinatesSchema.exactOptional(),
    ip: z
      .string()
      .refine((text) => isIP(text) !== 0, 'give an IPv4 or IPv6 address, without a port')
      .exactOptional()
      .describe("The user's address, from which a region is told where none is given. It is not kept."),
    tags: z.array(shortText(64)).max(32).exactOptional(),
  })
  .describe('Who submitted, as far as you tell. Gray rules decide by it.');

export const clientSchema = z
  .strictObject({
    id: shortText(128).exactOptional(),
    device: shortText(64)
      .exactOptional()
      .describe(`${devices.join(', ')}, or a word of your own.`),
    userAgent: shortText(longestUserAgent)
      .exactOptional()
      .describe("The user's, from which a device is told where none is given. It is not kept."),
  })
  .describe('What they submitted from.');

export const submissionRequestSchema = z
  .strictObject({
    language: shortText(64).describe('One of GET /v1/languages.'),
    source: z.string().exactOptional().describe('A program of one file. Give this or files.'),
    files: z
      .array(fileSchema)
      .min(1)
      .exactOptional()
      .describe('A program of several files, the entry file first.'),
    tests: z
      .array(testSchema)
      .min(1)
      .exactOptional()
      .describe('What the program is tried with. Give this or problem.'),
    checker: checkerSchema
      .exactOptional()
      .describe('How an output is compared with the answer: tokens, unless told. Not with a problem.'),
    limits: limitsSchema.prefault({}).describe('Limits of one run. With a problem, for operators.'),
    stopAtFirstFailure: z.boolean().default(false).describe('Later tests are then skipped.'),
    keepOutputBytes: z
      .number()
      .int()
      .min(0)
      .max(65_536)
      .default(0)
      .describe("Bytes of each test's output that come back with the result."),
    user: userSchema.prefault({}),
    client: clientSchema.prefault({}),
    difficulty: z
      .number()
      .min(0)
      .max(1)
      .exactOptional()
      .describe("0 to 1. Without it the problem's own counts, or one that is estimated from its past."),
    contest: shortText(64).exactOptional(),
    problem: problemIdSchema
      .exactOptional()
      .describe(
        'One of GET /v1/problems: its tests, limits and checker judge the program. Give this or tests.',
      ),
    problemRevision: z
      .int()
      .min(1)
      .exactOptional()
      .describe('Another revision than the current one. For operators.'),
    priority: z.enum(priorities).default('practice'),
    track: trackSchema.exactOptional().describe('Pins the submission to a track. For operators.'),
  })
  .meta({
    id: 'SubmissionRequest',
    examples: [
      {
        language: 'python',
        source: 'print(sum(map(int, input().split())))',
        tests: [{ name: '1', input: '1 2\n', answer: '3\n' }],
        checker: { kind: 'tokens' },
        limits: { cpuMs: 2000, wallMs: 6000, memoryBytes: 268435456 },
      },
    ],
  });

export type SubmissionBody = z.output<typeof submissionRequestSchema>;
