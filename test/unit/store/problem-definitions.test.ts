import { describe, expect, test } from 'vitest';
import type { ProblemDefinition } from '../../../src/domain/problem.ts';
import { ProblemDefinitions } from '../../../src/store/problem-definitions.ts';

/** Definitions whose blob is their title; every reading is counted. */
const definitions = (memoryBytes: number) => {
  const read: string[] = [];
  const cache = new ProblemDefinitions(
    {
      blobs: {
        get: async (digest) => {
          read.push(digest);
          await Promise.resolve();
          if (digest === 'lost') throw new Error('there is no blob lost');
          return Buffer.from(digest);
        },
      },
      decode: (bytes) => ({ title: bytes.toString() }) as ProblemDefinition,
    },
    memoryBytes,
  );
  return { cache, read };
};

describe('definitions of problems', () => {
  test('are read once, also by those who ask together', async () => {
    const { cache, read } = definitions(1_000);
    const both = await Promise.all([cache.read('a'), cache.read('a')]);
    expect([...both, await cache.read('a')].map(({ title }) => title)).toEqual(['a', 'a', 'a']);
    expect(read).toEqual(['a']);
  });

  test('stay within the memory given: the one that was not asked for longest is read again', async () => {
    const { cache, read } = definitions(8 * 10);
    for (const digest of ['a'.repeat(10), 'b'.repeat(10), 'a'.repeat(10), 'c'.repeat(10), 'b'.repeat(10)]) {
      await cache.read(digest);
    }
    expect(read.map((digest) => digest[0])).toEqual(['a', 'b', 'c', 'b']);
  });

  test('that are larger than the memory are answered all the same', async () => {
    const { cache, read } = definitions(8);
    expect((await cache.read('large')).title).toBe('large');
    expect((await cache.read('large')).title).toBe('large');
    expect(read).toHaveLength(2);
  });

  test('that cannot be read are tried again', async () => {
    const { cache, read } = definitions(1_000);
    await expect(cache.read('lost')).rejects.toThrow('there is no blob lost');
    await expect(cache.read('lost')).rejects.toThrow('there is no blob lost');
    expect(read).toHaveLength(2);
  });
});
