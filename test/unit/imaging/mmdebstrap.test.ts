import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bootstrapArguments, bootstrapDebian } from '../../../src/imaging/mmdebstrap.ts';

let dir: string;
let temporaryDir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'serin-mmdebstrap-'));
  temporaryDir = await mkdtemp(join(dir, 'tmp-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** A program in mmdebstrap's place. */
const command = async (script: string): Promise<string> => {
  const path = join(dir, 'mmdebstrap');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
};

describe('bootstrapping Debian', () => {
  test('hands over the whole file that was made, and leaves nothing behind', async () => {
    // The file is the last word of the command line, the suite the one before.
    const program = await command('while [ $# -gt 2 ]; do shift; done; echo "root of $1" > "$2"');
    let made = '';
    await bootstrapDebian({ temporaryDir, command: program }, 'trixie', async (tar) => {
      made = await text(tar);
    });
    expect(made).toBe('root of trixie\n');
    expect(await readdir(temporaryDir)).toEqual([]);
  });

  test('hands over nothing when it failed half-way, and tells the last words', async () => {
    const program = await command(
      'while [ $# -gt 1 ]; do shift; done; echo half > "$1"; echo "E: no mirror" >&2; exit 25',
    );
    let handed = false;
    const work = bootstrapDebian({ temporaryDir, command: program }, 'trixie', () => {
      handed = true;
      return Promise.resolve();
    });
    await expect(work).rejects.toMatchObject({
      code: 'IMAGE_BUILD_FAILED',
      message: expect.stringMatching(/failed \(exit code 25\): E: no mirror$/) as string,
    });
    expect(handed).toBe(false);
    expect(await readdir(temporaryDir)).toEqual([]);
  });

  test('names the remedy when mmdebstrap is missing', async () => {
    const work = bootstrapDebian({ temporaryDir, command: join(dir, 'missing') }, 'trixie', () =>
      Promise.resolve(),
    );
    await expect(work).rejects.toMatchObject({
      code: 'IMAGE_BUILD_FAILED',
      message: expect.stringContaining('apt-get install mmdebstrap debian-archive-keyring') as string,
    });
  });

  test('takes a frozen copy of a suite in testing, and of no other', () => {
    const undated = '--aptopt=Acquire::Check-Valid-Until "false"';
    expect(bootstrapArguments('forky', '/t/forky.tar')).toContain(undated);
    expect(bootstrapArguments('trixie', '/t/trixie.tar')).not.toContain(undated);
    expect(bootstrapArguments('trixie', '/t/trixie.tar').slice(-2)).toEqual(['trixie', '/t/trixie.tar']);
  });
});
