import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** The package is a CommonJS function whose types promise an ES module; this is what Node really hands over. */
const serialize = canonicalize as unknown as (value: unknown) => string | undefined;

/**
 * RFC 8785 canonical JSON. Properties that are `undefined` are left out; everything else must be plain JSON, because a
 * `Map`, a `Buffer` or a function would be written as something else without a word, and two inputs would share a digest.
 *
 * @throws TypeError naming the place that is not JSON.
 */
export const canonicalJson = (value: unknown): string => {
  assertJson(value, '$');
  const text = serialize(value);
  if (text === undefined) throw new TypeError('$ is not JSON');
  return text;
};

/** SHA-256 in 64 lower-case hex digits; text is taken as UTF-8. */
export const sha256Hex = (data: string | Uint8Array): string =>
  createHash('sha256').update(data).digest('hex');

/** SHA-256 over the canonical JSON of a value, in 64 hex digits. */
export const canonicalDigest = (value: unknown): string => sha256Hex(canonicalJson(value));

/** Hex digits of a digest that are shown and compared by people. */
const shortLength = 12;

export const shortDigest = (digest: string): string => digest.slice(0, shortLength);

/** With the `u` flag a surrogate matches only where it has no partner. */
const loneSurrogate = /\p{Surrogate}/u;

const assertJson = (value: unknown, place: string): void => {
  switch (typeof value) {
    case 'boolean':
      return;
    case 'string':
      if (!loneSurrogate.test(value)) return;
      throw new TypeError(`${place} holds half a surrogate pair`);
    case 'number':
      if (Number.isFinite(value)) return;
      throw new TypeError(`${place} is ${String(value)}, which JSON cannot say`);
    case 'object':
      if (value !== null) assertPlain(value, place);
      return;
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      throw new TypeError(`${place} is ${typeof value}, not JSON`);
  }
};

const assertPlain = (value: object, place: string): void => {
  if (Array.isArray(value)) {
    // Array.from: a hole is undefined, and refused like it.
    Array.from(value as unknown[]).forEach((item, index) => assertJson(item, `${place}[${index}]`));
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`${place} is not a plain object`);
  }
  for (const [key, item] of Object.entries(value)) {
    assertJson(key, `a key of ${place}`);
    if (item !== undefined) assertJson(item, `${place}.${key}`);
  }
};
