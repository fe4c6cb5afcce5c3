import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { loadConfig } from '../../../src/main/config.ts';
import type { Config } from '../../../src/main/config.ts';
import type { ConfigInputs } from '../../../src/main/config-sources.ts';
import { flagOf, variableOf } from '../../../src/main/settings/setting-words.ts';
import { settingKeys } from '../../../src/main/settings/settings.ts';

interface Setup {
  flags?: Record<string, string>;
  env?: Record<string, string>;
  yaml?: string;
  files?: Record<string, string>;
}

const inputs = ({ flags = {}, env = {}, yaml, files = {} }: Setup): ConfigInputs => ({
  flags,
  env,
  readFile: (path) => (path === '/serin/serin.yaml' ? yaml : files[path]),
  hostname: 'judge-1.example.org',
  cwd: '/home/ops',
  root: '/serin',
});

const load = (setup: Setup = {}): Config => loadConfig(inputs(setup));

/** `path: message` of every fault. */
const faultsOf = (setup: Setup): string[] => {
  try {
    load(setup);
  } catch (error) {
    if (error instanceof SerinError && error.code === 'CONFIG_INVALID') {
      for (const { path, message } of error.faults) expect(error.message).toContain(`${path}: ${message}`);
      return error.faults.map(({ path, message }) => `${path}: ${message}`);
    }
    throw error;
  }
  return [];
};

const key = (name: string) => `${name}:operator:default:0123456789abcdef-${name}`;

describe('where a value comes from', () => {
  test('with nothing given, the defaults serve one machine on loopback', () => {
    const config = load();
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      roles: ['api', 'worker', 'controller'],
      tracks: ['stable', 'canary'],
      auth: 'none',
      apiKeys: [],
      redisUrl: undefined,
      dataDir: '/serin/.serin',
      rulesDir: '/serin/rules',
      slots: 'auto',
      workerName: 'judge-1-0',
    });
    expect(config.limits.cpuMs).toBe(2000);
    expect(config.effective.every(({ source }) => source === 'default')).toBe(true);
  });

  test('a flag beats the environment, which beats the file, which beats the default', () => {
    const yaml = 'port: 1\nqueueLimit: 2\nslotBase: 3\n';
    const config = load({ flags: { port: '5' }, env: { SERIN_PORT: '4', SERIN_QUEUE_LIMIT: '4' }, yaml });
    expect(config).toMatchObject({ port: 5, queueLimit: 4, slotBase: 3, eventRetentionMinutes: 60 });
    const sources = Object.fromEntries(config.effective.map((setting) => [setting.key, setting.source]));
    expect(sources).toMatchObject({
      port: '--port',
      queueLimit: 'SERIN_QUEUE_LIMIT',
      slotBase: 'serin.yaml:3',
      eventRetentionMinutes: 'default',
    });
  });

  test('DOCKER_HOST counts, and SERIN_DOCKER_HOST counts more', () => {
    expect(load({ env: { DOCKER_HOST: 'tcp://a:2375' } }).dockerHost).toBe('tcp://a:2375');
    const both = { DOCKER_HOST: 'tcp://a:2375', SERIN_DOCKER_HOST: 'tcp://b:2375' };
    expect(load({ env: both }).dockerHost).toBe('tcp://b:2375');
  });

  test('an empty variable is no value, so that a compose file may pass on what may be missing', () => {
    expect(load({ env: { SERIN_PORT: '', SERIN_REDIS_URL: '', DOCKER_HOST: '' } }).port).toBe(8080);
  });

  test('a relative directory starts where its value came from', () => {
    const yaml = 'rulesDir: my-rules\n';
    const config = load({ flags: { dataDir: 'data' }, env: { SERIN_IMAGES_DIR: '/srv/images' }, yaml });
    expect(config).toMatchObject({
      dataDir: '/home/ops/data',
      imagesDir: '/srv/images',
      rulesDir: '/serin/my-rules',
      sandboxesDir: '/serin/sandboxes',
    });
  });

  test('--config and SERIN_CONFIG name another file, and a file that is named must be there', () => {
    const files = { '/home/ops/mine.yaml': 'port: 9\ndataDir: d\n' };
    expect(load({ flags: { config: 'mine.yaml' }, files })).toMatchObject({
      port: 9,
      dataDir: '/home/ops/d',
    });
    expect(load({ env: { SERIN_CONFIG: '/home/ops/mine.yaml' }, files }).port).toBe(9);
    expect(faultsOf({ flags: { config: 'other.yaml' } })).toEqual([
      '/home/ops/other.yaml: there is no such file',
    ]);
  });

  test('every whole number in its range is taken alike from flag, environment and file', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 65_535 }), (port) => {
        expect(load({ flags: { port: `${port}` } }).port).toBe(port);
        expect(load({ env: { SERIN_PORT: `${port}` } }).port).toBe(port);
        expect(load({ yaml: `port: ${port}\n` }).port).toBe(port);
      }),
    );
  });

  test('every setting has a flag and a variable of its own', () => {
    expect(new Set(settingKeys.map(flagOf)).size).toBe(settingKeys.length);
    expect(new Set(settingKeys.map(variableOf)).size).toBe(settingKeys.length);
    expect(variableOf('cpuLimitMs')).toBe('SERIN_CPU_LIMIT_MS');
    expect(flagOf('cpuLimitMs')).toBe('--cpu-limit-ms');
  });
});

describe('what is refused', () => {
  test('every fault of every source is told at once, with the value and the source', () => {
    const yaml = 'queueLimit: many\nslots: 0\nisolation: maybe\n';
    const faults = faultsOf({ flags: { port: '70000' }, env: { SERIN_CPU_LIMIT_MS: '2x' }, yaml });
    expect(faults).toEqual([
      '--port=70000: must be a whole number from 0 to 65535, without a unit',
      'serin.yaml:2 slots: must be auto or a whole number from 1 to 1024, without a unit',
      'serin.yaml:3 isolation: must be one of reuse, fresh',
      'serin.yaml:1 queueLimit: must be a whole number from 1 to 10000000, without a unit',
      'SERIN_CPU_LIMIT_MS=2x: must be a whole number from 1 to 60000, without a unit',
    ]);
  });

  test.each(['', '2x', '1e3', '0x10', ' 8', '8.0', '+8', 'NaN', '99999999999999999999', '-1'])(
    'a port of "%s" is not a port',
    (text) => {
      expect(faultsOf({ flags: { port: text } })).toHaveLength(1);
    },
  );

  test('an unknown variable or setting is a fault that names what was probably meant', () => {
    expect(faultsOf({ env: { SERIN_PROT: '1' }, yaml: 'queuelimit: 5\nnonsense: 1\n' })).toEqual([
      'serin.yaml:1 queuelimit: there is no such setting; did you mean queueLimit?',
      'serin.yaml:2 nonsense: there is no such setting',
      'SERIN_PROT: there is no such variable; did you mean SERIN_PORT?',
    ]);
  });

  test('variables of the command line and of the compose file are known', () => {
    expect(faultsOf({ env: { SERIN_SERVER: 'x', SERIN_KEY: 'y', SERIN_REDIS_IMAGE: 'z' } })).toEqual([]);
  });

  test.each([
    ['port: [', 'serin.yaml:1'],
    ['- port\n', 'serin.yaml'],
    ['port: 1\nport: 2\n', 'serin.yaml:2'],
  ])('a file that is not a map of settings is a fault at its line: %j', (yaml, place) => {
    expect(faultsOf({ yaml })[0]).toMatch(new RegExp(`^${place}: `));
  });

  test('an empty file and an empty value set nothing', () => {
    expect(load({ yaml: '' }).port).toBe(8080);
    expect(load({ yaml: '# nothing\nport:\n' }).port).toBe(8080);
  });

  test('a secret does not appear in the fault about it', () => {
    const faults = faultsOf({
      env: { SERIN_API_KEYS: 'ci:root:t:hunter2-hunter2-hunter2', SERIN_REDIS_URL: 'http://u:pw@h' },
    });
    expect(faults).toHaveLength(2);
    expect(faults.join('\n')).not.toMatch(/hunter2|pw@/);
    expect(faults).toContainEqual(
      expect.stringMatching(/^SERIN_API_KEYS: item 1 must be NAME:ROLE:TENANT:KEY/),
    );
  });
});

describe('who may reach the API', () => {
  test('an address that others can reach needs keys, or auth: none stated', () => {
    expect(faultsOf({ flags: { host: '0.0.0.0' } })[0]).toMatch(
      /^host: 0\.0\.0\.0 can be reached by others: give apiKeys/,
    );
    expect(load({ flags: { host: '0.0.0.0', auth: 'none' } }).auth).toBe('none');
    expect(load({ flags: { host: '0.0.0.0', apiKeys: key('a') } }).auth).toBe('keys');
    expect(load({ flags: { host: '0.0.0.0', role: 'worker' } }).roles).toEqual(['worker']);
  });

  test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('%s is loopback', (host) => {
    expect(faultsOf({ flags: { host } })).toEqual([]);
  });

  test.each(['127.evil.example', '0.0.0.0', '::', '1127.0.0.1', 'localhost.example'])(
    '%s is not loopback',
    (host) => {
      expect(faultsOf({ flags: { host } })).toHaveLength(1);
    },
  );

  test('keys are parsed, and their secrets hidden when settings are shown', () => {
    const config = load({
      env: { SERIN_API_KEYS: `${key('a')}, ${key('b')}`, SERIN_REDIS_URL: 'redis://u:pw@h/0' },
    });
    expect(config.apiKeys).toEqual([
      { name: 'a', role: 'operator', tenant: 'default', key: '0123456789abcdef-a' },
      { name: 'b', role: 'operator', tenant: 'default', key: '0123456789abcdef-b' },
    ]);
    expect(config.redisUrl).toBe('redis://u:pw@h/0');
    expect(JSON.stringify(config.effective)).not.toMatch(/0123456789abcdef|pw@h/);
    expect(config.effective).toContainEqual({
      key: 'redisUrl',
      value: '[hidden]',
      source: 'SERIN_REDIS_URL',
    });
  });

  test('a bucket needs its name and room for copies, and is refused where blobs live in a directory', () => {
    expect(faultsOf({ flags: { blobStore: 's3', problemCacheBytes: '0' } })).toEqual([
      'blobStore: s3 needs s3Bucket (SERIN_S3_BUCKET)',
      'problemCacheBytes: must not be 0 with blobStore: s3: tests are read from copies',
    ]);
    expect(faultsOf({ env: { SERIN_S3_BUCKET: 'serin', SERIN_S3_REGION: 'us-east-1' } })).toEqual([
      's3Bucket: is given, but blobs live in a directory: state blobStore: s3',
      's3Region: is given, but blobs live in a directory: state blobStore: s3',
    ]);
    const flags = { blobStore: 's3', s3Bucket: 'serin', s3Prefix: 'judge/east' };
    expect(load({ flags })).toMatchObject({
      s3: { bucket: 'serin', region: 'us-east-1', prefix: 'judge/east/' },
      problemCacheBytes: 4 * 2 ** 30,
    });
    expect(load()).toMatchObject({ s3: undefined, problemCacheBytes: 0 });
    for (const s3Prefix of ['/judge', 'a//b', '../x', 'a b']) {
      expect(faultsOf({ flags: { ...flags, s3Prefix } })).toHaveLength(1);
    }
  });

  test('settings that contradict each other are refused', () => {
    expect(faultsOf({ flags: { auth: 'keys' } })).toEqual(['auth: keys needs apiKeys, and there are none']);
    expect(faultsOf({ flags: { auth: 'none', apiKeys: key('a') } })).toHaveLength(1);
    expect(faultsOf({ yaml: `apiKeys: ["${key('a')}", "${key('a')}"]\n` })).toEqual([
      'apiKeys: gives a name or a key twice',
    ]);
    expect(faultsOf({ flags: { role: 'all,api' } })).toEqual(['--role=all,api: all stands alone']);
    expect(faultsOf({ flags: { tracks: 'stable,stable' } })).toEqual([
      '--tracks=stable,stable: names a track twice',
    ]);
  });
});

test.each([
  ['judge-1.example.org', 'judge-1-7'],
  ['_x', 'x-7'],
  ['имя', 'worker-7'],
  ['', 'worker-7'],
])('the host name %j gives a worker its name %j', (hostname, name) => {
  expect(loadConfig({ ...inputs({ flags: { slotBase: '7' } }), hostname }).workerName).toBe(name);
});

describe('what gray rules may decide by', () => {
  test('databases of addresses lie where the file that names them says', () => {
    const { countryDatabase, cityDatabase } = load({
      yaml: 'countryDatabase: geo/country.mmdb\n',
      env: { SERIN_CITY_DATABASE: '/var/city.mmdb' },
    });
    expect([countryDatabase, cityDatabase]).toEqual(['/serin/geo/country.mmdb', '/var/city.mmdb']);
  });

  test('trusted proxies are addresses, ranges and well-known words', () => {
    const yaml = 'trustedProxies: [loopback, 10.0.0.0/8, "2001:db8::/32", 192.0.2.1]\n';
    expect(load({ yaml }).trustedProxies).toHaveLength(4);
    for (const proxy of ['everybody', '10.0.0.0/33', '10.0.0.0/8/8', 'proxy.example.org', '10.0.0']) {
      expect(faultsOf({ env: { SERIN_TRUSTED_PROXIES: proxy } })).toHaveLength(1);
    }
  });

  test('headers for rules hold no secrets, and are sixteen at most', () => {
    expect(load({ env: { SERIN_RULE_HEADERS: 'X-Course,x-lab' } }).ruleHeaders).toEqual([
      'X-Course',
      'x-lab',
    ]);
    const many = Array.from({ length: 17 }, (_, index) => `x-${index}`).join(',');
    for (const names of ['Authorization', 'x-a,COOKIE', 'x-a,X-A', 'x a', many]) {
      expect(faultsOf({ env: { SERIN_RULE_HEADERS: names } })).toHaveLength(1);
    }
  });
});
