/** How settings are written: in the environment, on the command line, in help and documents. */
import { z } from 'zod';
import { directorySettings, fileSettings, settingKeys, settingsSchema } from './settings.ts';
import type { SettingKey } from './settings.ts';

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
