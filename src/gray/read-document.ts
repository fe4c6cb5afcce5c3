/** From a value, of a file or of a request, to a document, or to everything that is wrong with it. */
import type { z } from 'zod';
import type { Fault } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';
import { documentSchema } from './document-schema.ts';
import type { GrayDocument } from './document-schema.ts';
import { keysAt, unknownKey } from './known-keys.ts';
import { oddities } from './oddities.ts';

/** What is wrong is added to `faults`, each at its place. */
export const readDocument = (
  value: unknown,
  placeOf: (path: readonly PropertyKey[]) => string,
  faults: Fault[],
): GrayDocument | undefined => {
  const add = (path: readonly PropertyKey[], message: string): void => {
    faults.push({ path: placeOf(path), message });
  };
  // Before the schema, which goes down into whatever it is given.
  const odd = oddities(value);
  for (const { path, message } of odd) add(path, message);
  if (odd.length > 0) return undefined;
  const schema = schemaOf(value);
  if (schema === undefined) {
    add(['kind'], unknownKind(value));
    return undefined;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    // Unknown keys are one fault each, at their own places.
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
    for (const key of keys) add([...issue.path, key], unknownKey(key, keysAt(schema, issue.path)));
    if (keys.length === 0) add(issue.path, messageOf(issue));
  }
  return undefined;
};

const schemas = Object.fromEntries(documentSchema.options.map((schema) => [schema.shape.kind.value, schema]));

const kindOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;

const schemaOf = (value: unknown): z.ZodType<GrayDocument> | undefined => {
  const kind = kindOf(value);
  return typeof kind === 'string' && Object.hasOwn(schemas, kind) ? schemas[kind] : undefined;
};

const unknownKind = (value: unknown): string => {
  const kind = kindOf(value);
  const kinds = Object.keys(schemas);
  if (typeof kind !== 'string') return `must be a document with a kind: ${kinds.join(', ')}`;
  const meant = nearest(kind, kinds);
  return `there is no kind "${kind}": ${meant === undefined ? kinds.join(', ') : `did you mean ${meant}?`}`;
};

const messageOf = ({ code, message }: z.core.$ZodIssue): string =>
  code === 'invalid_type' && message.endsWith('received undefined')
    ? 'this field is missing'
    : message.replace(/^Invalid input: /, '');
