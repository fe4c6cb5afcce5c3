import { z } from 'zod';
import { SerinError } from '../domain/errors.ts';
import { isStored } from '../domain/submission.ts';
import type { StoredData, SubmissionMaterial, TestData } from '../domain/submission.ts';
import { decodeEnvelope, encodeEnvelope } from './envelope.ts';

const storedShape = z.object({
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().min(0),
});

/** Parts: every file's content, then of every test its input and, where it has one, its answer, unless it is a blob of its own. */
const aboutShape = z.object({
  files: z.array(z.string()),
  tests: z.array(
    z.object({
      name: z.string(),
      input: storedShape.optional(),
      answer: z.union([z.boolean(), storedShape]),
      args: z.array(z.string()).optional(),
    }),
  ),
});

/** Sources and tests as one blob. The same material always gives the same bytes. */
export const encodeMaterial = (material: SubmissionMaterial): Buffer => {
  const about = {
    files: material.files.map((file) => file.path),
    tests: material.tests.map(({ name, input, answer, args }) => ({
      name,
      ...(isStored(input) ? { input: storedOf(input) } : {}),
      answer: answer !== undefined && isStored(answer) ? storedOf(answer) : answer !== undefined,
      ...(args === undefined ? {} : { args }),
    })),
  };
  const parts = [
    ...material.files.map((file) => file.content),
    ...material.tests.flatMap(({ input, answer }) => [...inPlace(input), ...inPlace(answer)]),
  ];
  return encodeEnvelope('material', about, parts);
};

const storedOf = ({ digest, bytes }: StoredData): StoredData => ({ digest, bytes });

const inPlace = (data: TestData | undefined): Buffer[] =>
  data === undefined || isStored(data) ? [] : [data];

/** @throws SerinError BLOB_CORRUPT */
export const decodeMaterial = (bytes: Buffer): SubmissionMaterial => {
  const { about, parts } = decodeEnvelope('material', aboutShape, bytes);
  const left = parts.values();
  const next = (): Buffer => {
    const part = left.next();
    if (part.done === true)
      throw new SerinError('BLOB_CORRUPT', 'stored material has fewer parts than it says');
    return part.value;
  };
  const files = about.files.map((path) => ({ path, content: next() }));
  const tests = about.tests.map(({ name, input: stored, answer, args }) => {
    const test = { name, input: stored ?? next(), ...(args === undefined ? {} : { args }) };
    if (answer === false) return test;
    return { ...test, answer: answer === true ? next() : answer };
  });
  if (left.next().done !== true)
    throw new SerinError('BLOB_CORRUPT', 'stored material has more parts than it says');
  return { files, tests };
};
