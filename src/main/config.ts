/**
 * The configuration: flags, then environment, then `serin.yaml`, then defaults, each value checked by the one schema in
 * `settings.ts`. Every fault of every source is told at once. Nothing is read here: what is given is parsed.
 */
import { isAbsolute, resolve } from 'node:path';
import { SerinError } from '../domain/errors.ts';
import type { Fault } from '../domain/errors.ts';
import { resolveLimits } from '../domain/limits.ts';
import type { Limits } from '../domain/limits.ts';
import { roles } from '../http/options.ts';
import type { ApiKey, SizeLimits } from '../http/options.ts';
import { gather } from './config-sources.ts';
import type { ConfigInputs, Given } from './config-sources.ts';
import { roleNames } from './settings/service.ts';
import type { RoleName } from './settings/service.ts';
import { flagOf, variableOf } from './settings/setting-words.ts';
import {
  directorySettings,
  fileSettings,
  secretSettings,
  settingKeys,
  settingsSchema,
} from './settings/settings.ts';
import type { SettingKey, Settings } from './settings/settings.ts';

/** What the roles are built from. Directories are absolute; times and sizes carry their unit in the name. */
export interface Config extends Pick<
  Settings,
  | 'host'
  | 'port'
  | 'redisDeclaredSuitable'
  | 'environment'
  | 'dataDir'
  | 'imagesDir'
  | 'sandboxesDir'
  | 'rulesDir'
  | 'trustedProxies'
  | 'ruleHeaders'
  | 'rulesWatch'
  | 'rulesApproval'
  | 'tracks'
  | 'slots'
  | 'slotBase'
  | 'isolation'
  | 'queueLimit'
  | 'spilloverWaitSeconds'
  | 'spilloverDepthPercent'
  | 'rejudgeLimit'
  | 'redispatchSeconds'
  | 'shadowLimit'
  | 'compileCacheBytes'
  | 'rerunMargin'
  | 'timeScaling'
  | 'limitMultipliers'
  | 'parallelTests'
  | 'packageUnpackedLimitBytes'
  | 'recordRetentionDays'
  | 'eventRetentionMinutes'
  | 'shutdownGraceSeconds'
  | 'logLevel'
  | 'logFormat'
> {
  /** `all` spelt out. */
  readonly roles: readonly RoleName[];
  /** `none`: whoever reaches the API is an admin. */
  readonly auth: 'none' | 'keys';
  /** Empty where `auth` is `none`. */
  readonly apiKeys: readonly ApiKey[];
  /** Undefined: provenance is neither signed nor held against a signature. */
  readonly provenanceDir: string | undefined;
  /** Undefined: run the private Redis. */
  readonly redisUrl: string | undefined;
  /** Undefined: the one that comes with Serin. */
  readonly countryDatabase: string | undefined;
  readonly cityDatabase: string | undefined;
  readonly ispDatabase: string | undefined;
  /** Undefined: the default socket. */
  readonly dockerHost: string | undefined;
  readonly workerName: string;
  /** Undefined: build the default set, and serve whatever the engine has. */
  readonly runtimes: readonly string[] | undefined;
  readonly ociRuntime: string | undefined;
  readonly warmMemoryBytes: number | undefined;
  /** Undefined: blobs live below `dataDir`. */
  readonly s3: S3Config | undefined;
  /** 0: test data is read where it lies. */
  readonly problemCacheBytes: number;
  readonly limits: Limits;
  readonly sizes: SizeLimits;
  /** Every setting with its value as it may be shown and where it came from, in the order of the schema. */
  readonly effective: readonly EffectiveSetting[];
}

export interface S3Config {
  readonly bucket: string;
  readonly region: string;
  /** Absent: Amazon's own. */
  readonly endpoint?: string;
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
}

export interface EffectiveSetting {
  readonly key: SettingKey;
  /** `[hidden]` for secrets that are set; null for what is not set. */
  readonly value: string | number | boolean | readonly string[] | null;
  /** `--port`, `SERIN_PORT`, `serin.yaml:3` or `default`. */
  readonly source: string;
}

/**
 * @throws SerinError CONFIG_INVALID with every fault: values, unknown names in the file and in `SERIN_*`, and settings
 *   that contradict each other.
 */
export const loadConfig = (inputs: ConfigInputs): Config => {
  const gathered = gather(inputs);
  const faults: Fault[] = [...gathered.faults];
  const values: Record<string, unknown> = {};
  for (const key of settingKeys) {
    const given = gathered.given.get(key);
    const parsed = settingsSchema.shape[key].safeParse(given?.value);
    if (parsed.success) values[key] = parsed.data;
    else faults.push(...parsed.error.issues.map((issue) => valueFault(given, key, issue)));
  }
  // A setting that could not be read would only bring contradictions that are not there.
  if (faults.length === 0) {
    faults.push(...contradictions(values as Settings), ...bucketFaults(values as Settings, gathered.given));
  }
  if (faults.length > 0) throw refusal(faults);
  return assemble(values as Settings, gathered.given, inputs);
};

const refusal = (faults: readonly Fault[]): SerinError => {
  const lines = faults.map(({ path, message }) => `  ${path}: ${message}`);
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
  return new SerinError('CONFIG_INVALID', `the configuration has ${count}:\n${lines.join('\n')}`, { faults });
};

const valueFault = (
  given: Given | undefined,
  key: SettingKey,
  issue: { readonly path: readonly PropertyKey[]; readonly message: string },
): Fault => {
  const [index] = issue.path;
  const item = typeof index === 'number' ? `item ${index + 1} ` : '';
  return { path: given?.label ?? key, message: `${item}${issue.message}` };
};

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;

const contradictions = (settings: Settings): Fault[] => {
  const faults: Fault[] = [];
  const names = settings.apiKeys.map((text) => text.split(':')[0]);
  const keys = settings.apiKeys.map((text) => text.split(':')[3]);
  if (new Set(names).size < names.length || new Set(keys).size < keys.length) {
    faults.push({ path: 'apiKeys', message: 'gives a name or a key twice' });
  }
  if (settings.auth === 'keys' && keys.length === 0) {
    faults.push({ path: 'auth', message: 'keys needs apiKeys, and there are none' });
  }
  if (settings.auth === 'none' && keys.length > 0) {
    faults.push({ path: 'auth', message: 'none would open the API to everybody although there are apiKeys' });
  }
  const open = keys.length === 0 && settings.auth === undefined;
  if (open && rolesOf(settings).includes('api') && !loopback.test(settings.host)) {
    const remedy = `give apiKeys (${variableOf('apiKeys')}), or state ${flagOf('auth')} none`;
    faults.push({ path: 'host', message: `${settings.host} can be reached by others: ${remedy}` });
  }
  return faults;
};

const bucketSettings = ['s3Bucket', 's3Endpoint', 's3Region', 's3Prefix'] as const;

const bucketFaults = (settings: Settings, given: ReadonlyMap<SettingKey, Given>): Fault[] => {
  if (settings.blobStore === 'directory') {
    return bucketSettings
      .filter((key) => given.has(key))
      .map((key) => ({ path: key, message: 'is given, but blobs live in a directory: state blobStore: s3' }));
  }
  const faults: Fault[] = [];
  if (settings.s3Bucket === undefined) {
    faults.push({ path: 'blobStore', message: `s3 needs s3Bucket (${variableOf('s3Bucket')})` });
  }
  if (settings.problemCacheBytes === 0) {
    faults.push({
      path: 'problemCacheBytes',
      message: 'must not be 0 with blobStore: s3: tests are read from copies',
    });
  }
  return faults;
};

const s3Of = ({ blobStore, s3Bucket, s3Endpoint, s3Region, s3Prefix }: Settings): S3Config | undefined =>
  blobStore === 'directory' || s3Bucket === undefined
    ? undefined
    : {
        bucket: s3Bucket,
        region: s3Region,
        ...(s3Endpoint === undefined ? {} : { endpoint: s3Endpoint }),
        prefix: s3Prefix === '' || s3Prefix.endsWith('/') ? s3Prefix : `${s3Prefix}/`,
      };

const cacheWithBucketBytes = 4 * 2 ** 30;

const rolesOf = (settings: Settings): RoleName[] =>
  roleNames.filter((role) => settings.role.includes('all') || settings.role.includes(role));

const apiKeyOf = (text: string): ApiKey => {
  const [name = '', role, tenant = '', key = ''] = text.split(':');
  return { name, role: roles.find((each) => each === role) ?? 'submitter', tenant, key };
};

const assemble = (
  settings: Settings,
  given: ReadonlyMap<SettingKey, Given>,
  inputs: ConfigInputs,
): Config => {
  const located = locate(settings, given, inputs.root);
  const auth = settings.apiKeys.length > 0 ? 'keys' : 'none';
  const problemCacheBytes =
    settings.problemCacheBytes ?? (settings.blobStore === 's3' ? cacheWithBucketBytes : 0);
  const workerName = settings.workerName ?? `${hostLabel(inputs.hostname)}-${settings.slotBase}`;
  return {
    ...located,
    roles: rolesOf(settings),
    auth,
    apiKeys: settings.apiKeys.map(apiKeyOf),
    provenanceDir: located.provenanceDir,
    redisUrl: settings.redisUrl,
    countryDatabase: located.countryDatabase,
    cityDatabase: located.cityDatabase,
    ispDatabase: located.ispDatabase,
    dockerHost: settings.dockerHost,
    workerName,
    runtimes: settings.runtimes,
    ociRuntime: settings.ociRuntime,
    warmMemoryBytes: settings.warmMemoryBytes,
    s3: s3Of(settings),
    problemCacheBytes,
    limits: {
      ...resolveLimits({ cpuMs: settings.cpuLimitMs }),
      memoryBytes: settings.memoryLimitBytes,
      outputBytes: settings.outputLimitBytes,
      fileBytes: settings.fileLimitBytes,
      processes: settings.processLimit,
    },
    sizes: {
      bodyBytes: settings.bodyLimitBytes,
      sourceBytes: settings.sourceLimitBytes,
      files: settings.sourceFileLimit,
      tests: settings.testLimit,
      testFileBytes: settings.testFileLimitBytes,
      testsBytes: settings.testsLimitBytes,
      blobBytes: settings.blobLimitBytes,
      packageBytes: settings.packageLimitBytes,
    },
    effective: settingKeys.map((key) => ({
      key,
      value: shown(key, { ...located, auth, workerName, problemCacheBytes }[key]),
      source: given.get(key)?.source ?? 'default',
    })),
  };
};

/** Directories and files made absolute: what was given, from where it was given; defaults, from the installation. */
const locate = (settings: Settings, given: ReadonlyMap<SettingKey, Given>, root: string): Settings => {
  const located: Record<string, unknown> = { ...settings };
  for (const key of [...directorySettings, ...fileSettings]) {
    const path = settings[key];
    if (typeof path !== 'string') continue;
    located[key] = isAbsolute(path) ? path : resolve(given.get(key)?.base ?? root, path);
  }
  return located as Settings;
};

const shown = (key: SettingKey, value: Settings[SettingKey]): EffectiveSetting['value'] => {
  const unset = value === undefined || (Array.isArray(value) && value.length === 0);
  if (secretSettings.has(key) && !unset) return '[hidden]';
  return value ?? null;
};

/** The host name's first label, as a worker may be called. */
const hostLabel = (hostname: string): string => {
  const label = (hostname.split('.')[0] ?? '').replaceAll(/[^A-Za-z0-9_-]/g, '').replace(/^[_-]+/, '');
  return label === '' ? 'worker' : label.slice(0, 40);
};
