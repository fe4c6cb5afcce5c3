/** Problems over HTTP and by the command line, on a real server with no worker: what is kept, told, refused and deleted. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { eventually } from '../support/submissions.ts';

const package_ = 'test/problems/hello-serin';
const keyOf = (name: string): string => `${name}-0123456789abcdef`;
const keys = ['ops:operator:uni', 'web:submitter:uni', 'else:operator:other'].map(
  (about) => `${about}:${keyOf(about.split(':')[0] ?? '')}`,
);

let service: Service;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-problems-'));
  service = await startService({
    flags: ['--role', 'api,controller', '--package-limit-bytes', '1048576'],
    env: { SERIN_API_KEYS: keys.join(',') },
    untilReady: false,
  });
  await eventually(
    'the server answers',
    () =>
      fetch(`${service.url}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    60_000,
  );
});

afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

interface Said {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const serin = (...argv: string[]): Promise<Said> =>
  new Promise((resolve) => {
    const env = { ...process.env, SERIN_SERVER: service.url, SERIN_KEY: keyOf('ops') };
    execFile(process.execPath, ['dist/src/main/serin.js', ...argv], { env }, (error, stdout, stderr) => {
      resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr });
    });
  });

const ask = async (
  method: string,
  path: string,
  given: { readonly as?: string; readonly json?: unknown; readonly bytes?: Buffer } = {},
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> => {
  const { as = 'ops', json, bytes } = given;
  const answer = await fetch(`${service.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${keyOf(as)}`,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(bytes === undefined ? {} : { 'content-type': 'application/zip' }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(bytes === undefined ? {} : { body: new Uint8Array(bytes) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

const blobs = async (): Promise<string[]> => {
  const names = await readdir(join(service.dataDir, 'blobs/problems'), { recursive: true }).catch(() => []);
  return names.filter((name) => /^[0-9a-f]{2}\/[0-9a-f]{62}$/.test(name));
};

describe('a package', () => {
  test('that is linted or only tried is told of and not kept', async () => {
    const linted = await serin('problems', 'lint', package_);
    expect(linted).toMatchObject({ exitCode: 0, stderr: '' });
    expect(linted.stdout).toContain(`${package_}: Greetings, 3 tests (serin): 0 errors`);
    const tried = await serin('problems', 'import', package_, '--dry-run');
    expect(tried).toMatchObject({ exitCode: 0 });
    expect(tried.stdout).toContain('none: a dry run');
    expect(await blobs()).toEqual([]);
    expect((await serin('problems', 'list')).stdout).toContain('There are no problems yet');
  });

  test('that is a folder is packed on the way, and kept once', async () => {
    const first = await serin('problems', 'import', package_, '--json');
    expect(first.exitCode).toBe(0);
    const [kept] = JSON.parse(first.stdout) as { problem: { revision: number; digest: string } }[];
    expect(kept?.problem).toMatchObject({ id: 'hello-serin', revision: 1, title: 'Greetings', by: 'ops' });
    expect(await blobs()).toContain(`${kept?.problem.digest.slice(0, 2)}/${kept?.problem.digest.slice(2)}`);
    const before = await blobs();
    expect((await serin('problems', 'import', package_)).stdout).toMatch(/hello-serin +1 +Greetings/);
    expect(await blobs()).toEqual(before);
  });

  test('that was changed is the next revision, and the one before can be read by operators', async () => {
    const changed = join(folder, 'hello-serin');
    await cp(package_, changed, { recursive: true });
    const yaml = await readFile(join(changed, 'problem.yaml'), 'utf8');
    await writeFile(join(changed, 'problem.yaml'), yaml.replace('Greetings', 'More greetings'));
    expect((await serin('problems', 'import', changed)).stdout).toMatch(/hello-serin +2 +More greetings/);
    const { body } = await ask('GET', '/v1/problems/hello-serin?revision=1');
    expect(body).toMatchObject({ revision: 1, title: 'Greetings', format: 'serin' });
    const revisions = await ask('GET', '/v1/problems/hello-serin/revisions');
    expect(revisions.body).toMatchObject({ revisions: [{ revision: 2 }, { revision: 1 }] });
  });

  test('with a fault is refused with its line, and leaves what is current alone', async () => {
    const broken = join(folder, 'broken');
    await cp(package_, broken, { recursive: true });
    const yaml = await readFile(join(broken, 'problem.yaml'), 'utf8');
    await writeFile(join(broken, 'problem.yaml'), `${yaml}colour: blue\n`);
    const line = yaml.split('\n').length;
    for (const refused of [
      await serin('problems', 'lint', broken),
      await serin('problems', 'import', broken, '--id', 'hello-serin'),
    ]) {
      expect(refused.exitCode).toBeGreaterThan(0);
      expect(refused.stdout + refused.stderr).toContain(`problem.yaml:${line}`);
    }
    expect((await ask('GET', '/v1/problems/hello-serin')).body).toMatchObject({ revision: 2 });
  });

  test.each([
    ['that is no archive', Buffer.from('just text'), 422, 'PACKAGE_INVALID'],
    ['that is a broken zip', Buffer.from('PK\u0003\u0004 and no more'), 422, 'PACKAGE_INVALID'],
    ['that is empty', Buffer.alloc(0), 400, 'INVALID_REQUEST'],
    ['that is too large', Buffer.alloc(2 * 1_048_576), 413, 'PAYLOAD_TOO_LARGE'],
  ])('%s is refused', async (_what, bytes, status, code) => {
    expect(await ask('PUT', '/v1/problems/x', { bytes })).toMatchObject({ status, body: { code } });
    expect(await readdir(join(service.dataDir, 'received'))).toEqual([]);
  });
});

describe('a problem', () => {
  test("is told to submitters of its tenant without what is secret, and to another tenant's key not at all", async () => {
    const seen = await ask('GET', '/v1/problems/hello-serin', { as: 'web' });
    expect(seen).toMatchObject({ status: 200, body: { revision: 2, judge: { kind: 'lines' } } });
    expect(seen.body).not.toHaveProperty('digest');
    expect(await ask('GET', '/v1/problems/hello-serin', { as: 'else' })).toMatchObject({
      status: 404,
      body: { code: 'PROBLEM_NOT_FOUND' },
    });
    expect((await ask('GET', '/v1/problems', { as: 'else' })).body).toEqual({ problems: [] });
    const put = await ask('PUT', '/v1/problems/hello-serin', { as: 'web', bytes: Buffer.from('x') });
    expect(put.status).toBe(403);
    const removed = await ask('DELETE', '/v1/problems/hello-serin', { as: 'web' });
    expect(removed.status).toBe(403);
  });

  test('takes a submission as far as intake, which has no language here', async () => {
    const submission = { language: 'python', source: 'print()', problem: 'hello-serin' };
    const answered = await ask('POST', '/v1/submissions', { as: 'web', json: submission });
    expect(answered).toMatchObject({ status: 503, body: { code: 'LANGUAGE_NOT_BOUND' } });
  });

  test.each([
    ['with tests of its own', { tests: [{ input: '' }] }, 400, '/tests'],
    ['with a checker', { checker: { kind: 'tokens' } }, 400, '/checker'],
    ['with limits by a submitter', { limits: { cpuMs: 60_000 } }, 403, '/limits'],
    ['of a revision by a submitter', { problemRevision: 1 }, 403, '/problemRevision'],
    ['that would copy secret inputs', { keepOutputBytes: 65_536 }, 403, '/keepOutputBytes'],
    ['to a problem that is not there', { problem: 'nothing' }, 422, '/problem'],
  ])('does not take a submission %s', async (_what, changes, status, pointer) => {
    const json = { language: 'python', source: 'print()', problem: 'hello-serin', ...changes };
    const answered = await ask('POST', '/v1/submissions', { as: 'web', json });
    expect(answered).toMatchObject({ status, body: { errors: [{ pointer }] } });
  });

  test('that is deleted takes no submissions, and its revisions can still be read', async () => {
    expect(await serin('problems', 'remove', 'hello-serin')).toMatchObject({
      exitCode: 0,
      stdout: 'hello-serin is deleted\n',
    });
    const json = { language: 'python', source: 'print()', problem: 'hello-serin' };
    const answered = await ask('POST', '/v1/submissions', { as: 'web', json });
    expect(answered).toMatchObject({ status: 422, body: { code: 'UNKNOWN_PROBLEM' } });
    expect((await ask('GET', '/v1/problems/hello-serin')).status).toBe(404);
    expect((await ask('GET', '/v1/problems/hello-serin?revision=2')).status).toBe(200);
    expect((await serin('problems', 'remove', 'hello-serin')).exitCode).toBe(2);
    expect((await serin('problems', 'import', package_)).stdout).toMatch(/hello-serin +3 +Greetings/);
  });
});
