/** The shapes of requests and answers about tracks, lineage, freezes and provenance. */
import { z } from 'zod';
import { freezeKinds, historyKinds, stages } from '../../domain/history.ts';
import { shortText } from './text.ts';

const instantMs = z.number().describe('Milliseconds since 1970-01-01 UTC.');
const revision = z.number().int().describe('Of the bindings; it grows with every change.');
const changed = z.boolean().describe('False: it was so already, or this was a dry run.');

export const fingerprintText = shortText(256).describe('A whole fingerprint: python-3.14.7@1f2e3d4c5b6a.');
export const reasonText = shortText(512).describe('Stands in the history.');

export const dryRunQuery = z.strictObject({
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe('Tell what would happen, guards included, and change nothing.'),
});

const bindingSchema = z.strictObject({
  language: z.string(),
  family: z.string(),
  track: z.string(),
  runtime: z.string(),
  fingerprint: z.string(),
  by: z.string(),
  reason: z.string(),
  atMs: instantMs,
  range: z.string().exactOptional().describe('The range of versions that was asked for.'),
});

const quarantineSchema = z
  .strictObject({
    language: z.string(),
    runtime: z.string(),
    fingerprint: z.string(),
    by: z.string(),
    reason: z.string(),
    atMs: instantMs,
  })
  .readonly();

export const tracksAnswerSchema = z.strictObject({
  revision,
  tracks: z.array(bindingSchema),
  draining: z
    .array(
      z
        .strictObject({
          language: z.string(),
          track: z.string(),
          runtime: z.string(),
          fingerprint: z.string(),
          sinceMs: instantMs,
        })
        .readonly(),
    )
    .readonly()
    .describe('Taken off a track; what was sent to them before is still judged by them.'),
  quarantined: z
    .array(quarantineSchema)
    .readonly()
    .describe('Rolled back: nothing is bound to them until they are released.'),
});

export const boundAnswerSchema = z.strictObject({
  revision,
  changed,
  binding: bindingSchema,
  replaced: z.string().exactOptional().describe('The fingerprint that the track had before; it drains.'),
  forced: z.array(z.string()).readonly().describe('Guards that were passed over.'),
  warnings: z.array(z.string()).readonly(),
});

export const rolledBackAnswerSchema = z.strictObject({
  revision,
  changed,
  quarantined: z.string(),
  binding: bindingSchema
    .exactOptional()
    .describe('What the track has now; absent: nothing, and its submissions go to stable.'),
  also: z
    .array(z.strictObject({ track: z.string(), fingerprint: z.string().exactOptional() }).readonly())
    .readonly()
    .describe('Other tracks that had it, and what they have now.'),
  warnings: z.array(z.string()).readonly(),
});

export const unboundAnswerSchema = z.strictObject({
  revision,
  changed,
  fingerprint: z.string(),
  unfinished: z
    .number()
    .int()
    .exactOptional()
    .describe(
      'Submissions that were sent to it before and are still judged by it; absent where they could not be counted.',
    ),
  warnings: z.array(z.string()).readonly(),
});

const noteSchema = z
  .strictObject({
    environment: z.string(),
    stage: z.enum(stages),
    digest: z.string(),
    keyId: z.string().exactOptional(),
  })
  .readonly();

const nodeSchema = z
  .strictObject({
    fingerprint: z.string(),
    runtime: z.string(),
    language: z.string(),
    parent: z.string().exactOptional().describe('The release that it was weighed against.'),
    stage: z.enum(stages),
    tracks: z.array(z.string()).readonly(),
    draining: z.boolean(),
    rollbackTarget: z.boolean().describe('A rollback of some track would bind it again.'),
    quarantine: z
      .strictObject({ by: z.string(), reason: z.string(), atMs: instantMs })
      .readonly()
      .exactOptional(),
    sinceMs: instantMs.exactOptional().describe('Since when it is at its stage.'),
    builtAtMs: instantMs.exactOptional().describe('When a worker first told of it.'),
    canaryAtMs: instantMs.exactOptional(),
    stableAtMs: instantMs.exactOptional(),
    provenance: z.array(noteSchema).readonly(),
  })
  .readonly();

const edgeSchema = z
  .strictObject({
    id: z.string(),
    kind: z.enum(historyKinds),
    from: z.string().exactOptional(),
    to: z.string().exactOptional(),
    language: z.string(),
    track: z.string(),
    by: z.string(),
    reason: z.string(),
    atMs: instantMs,
    revision,
    rulesRevision: z.number().int().exactOptional(),
    forced: z.array(z.string()).readonly().exactOptional(),
  })
  .readonly();

export const lineageAnswerSchema = z.strictObject({
  revision,
  environment: z.string(),
  nodes: z.array(nodeSchema).readonly(),
  edges: z.array(edgeSchema).readonly(),
});

export const historyAnswerSchema = z.strictObject({
  events: z
    .array(
      z
        .strictObject({
          id: z.string(),
          kind: z.enum(historyKinds),
          revision,
          by: z.string(),
          reason: z.string(),
          atMs: instantMs,
          environment: z.string(),
          rulesRevision: z.number().int().exactOptional(),
          fingerprint: z.string().exactOptional(),
          runtime: z.string().exactOptional(),
          language: z.string().exactOptional(),
          track: z.string().exactOptional(),
          replaced: z.string().exactOptional(),
          range: z.string().exactOptional(),
          forced: z.array(z.string()).readonly().exactOptional(),
          provenance: noteSchema.exactOptional(),
          freeze: z.string().exactOptional(),
          window: z
            .strictObject({
              kind: z.enum(freezeKinds),
              languages: z.array(z.string()).readonly(),
              fromMs: instantMs,
              untilMs: instantMs,
            })
            .readonly()
            .exactOptional(),
        })
        .readonly(),
    )
    .readonly()
    .describe('The latest first.'),
});

export const quarantinedAnswerSchema = z.strictObject({
  revision,
  changed,
  quarantine: quarantineSchema,
});

export const releasedAnswerSchema = z.strictObject({ revision, changed, fingerprint: z.string() });

export const freezeName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, '1–63 of a–z, 0–9, ".", "_" and "-"');

const freezeSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(freezeKinds),
  languages: z.array(z.string()).readonly(),
  fromMs: instantMs,
  untilMs: instantMs,
  by: z.string(),
  reason: z.string(),
});

export const freezesAnswerSchema = z.strictObject({
  freezes: z.array(freezeSchema.extend({ inForce: z.boolean() }).readonly()).readonly(),
});

export const frozenAnswerSchema = z.strictObject({ revision, changed, freeze: freezeSchema.readonly() });
export const thawedAnswerSchema = z.strictObject({ revision, changed, name: z.string() });

/** `2026-11-25T20:00:00Z`, with an offset or Z: a local time would mean another instant on each server. */
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

export const freezeBody = z.strictObject({
  kind: z.enum(freezeKinds).default('freeze').describe('contest: a contest of this name runs.'),
  from: instant.describe('An RFC 3339 instant: 2026-12-24T00:00:00Z.'),
  until: instant.describe('Not included.'),
  languages: z
    .array(shortText(64))
    .max(256)
    .default([])
    .describe('Languages or families; every language when it is empty.'),
  reason: reasonText,
});

export const importedAnswerSchema = z.strictObject({ revision, changed, provenance: noteSchema });
