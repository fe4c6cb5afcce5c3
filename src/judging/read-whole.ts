/** Stored data in memory as a whole: only where a container takes it in no other way, and only within a bound. */
import { SerinError } from '../domain/errors.ts';
import type { ProblemFile } from '../domain/problem.ts';
import type { RunInput } from '../domain/run.ts';
import { isStored } from '../domain/submission.ts';
import type { SourceFile, TestData } from '../domain/submission.ts';
import type { TestDataReader } from './ports.ts';

/** What the files of one program or of one language may have together: they lie in `/app`. */
const mostFileBytes = 64 * 1024 * 1024;

export const bytesOf = (data: TestData): number => (isStored(data) ? data.bytes : data.length);

/** @throws SerinError BLOB_NOT_FOUND, BLOB_CORRUPT */
export const readWhole = async (reader: TestDataReader, data: TestData): Promise<Buffer> => {
  if (!isStored(data)) return data;
  const opened = await reader.open(data);
  const pieces: Buffer[] = [];
  // A reader may use one buffer for all pieces.
  for await (const piece of opened.stream()) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
};

/** Larger data is read while it is sent. */
const mostHeldBytes = 1024 * 1024;

/** Data for a container that takes it as a file. @throws SerinError BLOB_NOT_FOUND, BLOB_CORRUPT */
export const fileOf = async (reader: TestDataReader, data: TestData): Promise<Buffer | RunInput> => {
  if (!isStored(data)) return data;
  const opened = await reader.open(data);
  return heldIfSmall({ bytes: opened.bytes, key: data.digest, read: () => opened.stream() });
};

export const heldIfSmall = async (input: RunInput): Promise<Buffer | RunInput> => {
  if (input.bytes > mostHeldBytes) return input;
  const pieces: Buffer[] = [];
  for await (const piece of input.read()) pieces.push(piece);
  return Buffer.concat(pieces);
};

/** @throws SerinError BLOB_NOT_FOUND, BLOB_CORRUPT, ARTIFACTS_TOO_LARGE */
export const readFiles = async (
  reader: TestDataReader,
  files: readonly ProblemFile[],
): Promise<readonly SourceFile[]> => {
  const bytes = files.reduce((sum, file) => sum + file.data.bytes, 0);
  if (bytes > mostFileBytes) {
    throw new SerinError(
      'ARTIFACTS_TOO_LARGE',
      `the problem's files have ${bytes} bytes, a program takes ${mostFileBytes} at most`,
    );
  }
  const sources: SourceFile[] = [];
  for (const { path, data } of files) sources.push({ path, content: await readWhole(reader, data) });
  return sources;
};
