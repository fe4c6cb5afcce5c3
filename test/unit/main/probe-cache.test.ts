import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openProbeCache } from '../../../src/main/probe-cache.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'serin-probes-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const answers = {
  probes: { version: '14.2.0', features: { abi: '1' } },
  packages: {
    known: true,
    packages: [{ type: 'deb', name: 'gcc', version: '4:14.2.0-1', architecture: 'amd64' }],
  },
};

test('what an image answered is read back as it was given', async () => {
  const cache = openProbeCache(directory);
  await cache.put('sha256:1', answers);
  expect(await cache.get('sha256:1')).toEqual(answers);
  expect(await cache.get('sha256:2')).toBeUndefined();
});

test('a file from before packages were asked for is as good as none', async () => {
  await writeFile(join(directory, 'sha256-1.json'), JSON.stringify(answers.probes));
  expect(await openProbeCache(directory).get('sha256:1')).toBeUndefined();
});

test('what is dropped is asked anew, and dropping what is not there is nothing', async () => {
  const cache = openProbeCache(directory);
  await cache.put('sha256:1', answers);
  await cache.drop('sha256:1');
  await cache.drop('sha256:1');
  expect(await cache.get('sha256:1')).toBeUndefined();
  expect(await readdir(directory)).toEqual([]);
});
