/** docs/configuration.md and serin.example.yaml say what the schema says. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { loadConfig } from '../../../src/main/config.ts';
import { otherVariables } from '../../../src/main/config-sources.ts';
import { descriptionOf } from '../../../src/main/settings/setting-words.ts';
import { settingKeys, settingsSchema } from '../../../src/main/settings/settings.ts';

const read = (path: string): Promise<string> =>
  readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');

const between = (text: string, name: string): string[] => {
  const found = new RegExp(`<!-- ${name} -->\n([^]*?)<!-- /${name} -->`).exec(text)?.[1] ?? '';
  return found.trim().split('\n').slice(2);
};

const defaultOf = (key: (typeof settingKeys)[number]): string => {
  const value = settingsSchema.shape[key].parse(undefined);
  const text = Array.isArray(value) ? value.join(',') : String(value ?? '');
  return text === '' ? '–' : `\`${text}\``;
};

test('the table of settings has every setting with its default and its meaning', async () => {
  const rows = settingKeys.map((key) => `| \`${key}\` | ${defaultOf(key)} | ${descriptionOf(key)} |`);
  expect(between(await read('docs/configuration.md'), 'settings')).toEqual(rows);
});

test('the table of other variables has each of them', async () => {
  const rows = Object.entries(otherVariables).map(([name, about]) => `| \`${name}\` | ${about} |`);
  expect(between(await read('docs/configuration.md'), 'variables')).toEqual(rows);
});

test('the example file loads, changes nothing, and names every setting', async () => {
  const example = await read('serin.example.yaml');
  const inputs = { flags: {}, env: {}, hostname: 'h', cwd: '/', root: '/serin' };
  const values = (readText: () => string | undefined) =>
    loadConfig({ ...inputs, readFile: readText }).effective.map(({ key, value }) => ({ key, value }));
  expect(values(() => example)).toEqual(values(() => undefined));
  const named = [...example.matchAll(/^(?:# )?([a-zA-Z0-9]+): \S/gm)].map(([, name]) => name);
  expect(named.filter((name) => settingKeys.some((key) => key === name))).toEqual(settingKeys);
});

test('what the example file comments out would load too', async () => {
  const example = (await read('serin.example.yaml'))
    .replaceAll(
      /^# (auth|apiKeys|redisUrl|countryDatabase|cityDatabase|ispDatabase|dockerHost|workerName|runtimes|ociRuntime|warmMemoryBytes|s3[A-Za-z]+|problemCacheBytes): /gm,
      '$1: ',
    )
    .replace('blobStore: directory', 'blobStore: s3');
  const config = loadConfig({
    flags: {},
    env: {},
    readFile: () => example,
    hostname: 'h',
    cwd: '/',
    root: '/serin',
  });
  expect(config).toMatchObject({ auth: 'keys', workerName: 'judge-1', redisUrl: 'redis://127.0.0.1:6379/0' });
  const s3 = { bucket: 'serin', region: 'us-east-1', endpoint: 'https://minio.example.org:9000' };
  expect(config.s3).toEqual({ ...s3, prefix: 'judge/' });
});

test('every variable of docker-compose.yml that Serin reads exists', async () => {
  const compose = await read('docker-compose.yml');
  const names = new Set([...compose.matchAll(/SERIN_[A-Z_]+/g)].map(([name]) => name));
  const env = Object.fromEntries([...names].map((name) => [name, '']));
  expect(names.size).toBeGreaterThan(10);
  const known = (name: string) => {
    try {
      loadConfig({
        flags: {},
        env: { [name]: 'x' },
        readFile: () => undefined,
        hostname: 'h',
        cwd: '/',
        root: '/',
      });
      return true;
    } catch (error) {
      return !String(error).includes('there is no such variable');
    }
  };
  expect(Object.keys(env).filter((name) => !known(name))).toEqual([]);
});
