/** Names and patterns that documents of every kind use. */
import { z } from 'zod';

export const documentName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'lower case letters, digits and "-", at most 63');

export const metadataSchema = z.strictObject({
  name: documentName,
  owner: z.string().min(1).max(128).optional(),
});

export const mostPatterns = 256;

/** A name, or a prefix with `*` at its end; `*` alone is everything. */
export const pattern = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^*\s]*\*?$/, 'a name, or a prefix that ends in "*"');

export const patterns = z.array(pattern).min(1).max(mostPatterns);

/** An id of a user or a problem, whole. */
export const identifier = z
  .string()
  .min(1)
  .max(128)
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  .refine((id) => !/[\u0000-\u001f\u007f]/.test(id), 'without control characters');

/** A CEL expression; it is type-checked when the set is compiled. */
export const expression = z.string().min(1).max(1_024);

/** A time with its distance from UTC. */
export const instant = z.iso.datetime({
  offset: true,
  error: 'a time with its zone: 2026-12-24T18:00:00Z, or …+08:00',
});
