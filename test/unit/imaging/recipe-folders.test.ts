import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readRecipeFolders } from '../../../src/imaging/recipe-folders.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'serin-recipes-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const write = async (path: string, data: string): Promise<void> => {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), data);
};

describe('folders of recipes', () => {
  test('are read with all their files, in the order of their names', async () => {
    await write('python/3.13/Dockerfile', 'FROM x');
    await write('python/3.13/files/check.sh', '#!/bin/sh');
    await chmod(join(root, 'python/3.13/files/check.sh'), 0o755);
    await write('base/trixie/Dockerfile', 'FROM y');
    await write('README.md', 'not a recipe');
    await write('python/notes.txt', 'not a recipe');
    expect(await readRecipeFolders(root)).toEqual([
      {
        name: 'base/trixie',
        files: [{ path: 'Dockerfile', data: Buffer.from('FROM y'), executable: false }],
      },
      {
        name: 'python/3.13',
        files: [
          { path: 'Dockerfile', data: Buffer.from('FROM x'), executable: false },
          { path: 'files/check.sh', data: Buffer.from('#!/bin/sh'), executable: true },
        ],
      },
    ]);
  });

  test('cannot be read where there are none', async () => {
    await expect(readRecipeFolders(join(root, 'missing'))).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
      message: expect.stringContaining(join(root, 'missing')) as string,
    });
  });
});
