/**
 * Expressions: parsed, bounded and type-checked when rules are loaded, then evaluated against contexts.
 *
 * One that fails at run time, by reading what a submission does not tell or by dividing by zero, makes its rule not match. It is
 * counted, and its last reason is kept: a rule that never matches should not look like one that nobody met.
 */
import { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { z } from 'zod';
import { nearest } from '../domain/nearest.ts';
import type { Asked } from './asked.ts';
import { boundExpression, safeMatches } from './cel-bounds.ts';
import {
  factsOf,
  isObjectName,
  objectClasses,
  objectFields,
  plainVariables,
  SegmentsOfUser,
} from './cel-facts.ts';
import type { Failures } from './failures.ts';
import type { Segments } from './segments.ts';

export interface ExpressionDeps {
  /** Of the rule or segment that it belongs to. */
  readonly name: string;
  readonly failures: Failures;
  /** Names of segments that it may ask for; undefined in a segment's own expression. */
  readonly segmentNames: readonly string[] | undefined;
  readonly includes: Segments['includes'];
  readonly fault: (message: string) => void;
}

/** A test of a context; `reason` tells why it failed, where it did. */
export interface Expression {
  readonly holds: (asked: Asked) => boolean;
  readonly evaluate: (asked: Asked) => { readonly value?: unknown; readonly reason?: string };
}

/** Undefined where it is refused. */
export const compileExpression = (source: string, deps: ExpressionDeps): Expression | undefined => {
  const parsed = checked(source, deps);
  if (parsed === undefined) return undefined;
  const evaluate = (asked: Asked): { value?: unknown; reason?: string } => {
    try {
      asked.facts ??= factsOf(asked, deps.includes);
      return { value: parsed(asked.facts) };
    } catch (cause) {
      return { reason: firstLine(cause) };
    }
  };
  const holds = (asked: Asked): boolean => {
    const { value, reason } = evaluate(asked);
    if (reason !== undefined) deps.failures.add(deps.name, reason);
    return value === true;
  };
  return { holds, evaluate };
};

type Parsed = (facts: Readonly<Record<string, unknown>>) => unknown;

const checked = (source: string, deps: ExpressionDeps): Parsed | undefined => {
  let faults = 0;
  const fault = (message: string): void => {
    faults += 1;
    deps.fault(message);
  };
  try {
    const parsed = environment.parse(source);
    boundExpression(parsed.ast, { segments: deps.segmentNames, fault });
    if (faults > 0) return undefined;
    const { valid, type, error } = parsed.check();
    if (!valid) fault(explained(error, source));
    else if (type !== 'bool') fault(`is ${type ?? 'nothing'}, and has to be true or false`);
    return faults > 0 ? undefined : (facts): unknown => withoutStack(() => parsed(facts));
  } catch (cause) {
    fault(explained(cause, source));
    return undefined;
  }
};

/** A failure is an answer here, and nobody reads where in the library it came about: that would take ten times as long as all else. */
const withoutStack = (work: () => unknown): unknown => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};

const makeEnvironment = (): Environment => {
  const made = new Environment({
    unlistedVariablesAreDyn: false,
    enableOptionalTypes: false,
    limits: { maxAstNodes: 512, maxDepth: 32, maxListElements: 64, maxMapEntries: 64, maxCallArguments: 4 },
  });
  made.registerType('Segments', { ctor: SegmentsOfUser, fields: {} });
  for (const [name, fields] of Object.entries(objectFields)) {
    if (!isObjectName(name)) continue;
    const ctor = objectClasses[name];
    made.registerType(ctor.name, { ctor, fields }).registerVariable(name, ctor.name);
  }
  for (const name of plainVariables) made.registerVariable(name, 'string');
  made.registerVariable('headers', 'map<string, string>');
  const sync = { async: false };
  made.registerFunction(
    `${objectClasses.user.name}.inSegment(string): bool`,
    (user: { segments: SegmentsOfUser }, name: string) => user.segments.includes(name),
    sync,
  );
  made.registerOperator('string in Segments', (name: string, segments: SegmentsOfUser) =>
    segments.includes(name),
  );
  made.registerFunction(`string.${safeMatches}(string): bool`, matchesPattern, sync);
  return made;
};

/** Of literals in rules, so that there are no more of them than rules say. */
const patterns = new Map<string, RE2JS>();

const matchesPattern = (text: string, pattern: string): boolean => {
  const known = patterns.get(pattern) ?? RE2JS.compile(pattern);
  patterns.set(pattern, known);
  return known.test(text);
};

const environment = makeEnvironment();

/** The library draws the place below its message. */
const firstLine = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0] ?? '';

const explained = (cause: unknown, source: string): string => {
  const message = firstLine(cause);
  const unknown = /^Unknown variable: (.+)$/.exec(message)?.[1];
  if (unknown === undefined) return `${message}${placeIn(source, cause)}`;
  const meant = nearest(unknown, [...Object.keys(objectFields), ...plainVariables, 'headers']);
  return `there is no ${unknown}${meant === undefined ? '' : `: did you mean ${meant}?`}`;
};

/** Where in the expression; nothing of what is wrong with it as a whole. */
const placeIn = (source: string, cause: unknown): string => {
  const start = rangeSchema.safeParse(cause).data?.range.start;
  if (start === undefined || source.trim() === '') return '';
  return start >= source.trimEnd().length ? ', at its end' : `, at character ${start + 1}`;
};

/** Offsets, as the library's errors have them. */
const rangeSchema = z.object({ range: z.object({ start: z.number() }) });
