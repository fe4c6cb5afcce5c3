/** `serin rules explain` and `simulate`. */
import { CliFailure, exitCodes } from './failure.ts';
import type { ListingDeps } from './listings.ts';
import { readNamed } from './material.ts';
import type { ReadFile } from './material.ts';
import { explanationSchema, simulationSchema } from './rules-answers.ts';
import type { SimulationAnswer } from './rules-answers.ts';
import type { RuleText } from './rule-files.ts';
import { formatTable } from './table.ts';
import { printJson, printLine } from './terminal.ts';
import type { Output } from './terminal.ts';

export interface ContextOptions {
  readonly context?: string;
  readonly language?: string;
  readonly region?: string;
  readonly level?: string;
  readonly difficulty?: number;
  readonly user?: string;
  readonly tag?: readonly string[];
  readonly client?: string;
  readonly device?: string;
  readonly problem?: string;
  readonly contest?: string;
  readonly priority?: string;
  readonly at?: string;
}

export interface DraftOptions {
  readonly layer: string;
  readonly patch?: true;
  readonly revision?: number;
}

export const explainRules = async (
  { client, stdout, json, readFile }: ListingDeps & { readonly readFile: ReadFile },
  files: readonly RuleText[],
  options: ContextOptions & DraftOptions,
): Promise<number> => {
  const { revision } = options;
  const { value, raw } = await client.json(explanationSchema, {
    path: '/v1/rules/explain',
    method: 'POST',
    body: {
      context: await contextOf(readFile, options),
      ...(files.length === 0 ? {} : { draft: draftOf(files, options) }),
      ...(revision === undefined ? {} : { revision }),
    },
  });
  if (json) {
    printJson(stdout, raw);
    return exitCodes.ok;
  }
  for (const { outcome, sentence, conditions } of value.tried) {
    printLine(stdout, `${outcome === 'decided' ? '▶' : ' '} ${sentence}`);
    for (const { path, wanted, found, holds } of conditions) {
      printLine(stdout, `    ${holds ? 'yes' : 'no '}  ${path}: ${written(found)}, wants ${written(wanted)}`);
    }
  }
  printLine(stdout, value.sentence);
  return exitCodes.ok;
};

const written = (value: unknown): string => {
  if (value === undefined || value === null) return 'not told';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(written).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** A file of JSON, and what is said beside it. */
const contextOf = async (readFile: ReadFile, options: ContextOptions): Promise<object> => {
  const { context, language, region, level, difficulty, contest, priority, at } = options;
  const base: Record<string, unknown> = context === undefined ? {} : await jsonFrom(readFile, context);
  const within = (key: string): object => (typeof base[key] === 'object' ? (base[key] ?? {}) : {});
  const groups = {
    user: { ...within('user'), id: options.user, tags: options.tag },
    client: { ...within('client'), id: options.client, device: options.device },
    problem: { ...within('problem'), id: options.problem },
  };
  const userLevel = level !== undefined && /^\d+(\.\d+)?$/.test(level) ? Number(level) : level;
  const told = present({ language, region, userLevel, difficulty, contest, priority, at });
  const nested = Object.fromEntries(
    Object.entries(groups)
      .map(([key, group]) => [key, { ...within(key), ...present(group) }] as const)
      .filter(([, group]) => Object.keys(group).length > 0),
  );
  return { ...base, ...told, ...nested };
};

const present = (given: object): object =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

const jsonFrom = async (readFile: ReadFile, path: string): Promise<Record<string, unknown>> => {
  const text = (await readNamed(readFile, path)).toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // Told below.
  }
  throw new CliFailure(exitCodes.usage, `${path} is not a JSON object: { "language": "python", … }`);
};

export interface SimulateOptions extends DraftOptions {
  readonly synthetic?: number;
  readonly recorded?: number;
  readonly seed?: number;
}

const usualContexts = 100_000;

export const simulateRules = async (
  { client, stdout, json }: ListingDeps,
  files: readonly RuleText[],
  { synthetic, recorded, seed, ...options }: SimulateOptions,
): Promise<number> => {
  if (synthetic !== undefined && recorded !== undefined) {
    throw new CliFailure(exitCodes.usage, 'say --synthetic or --recorded, one of them');
  }
  const contexts =
    recorded === undefined
      ? { synthetic: { count: synthetic ?? usualContexts, ...(seed === undefined ? {} : { seed }) } }
      : { recorded: { count: recorded } };
  const { value, raw } = await client.json(simulationSchema, {
    path: '/v1/rules/simulate',
    method: 'POST',
    body: { ...contexts, ...(files.length === 0 ? {} : { draft: draftOf(files, options) }) },
  });
  if (json) printJson(stdout, raw);
  else tellSimulation(stdout, value);
  return exitCodes.ok;
};

const draftOf = (files: readonly RuleText[], { layer, patch }: DraftOptions) => ({
  layer,
  mode: patch === true ? 'patch' : 'replace',
  files,
});

/** Values of a dimension that are told; the rest is in `--json`. */
const mostValues = 10;
const mostMovers = 10;

const tellSimulation = (stdout: Output, told: SimulationAnswer): void => {
  const tracks = [...new Set([...Object.keys(told.live), ...Object.keys(told.draft)])].sort();
  const share = (count: number | undefined, of: number): string =>
    of === 0 ? '-' : `${(((count ?? 0) / of) * 100).toFixed(2)} %`;
  const row = (name: string, value: string, arms: SimulationAnswer) => [
    name,
    value,
    String(arms.contexts),
    ...tracks.map(
      (track) => `${share(arms.live[track], arms.contexts)} → ${share(arms.draft[track], arms.contexts)}`,
    ),
    share(arms.moved, arms.contexts),
  ];
  const rows = [
    row('all', '', told),
    ...Object.entries(told.dimensions).flatMap(([name, values]) =>
      values.slice(0, mostValues).map((arms) => row(name, arms.value, { ...told, ...arms })),
    ),
  ];
  printLine(stdout, formatTable(['dimension', 'value', 'contexts', ...tracks, 'moved'], rows));
  for (const { from, to, count } of told.moves) printLine(stdout, `${from} → ${to}: ${count}`);
  for (const { user, language, from, to } of told.movers.slice(0, mostMovers)) {
    printLine(stdout, `  ${user ?? '(no user)'} (${language}): ${from} → ${to}`);
  }
  for (const { rule, track, count } of told.wrongWay) {
    printLine(stdout, `wrong way: ${count} leave ${track} by ${rule}, though its weight does not fall`);
  }
  for (const { name, count, last } of told.failures) {
    printLine(stdout, `the expression of ${name} failed ${count} times: ${last}`);
  }
  for (const note of told.notes) printLine(stdout, `note: ${note}`);
  printLine(stdout, `held against revision ${told.from}`);
};
