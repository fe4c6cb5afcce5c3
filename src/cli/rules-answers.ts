/** The parts of the server's answers about gray rules that the command line reads. */
import { z } from 'zod';

const faults = z.array(z.object({ path: z.string(), message: z.string() }));
const diff = z.array(z.object({ sentence: z.string() }));

export const revisionSchema = z.object({
  revision: z.number(),
  digest: z.string(),
  layer: z.string(),
  by: z.string(),
  message: z.string(),
  atMs: z.number(),
  restores: z.number().optional(),
  approvedBy: z.string().optional(),
});

const proposalSchema = z.object({
  id: z.string(),
  layer: z.string(),
  by: z.string(),
  message: z.string(),
  asks: z.array(z.string()),
  atMs: z.number(),
});

export const publishedSchema = z.object({
  revision: z.number(),
  changed: z.boolean(),
  diff,
  warnings: faults,
  proposal: proposalSchema.optional(),
  count: z.number().optional(),
});

export const proposalsSchema = z.object({
  proposals: z.array(proposalSchema.extend({ diff, stale: z.boolean() })),
});

export const withdrawnSchema = proposalSchema;

const documentSchema = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string(), owner: z.string().optional() }),
  spec: z.record(z.string(), z.unknown()),
});

export type DocumentAnswer = z.infer<typeof documentSchema>;

export const rulesSchema = z.object({
  revision: z.number(),
  digest: z.string(),
  about: revisionSchema.optional(),
  layers: z.record(z.string(), z.array(documentSchema)),
});

export const revisionsSchema = z.object({ revisions: z.array(revisionSchema) });
export const diffSchema = z.object({ from: z.number(), diff });
export const draftDiffSchema = diffSchema.extend({ warnings: faults });

export const statusSchema = z.object({
  revision: z.number(),
  wanted: z.number(),
  everywhere: z.boolean(),
  nodes: z.array(
    z.object({
      node: z.string(),
      revision: z.number(),
      digest: z.string(),
      atMs: z.number(),
      sinceMs: z.number(),
      alarms: z.array(z.string()),
      serving: z.boolean(),
    }),
  ),
});

export type StatusAnswer = z.infer<typeof statusSchema>;

export const explanationSchema = z.object({
  choice: z.object({ track: z.string(), reason: z.string(), revision: z.number() }),
  tried: z.array(
    z.object({
      layer: z.string(),
      name: z.string(),
      outcome: z.string(),
      sentence: z.string(),
      conditions: z.array(
        z.object({
          path: z.string(),
          wanted: z.unknown().optional(),
          found: z.unknown().optional(),
          holds: z.boolean(),
        }),
      ),
    }),
  ),
  sentence: z.string(),
});

const counts = z.record(z.string(), z.number());
const arms = { contexts: z.number(), live: counts, draft: counts, moved: z.number() };
const mover = z.object({
  user: z.string().optional(),
  language: z.string(),
  from: z.string(),
  to: z.string(),
});

export const simulationSchema = z.object({
  from: z.number(),
  ...arms,
  dimensions: z.record(z.string(), z.array(z.object({ ...arms, value: z.string() }))),
  moves: z.array(z.object({ from: z.string(), to: z.string(), count: z.number() })),
  movers: z.array(mover),
  wrongWay: z.array(z.object({ rule: z.string(), track: z.string(), count: z.number() })),
  failures: z.array(z.object({ name: z.string(), count: z.number(), last: z.string() })),
  notes: z.array(z.string()),
});

export type SimulationAnswer = z.infer<typeof simulationSchema>;
