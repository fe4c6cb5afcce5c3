/**
 * Every setting of Serin, once: its type, its default and what it is for. Flags, environment variables, `serin.yaml`
 * and docs/configuration.md follow from this schema, in this order.
 */
import { z } from 'zod';
import { blobsSettings } from './blobs.ts';
import { keepingSettings } from './keeping.ts';
import { queuesSettings } from './queues.ts';
import { rulesSettings } from './rules.ts';
import { runsSettings } from './runs.ts';
import { serviceSettings } from './service.ts';
import { sizesSettings } from './sizes.ts';
import { workerSettings } from './worker.ts';
import { directory } from './fields.ts';

export const settingsSchema = z.strictObject({
  ...serviceSettings,
  ...blobsSettings,
  imagesDir: directory.default('images').describe('Directory with the recipes of the runtimes.'),
  sandboxesDir: directory
    .default('sandboxes')
    .describe('Directory with the runner, seccomp profiles and policies.'),
  ...rulesSettings,
  ...workerSettings,
  ...queuesSettings,
  ...runsSettings,
  ...sizesSettings,
  ...keepingSettings,
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
