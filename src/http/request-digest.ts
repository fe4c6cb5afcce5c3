import { createHash } from 'node:crypto';

/**
 * What an idempotency key stands for: SHA-256, in hex, over the body with the keys of every object in order and the pin
 * that came in a header. White space, order and escapes of the JSON text do not count; defaults written out do.
 */
export const requestDigest = (body: unknown, pinnedByHeader: string | undefined): string =>
  createHash('sha256')
    .update(JSON.stringify([pinnedByHeader ?? null, body], inKeyOrder))
    .digest('hex');

const inKeyOrder = (_key: string, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
};
