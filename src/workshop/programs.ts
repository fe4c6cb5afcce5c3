/**
 * `images/<language>/programs/`: a file per check (`sum.py`), a folder for the check of many files (`multi-file/`), and `programs.yaml`
 * where the language cannot show something or needs other limits.
 */
import { z } from 'zod';
import type { Fault } from '../domain/errors.ts';
import { limitsSchema } from '../domain/limits.ts';
import type { PartialLimits } from '../domain/limits.ts';
import { soleSource } from '../domain/submission.ts';
import type { SourceFile } from '../domain/submission.ts';
import { checkNames, isCheckName } from './checks.ts';
import type { CheckName } from './checks.ts';
import { readDocument } from './document.ts';
import type { RecipeFile, RecipeFolder } from './ports.ts';

export interface LanguagePrograms {
  readonly language: string;
  /** What is submitted for a check: one source without a name, or files. */
  readonly sources: ReadonlyMap<CheckName, readonly SourceFile[]>;
  /** What the language cannot show, and why. */
  readonly not: Readonly<Partial<Record<CheckName, string>>>;
  readonly limits: Readonly<Partial<Record<CheckName, PartialLimits>>>;
}

const exceptionsFile = 'programs.yaml';

const byCheck = <T extends z.ZodType>(value: T) =>
  z
    .strictObject(
      Object.fromEntries(checkNames.map((name) => [name, value.optional()])) as Record<
        CheckName,
        z.ZodOptional<T>
      >,
    )
    .prefault({});

const exceptionsSchema = z.strictObject({
  apiVersion: z.literal('serin/v1'),
  kind: z.literal('Programs'),
  not: byCheck(z.string().min(10, 'must say why, in a sentence')),
  limits: byCheck(limitsSchema),
});

/**
 * One folder of programs; what is wrong with it is added to `faults`.
 *
 * @param folder - named `<language>/programs`
 */
export const readPrograms = (folder: RecipeFolder, faults: Fault[]): LanguagePrograms => {
  const at = `images/${folder.name}`;
  const sources = new Map<CheckName, SourceFile[]>();
  for (const file of folder.files) {
    if (file.path === exceptionsFile) continue;
    const named = nameOf(file);
    if (named === undefined) {
      faults.push({ path: `${at}/${file.path}`, message: 'belongs to no check' });
      continue;
    }
    const { check, path } = named;
    const before = sources.get(check) ?? [];
    if (before.some((source) => source.path === soleSource) || (path === soleSource && before.length > 0)) {
      faults.push({ path: `${at}/${file.path}`, message: `is a second program for the check "${check}"` });
    }
    sources.set(check, [...before, { path, content: file.data }]);
  }
  const { not, limits } = exceptionsOf(folder, sources, faults);
  return { language: folder.name.split('/')[0] ?? '', sources, not, limits };
};

/** `sum.py` is the one source of its check; `multi-file/main.py` is a file of its. */
const nameOf = (file: RecipeFile): { check: CheckName; path: string } | undefined => {
  const [first = '', ...rest] = file.path.split('/');
  if (rest.length > 0) return isCheckName(first) ? { check: first, path: rest.join('/') } : undefined;
  const [name = '', ...extensions] = first.split('.');
  return isCheckName(name) && extensions.length > 0 ? { check: name, path: soleSource } : undefined;
};

const exceptionsOf = (
  folder: RecipeFolder,
  sources: ReadonlyMap<CheckName, unknown>,
  faults: Fault[],
): Pick<LanguagePrograms, 'not' | 'limits'> => {
  const file = folder.files.find(({ path }) => path === exceptionsFile);
  if (file === undefined) return { not: {}, limits: {} };
  const path = `images/${folder.name}/${exceptionsFile}`;
  const document = readDocument(exceptionsSchema, path, file.data.toString('utf8'), faults);
  if (document === undefined) return { not: {}, limits: {} };
  const { value, placeOf } = document;
  for (const check of checkNames) {
    if (value.not[check] !== undefined && sources.has(check)) {
      faults.push({ path: placeOf(['not', check]), message: 'there is a program for this check' });
    }
    if (value.limits[check] !== undefined && !sources.has(check)) {
      faults.push({ path: placeOf(['limits', check]), message: 'there is no program for this check' });
    }
  }
  return {
    not: given(value.not),
    limits: given(value.limits),
  };
};

/** Without the keys that hold nothing. */
const given = <T>(record: Partial<Record<CheckName, T | undefined>>): Partial<Record<CheckName, T>> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
