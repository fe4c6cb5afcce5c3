import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunInput } from '../../../src/domain/run.ts';
import { OutputSpool } from '../../../src/store/output-spool.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'serin-spool-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const opened = (heldBytes: number, within = directory) =>
  new OutputSpool({ directory: within, heldBytes, newId: () => 'one' });

const bytesOf = async (input: RunInput): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of input.read()) pieces.push(piece);
  return Buffer.concat(pieces);
};

test.each([
  ['in memory', 1 << 20],
  ['in a file', 10],
])('what was written is read as often as it is asked for, %s', async (_, heldBytes) => {
  const spool = opened(heldBytes, join(directory, 'made', 'when needed'));
  const pieces = ['a', 'bc', 'x'.repeat(600_000), '\0end'].map((text) => Buffer.from(text));
  for (const piece of pieces) spool.write(piece);
  const written = spool.written();
  expect(written.bytes).toBe(600_007);
  for (let time = 0; time < 2; time += 1) {
    expect((await bytesOf(written)).equals(Buffer.concat(pieces))).toBe(true);
  }
  spool.dispose();
});

test('nothing at all can be written as well', async () => {
  const spool = opened(10);
  expect((await bytesOf(spool.written())).length).toBe(0);
  spool.dispose();
  spool.dispose();
});

test('a file has no name any more, so that nothing is left of it when the process dies', async () => {
  const spool = opened(1);
  spool.write(Buffer.from('more than one'));
  expect(await readdir(directory)).toEqual([]);
  expect((await bytesOf(spool.written())).toString()).toBe('more than one');
  spool.dispose();
});

test('a place that cannot be written to is told of, and is our failure', async () => {
  const file = join(directory, 'no directory');
  await writeFile(file, '');
  const spool = opened(1, file);
  expect(() => spool.write(Buffer.from('more'))).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
});
