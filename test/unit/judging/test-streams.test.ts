import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import type { RunInput } from '../../../src/domain/run.ts';
import type { StoredData, TestData } from '../../../src/domain/submission.ts';
import type { TestDataReader } from '../../../src/judging/ports.ts';
import { openStreams } from '../../../src/judging/test-streams.ts';
import { memorySpool } from '../../support/memory-spool.ts';

const keyOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const stored = (text: string): StoredData => ({
  digest: keyOf(Buffer.from(text)),
  bytes: Buffer.byteLength(text),
});

/** Blobs in memory, in pieces of two bytes; `broken` ones can be opened, and end in an error. */
const reader = (texts: readonly string[], broken: readonly string[] = []): TestDataReader => ({
  open: ({ digest, bytes }) => {
    const text = [...texts, ...broken].find((each) => keyOf(Buffer.from(each)) === digest);
    if (text === undefined) return Promise.reject(new SerinError('BLOB_NOT_FOUND', `no blob ${digest}`));
    const data = Buffer.from(text);
    function* pieces(): Iterable<Buffer> {
      for (let at = 0; at < data.length; at += 2) yield data.subarray(at, at + 2);
      if (broken.includes(data.toString())) throw new SerinError('BLOB_CORRUPT', 'cut short');
    }
    async function* stream(): AsyncIterable<Buffer> {
      yield* pieces();
      await Promise.resolve();
    }
    return Promise.resolve({ bytes, pieces, stream });
  },
});

const spec = { checker: { kind: 'tokens' }, keepOutputBytes: 10 } as const;

const streams = (data: TestDataReader, input: TestData, answer?: TestData) =>
  openStreams(data, spec.checker, spec.keepOutputBytes, {
    name: '1',
    input,
    ...(answer === undefined ? {} : { answer }),
  });

const textOf = async (input: RunInput): Promise<string> => {
  const pieces: Buffer[] = [];
  for await (const piece of input.read()) pieces.push(piece);
  return Buffer.concat(pieces).toString();
};

describe('the input of a run', () => {
  test('that is stored is read from its blob, as often as it is asked for, under its digest', async () => {
    const { stdin } = await streams(reader(['1 2 3\n']), stored('1 2 3\n'));
    expect([stdin.bytes, stdin.key]).toEqual([6, stored('1 2 3\n').digest]);
    expect([await textOf(stdin), await textOf(stdin)]).toEqual(['1 2 3\n', '1 2 3\n']);
  });

  test('that came with the submission has a key where sending it again would cost something', async () => {
    const [small, large] = [Buffer.alloc(16 * 1024 - 1, 'x'), Buffer.alloc(16 * 1024, 'x')];
    expect((await streams(reader([]), small)).stdin.key).toBeUndefined();
    expect((await streams(reader([]), large)).stdin.key).toBe(keyOf(large));
  });
});

describe('the output of a run', () => {
  test('is held against a stored answer while it comes, and only what was asked for is kept', async () => {
    const run = await streams(reader(['1 2\n']), Buffer.from(''), stored('1 2\n'));
    expect(run.keptBytes).toBe(10);
    for (const piece of ['1', ' ', ' 2']) run.onStdout?.(Buffer.from(piece));
    expect(run.outcome()).toEqual({ ok: true });
  });

  test('is not looked at where there is no answer', async () => {
    const run = await streams(reader([]), Buffer.from(''));
    expect([run.onStdout, run.keptBytes, run.outcome().ok]).toEqual([undefined, 10, true]);
  });

  test('that a program judges goes to the spool, and a spool that is full is our failure and no verdict', async () => {
    const spool = memorySpool();
    const run = await openStreams(reader([]), spool, 10, { name: '1', input: Buffer.from('') });
    for (const piece of ['1', ' 2']) run.onStdout?.(Buffer.from(piece));
    expect([run.keptBytes, run.outcome().ok, await textOf(spool.written())]).toEqual([10, true, '1 2']);
    const write = (): never => {
      throw new SerinError('STORAGE_FULL', 'the disk has no room for this');
    };
    const full = await openStreams(reader([]), { ...memorySpool(), write }, 10, {
      name: '1',
      input: Buffer.from(''),
    });
    full.onStdout?.(Buffer.from('1'));
    expect(full.outcome).toThrow(expect.objectContaining({ code: 'STORAGE_FULL' }));
  });

  test('of one run is nothing to another', async () => {
    const data = reader(['1 2\n']);
    const first = await streams(data, Buffer.from(''), stored('1 2\n'));
    const second = await streams(data, Buffer.from(''), stored('1 2\n'));
    first.onStdout?.(Buffer.from('9'));
    second.onStdout?.(Buffer.from('1 2'));
    expect([first.outcome().ok, second.outcome().ok]).toEqual([false, true]);
  });
});

describe('a blob that cannot be had', () => {
  test('is our failure before anything runs', async () => {
    const gone = { code: 'BLOB_NOT_FOUND' };
    await expect(streams(reader([]), stored('x'))).rejects.toMatchObject(gone);
    await expect(streams(reader([]), Buffer.from(''), stored('x'))).rejects.toMatchObject(gone);
  });

  test('while it is compared with is our failure and no verdict, and throws at nobody who hands output on', async () => {
    const run = await streams(reader([], ['1 2 ']), Buffer.from(''), stored('1 2 '));
    for (const piece of ['1 2 ', '3', ' 4']) run.onStdout?.(Buffer.from(piece));
    expect(() => run.outcome()).toThrow(expect.objectContaining({ code: 'BLOB_CORRUPT' }));
  });
});
