/**
 * What is allowed and probably not meant. A warning is never a guess: each says something that is certain of the set as it is written.
 */
import type { Fault } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';
import { atOnce, each } from '../domain/steps.ts';
import type { Steps } from '../domain/steps.ts';
import { failingSteps } from './case-failures.ts';
import type { CompileOptions } from './compile-rules.ts';
import type { ContextSurroundings } from './context-schema.ts';
import { coveredSteps } from './containment.ts';
import type { GrayDocument } from './document-schema.ts';
import { prefixOf } from './match.ts';
import type { GrayOverride } from './override-schema.ts';
import { pointerOf } from './place.ts';
import { prepareSteps } from './prepare.ts';
import type { PreparedRule } from './prepare.ts';
import type { GrayRule } from './rule-schema.ts';
import type { RuleSet } from './rule-set.ts';
import { unusedSegments } from './segment-use.ts';
import { stableTrack } from './shares.ts';
import type { StickyKey } from './sticky.ts';

export type WarningCode =
  | 'SHADOWED'
  | 'SCHEDULE_OVER'
  | 'OVERRIDE_OVER'
  | 'NOBODY'
  | 'STICKY_UNUSED'
  | 'ONE_BUCKET'
  | 'UNCONFIRMED'
  | 'ALWAYS_FAILS'
  | 'CASE_WITHOUT_TIME'
  | 'SEGMENT_UNUSED'
  | 'UNKNOWN_LANGUAGE';

export interface RuleWarning extends Fault {
  readonly code: WarningCode;
}

export interface WarningOptions extends CompileOptions {
  /** Now; without it nothing is said of what is over. */
  readonly atMs?: number;
  /** Ids and families that the server knows; without them nothing is said of languages. */
  readonly languages?: readonly string[];
  readonly familyOf?: (language: string) => string | undefined;
}

/** @param set - compiles. @throws SerinError RULES_INVALID where it does not. */
export const warningsOf = (set: RuleSet, options: WarningOptions): RuleWarning[] =>
  atOnce(warningSteps(set, options));

export function* warningSteps(set: RuleSet, options: WarningOptions): Steps<RuleWarning[]> {
  const prepared = yield* prepareSteps(set, options);
  const documents = Object.values(set.layers).flat();
  const enabled = prepared.rules.filter(({ rule }) => rule.spec.enabled);
  const warn: Warn = (code, { metadata: { name } }, path, message) => ({
    code,
    path: options.placeOf?.(name, path) ?? `/${name}${pointerOf(path)}`,
    message,
  });
  const covered = yield* coveredSteps(enabled);
  const ofRules = yield* each(enabled, (rule) => ruleWarnings(rule, options, warn));
  const failing = yield* failingSteps(set, options, surroundingsOf(options));
  return [
    ...covered.map(({ covered: rule, by }) =>
      warn('SHADOWED', rule.rule, ['spec', 'match'], shadowWords(by, rule)),
    ),
    ...ofRules.flat(),
    ...prepared.overrides.flatMap(({ override }) => overrideWarnings(override, options, warn)),
    ...failing.map(({ document, reason, contexts }) =>
      warn(
        'ALWAYS_FAILS',
        document,
        ['spec', 'when'],
        `fails for each of the ${contexts} cases tried: ${reason}`,
      ),
    ),
    ...unusedSegments(documents).map((segment) =>
      warn(
        'SEGMENT_UNUSED',
        segment,
        ['metadata', 'name'],
        'no rule, override or expression uses this segment',
      ),
    ),
  ];
}

const surroundingsOf = ({ atMs, familyOf }: WarningOptions): Omit<ContextSurroundings, 'userLevels'> => ({
  atMs: atMs ?? 0,
  ...(familyOf && { familyOf }),
});

type Warn = (
  code: WarningCode,
  document: GrayDocument,
  path: readonly PropertyKey[],
  message: string,
) => RuleWarning;

const shadowWords = ({ rule: by }: PreparedRule, { rule }: PreparedRule): string =>
  `is never reached: ${by.metadata.name} is tried first (priority ${by.spec.priority}` +
  `${by.spec.priority === rule.spec.priority ? ', by name' : ''}) and matches everything that this rule matches`;

const ruleWarnings = (prepared: PreparedRule, options: WarningOptions, warn: Warn): RuleWarning[] => {
  const { rule, layer } = prepared;
  const { spec } = rule;
  const found: RuleWarning[] = [];
  const add = (code: WarningCode, path: readonly PropertyKey[], message: string): void =>
    void found.push(warn(code, rule, ['spec', ...path], message));
  const until = spec.schedule?.until;
  if (until !== undefined && isOver(until, options)) {
    add(
      'SCHEDULE_OVER',
      ['schedule', 'until'],
      `the schedule is over since ${until}: the rule matches nothing`,
    );
  }
  const canary = Object.entries(spec.weights).filter(([track]) => track !== stableTrack);
  const leaves = canary.some(([, percent]) => percent > 0);
  // A rollout begins with nobody, and a rule that names stable alone says what it means.
  if (layer !== 'rollout' && canary.length > 0 && !leaves && (spec.shadow ?? 0) === 0) {
    add('NOBODY', ['weights'], 'gives nobody to another track than stable: 0 %');
  }
  if (leaves && spec.sample?.perMinute === 0) {
    add('NOBODY', ['sample', 'perMinute'], 'is 0: everybody stays on stable, as SPILLOVER');
  }
  if (leaves && !spec.confirm) {
    const tracks = canary.flatMap(([track, percent]) => (percent > 0 ? [track] : []));
    add(
      'UNCONFIRMED',
      ['confirm'],
      `is false: what ${tracks.join(' and ')} does not accept is final, and not judged again on stable`,
    );
  }
  found.push(...stickyWarnings(prepared, warn));
  found.push(...caseWarnings(rule, warn));
  found.push(...languageWarnings(rule, spec.match.language, ['spec', 'match', 'language'], options, warn));
  return found;
};

const isOver = (until: string, { atMs }: WarningOptions): boolean =>
  atMs !== undefined && Date.parse(until) <= atMs;

/** A key that a rule's own `match` makes every submission tell that it matches. */
const toldKeys: Readonly<Partial<Record<StickyKey, 'problem' | 'contest'>>> = {
  'problem.id': 'problem',
  contest: 'contest',
};

const stickyWarnings = ({ rule, shares }: PreparedRule, warn: Warn): RuleWarning[] => {
  const { stickyBy, match } = rule.spec;
  if (shares.length < 2) return [];
  const told = stickyBy.findIndex((key) => {
    const dimension = toldKeys[key];
    return dimension !== undefined && match[dimension] !== undefined;
  });
  const key = stickyBy[told];
  const dimension = key && toldKeys[key];
  if (key === undefined || dimension === undefined) return [];
  const found = stickyBy
    .slice(told + 1)
    .map((later, at) =>
      warn(
        'STICKY_UNUSED',
        rule,
        ['spec', 'stickyBy', told + 1 + at],
        `${later} is never drawn by: ${key} comes before it, and match.${dimension} makes sure that it is told`,
      ),
    );
  const names = new Set(match[dimension]);
  const [only] = names;
  // One contest that draws as a whole is what contests ask for; one problem is an odd way to say 0 or 100.
  if (
    key === 'problem.id' &&
    told === 0 &&
    names.size === 1 &&
    only !== undefined &&
    prefixOf(only) === undefined
  ) {
    const message = `all submissions draw one bucket, that of the problem ${only}: the weights do not split them`;
    found.push(warn('ONE_BUCKET', rule, ['spec', 'stickyBy'], message));
  }
  return found;
};

/** What a case without a time expects of a rule with a schedule would change by itself. */
const caseWarnings = (rule: GrayRule, warn: Warn): RuleWarning[] =>
  rule.spec.schedule === undefined
    ? []
    : (rule.spec.cases ?? []).flatMap(({ context }, at) =>
        context['at'] === undefined
          ? [
              warn(
                'CASE_WITHOUT_TIME',
                rule,
                ['spec', 'cases', at, 'context'],
                'says no `at`, though the rule has a schedule: write when the submission comes',
              ),
            ]
          : [],
      );

const overrideWarnings = (override: GrayOverride, options: WarningOptions, warn: Warn): RuleWarning[] => {
  const { enabled, until, language } = override.spec;
  if (!enabled) return [];
  const over =
    until !== undefined && isOver(until, options)
      ? [warn('OVERRIDE_OVER', override, ['spec', 'until'], `is over since ${until}: remove it`)]
      : [];
  return [...over, ...languageWarnings(override, language, ['spec', 'language'], options, warn)];
};

const languageWarnings = (
  document: GrayDocument,
  patterns: readonly string[] | undefined,
  path: readonly PropertyKey[],
  { languages }: WarningOptions,
  warn: Warn,
): RuleWarning[] =>
  (languages === undefined ? [] : (patterns ?? [])).flatMap((pattern, at) => {
    const prefix = prefixOf(pattern);
    const known = languages?.some((language) =>
      prefix === undefined ? language === pattern : language.startsWith(prefix),
    );
    if (known === true) return [];
    const meant = nearest(pattern, languages ?? []);
    const hint = meant === undefined ? '' : `: did you mean ${meant}?`;
    return [warn('UNKNOWN_LANGUAGE', document, [...path, at], `no language or family is ${pattern}${hint}`)];
  });
