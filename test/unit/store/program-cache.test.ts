import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import { ProgramCache } from '../../../src/store/program-cache.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'serin-programs-'));
  return () => rm(directory, { recursive: true, force: true });
});

const open = (given: { memoryBytes?: number; diskBytes?: number } = {}): Promise<ProgramCache> =>
  ProgramCache.open(
    { now: Date.now, newId: randomUUID, log: silentLogger },
    { directory, memoryBytes: 1_000_000, diskBytes: 1_000_000, ...given },
  );

const programOf = (text: string, sizeBytes = 100) => ({
  files: [
    { path: 'main', data: Buffer.alloc(sizeBytes, text), executable: true },
    { path: 'lib/a.txt', data: Buffer.alloc(0), executable: false },
  ],
  log: `warning: ${text}`,
  cpuMs: 120.5,
  wallMs: 130.25,
  memoryBytes: 1_048_576,
});

/** Removals happen beside; this waits for the directory to hold a number of files. */
const filesSettleAt = async (count: number): Promise<string[]> => {
  for (let tries = 0; tries < 100 && (await readdir(directory)).length !== count; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const names = await readdir(directory);
  expect(names).toHaveLength(count);
  return names;
};

describe('the program cache', () => {
  test('gives back what was put, from memory and, after a restart, from disk', async () => {
    const cache = await open();
    const program = programOf('a');
    expect(await cache.get('k')).toBeUndefined();
    await cache.put('k', program);
    expect(await cache.get('k')).toEqual(program);
    expect(await (await open()).get('k')).toEqual(program);
  });

  test('keys may be any text and never meet each other', async () => {
    const cache = await open();
    const keys = ['../../escape', '', 'a/b', 'a', 'A', '\0'];
    for (const key of keys) await cache.put(key, programOf(`<${key}>`));
    const again = await open();
    for (const key of keys) expect((await again.get(key))?.log).toBe(`warning: <${key}>`);
    expect(await readdir(directory)).toHaveLength(keys.length);
  });

  test.each([
    [
      'a changed byte',
      (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 200 ? byte ^ 1 : byte))),
    ],
    ['a cut end', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['an empty file', () => Buffer.alloc(0)],
    ['something else', () => Buffer.from('hello')],
  ])('%s on disk is a miss, and the entry is gone', async (_what, damage) => {
    await (await open()).put('k', programOf('a'));
    const [name = ''] = await readdir(directory);
    const path = join(directory, name);
    await writeFile(path, damage(await readFile(path)));
    const cache = await open();
    expect(await cache.get('k')).toBeUndefined();
    await filesSettleAt(0);
    await cache.put('k', programOf('b'));
    expect((await cache.get('k'))?.log).toBe('warning: b');
  });

  test('an entry that was moved to another key is a miss', async () => {
    await (await open()).put('k1', programOf('a'));
    const [first = ''] = await readdir(directory);
    const bytes = await readFile(join(directory, first));
    await (await open()).put('k2', programOf('b'));
    const second = (await readdir(directory)).find((name) => name !== first) ?? '';
    await writeFile(join(directory, second), bytes);
    expect(await (await open()).get('k2')).toBeUndefined();
  });

  test('an entry that somebody removed from disk is a miss', async () => {
    await (await open()).put('k', programOf('a'));
    const cache = await open();
    for (const name of await readdir(directory)) await rm(join(directory, name));
    expect(await cache.get('k')).toBeUndefined();
  });

  test('the disk bound holds, and what was used longest ago goes first', async () => {
    const cache = await open({ diskBytes: 5_000, memoryBytes: 1 });
    for (const key of ['a', 'b', 'c']) await cache.put(key, programOf(key, 1_000));
    expect(await cache.get('a')).toBeDefined();
    await cache.put('e', programOf('e', 1_000));
    expect(cache.diskBytes).toBeLessThanOrEqual(5_000);
    expect(await cache.get('b')).toBeUndefined();
    expect(await cache.get('a')).toBeDefined();
    expect(await cache.get('e')).toBeDefined();
    await filesSettleAt(3);
  });

  test('after a restart with a smaller bound only the youngest are kept', async () => {
    const big = await open();
    for (const key of ['a', 'b', 'c', 'd']) {
      await big.put(key, programOf(key, 1_000));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const small = await open({ diskBytes: 3_000 });
    await filesSettleAt(2);
    expect(await small.get('a')).toBeUndefined();
    expect(await small.get('d')).toBeDefined();
  });

  test('a program larger than the bound is not kept on disk', async () => {
    const cache = await open({ diskBytes: 500 });
    await cache.put('k', programOf('a', 10_000));
    await filesSettleAt(0);
    expect(cache.diskBytes).toBe(0);
  });

  test('leftovers of a writer that died are removed at the start', async () => {
    await writeFile(join(directory, `${'0'.repeat(64)}.x.tmp`), 'half');
    await open();
    await filesSettleAt(0);
  });

  test('a directory that is gone makes it miss, and fails nobody', async () => {
    const cache = await open({ memoryBytes: 1 });
    await rm(directory, { recursive: true });
    await cache.put('k', programOf('a'));
    expect(await cache.get('k')).toBeUndefined();
  });
});
