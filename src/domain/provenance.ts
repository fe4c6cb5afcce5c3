import { z } from 'zod';
import { stages } from './history.ts';

const name = z.string().min(1).max(256);

/** What one environment vouches for to the next: a record, its digest, and a signature where there is a key (`fingerprint/provenance.ts`). */
export const provenanceSchema = z.strictObject({
  apiVersion: z.literal('serin/v1'),
  kind: z.literal('Provenance'),
  record: z.strictObject({
    environment: name,
    fingerprint: name,
    runtime: name,
    language: name,
    /** The furthest stage that it reached there. */
    stage: z.enum(stages),
    quarantined: z.boolean(),
    issuedAtMs: z.number().int().min(0),
    issuer: name,
    /** What happened to it there, the oldest first. */
    events: z
      .array(
        z.strictObject({
          kind: name,
          track: name.exactOptional(),
          by: z.string().max(256),
          reason: z.string().max(4096),
          atMs: z.number(),
          revision: z.number(),
        }),
      )
      .max(10_000),
  }),
  digest: z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits'),
  signature: z
    .strictObject({
      algorithm: z.literal('ed25519'),
      keyId: z.string().regex(/^[0-9a-f]{16}$/, '16 hex digits'),
      value: z.base64().max(128),
    })
    .exactOptional(),
});

export type Provenance = z.infer<typeof provenanceSchema>;
export type ProvenanceRecord = Provenance['record'];
