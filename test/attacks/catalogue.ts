/** `test/programs/attacks/<class>/attacks.yaml`: hostile programs, and the verdict that each is to get. */
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { limitsSchema } from '../../src/domain/limits.ts';
import type { PartialLimits } from '../../src/domain/limits.ts';
import { verdicts } from '../../src/domain/verdict.ts';

export const attacksDirectory = fileURLToPath(new URL('../programs/attacks/', import.meta.url));

export const attackClasses = [
  'process',
  'memory',
  'time',
  'output',
  'files',
  'kernel',
  'compile',
  'protocol',
  'leftovers',
  'runtimes',
] as const;

export const languages = ['c', 'cpp', 'python', 'java', 'javascript', 'go', 'rust'] as const;
export type Language = (typeof languages)[number];

const oneOrMore = <T extends z.ZodType>(item: T) =>
  z
    .union([item, z.array(item).min(1)])
    .transform((given) => (Array.isArray(given) ? given : [given]) as z.output<T>[]);

/** `from` names a file beside attacks.yaml. `link` is a symbolic link's target, sent as the text of the file: the API has no links. */
const fileSchema = z.union([
  z.strictObject({ path: z.string(), from: z.string().min(1) }),
  z.strictObject({ path: z.string(), link: z.string() }),
]);
const programsSchema = z
  .partialRecord(z.enum(languages), z.union([z.string().min(1), z.array(fileSchema).min(1)]))
  .refine((programs) => Object.keys(programs).length > 0, 'must name a program in one language at least');

/** `refused` is no verdict: the API answers with a problem, whose code is the detail. */
const outcomes = [...verdicts, 'refused'] as const;
const expectation = {
  verdict: oneOrMore(z.enum(outcomes)),
  detail: oneOrMore(z.string().min(1)).optional(),
  input: z.string().optional(),
  inputBytes: z.number().int().min(0).optional(),
  answer: z.string().optional(),
  limits: limitsSchema.default({}),
};

const attackSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower case words and digits joined by "-"'),
    about: z.string().min(10),
    programs: programsSchema,
    ...expectation,
    ci: z.boolean().default(false),
    track: z.enum(['stable', 'canary']).default('stable'),
    /** `kept`: with `reuse` the reset must be verified, and the same container must serve the next submission. */
    container: z.literal('kept').optional(),
    /** A second submission, judged next, which looks for what the first one left. */
    then: z
      .strictObject({ programs: programsSchema, ...expectation })
      .refine(onlyOneInput, 'has input or inputBytes, not both')
      .optional(),
  })
  .refine(onlyOneInput, 'has input or inputBytes, not both');

function onlyOneInput(given: { input?: string | undefined; inputBytes?: number | undefined }): boolean {
  return given.input === undefined || given.inputBytes === undefined;
}

const documentSchema = z.strictObject({ attacks: z.array(attackSchema).min(1) });

export interface SourceFile {
  readonly path: string;
  readonly content: string;
  readonly encoding: 'utf8' | 'base64';
}

/** One submission of an attack, ready to be sent, and what is to become of it. */
export interface Shot {
  readonly source: string | readonly SourceFile[];
  readonly input: string;
  readonly answer: string | undefined;
  readonly limits: PartialLimits;
  readonly verdicts: readonly string[];
  readonly details: readonly string[] | undefined;
}

export interface Attack {
  readonly class: string;
  readonly name: string;
  /** `process/fork-bomb` */
  readonly id: string;
  readonly about: string;
  readonly ci: boolean;
  readonly track: 'stable' | 'canary';
  readonly mustKeepContainer: boolean;
  readonly variants: readonly { readonly language: Language; readonly first: Shot; readonly next?: Shot }[];
}

/** A class whose folder has no attacks.yaml, or nothing to be judged, is a fault. Throws Error with every fault of the file. */
export const readClass = async (name: string, directory = attacksDirectory): Promise<Attack[]> => {
  const folder = join(directory, name);
  const path = join(folder, 'attacks.yaml');
  const parsed = documentSchema.safeParse(parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw new Error(faultsOf(path, parsed.error));
  const seen = new Set<string>();
  return Promise.all(
    parsed.data.attacks.map(async (entry) => {
      if (seen.has(entry.name)) throw new Error(`${path}: there are two attacks called "${entry.name}"`);
      seen.add(entry.name);
      try {
        return await attackOf(name, folder, entry);
      } catch (cause) {
        throw new Error(`${path}: ${entry.name}: ${String(cause)}`, { cause });
      }
    }),
  );
};

/** Each fault with the name of its entry, because a number in a long list helps nobody. */
const faultsOf = (path: string, error: z.ZodError): string =>
  error.issues
    .map(({ path: at, message }) => `${path}: ${at.map(String).join('.') || 'the document'}: ${message}`)
    .join('\n');

type Entry = z.output<typeof attackSchema>;
type Expectation = Omit<NonNullable<Entry['then']>, 'programs'>;
type Programs = Entry['programs'];

const attackOf = async (className: string, folder: string, entry: Entry): Promise<Attack> => {
  const { name, about, ci, track, programs, then } = entry;
  const variants = Object.keys(programs).map(async (key) => {
    const language = key as Language;
    const first = await shotOf(folder, programs, language, entry);
    if (then === undefined) return { language, first };
    return { language, first, next: await shotOf(folder, then.programs, language, then) };
  });
  return {
    class: className,
    name,
    id: `${className}/${name}`,
    about,
    ci,
    track,
    mustKeepContainer: entry.container === 'kept',
    variants: await Promise.all(variants),
  };
};

const shotOf = async (
  folder: string,
  programs: Programs,
  language: Language,
  expected: Expectation,
): Promise<Shot> => {
  const given = programs[language];
  if (given === undefined) throw new Error(`there is no program in ${language} to go with it`);
  return {
    source: await sourceOf(folder, given),
    input: expected.input ?? 'x'.repeat(expected.inputBytes ?? 0),
    answer: expected.answer,
    limits: expected.limits,
    verdicts: expected.verdict,
    details: expected.detail,
  };
};

const sourceOf = async (
  folder: string,
  given: NonNullable<Programs[Language]>,
): Promise<string | SourceFile[]> => {
  if (typeof given === 'string') return readFile(join(folder, given), 'utf8');
  return Promise.all(
    given.map(async (file) => {
      if ('link' in file) return { path: file.path, content: file.link, encoding: 'utf8' as const };
      const bytes = await readFile(join(folder, file.from));
      return { path: file.path, content: bytes.toString('base64'), encoding: 'base64' as const };
    }),
  );
};

/** Files below a class that no entry of its attacks.yaml names. */
export const strayFiles = async (name: string, directory = attacksDirectory): Promise<string[]> => {
  const folder = join(directory, name);
  const { attacks } = documentSchema.parse(parse(await readFile(join(folder, 'attacks.yaml'), 'utf8')));
  const named = new Set(['attacks.yaml']);
  for (const { programs, then } of attacks) {
    for (const given of [...Object.values(programs), ...Object.values(then?.programs ?? {})]) {
      if (typeof given === 'string') named.add(given);
      else for (const file of given) if ('from' in file) named.add(file.from);
    }
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !named.has(path) && !path.endsWith('.md'));
};

export interface Selected {
  readonly attack: Attack;
  readonly language: Language;
  readonly first: Shot;
  readonly next: Shot | undefined;
}

/**
 * What SERIN_ATTACKS asks for: `ci` (the quick ones, each in its first language), `all`, or names and beginnings of names
 * separated by commas. Only the classes that can hold something of it are read. Throws where nothing is left.
 */
export const select = async (wanted: string, directory = attacksDirectory): Promise<Selected[]> => {
  const prefixes = wanted.split(',').map((word) => word.trim());
  const everything = wanted === 'ci' || wanted === 'all';
  const mayHold = (name: string): boolean =>
    everything || prefixes.some((prefix) => prefix.startsWith(`${name}/`) || name.startsWith(prefix));
  const names = attackClasses.filter(
    (name) => existsSync(join(directory, name, 'attacks.yaml')) && mayHold(name),
  );
  const attacks = (await Promise.all(names.map((name) => readClass(name, directory)))).flat();
  const chosen = attacks
    .filter(({ id, ci }) =>
      wanted === 'ci' ? ci : everything || prefixes.some((prefix) => id.startsWith(prefix)),
    )
    .flatMap((attack) =>
      (wanted === 'ci' ? attack.variants.slice(0, 1) : attack.variants).map(({ language, first, next }) => ({
        attack,
        language,
        first,
        next,
      })),
    );
  if (chosen.length === 0) throw new Error(`SERIN_ATTACKS=${wanted}: there is no such attack`);
  return chosen;
};
