/**
 * The shapes of answers. They document and give types; they are not run on the way out, which is JSON.stringify alone. A
 * test holds real answers against them.
 */
import { z } from 'zod';
import { decisionReasons } from '../../domain/decision.ts';
import { errorTable } from '../../domain/errors.ts';
import { shadowDrops, submissionStates } from '../../domain/submission.ts';
import { verdicts } from '../../domain/verdict.ts';

const verdictSchema = z.enum(verdicts);
const milliseconds = z.number().min(0);
const bytes = z.number().min(0);
export const instantMs = z.number().describe('Milliseconds since 1970-01-01 UTC.');

export const decisionSchema = z
  .strictObject({
    track: z.string(),
    runtime: z.string(),
    fingerprint: z.string(),
    rule: z.string().exactOptional(),
    bucket: z.number().int().exactOptional(),
    reason: z.enum(decisionReasons),
    revision: z.number().int(),
    why: z.string().exactOptional().describe('A sentence, where the reason alone does not tell.'),
    instead: z
      .strictObject({
        track: z.string(),
        fingerprint: z.string().exactOptional(),
        reason: z.enum(decisionReasons),
      })
      .readonly()
      .exactOptional()
      .describe('Of FALLBACK and SPILLOVER: where it would have gone.'),
    confirm: z
      .literal(true)
      .exactOptional()
      .describe('Unless it is accepted, it is judged again on stable before anything is published.'),
    shadow: z
      .strictObject({ track: z.string(), runtime: z.string(), fingerprint: z.string() })
      .readonly()
      .exactOptional()
      .describe('Another release that judges it too, without a say in the verdict.'),
  })
  .readonly()
  .describe('Which release judges this submission, and why.');

const pointsSchema = z
  .strictObject({ got: z.string(), most: z.string() })
  .readonly()
  .describe('Exact decimals: what was got, and the most there was.');

/** A result in a line. */
export const summaryFields = {
  verdict: verdictSchema,
  detail: z.string().exactOptional(),
  score: z.number(),
  points: pointsSchema.exactOptional(),
  cpuMs: milliseconds,
  wallMs: milliseconds,
  memoryBytes: bytes,
  finishedAtMs: instantMs.exactOptional(),
};

const attemptSchema = z
  .strictObject({
    number: z.number().int(),
    decision: decisionSchema,
    startedAtMs: instantMs,
    problemRevision: z.number().int().exactOptional(),
    rejudge: z.string().exactOptional().describe('The rejudge that made it.'),
    result: z.strictObject(summaryFields).readonly().exactOptional(),
    outcome: z
      .string()
      .exactOptional()
      .describe(
        'Why it gave no verdict: cancelled, system_error; for operators also unconfirmed, failed, pool_lost, where stable took its place.',
      ),
  })
  .readonly();

const shadowSchema = z
  .strictObject({
    track: z.string(),
    runtime: z.string(),
    fingerprint: z.string(),
    state: z.enum(['waiting', 'judged', 'dropped']),
    reason: z.enum(shadowDrops).exactOptional().describe('Why it was dropped.'),
    result: z.strictObject(summaryFields).readonly().exactOptional(),
  })
  .readonly();

const transcriptSchema = z
  .strictObject({
    entries: z
      .array(
        z
          .strictObject({
            from: z.enum(['program', 'interactor']),
            text: z.string(),
            atMs: milliseconds.describe('Since the first of the two began.'),
          })
          .readonly(),
      )
      .readonly(),
    truncated: z.boolean().describe('More was said than is here.'),
  })
  .readonly();

const testResultSchema = z
  .strictObject({
    name: z.string(),
    verdict: verdictSchema,
    detail: z.string().exactOptional(),
    message: z.string().exactOptional(),
    cpuMs: milliseconds,
    wallMs: milliseconds,
    memoryBytes: bytes,
    exitCode: z.number().int().exactOptional(),
    signal: z.string().exactOptional(),
    stdout: z.string().exactOptional(),
    stderr: z.string().exactOptional(),
    group: z.string().exactOptional().describe("The problem's group that the test belongs to."),
    points: pointsSchema.exactOptional(),
    judgeMessage: z
      .string()
      .exactOptional()
      .describe('What the checker or interactor told the judges. For operators.'),
    transcript: transcriptSchema
      .exactOptional()
      .describe(
        'Of an interactive problem, where output was asked for: who said what, in order. For operators.',
      ),
    runs: z
      .array(
        z
          .strictObject({
            cpuMs: milliseconds,
            wallMs: milliseconds,
            memoryBytes: bytes,
            verdict: verdictSchema,
          })
          .readonly(),
      )
      .readonly()
      .exactOptional()
      .describe('Every run, where a near miss of the time limit was run again; the last one counts.'),
  })
  .readonly();

export const resultSchema = z
  .strictObject({
    verdict: verdictSchema,
    detail: z.string().exactOptional(),
    message: z.string().exactOptional(),
    score: z.number().min(0).max(100),
    points: pointsSchema.exactOptional(),
    groups: z
      .array(
        z
          .strictObject({ name: z.string(), verdict: verdictSchema, points: pointsSchema.exactOptional() })
          .readonly(),
      )
      .readonly()
      .exactOptional(),
    judgedBy: z
      .string()
      .exactOptional()
      .describe("Fingerprint that ran the problem's checker or interactor."),
    cpuMs: milliseconds.describe('The largest over all tests.'),
    wallMs: milliseconds.describe('The largest over all tests.'),
    memoryBytes: bytes.describe('The largest over all tests.'),
    compile: z
      .strictObject({
        ok: z.boolean(),
        cached: z.boolean(),
        log: z.string(),
        cpuMs: milliseconds,
        wallMs: milliseconds,
        memoryBytes: bytes,
        detail: z.string().exactOptional(),
      })
      .readonly()
      .exactOptional(),
    tests: z.array(testResultSchema).readonly(),
    timings: z
      .strictObject({
        queuedMs: milliseconds,
        leaseMs: milliseconds,
        compileMs: milliseconds,
        runMs: milliseconds,
        totalMs: milliseconds,
      })
      .readonly(),
    timeScale: z
      .number()
      .exactOptional()
      .describe(
        'What time limits were multiplied by, where the worker scales them; figures are as measured.',
      ),
    multipliers: z
      .strictObject({ time: z.number(), memory: z.number() })
      .readonly()
      .exactOptional()
      .describe('What the stated limits were multiplied by, where the worker does so.'),
    harness: z.string(),
    worker: z.string(),
  })
  .readonly();

export const submissionAnswerSchema = z
  .strictObject({
    id: z.string(),
    state: z.enum(submissionStates),
    language: z.string(),
    attempt: z.number().int(),
    decision: decisionSchema,
    problem: z.string().exactOptional(),
    problemRevision: z.number().int().exactOptional().describe('The revision that judges it.'),
    result: resultSchema.exactOptional(),
    rejudging: z
      .strictObject({
        attempt: z.number().int(),
        state: z.enum(['queued', 'running']),
        decision: decisionSchema,
      })
      .readonly()
      .exactOptional()
      .describe('It is being judged again; `result` stands until there is another.'),
    attempts: z
      .array(attemptSchema)
      .readonly()
      .exactOptional()
      .describe('Every attempt with what it came to, where there was more than one.'),
    flip: z
      .boolean()
      .exactOptional()
      .describe(
        'Where stable was asked to confirm what another track came to: whether it came to something else. For operators.',
      ),
    shadows: z
      .array(shadowSchema)
      .readonly()
      .exactOptional()
      .describe('Tracks that judged it too, without a say in the verdict. For operators.'),
    createdAtMs: instantMs,
    finishedAtMs: instantMs.exactOptional(),
  })
  .meta({ id: 'Submission' });

export type SubmissionAnswer = z.output<typeof submissionAnswerSchema>;

export const languagesAnswerSchema = z.strictObject({
  languages: z
    .array(
      z.strictObject({
        language: z.string(),
        family: z.string(),
        displayName: z.string(),
        extensions: z.array(z.string()).readonly(),
        sourceFile: z.string().describe('The name of the entry file.'),
        compiled: z.boolean(),
        editor: z
          .strictObject({
            codemirror: z.string().describe('Mode of CodeMirror.'),
            monaco: z.string().describe('Language id of Monaco.'),
            template: z.string().describe('What a new file begins with.'),
          })
          .readonly(),
        multipliers: z
          .strictObject({ time: z.number(), memory: z.number() })
          .readonly()
          .describe('What limits are multiplied by where workers apply multipliers.'),
        tracks: z
          .array(
            z
              .strictObject({
                track: z.string(),
                runtime: z.string(),
                version: z.string(),
                fingerprint: z.string(),
              })
              .readonly(),
          )
          .readonly(),
      }),
    )
    .readonly(),
});

const runtimeAnswerSchema = z.strictObject({
  fingerprint: z.string(),
  runtime: z.string(),
  language: z.string(),
  family: z.string(),
  version: z.string(),
  displayName: z.string(),
  probes: z
    .strictObject({ version: z.string(), features: z.record(z.string(), z.string()).readonly() })
    .readonly(),
  image: z.strictObject({
    id: z.string(),
    reference: z.string(),
    sizeBytes: bytes,
    architecture: z.string(),
  }),
  tracks: z.array(z.string()).readonly(),
});

export type RuntimeAnswer = z.output<typeof runtimeAnswerSchema>;

export const runtimesAnswerSchema = z.strictObject({ runtimes: z.array(runtimeAnswerSchema) });

export const workersAnswerSchema = z.strictObject({
  workers: z
    .array(
      z.strictObject({
        name: z.string(),
        track: z.string(),
        state: z.enum(['ready', 'paused', 'draining']),
        reason: z.string().exactOptional(),
        slots: z.number().int(),
        busy: z.number().int(),
        fingerprints: z.array(z.string()).readonly(),
        harness: z.string(),
        release: z.string().exactOptional().describe('Version and commit of Serin there.'),
        startedAtMs: instantMs,
        seenAtMs: instantMs,
        calibration: z
          .strictObject({
            cpuMs: milliseconds,
            memoryMs: milliseconds,
            speed: z.number().describe('1 is the reference machine; 2 computes twice as fast.'),
          })
          .readonly()
          .exactOptional()
          .describe('What fixed workloads took in a sandbox when the worker started.'),
      }),
    )
    .readonly(),
});

export const versionAnswerSchema = z.strictObject({
  serin: z.string(),
  commit: z.string().describe('All digits of the commit, or `unknown`.'),
  dirty: z.boolean().describe('The sources were not those of the commit.'),
  release: z.string().describe('Version and commit: 0.1.0+1fa6633.'),
  builtAtMs: instantMs.exactOptional(),
  node: z.string(),
  harness: z.string().exactOptional(),
});

export const healthAnswerSchema = z.strictObject({ status: z.literal('ok') });

export const readinessAnswerSchema = z.strictObject({
  ready: z.boolean(),
  checks: z
    .array(
      z.strictObject({
        name: z.string(),
        ok: z.boolean(),
        detail: z.string(),
        remedy: z.string().exactOptional().describe('What an operator can do about it.'),
        optional: z.literal(true).exactOptional().describe('Failing, it does not make the service unready.'),
      }),
    )
    .readonly(),
});

export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.enum(Object.keys(errorTable) as [keyof typeof errorTable]),
    instance: z.string(),
    errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).exactOptional(),
    retryable: z.boolean(),
    traceId: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });
