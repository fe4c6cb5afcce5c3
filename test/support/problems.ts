/** Definitions of problems whose data is in memory. */
import { createHash } from 'node:crypto';
import { SerinError } from '../../src/domain/errors.ts';
import type {
  AuxiliaryProgram,
  ProblemDefinition,
  ProblemFile,
  ProblemTest,
} from '../../src/domain/problem.ts';
import type { StoredData } from '../../src/domain/submission.ts';
import type { TestDataReader } from '../../src/judging/ports.ts';

export const blobsOf = () => {
  const blobs = new Map<string, Buffer>();
  const stored = (text: string): StoredData => {
    const data = Buffer.from(text);
    const digest = createHash('sha256').update(data).digest('hex');
    blobs.set(digest, data);
    return { digest, bytes: data.length };
  };
  const file = (path: string, text: string): ProblemFile => ({ path, data: stored(text) });
  const program = (path: string, text = `source of ${path}`, language = 'checker'): AuxiliaryProgram => ({
    language,
    files: [file(path, text)],
    limits: {},
  });
  const testOf = (
    name: string,
    input: string,
    answer: string,
    more: Partial<ProblemTest> = {},
  ): ProblemTest => ({
    name,
    group: '',
    input: stored(input),
    answer: stored(answer),
    ...more,
  });
  return { blobs, stored, file, program, testOf };
};

export const definitionOf = (changes: Partial<ProblemDefinition>): ProblemDefinition => ({
  version: 1,
  title: 'A problem',
  limits: {},
  mode: { kind: 'standard' },
  judge: { kind: 'comparison', checker: { kind: 'tokens' } },
  scoring: 'pass-fail',
  groups: [{ name: '', aggregate: 'sum', requires: [], onReject: 'continue' }],
  tests: [],
  provided: [],
  submissions: [],
  format: 'serin',
  ...changes,
});

export const readerOf = (blobs: ReadonlyMap<string, Buffer> = new Map()): TestDataReader => ({
  open: ({ digest, bytes }) => {
    const data = blobs.get(digest);
    if (data === undefined) return Promise.reject(new SerinError('BLOB_NOT_FOUND', `no blob ${digest}`));
    async function* stream(whole: Buffer): AsyncIterable<Buffer> {
      yield whole;
      await Promise.resolve();
    }
    return Promise.resolve({ bytes, pieces: () => [data], stream: () => stream(data) });
  },
});
