/** Where settings come from: collects each setting's value from the first source that has one, and names the source. */
import { basename, dirname, resolve } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { Fault } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';
import { flagOf, valueKindOf, variableOf } from './settings/setting-words.ts';
import { secretSettings, settingKeys } from './settings/settings.ts';
import type { SettingKey } from './settings/settings.ts';

export interface ConfigInputs {
  /** From the command line, by setting (`{ port: '8081' }`); `config` names the file. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file, or undefined when there is none. */
  readonly readFile: (path: string) => string | undefined;
  readonly hostname: string;
  readonly cwd: string;
  /** The installation: defaults of directories and `serin.yaml` are looked for there. */
  readonly root: string;
}

/** One setting as a source gave it. */
export interface Given {
  readonly value: unknown;
  /** `SERIN_PORT` */
  readonly source: string;
  /** `SERIN_PORT=x`, for faults; without the value where that is a secret. */
  readonly label: string;
  /** Relative directories start here. */
  readonly base: string;
}

export interface Gathered {
  readonly given: ReadonlyMap<SettingKey, Given>;
  readonly faults: readonly Fault[];
}

/** Variables that begin with `SERIN_` and belong to no setting: what each is for. */
export const otherVariables: Readonly<Record<string, string>> = {
  SERIN_CONFIG: 'Path of the configuration file, instead of serin.yaml.',
  SERIN_SERVER: 'Server that the command line speaks to.',
  SERIN_KEY: 'API key that the command line presents.',
  SERIN_COMMIT: 'Commit that an image of Serin is built from, where its build has no git.',
  SERIN_DIRTY: 'Whether its sources have changes beside that commit: true or false.',
  SERIN_REDIS_IMAGE: 'Image of Redis in docker-compose.yml.',
  SERIN_STABLE_SLOTS: 'Slots of the stable worker in docker-compose.yml.',
  SERIN_CANARY_SLOTS: 'Slots of the canary worker in docker-compose.yml.',
  SERIN_CANARY_SLOT_BASE: 'First slot of the canary worker in docker-compose.yml.',
};

export const gather = (inputs: ConfigInputs): Gathered => {
  const faults: Fault[] = [];
  const file = fromFile(inputs, faults);
  const variables = fromEnvironment(inputs, faults);
  const flags = fromFlags(inputs);
  const given = new Map<SettingKey, Given>();
  for (const key of settingKeys) {
    const first = flags.get(key) ?? variables.get(key) ?? file.get(key);
    if (first !== undefined) given.set(key, first);
  }
  return { given, faults };
};

const fromFlags = (inputs: ConfigInputs): Map<SettingKey, Given> => {
  const found = new Map<SettingKey, Given>();
  for (const key of settingKeys) {
    const text = inputs.flags[key];
    if (text !== undefined) found.set(key, fromText(key, flagOf(key), text, inputs.cwd));
  }
  return found;
};

/** An empty variable counts as not set, so that a compose file may pass on what may be missing. */
const fromEnvironment = (inputs: ConfigInputs, faults: Fault[]): Map<SettingKey, Given> => {
  const found = new Map<SettingKey, Given>();
  const known = new Map(settingKeys.map((key) => [variableOf(key), key]));
  for (const [name, text] of Object.entries(inputs.env)) {
    if (text === undefined || text === '' || !name.startsWith('SERIN_')) continue;
    const key = known.get(name);
    if (key !== undefined) found.set(key, fromText(key, name, text, inputs.cwd));
    else if (!Object.hasOwn(otherVariables, name)) {
      faults.push(unknownName(name, [...known.keys(), ...Object.keys(otherVariables)], 'variable'));
    }
  }
  const dockerHost = inputs.env['DOCKER_HOST'];
  if (!found.has('dockerHost') && dockerHost !== undefined && dockerHost !== '') {
    found.set('dockerHost', fromText('dockerHost', 'DOCKER_HOST', dockerHost, inputs.cwd));
  }
  return found;
};

const unknownName = (path: string, candidates: readonly string[], what: string): Fault => {
  const near = nearest(path, candidates);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  return { path, message: `there is no such ${what}${hint}` };
};

const fromText = (key: SettingKey, source: string, text: string, base: string): Given => ({
  value: valueOf(key, text),
  source,
  label: secretSettings.has(key) ? source : `${source}=${text}`,
  base,
});

/** Text as the setting's type. What does not look like it stays text, and the schema says what is wrong. */
const valueOf = (key: SettingKey, text: string): unknown => {
  switch (valueKindOf(key).kind) {
    case 'whole':
    case 'wholeOr':
      return /^-?\d{1,16}$/.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'list':
      return text.split(',').map((item) => item.trim());
    case 'choice':
    case 'directory':
    case 'file':
    case 'text':
      return text;
  }
};

const fromFile = (inputs: ConfigInputs, faults: Fault[]): Map<SettingKey, Given> => {
  const found = new Map<SettingKey, Given>();
  const named = inputs.flags['config'] ?? unlessEmpty(inputs.env['SERIN_CONFIG']);
  const path = named === undefined ? resolve(inputs.root, 'serin.yaml') : resolve(inputs.cwd, named);
  const text = inputs.readFile(path);
  if (text === undefined) {
    if (named !== undefined) faults.push({ path, message: 'there is no such file' });
    return found;
  }
  const shortName = basename(path);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${shortName}:${lines.linePos(offset).line}`;
  for (const error of document.errors) faults.push({ path: at(error.pos[0]), message: error.message });
  if (document.errors.length > 0 || document.contents === null) return found;
  if (!isMap(document.contents)) {
    faults.push({ path: shortName, message: 'must hold settings, one `name: value` a line' });
    return found;
  }
  for (const entry of entriesOf(document)) {
    const source = at(entry.offset);
    const key = settingKeys.find((candidate) => candidate === entry.name);
    if (key === undefined) {
      const { message } = unknownName(entry.name, settingKeys, 'setting');
      faults.push({ path: `${source} ${entry.name}`, message });
    } else if (entry.value !== null) {
      found.set(key, { value: entry.value, source, label: `${source} ${key}`, base: dirname(path) });
    }
  }
  return found;
};

const unlessEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

const entriesOf = (document: Document): { name: string; offset: number; value: unknown }[] => {
  if (!isMap(document.contents)) return [];
  const values = document.toJS() as Record<string, unknown>;
  return document.contents.items.map(({ key }) => {
    const name = isScalar(key) ? String(key.value) : String(key);
    const offset = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
    return { name, offset, value: values[name] };
  });
};
