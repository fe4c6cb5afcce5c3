import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { silentLogger } from '../../../src/domain/logger.ts';
import { BlobCache } from '../../../src/store/blob-cache.ts';
import { StoredDataReader } from '../../../src/store/stored-data.ts';

const keyOf = (text: string): string => createHash('sha256').update(text).digest('hex');

let directory: string;
let nowMs: number;
let blobs: Map<string, string>;
let fetched: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'serin-cache-'));
  nowMs = Date.now();
  blobs = new Map();
  fetched = [];
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A blob at the source: under its digest unless told otherwise. */
const there = (text: string, key = keyOf(text)): string => {
  blobs.set(key, text);
  return key;
};

async function* inPieces(text: string): AsyncIterable<Buffer> {
  for (let at = 0; at < text.length; at += 3)
    yield await Promise.resolve(Buffer.from(text.slice(at, at + 3)));
}

const open = (maxBytes: number, inUseMs = 1_000) =>
  BlobCache.open(
    {
      source: {
        open: (key) => {
          fetched.push(blobs.get(key) ?? key);
          const text = blobs.get(key);
          return text === undefined
            ? Promise.reject(new SerinError('BLOB_NOT_FOUND', `there is no blob ${key}`))
            : Promise.resolve(inPieces(text));
        },
      },
      now: () => nowMs,
      newId: randomUUID,
      log: silentLogger,
    },
    { directory, maxBytes, inUseMs },
  );

const filesIn = async (): Promise<string[]> =>
  (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe('blobs of another place', () => {
  test('are fetched once, by whoever asks together or later', async () => {
    const cache = await open(100);
    const key = there('some input');
    await Promise.all([cache.locate(key), cache.locate(key), cache.get(key)]);
    expect((await cache.get(key)).toString()).toBe('some input');
    expect(fetched).toEqual(['some input']);
  });

  test('are read through the reader that verifies, like any others', async () => {
    const reader = new StoredDataReader(await open(100));
    const data = await reader.open({ digest: there('some input'), bytes: 10 });
    expect(Buffer.concat([...data.pieces()].map((piece) => Buffer.from(piece))).toString()).toBe(
      'some input',
    );
  });

  test('that are not what they are named by are refused, and leave nothing', async () => {
    const cache = await open(100);
    const key = there('tampered', keyOf('genuine'));
    await expect(cache.locate(key)).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
    await expect(cache.locate(keyOf('nowhere'))).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
    expect(await filesIn()).toEqual([]);
    there('genuine');
    expect((await cache.get(key)).toString()).toBe('genuine');
  });

  test('whose fetch broke off are fetched anew', async () => {
    const cache = await open(100);
    const key = keyOf('late');
    await expect(cache.get(key)).rejects.toThrow();
    there('late');
    expect((await cache.get(key)).toString()).toBe('late');
  });
});

describe('a blob that is fetched ahead', () => {
  /** A pace that waits at each piece until somebody wants the blob, or forever. */
  const resting = () => {
    const seen = { rests: 0 };
    const pace = (wanted: AbortSignal): Promise<void> => {
      seen.rests += 1;
      return new Promise((resolve) => {
        wanted.addEventListener('abort', () => {
          resolve();
        });
      });
    };
    return { seen, pace };
  };

  test('comes at its pace, and at once when somebody waits for it', async () => {
    const cache = await open(100);
    const key = there('some input of a test');
    const { seen, pace } = resting();
    const ahead = cache.fetchAhead(key, pace);
    await expect.poll(() => seen.rests).toBe(1);
    expect(await cache.touch(key)).toBeUndefined();
    expect((await cache.get(key)).toString()).toBe('some input of a test');
    await ahead;
    expect(seen.rests).toBe(1);
    expect(fetched).toEqual(['some input of a test']);
  });

  test('is fetched once however often it is asked for, and counts as used', async () => {
    const cache = await open(8, 0);
    const [a, b] = [there('aaaa'), there('bbbb')];
    const pace = () => Promise.resolve();
    await cache.fetchAhead(a, pace);
    nowMs += 10;
    await cache.fetchAhead(b, pace);
    nowMs += 10;
    await cache.fetchAhead(a, pace);
    nowMs += 10;
    await cache.locate(there('cccc'));
    expect([await cache.touch(a), await cache.touch(b)]).toEqual([4, undefined]);
    expect(fetched).toEqual(['aaaa', 'bbbb', 'cccc']);
  });

  test('whose pace gives up is not there, and may be fetched again', async () => {
    const cache = await open(100);
    const key = there('some input');
    const stopped = cache.fetchAhead(key, () => Promise.reject(new Error('stopped')));
    await expect(stopped).rejects.toThrow('stopped');
    expect(await filesIn()).toEqual([]);
    expect((await cache.get(key)).toString()).toBe('some input');
  });
});

test('what was held against its digest while it came is not read again for that, unless its file was changed', async () => {
  const cache = await open(100);
  const key = there('some input');
  expect(await cache.locate(key)).toMatchObject({ verified: true });
  await cache.touch(key);
  expect(await cache.locate(key)).toMatchObject({ verified: true });
  const { path } = await cache.locate(key);
  await new Promise((resolve) => setTimeout(resolve, 10));
  await writeFile(path, 'other text');
  expect((await cache.locate(key)).verified).toBeUndefined();
  const reader = new StoredDataReader(cache);
  await expect(reader.open({ digest: key, bytes: 10 })).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
  expect((await (await open(100)).locate(key)).verified).toBeUndefined();
});

describe('the room of the cache', () => {
  test('is made by removing what was used longest ago', async () => {
    const cache = await open(10, 0);
    const [a, b, c] = [there('aaaa'), there('bbbb'), there('cccc')];
    for (const key of [a, b, a, c]) {
      nowMs += 10;
      await cache.locate(key);
    }
    expect(cache.bytes).toBe(8);
    expect(await cache.touch(b)).toBeUndefined();
    expect(await cache.touch(a)).toBe(4);
    await cache.get(b);
    expect(fetched).toEqual(['aaaa', 'bbbb', 'cccc', 'bbbb']);
  });

  test('is gone over rather than to remove what may be being read', async () => {
    const cache = await open(10, 1_000);
    const keys = ['aaaa', 'bbbb', 'cccc'].map((text) => there(text));
    for (const key of keys) await cache.locate(key);
    expect(cache.bytes).toBe(12);
    nowMs += 2_000;
    await cache.locate(there('dd'));
    expect(cache.bytes).toBe(10);
    expect(await cache.touch(keys[0] ?? '')).toBeUndefined();
  });

  test('is counted anew when a process takes over the directory, and leftovers are removed', async () => {
    const before = await open(100);
    const [a, b] = [there('aaaa'), there('bbbb')];
    await before.locate(a);
    nowMs += 10;
    await before.locate(b);
    await writeFile(join(directory, 'incoming', 'broken-off.tmp'), 'half');
    nowMs += 60_000;
    const after = await open(6);
    expect(after.bytes).toBe(4);
    expect((await after.get(b)).toString()).toBe('bbbb');
    expect(fetched).toEqual(['aaaa', 'bbbb']);
    expect(await filesIn()).toEqual([b.slice(2)]);
  });
});
