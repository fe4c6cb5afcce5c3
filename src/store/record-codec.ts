/**
 * The shapes of what is kept of a submission. A record is a Redis hash:
 *
 *   v spec tests material state attempt attempts track createdAtMs       from the start
 *   worker                                                               once it runs
 *   result finishedAtMs finishedEvent finishedBy                         once it is finished
 *   published                                                            once it was rejudged: the attempt whose result stands
 *   counted                                                              what it added to the sums of its problem
 *   outcome:<attempt>                                                    a rejudge that gave no verdict
 *   raisedBy                                                             once stable took another track's place
 *   shadow                                                               `waiting`, `judged`, or why it was dropped; where the first
 *                                                                        decision has a shadow
 *   shadowResult                                                         once it is judged
 *
 * While it is rejudged, `state`, `attempt` and `track` are those of the attempt under way, and `result` is still the old one.
 *
 * A result that is larger than a Redis record ought to be is a blob, and the field names it.
 */
import { z } from 'zod';
import { SerinError } from '../domain/errors.ts';
import { checkerSchema } from '../domain/checker.ts';
import { decisionReasons } from '../domain/decision.ts';
import type { SubmissionEvent } from '../domain/events.ts';
import {
  priorities,
  regionSources,
  schemaVersion,
  shadowDrops,
  submissionStates,
} from '../domain/submission.ts';
import type { Attempt, SubmissionRecord } from '../domain/submission.ts';
import { summaryOf, verdicts } from '../domain/verdict.ts';
import type { ResultSummary } from '../domain/verdict.ts';
import { exactly } from './exact-shape.ts';
import { keptResultShape, summaryShape } from './result-codec.ts';
import type { KeptResult } from './result-codec.ts';
import { digits, json, parseStored, version } from './versioned.ts';

const limitsShape = z.object({
  cpuMs: z.number(),
  wallMs: z.number(),
  memoryBytes: z.number(),
  outputBytes: z.number(),
  fileBytes: z.number(),
  processes: z.number(),
});

const specShape = z.object({
  kind: z.literal('run').optional(),
  language: z.string(),
  limits: limitsShape,
  checker: checkerSchema,
  stopAtFirstFailure: z.boolean(),
  keepOutputBytes: z.number(),
  priority: z.enum(priorities),
  tenant: z.string(),
  user: z.object({
    id: z.string().optional(),
    level: z.number().optional(),
    levelName: z.string().optional(),
    region: z.string().optional(),
    regionSource: z.enum(regionSources).optional(),
    geohash: z.string().optional(),
    tags: z.array(z.string()).optional(),
  }),
  client: z.object({
    id: z.string().optional(),
    device: z.string().optional(),
    deviceSource: z.enum(['stated', 'agent']).optional(),
  }),
  difficulty: z.number().optional(),
  difficultyEstimate: z.object({ deviation: z.number(), submissions: z.number() }).optional(),
  topics: z.array(z.string()).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  contest: z.string().optional(),
  problem: z.string().optional(),
  problemRevision: z.object({ id: z.string(), revision: z.number(), digest: z.string() }).optional(),
  track: z.string().optional(),
  traceId: z.string(),
  inboundReleaseTag: z.string().optional(),
});

const decisionShape = z.object({
  track: z.string(),
  runtime: z.string(),
  fingerprint: z.string(),
  rule: z.string().optional(),
  bucket: z.number().optional(),
  reason: z.enum(decisionReasons),
  revision: z.number(),
  why: z.string().optional(),
  instead: z
    .object({ track: z.string(), fingerprint: z.string().optional(), reason: z.enum(decisionReasons) })
    .optional(),
  confirm: z.literal(true).optional(),
  shadow: z.object({ track: z.string(), runtime: z.string(), fingerprint: z.string() }).optional(),
});

const attemptShape = z.object({
  number: z.number(),
  decision: decisionShape,
  startedAtMs: z.number(),
  priority: z.enum(priorities).optional(),
  problem: z
    .object({
      revision: z.object({ id: z.string(), revision: z.number(), digest: z.string() }),
      tests: z.number(),
    })
    .optional(),
  rejudge: z.string().optional(),
  result: summaryShape.optional(),
  outcome: z.string().optional(),
});

const shadowWords = ['waiting', 'judged', ...shadowDrops] as const;

const recordShape = z.object({
  v: version,
  spec: json(specShape),
  tests: digits,
  material: z.string(),
  state: z.enum(submissionStates),
  attempt: digits,
  attempts: json(z.array(attemptShape).min(1)),
  createdAtMs: digits,
  result: json(keptResultShape).optional(),
  finishedAtMs: digits.optional(),
  finishedEvent: z.string().optional(),
  published: digits.optional(),
  shadow: z.enum(shadowWords).optional(),
  shadowResult: json(summaryShape).optional(),
});

/** A record as the hash holds it: its result may still be a blob, but its summary is with the attempt that gave it. */
export interface KeptRecord {
  readonly record: Omit<SubmissionRecord, 'result'>;
  /** The attempt that a worker may commit. */
  readonly current: Pick<SubmissionRecord, 'attempt' | 'state' | 'decision'>;
  readonly result?: KeptResult;
  /** Id of the `finished` event in the stream. */
  readonly finishedEvent?: string;
}

/** The fields of a record that was just accepted, name and value in turn. */
export const encodeNewRecord = (record: SubmissionRecord): string[] => [
  ...['v', String(schemaVersion), 'spec', JSON.stringify(record.spec), 'tests', String(record.testCount)],
  ...['material', record.material, 'state', record.state, 'track', record.decision.track],
  ...['attempt', String(record.attempt), 'attempts', JSON.stringify(record.attempts)],
  ...['createdAtMs', String(record.createdAtMs)],
  ...(record.decision.shadow === undefined ? [] : ['shadow', 'waiting']),
];

/** @throws SerinError INTERNAL naming the submission */
export const decodeRecord = (id: string, fields: Readonly<Record<string, string>>): KeptRecord => {
  const parsed = readOwn(fields) ?? (parseStored(recordShape, fields, `submission ${id}`) as KeptFields);
  const decisionOf = (number: number) => {
    const decision = parsed.attempts.find((attempt) => attempt.number === number)?.decision;
    if (decision !== undefined) return decision;
    throw new SerinError('INTERNAL', `submission ${id} cannot be read: attempt ${number} is not on record`);
  };
  const { finishedAtMs, result, finishedEvent, published, state } = parsed;
  const current = { attempt: parsed.attempt, state, decision: decisionOf(parsed.attempt) };
  const attempt = published ?? parsed.attempt;
  return {
    record: {
      id,
      version: schemaVersion,
      ...judgedBy(parsed, state === 'finished' ? attempt : parsed.attempt),
      material: parsed.material,
      state: published === undefined ? state : 'finished',
      attempt,
      attempts: attemptsOf(parsed, attempt, fields),
      decision: decisionOf(attempt),
      ...(published === undefined || state === 'finished' ? {} : { rejudging: { ...current, state } }),
      ...shadowsOf(parsed),
      createdAtMs: parsed.createdAtMs,
      ...(finishedAtMs === undefined ? {} : { finishedAtMs }),
    },
    current,
    ...(result === undefined ? {} : { result }),
    ...(finishedEvent === undefined ? {} : { finishedEvent }),
  };
};

/** A rejudge may judge by another revision of the problem than the one that the submission was accepted with. */
const judgedBy = (
  { spec, tests, attempts }: KeptFields,
  attempt: number,
): Pick<SubmissionRecord, 'spec' | 'testCount'> => {
  const problem = attempts.find(({ number }) => number === attempt)?.problem;
  if (problem === undefined) return { spec, testCount: tests };
  return { spec: { ...spec, problemRevision: problem.revision }, testCount: problem.tests };
};

const shadowsOf = ({ attempts, shadow, shadowResult }: KeptFields): Pick<SubmissionRecord, 'shadows'> => {
  const asked = attempts[0]?.decision.shadow;
  if (asked === undefined || shadow === undefined) return {};
  const about = { track: asked.track, runtime: asked.runtime, fingerprint: asked.fingerprint };
  if (shadow === 'waiting') return { shadows: [{ ...about, state: shadow }] };
  if (shadow !== 'judged') return { shadows: [{ ...about, state: 'dropped', reason: shadow }] };
  const result = shadowResult === undefined ? {} : { result: shadowResult };
  return { shadows: [{ ...about, state: shadow, ...result }] };
};

/** With what became of each: the summary of the result that stands, and why an attempt gave none. */
const attemptsOf = (
  { attempts, result, finishedAtMs }: KeptFields,
  published: number,
  fields: Readonly<Record<string, string>>,
): readonly Attempt[] =>
  attempts.map((attempt) => {
    const outcome = fields[`outcome:${attempt.number}`];
    if (outcome !== undefined) return { ...attempt, outcome };
    if (attempt.number !== published || result === undefined) return attempt;
    const summary = 'result' in result ? summaryOf(result.result) : result.summary;
    if (summary === undefined) return attempt;
    return { ...attempt, result: { ...summary, ...(finishedAtMs === undefined ? {} : { finishedAtMs }) } };
  });

/** What `recordShape` makes of a hash. JSON holds no `undefined`: what zod calls optional is absent. */
interface KeptFields extends Pick<
  SubmissionRecord,
  'spec' | 'material' | 'state' | 'attempt' | 'attempts' | 'createdAtMs'
> {
  readonly tests: number;
  readonly result?: KeptResult | undefined;
  readonly finishedAtMs?: number | undefined;
  readonly finishedEvent?: string | undefined;
  readonly published?: number | undefined;
  readonly shadow?: (typeof shadowWords)[number] | undefined;
  readonly shadowResult?: ResultSummary | undefined;
}

const isSpec = exactly(specShape);
const isAttempts = exactly(z.array(attemptShape));
const isKeptResult = exactly(keptResultShape);
const isState = exactly(z.enum(submissionStates));
const isShadowWord = exactly(z.enum(shadowWords));
const isSummary = exactly(summaryShape);
const ownVersion = String(schemaVersion);

/** A hash just as this release writes it, at a small part of the schema's cost; undefined for every other. */
const readOwn = (fields: Readonly<Record<string, string>>): KeptFields | undefined => {
  const { material, state, result: resultText, finishedAtMs: finishedText, finishedEvent } = fields;
  if (fields['v'] !== ownVersion || material === undefined || !isState(state)) return undefined;
  const spec = jsonOf(fields['spec']);
  const attempts = jsonOf(fields['attempts']);
  const result = resultText === undefined ? undefined : jsonOf(resultText);
  const tests = wholeNumber(fields['tests']);
  const attempt = wholeNumber(fields['attempt']);
  const createdAtMs = wholeNumber(fields['createdAtMs']);
  const finishedAtMs = finishedText === undefined ? undefined : wholeNumber(finishedText);
  const published = fields['published'] === undefined ? undefined : wholeNumber(fields['published']);
  const whole = !Number.isNaN((tests + attempt + createdAtMs) * (finishedAtMs ?? 1) * (published ?? 1));
  if (!whole || !isSpec(spec) || !isAttempts(attempts)) return undefined;
  if (resultText !== undefined && !isKeptResult(result)) return undefined;
  const { shadow, shadowResult: shadowText } = fields;
  const shadowResult = shadowText === undefined ? undefined : jsonOf(shadowText);
  if (shadow !== undefined && !isShadowWord(shadow)) return undefined;
  if (shadowText !== undefined && !isSummary(shadowResult)) return undefined;
  const texts = { material, state, ...(finishedEvent === undefined ? {} : { finishedEvent }) };
  return {
    ...texts,
    spec,
    tests,
    attempt,
    attempts,
    createdAtMs,
    result,
    finishedAtMs,
    published,
    shadow,
    shadowResult,
  } as KeptFields;
};

/** What is not JSON is `undefined`, which no shape here takes. */
const jsonOf = (text: string | undefined): unknown => {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** As `digits` reads it; NaN for every other text. */
const wholeNumber = (text: string | undefined): number =>
  text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;

const attempt = z.number();
const eventShape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('queued'), attempt, decision: decisionShape }),
  z.object({ type: z.literal('compiling'), attempt }),
  z.object({
    type: z.literal('test'),
    attempt,
    index: z.number(),
    count: z.number(),
    name: z.string(),
    verdict: z.enum(verdicts),
  }),
  z.object({ type: z.literal('finished'), attempt, kept: keptResultShape }),
]);

const entryShape = z.object({ v: version, e: json(eventShape) });
const isEvent = exactly(eventShape);

/** An event as the stream holds it: a `finished` one keeps its result as the record does. */
export type KeptEvent =
  | Exclude<SubmissionEvent, { type: 'finished' }>
  | { readonly type: 'finished'; readonly attempt: number; readonly kept: KeptResult };

export const encodeEvent = (event: KeptEvent): string => JSON.stringify(event);

/** @param entry - name and value in turn. @throws SerinError INTERNAL naming the submission */
export const decodeEvent = (submission: string, entry: readonly string[]): KeptEvent => {
  const fields: Record<string, string> = {};
  for (let at = 0; at + 1 < entry.length; at += 2) fields[entry[at] ?? ''] = entry[at + 1] ?? '';
  if (fields['v'] === ownVersion) {
    const own = jsonOf(fields['e']);
    if (isEvent(own)) return own as KeptEvent;
  }
  return parseStored(entryShape, fields, `an event of submission ${submission}`).e as KeptEvent;
};
