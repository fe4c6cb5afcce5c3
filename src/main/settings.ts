/**
 * Every setting of Serin, once: its type, its default and what it is for. Flags, environment variables, `serin.yaml`
 * and docs/configuration.md follow from this schema.
 */
import { isIP } from 'node:net';
import { z } from 'zod';
import { defaultLimits, largestDataBytes, maximumLimits } from '../domain/limits.ts';
import { trackSchema } from '../domain/decision.ts';
import { environments } from '../domain/history.ts';
import { defaultSizeLimits } from '../http/options.ts';

const mebibyte = 1024 * 1024;

/** Errors are written to follow "port=x:", so they begin with a verb. */
const whole = (least: number, most: number, otherwise = '') => {
  const error = `must be ${otherwise}a whole number from ${least} to ${most}, without a unit`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};

const oneOf = {
  error: (issue: { readonly values?: unknown }) =>
    `must be one of ${Array.isArray(issue.values) ? issue.values.join(', ') : 'the words listed'}`,
};

const listError = { error: 'must be a list' };

const yesOrNo = () => z.boolean({ error: 'must be true or false' });

const text = () => z.string({ error: 'must be text' });

/** A directory; relative ones are resolved against where the value came from. */
const directory = text().min(1, 'must not be empty');

export const roleNames = ['api', 'worker', 'controller'] as const;
export type RoleName = (typeof roleNames)[number];

const apiKeySchema = text().regex(
  /^[A-Za-z0-9._-]{1,64}:(submitter|operator|admin):[A-Za-z0-9._-]{1,64}:[A-Za-z0-9._~+/=-]{16,256}$/,
  'must be NAME:ROLE:TENANT:KEY with a role of submitter, operator or admin and a key of at least 16 characters',
);

const distinct = (items: readonly unknown[]): boolean => new Set(items).size === items.length;

/** Relative ones are resolved like directories. */
const file = text().min(1, 'must not be empty');

const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie']);

/** As `@fastify/proxy-addr` takes them. */
const isProxy = (written: string): boolean => {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(written)) return true;
  const [address = '', bits, ...more] = written.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
};
const proxyError = 'must be an address, a range such as 10.0.0.0/8, or loopback, linklocal or uniquelocal';

export const settingsSchema = z.strictObject({
  role: z
    .array(z.enum(['all', ...roleNames], oneOf), listError)
    .min(1)
    .refine(distinct, 'names a role twice')
    .refine((roles) => !roles.includes('all') || roles.length === 1, 'all stands alone')
    .default(['all'])
    .describe('What this process does: all, or some of api, worker and controller.'),
  host: text()
    .regex(/^[0-9A-Za-z.:-]+$/, 'must be an address or a host name, without a port')
    .default('127.0.0.1')
    .describe('Address the API listens on. Any other than loopback needs apiKeys, or auth: none.'),
  port: whole(0, 65_535).default(8080).describe('Port the API listens on; 0 takes a free one.'),
  auth: z
    .enum(['none', 'keys'], oneOf)
    .optional()
    .describe(
      'Who may call the API: everybody (none), or holders of a key (keys). By default keys, where there are any.',
    ),
  apiKeys: z
    .array(apiKeySchema, listError)
    .default([])
    .describe('Keys of the API, each NAME:ROLE:TENANT:KEY; the role is submitter, operator or admin.'),
  environment: z
    .enum(environments, oneOf)
    .default('prod')
    .describe('Where this server stands: prod takes what staging vouches for, staging what dev does.'),
  provenanceDir: directory
    .optional()
    .describe(
      'Directory with key.pem, which signs provenance records, and trusted/*.pem, which may have signed what is imported.',
    ),
  redisUrl: text()
    .regex(/^(rediss?:\/\/|unix:\/)\S+$/, 'must begin with redis://, rediss:// or unix:/')
    .optional()
    .describe('Redis 6.2 or newer, or Valkey. By default Serin runs a private redis-server in dataDir.'),
  redisDeclaredSuitable: yesOrNo()
    .default(false)
    .describe('Skip the check that Redis persists and never evicts: you answer for it.'),
  dataDir: directory.default('.serin').describe('Directory for blobs, caches and the private Redis.'),
  blobStore: z
    .enum(['directory', 's3'], oneOf)
    .default('directory')
    .describe('Where sources, test data and results live: below dataDir/blobs, or in a bucket (s3).'),
  s3Bucket: text()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$/, 'must be the name of a bucket')
    .optional()
    .describe("The bucket. Credentials are the AWS SDK's to find: AWS_ACCESS_KEY_ID, a profile, a role."),
  s3Endpoint: text()
    .regex(/^https?:\/\/[^\s/?#@]+\/?$/, 'must be http:// or https:// and a host, without a path')
    .optional()
    .describe('An S3-compatible service, spoken to path-style. By default Amazon S3.'),
  s3Region: text()
    .regex(/^[A-Za-z0-9-]{1,64}$/, 'must be the name of a region')
    .default('us-east-1')
    .describe('Region of the bucket; services that have none take any.'),
  s3Prefix: text()
    .regex(
      /^([A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\/?)?$/,
      'must be words of letters, digits, "_", "." and "-", with "/" between',
    )
    .max(200, 'must have 200 characters at most')
    .default('')
    .describe('Before the name of every object, so that a bucket may be shared.'),
  imagesDir: directory.default('images').describe('Directory with the recipes of the runtimes.'),
  sandboxesDir: directory
    .default('sandboxes')
    .describe('Directory with the runner, seccomp profiles and policies.'),
  rulesApproval: z
    .enum(['rules', 'all'], oneOf)
    .default('rules')
    .describe(
      'Which changes of gray rules somebody else than the author has to approve: those of rules that ask for it (rules), or all.',
    ),
  rulesDir: directory
    .default('rules')
    .describe('Directory with gray rules: what lies there is published when the API starts.'),
  rulesWatch: yesOrNo()
    .default(true)
    .describe(
      'Publish what changes in rulesDir while the API runs; otherwise it is read at the start alone.',
    ),
  countryDatabase: file
    .optional()
    .describe(
      'Database of countries by address, in the MaxMind format; replaced files are taken while running. By default the one of @ip-location-db/geo-whois-asn-country-mmdb.',
    ),
  cityDatabase: file.optional().describe('The same of cities. By default there is none.'),
  ispDatabase: file
    .optional()
    .describe('The same of providers or autonomous systems. By default there is none.'),
  trustedProxies: z
    .array(text().refine(isProxy, proxyError), listError)
    .refine(distinct, 'names a proxy twice')
    .default([])
    .describe(
      "Addresses and ranges (10.0.0.0/8), or loopback, of proxies in front of the API whose X-Forwarded-For and User-Agent are taken for the user's. By default nobody is believed.",
    ),
  ruleHeaders: z
    .array(text().regex(/^[A-Za-z0-9-]{1,64}$/, 'must be the name of a header'), listError)
    .max(16, 'must name 16 headers at most')
    .refine((names) => distinct(names.map((name) => name.toLowerCase())), 'names a header twice')
    .refine(
      (names) => !names.some((name) => secretHeaders.has(name.toLowerCase())),
      'must not name a header that holds a secret: Authorization, Proxy-Authorization, Cookie',
    )
    .default([])
    .describe('Headers of submissions that gray rules may decide by, 16 at most.'),
  dockerHost: text()
    .regex(
      /^(unix|tcp|http|https|ssh):\/\/\S+$/,
      'must begin with unix://, tcp://, http://, https:// or ssh://',
    )
    .optional()
    .describe(
      'The Docker engine of the worker; DOCKER_HOST counts too. By default unix:///var/run/docker.sock.',
    ),
  workerName: text()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'must be 1–63 letters, digits, "_", "." and "-"')
    .optional()
    .describe('Name of this worker, which its containers carry. By default the host name and slotBase.'),
  tracks: z
    .array(trackSchema, listError)
    .min(1)
    .refine(distinct, 'names a track twice')
    .default(['stable', 'canary'])
    .describe('Tracks that this worker serves.'),
  runtimes: z
    .array(
      text().regex(/^[a-z][a-z0-9.-]{0,63}$/, 'must be a set, a language, a family or a runtime'),
      listError,
    )
    .min(1)
    .refine(distinct, 'names a runtime twice')
    .optional()
    .describe(
      'Runtimes to build and to serve: sets, languages, families, runtimes or all. By default the set default is built, and whatever the engine has is served.',
    ),
  slots: z
    .union([z.literal('auto'), whole(1, 1024, 'auto or ')], {
      error: 'must be auto or a whole number from 1 to 1024, without a unit',
    })
    .default('auto')
    .describe('Programs judged at once, each on a core of its own; auto leaves one core to everything else.'),
  slotBase: whole(0, 4095)
    .default(0)
    .describe(
      'Number of the first slot. Workers on one host need slots that do not overlap: each is a core and a uid.',
    ),
  isolation: z
    .enum(['reuse', 'fresh'], oneOf)
    .default('reuse')
    .describe('Give a container a verified reset after a submission (reuse), or a new one to each (fresh).'),
  ociRuntime: text()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'must be the name of a runtime of the engine')
    .optional()
    .describe("The engine's OCI runtime for sandboxes, such as runsc (gVisor). By default the engine's own."),
  warmMemoryBytes: whole(64 * mebibyte, 2 ** 50)
    .optional()
    .describe(
      "Memory that idle warm containers may take, 24 MiB each. By default an eighth of the engine's.",
    ),
  queueLimit: whole(1, 10_000_000)
    .default(10_000)
    .describe('Unfinished submissions per track before new ones get 503.'),
  spilloverWaitSeconds: whole(1, 86_400)
    .default(30)
    .describe('Seconds that work waits on another track than stable before new submissions stay on stable.'),
  spilloverDepthPercent: whole(1, 100)
    .default(50)
    .describe(
      'Percent of queueLimit unfinished on another track than stable before new submissions stay on stable.',
    ),
  rejudgeLimit: whole(1, 10_000)
    .default(16)
    .describe('Submissions that rejudges have under way at once, all of them together.'),
  redispatchSeconds: whole(1, 3600)
    .default(10)
    .describe(
      'Seconds without a worker after which submissions that wait on a track other than stable are judged on stable.',
    ),
  shadowLimit: whole(0, 10_000)
    .default(1_000)
    .describe('Submissions per track that wait to be judged there as shadows; those beyond are not.'),
  compileCacheBytes: whole(0, 2 ** 50)
    .default(1024 * mebibyte)
    .describe('Compiled programs kept on disk per worker.'),
  problemCacheBytes: whole(0, 2 ** 50)
    .optional()
    .describe(
      'Test data that a worker copies to its own dataDir: of problems, and with s3 as much again of uploads. By default 4 GiB with s3; else 0, which reads it where it lies.',
    ),
  cpuLimitMs: whole(1, maximumLimits.cpuMs)
    .default(defaultLimits.cpuMs)
    .describe('CPU time of a run that states none; its real time is three times that.'),
  memoryLimitBytes: whole(4 * mebibyte, maximumLimits.memoryBytes)
    .default(defaultLimits.memoryBytes)
    .describe('Memory of a run that states none.'),
  outputLimitBytes: whole(0, maximumLimits.outputBytes)
    .default(defaultLimits.outputBytes)
    .describe('Standard output of a run that states none.'),
  fileLimitBytes: whole(0, maximumLimits.fileBytes)
    .default(defaultLimits.fileBytes)
    .describe('Largest file a run may write that states none.'),
  processLimit: whole(1, maximumLimits.processes)
    .default(defaultLimits.processes)
    .describe('Processes and threads of a run that states none.'),
  rerunMargin: whole(0, 100)
    .default(10)
    .describe('Percent over its time limit up to which a run gets a second try; 0 gives none.'),
  timeScaling: z
    .enum(['off', 'calibrated'], oneOf)
    .default('off')
    .describe('Hold time limits as stated (off), or multiply them by the measured slowness of the worker.'),
  limitMultipliers: z
    .enum(['off', 'on'], oneOf)
    .default('off')
    .describe('Multiply time and memory limits by what the runtime states (on), or hold them as stated.'),
  parallelTests: z
    .enum(['off', 'on'], oneOf)
    .default('off')
    .describe('Spread the tests of a submission over slots that nobody else needs.'),
  bodyLimitBytes: whole(1024, 1024 * mebibyte)
    .default(defaultSizeLimits.bodyBytes)
    .describe('Largest request body.'),
  sourceLimitBytes: whole(1, 1024 * mebibyte)
    .default(defaultSizeLimits.sourceBytes)
    .describe('All source files of a submission together.'),
  sourceFileLimit: whole(1, 10_000)
    .default(defaultSizeLimits.files)
    .describe('Source files of a submission.'),
  testLimit: whole(1, 100_000).default(defaultSizeLimits.tests).describe('Tests of a submission.'),
  testFileLimitBytes: whole(1, 1024 * mebibyte)
    .default(defaultSizeLimits.testFileBytes)
    .describe('One input or one answer.'),
  testsLimitBytes: whole(1, 1024 * mebibyte)
    .default(defaultSizeLimits.testsBytes)
    .describe('All inputs and answers of a submission together.'),
  blobLimitBytes: whole(1, largestDataBytes)
    .default(defaultSizeLimits.blobBytes)
    .describe('One blob: an input or an answer that is put beforehand.'),
  packageLimitBytes: whole(1024, 2 ** 40)
    .default(defaultSizeLimits.packageBytes)
    .describe('One problem package, packed.'),
  packageUnpackedLimitBytes: whole(1024, 2 ** 42)
    .default(4096 * mebibyte)
    .describe('All that comes out of one problem package.'),
  recordRetentionDays: whole(1, 3650).default(7).describe('Days a submission is kept after its verdict.'),
  eventRetentionMinutes: whole(1, 10_080)
    .default(60)
    .describe('Minutes its events are kept after its verdict.'),
  shutdownGraceSeconds: whole(1, 3600)
    .default(20)
    .describe('Seconds running submissions get to finish at shutdown; the rest go back to the queue.'),
  logLevel: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], oneOf)
    .default('info')
    .describe('Least level logged.'),
  logFormat: z
    .enum(['auto', 'json', 'pretty'], oneOf)
    .default('auto')
    .describe('Form of the log on stderr; auto is pretty on a terminal and json elsewhere.'),
});

export type Settings = z.infer<typeof settingsSchema>;
export type SettingKey = keyof Settings;

export const settingKeys = Object.keys(settingsSchema.shape) as SettingKey[];

/** Shown as `[hidden]` wherever settings are printed. */
export const secretSettings: ReadonlySet<SettingKey> = new Set<SettingKey>(['apiKeys', 'redisUrl']);

/** Settings that are directories. */
export const directorySettings: ReadonlySet<SettingKey> = new Set<SettingKey>([
  'provenanceDir',
  'dataDir',
  'imagesDir',
  'sandboxesDir',
  'rulesDir',
]);

/** Settings that are files. */
export const fileSettings: ReadonlySet<SettingKey> = new Set<SettingKey>([
  'countryDatabase',
  'cityDatabase',
  'ispDatabase',
]);

/** `cpuLimitMs` → `SERIN_CPU_LIMIT_MS` */
export const variableOf = (key: SettingKey): string => `SERIN_${words(key).join('_').toUpperCase()}`;

/** `cpuLimitMs` → `--cpu-limit-ms` */
export const flagOf = (key: SettingKey): string => `--${words(key).join('-')}`;

const words = (key: string): string[] => key.split(/(?=[A-Z])/).map((word) => word.toLowerCase());

/** What a value looks like, for help and documents: `N`, `PATH`, `true|false`, `A|B`, `LIST`. */
export type ValueKind =
  | { readonly kind: 'whole' }
  | { readonly kind: 'wholeOr'; readonly word: string }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'list' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'directory' }
  | { readonly kind: 'file' }
  | { readonly kind: 'text' };

export const valueKindOf = (key: SettingKey): ValueKind => {
  const schema = bare(settingsSchema.shape[key]);
  if (schema instanceof z.ZodNumber) return { kind: 'whole' };
  if (schema instanceof z.ZodUnion) return { kind: 'wholeOr', word: 'auto' };
  if (schema instanceof z.ZodBoolean) return { kind: 'boolean' };
  if (schema instanceof z.ZodArray) return { kind: 'list' };
  if (schema instanceof z.ZodEnum) return { kind: 'choice', choices: schema.options.map(String) };
  if (fileSettings.has(key)) return { kind: 'file' };
  return directorySettings.has(key) ? { kind: 'directory' } : { kind: 'text' };
};

const bare = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? bare(schema.unwrap()) : schema;

/** What a setting is for; the first sentence of its help. */
export const descriptionOf = (key: SettingKey): string => settingsSchema.shape[key].description ?? '';

/** Every setting as the command line offers it. */
export interface SettingFlag {
  readonly flag: string;
  readonly value: string;
  readonly description: string;
}

export const settingFlags = (): SettingFlag[] =>
  settingKeys.map((key) => ({ flag: flagOf(key), value: placeholder(key), description: descriptionOf(key) }));

export const placeholder = (key: SettingKey): string => {
  const kind = valueKindOf(key);
  switch (kind.kind) {
    case 'whole':
      return 'N';
    case 'wholeOr':
      return `N|${kind.word}`;
    case 'boolean':
      return 'true|false';
    case 'list':
      return 'A,B';
    case 'choice':
      return kind.choices.join('|');
    case 'directory':
      return 'DIRECTORY';
    case 'file':
      return 'FILE';
    case 'text':
      return 'TEXT';
  }
};
