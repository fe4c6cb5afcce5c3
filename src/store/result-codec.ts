/** The shapes of what a submission came to: in its record, or in a blob of its own where it is large. */
import { z } from 'zod';
import { verdicts } from '../domain/verdict.ts';
import type { ResultSummary, SubmissionResult } from '../domain/verdict.ts';
import { json, parseStored } from './versioned.ts';

const pointsShape = z.object({ got: z.string(), most: z.string() });

export const summaryShape = z.object({
  verdict: z.enum(verdicts),
  detail: z.string().optional(),
  score: z.number(),
  points: pointsShape.optional(),
  cpuMs: z.number(),
  wallMs: z.number(),
  memoryBytes: z.number(),
  finishedAtMs: z.number().optional(),
});

const capturedShape = z.object({
  text: z.string(),
  encoding: z.enum(['utf8', 'base64']),
  bytes: z.number(),
  truncated: z.boolean(),
});

const testShape = z.object({
  name: z.string(),
  verdict: z.enum(verdicts),
  detail: z.string().optional(),
  message: z.string().optional(),
  cpuMs: z.number(),
  wallMs: z.number(),
  memoryBytes: z.number(),
  exitCode: z.number().optional(),
  signal: z.string().optional(),
  stdout: z.string().optional(),
  stderr: z.string().optional(),
  output: z.object({ stdout: capturedShape, stderr: capturedShape }).optional(),
  group: z.string().optional(),
  points: pointsShape.optional(),
  judgeMessage: z.string().optional(),
  transcript: z
    .object({
      entries: z.array(
        z.object({ from: z.enum(['program', 'interactor']), text: z.string(), atMs: z.number() }),
      ),
      truncated: z.boolean(),
    })
    .optional(),
  runs: z
    .array(
      z.object({
        cpuMs: z.number(),
        wallMs: z.number(),
        memoryBytes: z.number(),
        verdict: z.enum(verdicts),
      }),
    )
    .optional(),
});

const resultShape = z.object({
  verdict: z.enum(verdicts),
  detail: z.string().optional(),
  message: z.string().optional(),
  score: z.number(),
  points: pointsShape.optional(),
  groups: z
    .array(z.object({ name: z.string(), verdict: z.enum(verdicts), points: pointsShape.optional() }))
    .optional(),
  judgedBy: z.string().optional(),
  cpuMs: z.number(),
  wallMs: z.number(),
  memoryBytes: z.number(),
  compile: z
    .object({
      ok: z.boolean(),
      cached: z.boolean(),
      log: z.string(),
      cpuMs: z.number(),
      wallMs: z.number(),
      memoryBytes: z.number(),
      detail: z.string().optional(),
    })
    .optional(),
  tests: z.array(testShape),
  timings: z.object({
    queuedMs: z.number(),
    leaseMs: z.number(),
    compileMs: z.number(),
    runMs: z.number(),
    totalMs: z.number(),
  }),
  timeScale: z.number().optional(),
  multipliers: z.object({ time: z.number(), memory: z.number() }).optional(),
  harness: z.string(),
  worker: z.string(),
});

/** A result in place, or the key of the blob that holds it; the release before this one kept no summary beside the key. */
export const keptResultShape = z.union([
  z.object({ result: resultShape }),
  z.object({ blob: z.string(), summary: summaryShape.optional() }),
]);
export type KeptResult =
  { readonly result: SubmissionResult } | { readonly blob: string; readonly summary?: ResultSummary };

/** A blob's text back into a result. @throws SerinError INTERNAL */
export const decodeResult = (text: string, what: string): SubmissionResult =>
  parseStored(json(resultShape), text, what) as SubmissionResult;
