import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDataDir } from '../../../src/main/data-lock.ts';
import type { DataLock } from '../../../src/main/data-lock.ts';

let dir: string;
const locks: DataLock[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'serin-lock-'));
});

afterEach(async () => {
  await Promise.all(locks.splice(0).map((lock) => lock.release()));
  await rm(dir, { recursive: true, force: true });
});

const take = async (pid = process.pid): Promise<DataLock> => {
  const lock = await lockDataDir(dir, pid);
  locks.push(lock);
  return lock;
};

test('the lock is taken, refuses another with the pid of the first, and is free again after release', async () => {
  const lock = await take(4711);
  await expect(take()).rejects.toMatchObject({
    code: 'DATA_DIR_TAKEN',
    message: expect.stringContaining('another Serin (pid 4711) runs on') as string,
  });
  await Promise.all([lock.release(), lock.release()]);
  expect(await readFile((await take()).path, 'utf8')).toBe(`${process.pid}\n`);
});

/** The modules as JavaScript, for a process of its own. */
const transpile = async (names: readonly string[]): Promise<void> => {
  await writeFile(join(dir, 'package.json'), '{ "type": "module" }');
  for (const name of names) {
    const source = await readFile(new URL(`../../../src/${name}.ts`, import.meta.url), 'utf8');
    const compilerOptions = {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2023,
      rewriteRelativeImportExtensions: true,
    };
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, `${name}.js`), ts.transpileModule(source, { compilerOptions }).outputText);
  }
};

test('the lock goes with its process, however that ends', async () => {
  await transpile(['main/data-lock', 'domain/errors']);
  await writeFile(
    join(dir, 'hold.js'),
    `import { lockDataDir } from './main/data-lock.js';
     await lockDataDir(process.argv[2], process.pid);
     process.stdout.write('held');
     setInterval(() => undefined, 1000);`,
  );
  const holder = spawn(process.execPath, [join(dir, 'hold.js'), dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(holder.stdout, 'data');
    await expect(take()).rejects.toThrow(`pid ${String(holder.pid)}`);
  } finally {
    holder.kill('SIGKILL');
    await once(holder, 'exit');
  }
  const attempt = () =>
    take().then(
      () => 'taken',
      () => 'refused',
    );
  await expect.poll(attempt, { timeout: 5_000 }).toBe('taken');
});

test.each(['', 'nonsense', '4711\n'])('a lock file left over that says %j holds nothing', async (content) => {
  await writeFile(join(dir, 'lock'), content);
  await expect(take()).resolves.toBeDefined();
});

test('of many who want it at once, one gets it', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => take()));
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
});
