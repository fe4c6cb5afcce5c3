import { z } from 'zod';
import { SerinError } from '../domain/errors.ts';
import type { SubmissionMaterial } from '../domain/submission.ts';
import { decodeEnvelope, encodeEnvelope } from './envelope.ts';

/** Parts: every file's content, then of every test its input and, where it has one, its answer. */
const aboutShape = z.object({
  files: z.array(z.string()),
  tests: z.array(z.object({ name: z.string(), answer: z.boolean() })),
});

/** Sources and tests as one blob. The same material always gives the same bytes. */
export const encodeMaterial = (material: SubmissionMaterial): Buffer => {
  const about = {
    files: material.files.map((file) => file.path),
    tests: material.tests.map((test) => ({ name: test.name, answer: test.answer !== undefined })),
  };
  const parts = [
    ...material.files.map((file) => file.content),
    ...material.tests.flatMap((test) =>
      test.answer === undefined ? [test.input] : [test.input, test.answer],
    ),
  ];
  return encodeEnvelope('material', about, parts);
};

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
  const tests = about.tests.map(({ name, answer }) => {
    const input = next();
    return answer ? { name, input, answer: next() } : { name, input };
  });
  if (left.next().done !== true)
    throw new SerinError('BLOB_CORRUPT', 'stored material has more parts than it says');
  return { files, tests };
};
