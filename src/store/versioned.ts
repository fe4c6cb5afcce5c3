import { z } from 'zod';
import { SerinError } from '../domain/errors.ts';
import { schemaVersion } from '../domain/submission.ts';

/**
 * Reading back what some release of Serin wrote.
 *
 * Every payload says its schema version. A release reads its own and the one before; unknown fields are passed over. What
 * cannot be read is our own failure, named by what it was.
 */
export const readable = (version: number): boolean =>
  version === schemaVersion || version === schemaVersion - 1;

/** @throws SerinError INTERNAL naming `what` */
export const parseStored = <T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SerinError('INTERNAL', `${what} cannot be read: ${z.prettifyError(parsed.error)}`);
};

/** JSON text holding what `schema` describes. */
export const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** Decimal digits, as Redis keeps integers. */
export const digits = z
  .string()
  .regex(/^\d{1,16}$/, 'not a whole number')
  .transform(Number);

export const version = digits.refine(readable, 'written by a release that this one cannot read');

const payload = z.looseObject({
  v: z.number().refine(readable, 'written by a release that this one cannot read'),
});

/** An object as it is kept: JSON that says its schema version. */
export const encodePayload = (value: object): string => JSON.stringify({ v: schemaVersion, ...value });

/** @throws SerinError INTERNAL naming `what` */
export const decodePayload = <T extends z.ZodType>(shape: T, text: string, what: string): z.output<T> =>
  parseStored(shape, parseStored(json(payload), text, what), what);

/** Field and value in turn, as Redis answers with the fields of a stream's entry. */
export const pairs = (fields: readonly string[]): Record<string, string> => {
  const named: Record<string, string> = {};
  for (let at = 0; at + 1 < fields.length; at += 2) named[fields[at] ?? ''] = fields[at + 1] ?? '';
  return named;
};

/** The answers of a transaction; the first failure among them is thrown. */
export const values = (answers: [Error | null, unknown][] | null): unknown[] =>
  (answers ?? []).map(([error, value]) => {
    if (error !== null) throw error;
    return value;
  });
