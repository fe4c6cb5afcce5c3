/** `test/programs/verdicts/expected.yaml`: programs of every language and the verdict that each is to get. */
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { limitsSchema, resolveLimits } from '../../src/domain/limits.ts';
import type { Limits } from '../../src/domain/limits.ts';
import { verdicts } from '../../src/domain/verdict.ts';
import type { Verdict } from '../../src/domain/verdict.ts';

export const caseNames = [
  'accepted',
  'wrong-answer',
  'compile-error',
  'exit-code',
  'signal',
  'cpu-time',
  'wall-time',
  'memory',
  'output',
] as const;

export type CaseName = (typeof caseNames)[number];

/** A text that must be met exactly or, between slashes, a regular expression. */
const detailSchema = z
  .string()
  .min(1)
  .transform((text, context): string | RegExp => {
    if (!text.startsWith('/')) return text;
    const pattern = /^\/(.+)\/$/.exec(text)?.[1];
    try {
      if (pattern !== undefined) return new RegExp(pattern);
    } catch {
      // Said below.
    }
    context.addIssue({ code: 'custom', message: `${text} is not a regular expression between two slashes` });
    return z.NEVER;
  });

const expectation = {
  file: z.string().min(1).optional(),
  input: z.string().optional(),
  answer: z.string().optional(),
  limits: limitsSchema.default({}),
  detail: detailSchema.optional(),
};

const everywhere = z.strictObject({ ...expectation, verdict: z.enum(verdicts) });
const somewhere = z.strictObject({ ...expectation, verdict: z.enum(verdicts).optional() });

const tableSchema = z.strictObject({
  apiVersion: z.literal('serin/v1'),
  kind: z.literal('ExpectedVerdicts'),
  defaults: z.strictObject({ input: z.string(), answer: z.string(), limits: limitsSchema }),
  /** Every case has to be there. */
  cases: z.record(z.enum(caseNames), everywhere),
  languages: z
    .record(
      z.string().min(1),
      z.strictObject({
        /** The name that the language's manifest gives to a program of one file. */
        file: z.string().min(1),
        cases: z.partialRecord(z.enum(caseNames), somewhere).default({}),
      }),
    )
    .refine((languages) => Object.keys(languages).length > 0, 'no language is left to test'),
});

type Table = z.infer<typeof tableSchema>;

export interface Program {
  readonly language: string;
  readonly name: CaseName;
  readonly source: string;
  readonly input: string;
  readonly answer: string;
  readonly limits: Limits;
  readonly verdict: Verdict;
  /** Undefined: nothing is to be said beside the verdict. */
  readonly detail: string | RegExp | undefined;
}

/**
 * Every language with every case, in the table's order.
 *
 * @throws ZodError when the table is not valid; Error when a program is missing, or lies there without being expected.
 */
export const readExpectedVerdicts = async (tablePath: string): Promise<Program[]> => {
  const table = tableSchema.parse(parse(await readFile(tablePath, 'utf8')));
  const directory = dirname(tablePath);
  const paths = new Set<string>();
  const programs: Program[] = [];
  for (const language of Object.keys(table.languages)) {
    for (const name of caseNames) {
      const { path, ...program } = programOf(table, language, name);
      paths.add(path);
      programs.push({ ...program, source: await readFile(join(directory, path), 'utf8') });
    }
  }
  const strays = (await filesBelow(directory)).filter((path) => path.includes('/') && !paths.has(path));
  if (strays.length > 0) throw new Error(`nothing is expected of ${strays.join(', ')}`);
  return programs;
};

/** The language's own word before that of all languages, and that before the defaults. */
const programOf = (
  table: Table,
  language: string,
  name: CaseName,
): Omit<Program, 'source'> & { readonly path: string } => {
  const { defaults } = table;
  const general = table.cases[name];
  const entry = table.languages[language];
  const own = entry?.cases[name];
  return {
    language,
    name,
    path: `${language}/${name}/${own?.file ?? general.file ?? entry?.file ?? ''}`,
    input: own?.input ?? general.input ?? defaults.input,
    answer: own?.answer ?? general.answer ?? defaults.answer,
    limits: resolveLimits({ ...defaults.limits, ...general.limits, ...own?.limits }),
    verdict: own?.verdict ?? general.verdict,
    detail: own?.detail ?? general.detail,
  };
};

const filesBelow = async (directory: string): Promise<string[]> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)));
};
