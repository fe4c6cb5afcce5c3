/** The parts of the server's answers about tracks and releases that the command line reads. */
import { z } from 'zod';

const bindingSchema = z.object({
  language: z.string(),
  track: z.string(),
  runtime: z.string(),
  fingerprint: z.string(),
  by: z.string(),
  reason: z.string(),
  range: z.string().optional(),
});

export const tracksSchema = z.object({
  revision: z.number(),
  tracks: z.array(bindingSchema),
  draining: z.array(z.object({ language: z.string(), track: z.string(), fingerprint: z.string() })),
  quarantined: z.array(z.object({ fingerprint: z.string(), by: z.string(), reason: z.string() })),
});

export const revisionSchema = z.object({ revision: z.number(), changed: z.boolean() });

export const boundSchema = revisionSchema.extend({
  binding: bindingSchema,
  replaced: z.string().optional(),
  forced: z.array(z.string()),
  warnings: z.array(z.string()),
});

export const rolledBackSchema = revisionSchema.extend({
  quarantined: z.string(),
  binding: bindingSchema.optional(),
  also: z.array(z.object({ track: z.string(), fingerprint: z.string().optional() })),
  warnings: z.array(z.string()),
});

export const unboundSchema = revisionSchema.extend({
  fingerprint: z.string(),
  unfinished: z.number().optional(),
  warnings: z.array(z.string()),
});

const freezeSchema = z.object({
  name: z.string(),
  kind: z.string(),
  languages: z.array(z.string()),
  fromMs: z.number(),
  untilMs: z.number(),
  by: z.string(),
  reason: z.string(),
});

export const freezesSchema = z.object({ freezes: z.array(freezeSchema.extend({ inForce: z.boolean() })) });
export const frozenSchema = revisionSchema.extend({ freeze: freezeSchema });

const nodeSchema = z.object({
  fingerprint: z.string(),
  runtime: z.string(),
  language: z.string(),
  parent: z.string().optional(),
  stage: z.string(),
  tracks: z.array(z.string()),
  draining: z.boolean(),
  rollbackTarget: z.boolean(),
  quarantine: z.object({ by: z.string(), reason: z.string(), atMs: z.number() }).optional(),
  sinceMs: z.number().optional(),
  provenance: z.array(z.object({ environment: z.string(), stage: z.string() })),
});

const edgeSchema = z.object({
  kind: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  language: z.string(),
  track: z.string(),
  by: z.string(),
  reason: z.string(),
  atMs: z.number(),
  revision: z.number(),
  rulesRevision: z.number().optional(),
  forced: z.array(z.string()).optional(),
});

export const lineageSchema = z.object({
  revision: z.number(),
  environment: z.string(),
  nodes: z.array(nodeSchema),
  edges: z.array(edgeSchema),
});

export type LineageAnswer = z.infer<typeof lineageSchema>;
export type LineageNodeAnswer = LineageAnswer['nodes'][number];
export type LineageEdgeAnswer = LineageAnswer['edges'][number];

export const historySchema = z.object({
  events: z.array(
    z.object({
      kind: z.string(),
      revision: z.number(),
      by: z.string(),
      reason: z.string(),
      atMs: z.number(),
      fingerprint: z.string().optional(),
      language: z.string().optional(),
      track: z.string().optional(),
      replaced: z.string().optional(),
      forced: z.array(z.string()).optional(),
      freeze: z.string().optional(),
    }),
  ),
});

export const provenanceAnswerSchema = z.looseObject({
  digest: z.string(),
  record: z.looseObject({ fingerprint: z.string(), environment: z.string(), stage: z.string() }),
  signature: z.looseObject({ keyId: z.string() }).optional(),
});

export const importedSchema = revisionSchema.extend({
  provenance: z.object({ environment: z.string(), stage: z.string(), keyId: z.string().optional() }),
});
