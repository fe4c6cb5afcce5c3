/** What this process is, where it listens, who may call it and where it keeps things. */
import { z } from 'zod';
import { environments } from '../../domain/history.ts';
import { directory, distinct, listError, oneOf, text, whole, yesOrNo } from './fields.ts';

export const roleNames = ['api', 'worker', 'controller'] as const;
export type RoleName = (typeof roleNames)[number];

const apiKeySchema = text().regex(
  /^[A-Za-z0-9._-]{1,64}:(submitter|operator|admin):[A-Za-z0-9._-]{1,64}:[A-Za-z0-9._~+/=-]{16,256}$/,
  'must be NAME:ROLE:TENANT:KEY with a role of submitter, operator or admin and a key of at least 16 characters',
);

export const serviceSettings = {
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
};
