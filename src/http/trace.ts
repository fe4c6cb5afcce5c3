/** The trace a request belongs to: the caller's, when it states one well, otherwise a new one. */
import type { IncomingHttpHeaders } from 'node:http';

const traceparent = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;
const plain = /^[0-9a-f]{32}$/;
const zero = /^0+$/;

/**
 * W3C Trace Context's `traceparent` comes first, then `X-Trace-Id` (32 hex digits). What is malformed is passed over,
 * as the specification asks, and never refused.
 */
export const traceIdOf = (headers: IncomingHttpHeaders, newTraceId: () => string): string => {
  const parent = headers['traceparent'];
  const fromParent = typeof parent === 'string' ? parentTraceId(parent) : undefined;
  if (fromParent !== undefined) return fromParent;
  const stated = headers['x-trace-id'];
  if (typeof stated === 'string') {
    const id = stated.toLowerCase();
    if (plain.test(id) && !zero.test(id)) return id;
  }
  return newTraceId();
};

const parentTraceId = (header: string): string | undefined => {
  const [, version, traceId, parentId, rest] = traceparent.exec(header) ?? [];
  if (version === undefined || traceId === undefined || parentId === undefined) return undefined;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  return zero.test(traceId) || zero.test(parentId) ? undefined : traceId;
};
