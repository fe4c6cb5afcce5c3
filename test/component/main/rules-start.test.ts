import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import { loadConfig } from '../../../src/main/config.ts';
import { readIdentity } from '../../../src/main/identity.ts';
import { openLifecycle } from '../../../src/main/lifecycle.ts';
import { start } from '../../../src/main/start.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { eventually } from '../../support/submissions.ts';

let redis: TestRedis;
let root: string;

beforeAll(async () => {
  redis = await startRedis();
  root = await mkdtemp(join(tmpdir(), 'serin-start-'));
  await mkdir(join(root, 'rules'));
});

afterAll(async () => {
  await redis.stop();
  await rm(root, { recursive: true, force: true });
});

const put = (name: string, text: string): Promise<void> => writeFile(join(root, 'rules', name), text);

const rule = (name: string): string =>
  `apiVersion: serin/v1\nkind: GrayRule\nmetadata: { name: ${name} }\nspec: { match: { language: [go] }, weights: { stable: 100 } }\n`;

/** An API process on this Redis. */
const running = async (use: (url: string) => Promise<void>): Promise<void> => {
  const lifecycle = openLifecycle({ log: silentLogger, monotonic: () => performance.now() });
  const env = {
    ...{ SERIN_ROLE: 'api', SERIN_PORT: '0', SERIN_REDIS_URL: redis.url, SERIN_DATA_DIR: join(root, 'data') },
    ...{ SERIN_RULES_DIR: join(root, 'rules'), SERIN_REDIS_DECLARED_SUITABLE: 'true' },
  };
  const given = { flags: {}, env, readFile: () => undefined, hostname: 'h', cwd: root, root };
  try {
    const { url } = await start(loadConfig(given), {
      lifecycle,
      log: silentLogger,
      identity: readIdentity(),
    });
    await use(url);
  } finally {
    await lifecycle.close();
  }
};

const textOf = async (url: string): Promise<string> => (await fetch(url)).text();

test('an API process publishes what lies in its rules directory, and what changes there; a fault changes nothing', async () => {
  await put('a.yaml', rule('first'));
  await running(async (url) => {
    expect(await textOf(`${url}/v1/rules/revisions`)).toMatch(/"revision":1\b.*"by":"directory"/);
    expect(await textOf(`${url}/readyz`)).toContain('revision 1 (');
    await put('b.yaml', rule('second'));
    await eventually('it is published', async () =>
      (await textOf(`${url}/v1/rules/revisions`)).includes('b.yaml added'),
    );
    await put('b.yaml', 'kind: oops\n');
    await eventually('the alarm is raised', async () =>
      (await textOf(`${url}/metrics`)).includes('serin_rules_alarm{kind="directory-broken"} 1'),
    );
    expect(await textOf(`${url}/metrics`)).toContain('serin_rules_revision 2');
  });
  await expect(running(async () => Promise.resolve())).rejects.toMatchObject({ code: 'RULES_INVALID' });
  await put('b.yaml', rule('second'));
  // The same again makes no revision.
  await running(async (url) => {
    expect(await textOf(`${url}/metrics`)).toContain('serin_rules_revision 2');
  });
});
