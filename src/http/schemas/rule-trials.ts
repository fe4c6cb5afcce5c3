/** What explain, simulate and test answer about gray rules. */
import { z } from 'zod';
import { decisionReasons } from '../../domain/decision.ts';
import { layerNames } from '../../domain/rules.ts';
import { priorities } from '../../domain/submission.ts';
import { instantMs } from './answers.ts';

const contextSchema = z
  .strictObject({
    tenant: z.string(),
    language: z.string(),
    family: z.string(),
    region: z.string().exactOptional(),
    geohash: z.string().exactOptional(),
    userLevel: z.number().exactOptional(),
    difficulty: z.number().exactOptional(),
    userId: z.string().exactOptional(),
    tags: z.array(z.string()).readonly(),
    clientId: z.string().exactOptional(),
    device: z.string().exactOptional(),
    problemId: z.string().exactOptional(),
    topics: z.array(z.string()).readonly().exactOptional(),
    contest: z.string().exactOptional(),
    priority: z.enum(priorities),
    headers: z.record(z.string(), z.string()).exactOptional(),
    atMs: instantMs,
  })
  .readonly();

const choiceSchema = z
  .strictObject({
    track: z.string(),
    reason: z.enum(decisionReasons),
    rule: z.string().exactOptional(),
    bucket: z.number().int().exactOptional().describe('0…9999.'),
    revision: z.number().int(),
    why: z.string().exactOptional(),
    sample: z.strictObject({ perMinute: z.number() }).readonly().exactOptional(),
    shadow: z.string().exactOptional(),
    confirm: z.boolean().exactOptional(),
  })
  .readonly();

const conditionSchema = z
  .strictObject({
    path: z.string().describe('`match.region`, `when`, `schedule`, `group`, `contests`.'),
    wanted: z.unknown(),
    found: z.unknown(),
    holds: z.boolean(),
    note: z.string().exactOptional(),
  })
  .readonly();

const triedSchema = z
  .strictObject({
    layer: z.enum(layerNames),
    name: z.string(),
    kind: z.enum(['GrayRule', 'GrayOverride']),
    enabled: z.boolean(),
    matched: z.boolean(),
    conditions: z.array(conditionSchema).readonly(),
    bucket: z.number().int().exactOptional(),
    sticky: z.strictObject({ key: z.string(), value: z.string() }).readonly().exactOptional(),
    shares: z
      .array(z.strictObject({ track: z.string(), end: z.number().int() }).readonly())
      .readonly()
      .exactOptional(),
    weights: z.record(z.string(), z.number()).exactOptional(),
    outcome: z.enum(['decided', 'passed', 'later']),
    ranges: z
      .array(z.strictObject({ track: z.string(), from: z.number().int(), to: z.number().int() }).readonly())
      .readonly()
      .exactOptional()
      .describe('Buckets by track; `to` is not included.'),
    sentence: z.string(),
  })
  .readonly();

export const explanationSchema = z
  .strictObject({
    context: contextSchema.describe('As it was understood.'),
    choice: choiceSchema,
    override: z.boolean().describe('An override decided.'),
    tried: z.array(triedSchema).readonly().describe('In the order in which they are tried.'),
    sentence: z.string(),
  })
  .readonly()
  .meta({ id: 'RulesExplanation' });

const counts = z.record(z.string(), z.number().int()).readonly();
const arms = { contexts: z.number().int(), live: counts, draft: counts, moved: z.number().int() };
const values = z.array(z.strictObject({ ...arms, value: z.string() }).readonly()).readonly();
const sides = z.strictObject({ live: counts, draft: counts }).readonly();

const moverSchema = z
  .strictObject({
    user: z.string().exactOptional(),
    language: z.string(),
    from: z.string(),
    to: z.string(),
    liveRule: z.string().exactOptional(),
    draftRule: z.string().exactOptional(),
  })
  .readonly();

export const simulationSchema = z
  .strictObject({
    from: z.number().int().describe('The revision that the draft is held against.'),
    ...arms,
    reasons: sides,
    rules: sides.describe('How many were decided by each rule and override; an empty name is none.'),
    dimensions: z
      .strictObject({
        language: values,
        region: values,
        userLevel: values,
        difficulty: values,
        device: values,
      })
      .readonly(),
    moves: z
      .array(z.strictObject({ from: z.string(), to: z.string(), count: z.number().int() }).readonly())
      .readonly(),
    movers: z.array(moverSchema).readonly().describe('The first 100 who would move.'),
    wrongWay: z
      .array(
        z
          .strictObject({
            rule: z.string(),
            track: z.string(),
            count: z.number().int(),
            weights: z.strictObject({ live: z.number(), draft: z.number() }).readonly().exactOptional(),
            first: z.array(moverSchema).readonly(),
          })
          .readonly(),
      )
      .readonly()
      .describe('Who left a track by the same rule, though its weight did not fall.'),
    failures: z
      .array(z.strictObject({ name: z.string(), count: z.number().int(), last: z.string() }).readonly())
      .readonly()
      .describe('Expressions of the draft that failed.'),
    notes: z.array(z.string()).readonly().describe('What is not simulated.'),
  })
  .readonly()
  .meta({ id: 'RulesSimulation' });

export const casesAnswerSchema = z.strictObject({
  passed: z.boolean(),
  cases: z.array(z.unknown()).readonly(),
});
