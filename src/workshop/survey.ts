/**
 * Which of the wanted languages there are recipes for, and what Debian says of the others. The table is made by asking, so that a gap is
 * said by the tool and not by somebody's memory.
 */
import { runtimeManifestSchema } from '../domain/runtime.ts';
import type { Candidates } from './candidates.ts';
import type { Recipes } from './read-recipes.ts';

export interface SurveyPorts {
  /** Versions of those packages that a suite has, by name; asked in its base image. */
  readonly packages: (suite: string, names: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/** What a suite has for a language. */
export type Offer =
  | { readonly kind: 'recipe'; readonly versions: readonly string[] }
  | { readonly kind: 'package'; readonly name: string; readonly version: string }
  | { readonly kind: 'nothing'; readonly names: readonly string[] };

export interface SurveyedLanguage {
  readonly language: string;
  readonly note?: string;
  /** By suite. */
  readonly offers: Readonly<Record<string, Offer>>;
}

export const suites: readonly string[] = runtimeManifestSchema.shape.suite.options;

/** Wanted languages in their order, then those that have recipes without being on the list. */
export const surveyLanguages = async (
  ports: SurveyPorts,
  recipes: Pick<Recipes, 'runtimes'>,
  candidates: Candidates,
): Promise<SurveyedLanguage[]> => {
  const versions = versionsBySuite(recipes);
  const languages = [...new Set([...Object.keys(candidates), ...versions.keys()])];
  const answers = new Map<string, ReadonlyMap<string, string>>();
  for (const suite of suites) {
    const asked = languages.filter((language) => versions.get(language)?.[suite] === undefined);
    const names = new Set(asked.flatMap((language) => candidates[language]?.packages ?? []));
    answers.set(suite, names.size === 0 ? new Map() : await ports.packages(suite, [...names]));
  }
  return languages.map((language) => {
    const { note, packages = [] } = candidates[language] ?? {};
    const offers = suites.map((suite) => {
      const own = versions.get(language)?.[suite];
      return [suite, own ?? offerOf(packages, answers.get(suite) ?? new Map())] as const;
    });
    return { language, ...(note === undefined ? {} : { note }), offers: Object.fromEntries(offers) };
  });
};

const versionsBySuite = ({ runtimes }: Pick<Recipes, 'runtimes'>): Map<string, Record<string, Offer>> => {
  const found = new Map<string, Record<string, Offer>>();
  for (const { manifest } of runtimes) {
    const { language, suite, version } = manifest;
    const offers = found.get(language) ?? {};
    const before = offers[suite];
    const versions = before?.kind === 'recipe' ? before.versions : [];
    found.set(language, { ...offers, [suite]: { kind: 'recipe', versions: [...versions, version] } });
  }
  return found;
};

const offerOf = (packages: readonly string[], answers: ReadonlyMap<string, string>): Offer => {
  for (const name of packages) {
    const version = answers.get(name);
    if (version !== undefined) return { kind: 'package', name, version };
  }
  return { kind: 'nothing', names: packages };
};

/** `4:14.2.0-1` is 14.2.0: without the epoch and Debian's own revision. */
const upstream = (version: string): string => version.replace(/^\d+:/, '').replace(/-[^-]*$/, '');

export const offerText = (offer: Offer | undefined): string => {
  switch (offer?.kind) {
    case 'recipe':
      return `recipe ${offer.versions.join(', ')}`;
    case 'package':
      return `no recipe; ${offer.name} ${upstream(offer.version)}`;
    case 'nothing':
      return offer.names.length === 0 ? 'no recipe' : `no package among ${offer.names.join(', ')}`;
    case undefined:
      return '';
  }
};

/** Whether there are recipes: of every suite, of some (which), or of none. */
export const coverage = ({ offers }: SurveyedLanguage): string => {
  const covered = suites.filter((suite) => offers[suite]?.kind === 'recipe');
  if (covered.length === suites.length) return 'yes';
  return covered.length === 0 ? 'no' : `${covered.join(', ')} only`;
};

export const surveyHeadings: readonly string[] = ['language', ...suites, 'recipe'];

export const surveyCells = (surveyed: SurveyedLanguage): string[] => [
  surveyed.language,
  ...suites.map((suite) => offerText(surveyed.offers[suite])),
  coverage(surveyed),
];

/** @param day - `2026-11-25` */
export const surveyDocument = (surveyed: readonly SurveyedLanguage[], day: string): string => {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const covered = surveyed.filter((each) => coverage(each) !== 'no').length;
  return [
    '# Languages',
    '',
    `Made by \`serin images survey --write\` on ${day}, which asked both suites of Debian. ${covered} of ${surveyed.length} languages have a recipe.`,
    'Which languages are wanted, and under which names Debian may have them, stands in `images/candidates.yaml`.',
    '',
    row(surveyHeadings),
    row(surveyHeadings.map(() => '---')),
    ...surveyed.map((each) => {
      const [language = '', ...rest] = surveyCells(each);
      return row([`\`${language}\``, ...rest]);
    }),
    '',
    ...surveyed
      .filter(({ note }) => note !== undefined)
      .map(({ language, note }) => `- \`${language}\`: ${note ?? ''}`),
    '',
  ]
    .join('\n')
    .replace(/\n{2,}$/, '\n');
};
