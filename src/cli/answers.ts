/** The parts of the server's answers that the command line reads. What it does not know it passes over. */
import { z } from 'zod';
import { transcriptSchema } from './shown-output.ts';

export const problemSchema = z.object({
  title: z.string(),
  detail: z.string().optional(),
  code: z.string().optional(),
  traceId: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

export const languagesSchema = z.object({
  languages: z.array(
    z.object({
      language: z.string(),
      family: z.string(),
      displayName: z.string(),
      extensions: z.array(z.string()),
      tracks: z.array(
        z.object({ track: z.string(), runtime: z.string(), version: z.string(), fingerprint: z.string() }),
      ),
    }),
  ),
});

export type LanguageAnswer = z.infer<typeof languagesSchema>['languages'][number];

export const runtimesSchema = z.object({
  runtimes: z.array(
    z.object({
      runtime: z.string(),
      version: z.string(),
      fingerprint: z.string(),
      image: z.object({ reference: z.string(), sizeBytes: z.number() }),
      tracks: z.array(z.string()),
    }),
  ),
});

const diffSideSchema = z.object({ fingerprint: z.string(), sizeBytes: z.number() });

export const runtimeDiffSchema = z.object({
  from: diffSideSchema,
  to: diffSideSchema,
  changes: z.array(
    z.object({ part: z.string(), what: z.string(), from: z.string().optional(), to: z.string().optional() }),
  ),
  commands: z.array(
    z.object({
      part: z.string(),
      words: z.array(z.object({ kind: z.enum(['kept', 'added', 'removed']), word: z.string() })),
    }),
  ),
  layers: z.object({ shared: z.number(), from: z.number(), to: z.number() }),
  packages: z.object({
    known: z.boolean(),
    sources: z.array(
      z.object({
        source: z.string(),
        packages: z.array(
          z.object({
            kind: z.string(),
            name: z.string(),
            architecture: z.string().optional(),
            from: z.string().optional(),
            to: z.string().optional(),
          }),
        ),
      }),
    ),
  }),
});

export type RuntimeDiffAnswer = z.infer<typeof runtimeDiffSchema>;

export const billSchema = z.object({
  metadata: z.object({ component: z.object({ 'bom-ref': z.string() }) }),
  components: z.array(z.unknown()),
});

export const readinessSchema = z.object({
  ready: z.boolean(),
  checks: z.array(
    z.object({
      name: z.string(),
      ok: z.boolean(),
      detail: z.string(),
      remedy: z.string().optional(),
      optional: z.boolean().optional(),
    }),
  ),
});

export const workersSchema = z.object({
  workers: z.array(
    z.object({
      name: z.string(),
      track: z.string(),
      state: z.string(),
      reason: z.string().optional(),
      slots: z.number(),
      busy: z.number(),
      fingerprints: z.array(z.string()),
    }),
  ),
});

export const versionSchema = z.object({
  serin: z.string(),
  /** With the commit; absent where an older release answers. */
  release: z.string().optional(),
  node: z.string(),
});

const testSchema = z.object({
  name: z.string(),
  verdict: z.string(),
  detail: z.string().optional(),
  message: z.string().optional(),
  cpuMs: z.number(),
  wallMs: z.number(),
  memoryBytes: z.number(),
  stdout: z.string().optional(),
  stderr: z.string().optional(),
  transcript: transcriptSchema.optional(),
});

export const blobSchema = z.object({ blob: z.string() });

const pointsSchema = z.object({ got: z.string(), most: z.string() });

export const submissionSchema = z.object({
  id: z.string(),
  state: z.string(),
  decision: z.object({
    track: z.string(),
    runtime: z.string(),
    fingerprint: z.string(),
    reason: z.string(),
    rule: z.string().optional(),
    why: z.string().optional(),
  }),
  result: z
    .object({
      verdict: z.string(),
      detail: z.string().optional(),
      message: z.string().optional(),
      score: z.number(),
      points: pointsSchema.optional(),
      groups: z
        .array(z.object({ name: z.string(), verdict: z.string(), points: pointsSchema.optional() }))
        .optional(),
      cpuMs: z.number(),
      wallMs: z.number(),
      memoryBytes: z.number(),
      compile: z.object({ ok: z.boolean(), log: z.string() }).optional(),
      tests: z.array(testSchema),
      timings: z.object({ totalMs: z.number() }),
    })
    .optional(),
});

export type SubmissionAnswer = z.infer<typeof submissionSchema>;
export type ResultAnswer = NonNullable<SubmissionAnswer['result']>;

export const verificationSchema = z.object({
  problem: z.object({ id: z.string(), revision: z.number() }),
  limits: z.object({ cpuMs: z.number() }),
  submissions: z.array(
    z.object({
      name: z.string(),
      track: z.string(),
      language: z.string(),
      submission: z.string(),
      expected: z.array(z.string()),
      score: z.tuple([z.string(), z.string()]).optional(),
      timing: z.enum(['accepted', 'too-slow']).optional(),
    }),
  ),
  skipped: z.array(z.object({ name: z.string(), track: z.string().optional(), reason: z.string() })),
});

export type VerificationAnswer = z.infer<typeof verificationSchema>;

export const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('queued'), decision: z.object({ track: z.string(), runtime: z.string() }) }),
  z.object({ type: z.literal('compiling') }),
  z.object({
    type: z.literal('test'),
    index: z.number(),
    count: z.number(),
    name: z.string(),
    verdict: z.string(),
  }),
  z.object({ type: z.literal('finished') }),
]);

export type EventAnswer = z.infer<typeof eventSchema>;
