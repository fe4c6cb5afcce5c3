/** Schemas of YAML files, and how what does not fit them is told: at its place, with a remedy. */
import { z } from 'zod';
import { nearest } from '../domain/nearest.ts';
import type { FaultLog } from './faults.ts';
import type { YamlFile } from './yaml-file.ts';

/** Stands before the known keys in the message of an unknown one; see `report`. */
const known = 'known keys: ';

/** A map with these keys and no others. */
export const keys = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `${known}${Object.keys(shape).join(', ')}` : undefined,
  });

/**
 * What fits the schema; undefined where it does not, and the faults say where. Keys that are not known are an error in our own format; in those
 * of others, where tools add their own, they are told of and passed over.
 */
export const fitting = <Schema extends z.ZodType>(
  schema: Schema,
  yaml: YamlFile,
  faults: FaultLog,
  unknownKeys: 'error' | 'warning' = 'error',
): z.infer<Schema> | undefined => {
  const result = schema.safeParse(yaml.value);
  if (result.success) return result.data;
  const unknown = result.error.issues.filter((issue) => issue.code === 'unrecognized_keys');
  if (unknownKeys === 'error' || unknown.length === 0) {
    for (const issue of result.error.issues) report(issue, [], yaml, faults);
    return undefined;
  }
  const value = structuredClone(yaml.value);
  for (const { path, keys: names, message } of unknown) {
    for (const key of names) {
      faults.warning(yaml.placeOf([...path, key]), `${unknownKey(key, message)}; it is passed over`);
      Reflect.deleteProperty(holderOf(value, path), key);
    }
  }
  return fitting(schema, { ...yaml, value }, faults);
};

const holderOf = (value: unknown, path: readonly PropertyKey[]): object => {
  let holder: unknown = value;
  for (const key of path) holder = Reflect.get(holder as object, key);
  return holder as object;
};

/** Without the keys that are written and left empty. */
export const withoutNulls = (yaml: YamlFile): YamlFile => ({ ...yaml, value: filled(yaml.value) });

const filled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== null)
      .map(([key, each]) => [key, filled(each)]),
  );
};

const report = (
  issue: z.core.$ZodIssue,
  above: readonly PropertyKey[],
  yaml: YamlFile,
  faults: FaultLog,
): void => {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) faults.error(yaml.placeOf([...path, key]), unknownKey(key, issue.message));
  } else if (issue.code === 'invalid_union') {
    const branch = closest(issue.errors);
    if (branch === undefined) faults.error(yaml.placeOf(path), `${named(path)}${issue.message}`);
    else for (const each of branch) report(each, path, yaml, faults);
  } else faults.error(yaml.placeOf(path), `${named(path)}${lower(issue.message)}`);
};

const named = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? '' : `${path.map(String).join('.')}: `;

const lower = (message: string): string => message.replace(/^Invalid input: /, '');

const unknownKey = (key: string, message: string): string => {
  const candidates = message.startsWith(known) ? message.slice(known.length).split(', ') : [];
  const meant = nearest(key, candidates);
  const remedy =
    meant === undefined
      ? candidates.length > 0
        ? `; known here: ${candidates.join(', ')}`
        : ''
      : `; did you mean "${meant}"?`;
  return `"${key}" is not a key that is known here${remedy}`;
};

/** Of the ways in which something could have fitted, the one that was most likely meant: it got furthest before it failed. */
const closest = (
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined => {
  const depth = (issues: readonly z.core.$ZodIssue[]): number =>
    Math.max(...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)));
  const wrongKind = (issues: readonly z.core.$ZodIssue[]): boolean =>
    issues.some(
      (issue) => issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value'),
    );
  const fitting = branches.filter((issues) => issues.length > 0 && !wrongKind(issues));
  return [...fitting].sort((a, b) => depth(b) - depth(a))[0];
};
