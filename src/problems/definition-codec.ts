/** A definition as the bytes that are kept of it: canonical JSON, whose SHA-256 names the revision. */
import { z } from 'zod';
import { checkerSchema } from '../domain/checker.ts';
import { SerinError } from '../domain/errors.ts';
import { limitsSchema } from '../domain/limits.ts';
import { aggregations } from '../domain/problem.ts';
import type { ProblemDefinition } from '../domain/problem.ts';
import { verdicts } from '../domain/verdict.ts';
import { canonicalJson } from '../fingerprint/canonical.ts';
import { decimalPattern } from './decimal.ts';

/** Canonical JSON bytes of a definition; the same definition has the same bytes. */
export const encodeDefinition = (definition: ProblemDefinition): Buffer =>
  Buffer.from(canonicalJson(definition), 'utf8');

/** @throws SerinError BLOB_CORRUPT */
export const decodeDefinition = (bytes: Buffer): ProblemDefinition => {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new SerinError('BLOB_CORRUPT', 'a problem definition is not JSON', { cause });
  }
  const result = definitionSchema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => ({
    path: `/${path.map(String).join('/')}`,
    message,
  }));
  throw new SerinError('BLOB_CORRUPT', 'a problem definition does not have the shape of one', { faults });
};

const stored = z.strictObject({
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().nonnegative(),
});
const decimal = z.string().regex(decimalPattern);
const file = z.strictObject({ path: z.string().min(1), data: stored });
const program = z.strictObject({ language: z.string(), files: z.array(file).min(1), limits: limitsSchema });
const protocol = z.enum(['testlib', 'kattis']);
const strings = z.array(z.string());

const definitionSchema: z.ZodType<ProblemDefinition> = z.strictObject({
  version: z.literal(1),
  title: z.string(),
  limits: limitsSchema,
  mode: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('standard') }),
    z.strictObject({ kind: z.literal('interactive'), protocol, interactor: program }),
    z.strictObject({ kind: z.literal('output-only') }),
  ]),
  judge: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('comparison'), checker: checkerSchema }),
    z.strictObject({ kind: z.literal('program'), protocol, program }),
  ]),
  scoring: z.enum(['pass-fail', 'points']),
  groups: z.array(
    z.strictObject({
      name: z.string(),
      parent: z.string().exactOptional(),
      aggregate: z.enum(aggregations),
      points: decimal.exactOptional(),
      requires: strings,
      onReject: z.enum(['break', 'continue']),
      sample: z.literal(true).exactOptional(),
    }),
  ),
  tests: z.array(
    z.strictObject({
      name: z.string(),
      group: z.string(),
      input: stored,
      answer: stored.exactOptional(),
      points: decimal.exactOptional(),
      args: strings.exactOptional(),
      judgeArgs: strings.exactOptional(),
      checker: checkerSchema.exactOptional(),
      limits: limitsSchema.exactOptional(),
    }),
  ),
  provided: z.array(z.strictObject({ language: z.string().exactOptional(), files: z.array(file) })),
  inputFile: z.string().exactOptional(),
  outputFile: z.string().exactOptional(),
  languages: strings.exactOptional(),
  difficulty: z.number().min(0).max(1).exactOptional(),
  topics: strings.exactOptional(),
  submissions: z.array(
    z.strictObject({
      name: z.string(),
      language: z.string().exactOptional(),
      files: z.array(file).min(1),
      expected: z.array(z.enum(verdicts)),
      score: z.tuple([decimal, decimal]).exactOptional(),
      timing: z.enum(['accepted', 'too-slow']).exactOptional(),
    }),
  ),
  format: z.string(),
});
