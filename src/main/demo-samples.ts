/** `test/programs/samples/samples.yaml`: the programs of the demo and the verdict each is to get. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { SerinError } from '../domain/errors.ts';
import { verdicts } from '../domain/verdict.ts';

const sampleSchema = z.strictObject({
  language: z.string().min(1),
  /** Relative to the table. */
  file: z.string().min(1),
  input: z.string().optional(),
  answer: z.string().optional(),
  verdict: z.enum(verdicts),
});

const samplesSchema = z.strictObject({
  apiVersion: z.literal('serin/v1'),
  kind: z.literal('Samples'),
  input: z.string(),
  answer: z.string(),
  samples: z.array(sampleSchema).min(1),
});

export interface DemoSample {
  readonly language: string;
  /** `python/aplusb.py`, for people. */
  readonly name: string;
  readonly source: string;
  readonly input: string;
  readonly answer: string;
  readonly verdict: (typeof verdicts)[number];
}

/** @throws SerinError CONFIG_INVALID with every fault at its path */
export const readSamples = async (tablePath: string): Promise<DemoSample[]> => {
  const parsed = samplesSchema.safeParse(parse(await readFile(tablePath, 'utf8')));
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => ({
      path: `${tablePath}#/${issue.path.map(String).join('/')}`,
      message: issue.message,
    }));
    const text = faults.map(({ path, message }) => `  ${path}: ${message}`).join('\n');
    throw new SerinError('CONFIG_INVALID', `the samples cannot be read:\n${text}`, { faults });
  }
  const { input, answer, samples } = parsed.data;
  return Promise.all(
    samples.map(async (sample) => ({
      language: sample.language,
      name: sample.file,
      source: await readFile(resolve(dirname(tablePath), sample.file), 'utf8'),
      input: sample.input ?? input,
      answer: sample.answer ?? answer,
      verdict: sample.verdict,
    })),
  );
};
