import type { FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import { SerinError } from '../domain/errors.ts';
import { faultsOf } from './schemas/faults.ts';

/** Faults outside the body have no JSON pointer; these words stand in front of their names. */
const prefixes: Readonly<Record<string, string>> = {
  querystring: 'query:',
  params: 'path:',
  headers: 'header:',
};

/** Holds a part of a request against its zod schema; every fault becomes one of the problem's `errors`. */
export const validatorCompiler: FastifySchemaCompiler<unknown> = ({ schema, httpPart }) => {
  if (!(schema instanceof z.ZodType))
    throw new TypeError(`the schema of ${httpPart ?? 'a part'} is not one of zod`);
  const prefix = prefixes[httpPart ?? ''];
  return (data: unknown) => {
    const parsed = schema.safeParse(data);
    if (parsed.success) return { value: parsed.data };
    const faults = faultsOf(parsed.error).map(({ path, message }) => ({
      path: prefix === undefined ? path : `${prefix}${path.slice(1)}`,
      message,
    }));
    const [first] = faults;
    const detail = first === undefined ? 'not valid' : `${first.path || 'the body'}: ${first.message}`;
    return { error: new SerinError('INVALID_REQUEST', detail, { faults }) };
  };
};
