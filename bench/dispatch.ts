/**
 * What a gray decision costs as rule sets grow: in time for each decision, and in memory for each rule.
 *
 * Two kinds of sets. In `others` every rule asks for a language that the submission is not written in, but for ten that do: what
 * is measured is that those who cannot match cost nothing. In `same` all rules ask for its language, and differ by region, level and difficulty.
 * A sample is a thousand decisions of different users in a row, and told is what one of them took. Sets take turns, so that
 * whatever else the machine does meets all of them.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { compileRules } from '../src/gray/compile-rules.ts';
import type { GrayContext, GraySnapshot } from '../src/gray/context.ts';
import { grayRuleSchema } from '../src/gray/rule-schema.ts';
import type { GrayRule } from '../src/gray/rule-schema.ts';
import { emptyRuleSet } from '../src/gray/rule-set.ts';
import type { RuleSet } from '../src/gray/rule-set.ts';
import { documentResult } from './document.ts';
import { describeMachine } from './machine.ts';
import { markdownTable, printTable, record } from './report.ts';
import { summarise } from './statistics.ts';
import type { Summary } from './statistics.ts';

const sizes = [10, 100, 1_000, 10_000];
const perSample = 1_000;
const goalMicros = 5;
const goalGrowth = 1.5;

type Kind = 'others' | 'same';

interface Row {
  readonly kind: Kind;
  readonly rules: number;
  readonly decideMicros: Summary;
  readonly bytesPerRule: number;
  readonly compileMs: number;
}

export const dispatch = async (argv: readonly string[]): Promise<void> => {
  const quick = argv.includes('--quick');
  const machine = await describeMachine();
  const subjects = (['others', 'same'] as const).flatMap((kind) =>
    sizes.map((rules) => prepared(kind, rules)),
  );
  const samples = subjects.map((): number[] => []);
  for (let round = 0; round < (quick ? 20 : 200); round += 1) {
    for (const [at, { snapshot }] of subjects.entries()) {
      const micros = sampleMicros(snapshot, round);
      // The first rounds are compiled by the engine while they run.
      if (round >= 5) samples[at]?.push(micros);
    }
  }
  const rows = subjects.map(({ snapshot: _, ...row }, at): Row => ({
    ...row,
    decideMicros: summarise(samples[at] ?? []),
  }));
  const goals = goalsOf(rows);
  printTable(...words(rows));
  await record('dispatch', { machine, quick, decisionsPerSample: perSample, rows, goals });
  await documentResult('dispatch', machine, `${markdownTable(...words(rows))}\n\n${told(goals)}`, quick);
};

const prepared = (kind: Kind, count: number): Omit<Row, 'decideMicros'> & { snapshot: GraySnapshot } => {
  const rules = Array.from({ length: count }, (_, at) => ruleOf(kind, at, count));
  const set: RuleSet = { ...emptyRuleSet, layers: { ...emptyRuleSet.layers, api: rules } };
  const before = liveBytes();
  const startedAt = performance.now();
  const snapshot = compileRules(set, { revision: 1 });
  const compileMs = performance.now() - startedAt;
  // Without the documents themselves, which are held beside it.
  return { kind, rules: count, compileMs, bytesPerRule: (liveBytes() - before) / count, snapshot };
};

const ruleOf = (kind: Kind, at: number, count: number): GrayRule => {
  // Ten of every set are met by the submissions that are decided.
  const met = kind === 'same' || at % (count / 10) === 0;
  // The ten are the same in every set.
  const place = kind === 'same' ? at : at / (count / 10);
  const match = {
    language: [met ? 'python' : `language-${at}`],
    region: [`region-${Math.floor(place) % 100}-*`],
    userLevel: { min: Math.floor(place) % 10 },
    difficulty: { max: ((Math.floor(place) % 7) + 3) / 10 },
  };
  return grayRuleSchema.parse({
    apiVersion: 'serin/v1',
    kind: 'GrayRule',
    metadata: { name: `rule-${at}`, owner: 'bench' },
    spec: { priority: at % 5, match, weights: { stable: 70, canary: 30 } },
  });
};

const sampleMicros = (snapshot: GraySnapshot, round: number): number => {
  const contexts = Array.from({ length: perSample }, (_, at) => contextOf(round * perSample + at));
  const startedAt = performance.now();
  for (const context of contexts) snapshot.decide(context);
  return ((performance.now() - startedAt) * 1_000) / perSample;
};

const contextOf = (at: number): GrayContext => ({
  tenant: 'default',
  language: 'python',
  family: 'python',
  region: `region-${at % 10}-1`,
  userLevel: at % 12,
  difficulty: (at % 11) / 10,
  userId: `user-${at}`,
  tags: [],
  priority: 'practice',
  atMs: 1_800_000_000_000,
});

/** Of objects that are still reachable. */
const liveBytes = (): number => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
};

interface Goals {
  readonly p50MicrosAt1000: number;
  readonly growth: number;
  readonly met: { readonly p50: boolean; readonly growth: boolean };
}

const goalsOf = (rows: readonly Row[]): Goals => {
  const p50Of = (kind: Kind, rules: number): number =>
    rows.find((row) => row.kind === kind && row.rules === rules)?.decideMicros.p50 ?? Number.NaN;
  const p50MicrosAt1000 = Math.max(p50Of('others', 1_000), p50Of('same', 1_000));
  const growth = p50Of('others', 10_000) / p50Of('others', 100);
  return {
    p50MicrosAt1000,
    growth,
    met: { p50: p50MicrosAt1000 <= goalMicros, growth: growth <= goalGrowth },
  };
};

const told = ({ p50MicrosAt1000, growth, met }: Goals): string =>
  [
    `- p50 at 1 000 rules, of the slower kind: ${p50MicrosAt1000.toFixed(2)} µs; goal ≤ ${goalMicros} µs: ${met.p50 ? 'met' : 'not met'}`,
    `- 10 000 rules by 100, for rules on other languages: ${growth.toFixed(2)} ×; goal ≤ ${goalGrowth} ×: ${met.growth ? 'met' : 'not met'}`,
  ].join('\n');

const words = (rows: readonly Row[]): [string[], string[][]] => [
  ['rules', 'languages', 'p50 µs', 'p95 µs', 'p99 µs', 'bytes per rule', 'compiled in ms'],
  rows.map(({ kind, rules, decideMicros: { p50, p95, p99 }, bytesPerRule, compileMs }) => [
    String(rules),
    kind === 'others' ? 'ten of this one' : 'all of this one',
    ...[p50, p95, p99].map((micros) => micros.toFixed(2)),
    bytesPerRule.toFixed(0),
    compileMs.toFixed(1),
  ]),
];
