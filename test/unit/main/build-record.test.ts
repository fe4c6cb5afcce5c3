import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildRecord } from '../../../src/main/build-record.ts';
import { readIdentity, shortCommit } from '../../../src/main/identity.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'serin-build-'));
  await mkdir(join(root, 'src'));
  await mkdir(join(root, 'docs'));
  await writeFile(join(root, 'package.json'), '{"name":"serin","version":"0.1.0"}');
  await writeFile(join(root, 'src/a.ts'), 'export {};\n');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', root, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    encoding: 'utf8',
  }).trim();

const commit = (): string => {
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'one');
  return git('rev-parse', 'HEAD');
};

const commitId = '1fa6633c8f1de9c2f0b0a4c1d0e6b2a7f3c4d5e6';

describe('buildRecord', () => {
  test('in a checkout it has the commit, and no word of the environment counts', () => {
    const head = commit();
    expect(buildRecord(root, { SERIN_COMMIT: commitId }, 7)).toEqual({
      version: '0.1.0',
      commit: head,
      dirty: false,
      builtAtMs: 7,
    });
  });

  test.each([
    ['an edited source', 'src/a.ts', true],
    ['a source that git does not know yet', 'src/b.ts', true],
    ['another dependency', 'package.json', true],
    ['a word in a document', 'docs/api.md', false],
  ])('%s: dirty is %s %s', async (_, path, dirty) => {
    commit();
    await writeFile(join(root, path), '{"name":"serin","version":"0.1.0","private":true}');
    expect(buildRecord(root, {}, 0).dirty).toBe(dirty);
  });

  test('without history the environment says it, and where nothing does the commit is unknown', () => {
    expect(buildRecord(root, { SERIN_COMMIT: commitId, SERIN_DIRTY: 'true' }, 0)).toMatchObject({
      commit: commitId,
      dirty: true,
    });
    expect(buildRecord(root, { SERIN_COMMIT: '', SERIN_DIRTY: '' }, 0)).toMatchObject({
      commit: null,
      dirty: false,
    });
  });

  test('a folder that lies in the checkout of something else is not of its commit', async () => {
    const inner = join(root, 'vendor/serin');
    await mkdir(inner, { recursive: true });
    await writeFile(join(inner, 'package.json'), '{"name":"serin","version":"0.1.0"}');
    commit();
    expect(buildRecord(inner, {}, 0).commit).toBeNull();
  });

  test.each([[{ SERIN_COMMIT: 'main' }], [{ SERIN_COMMIT: commitId.slice(0, 7) }], [{ SERIN_DIRTY: 'no' }]])(
    'a word that can be no commit or no state is refused: %j',
    (env) => {
      expect(() => buildRecord(root, env, 0)).toThrow(/SERIN_(COMMIT|DIRTY) is/);
    },
  );
});

describe('readIdentity', () => {
  const built = async (record: object): Promise<string> => {
    const at = join(root, 'dist/src/main');
    await mkdir(at, { recursive: true });
    await writeFile(join(root, 'dist/build.json'), JSON.stringify(record));
    return at;
  };

  test('what the build recorded is told, with the short commit as the build of the version', async () => {
    const at = await built({ version: '0.1.0', commit: commitId, dirty: false, builtAtMs: 7 });
    expect(readIdentity(at)).toEqual({
      version: '0.1.0',
      commit: commitId,
      dirty: false,
      builtAtMs: 7,
      release: '0.1.0+1fa6633',
    });
  });

  test('changes beside the commit are in the release', async () => {
    const at = await built({ version: '0.1.0', commit: commitId, dirty: true, builtAtMs: 7 });
    expect(readIdentity(at).release).toBe('0.1.0+1fa6633.dirty');
  });

  test('an unknown commit is said to be unknown', async () => {
    const at = await built({ version: '0.1.0', commit: null, dirty: false, builtAtMs: 7 });
    expect(readIdentity(at)).toMatchObject({ commit: 'unknown', release: '0.1.0' });
    expect(shortCommit('unknown')).toBe('unknown');
  });

  test('sources that are run as they are have a version and nothing else', () => {
    expect(readIdentity(join(root, 'src'))).toEqual({
      version: '0.1.0',
      commit: 'unknown',
      dirty: false,
      release: '0.1.0',
    });
  });
});
