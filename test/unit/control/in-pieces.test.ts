import { describe, expect, test } from 'vitest';
import { pieceMs } from '../../../src/domain/steps.ts';
import { diffRevisions } from '../../../src/control/rule-history.ts';
import type { RulesPorts } from '../../../src/control/rules-ports.ts';
import { publishLayer } from '../../../src/control/rules.ts';
import { explainRules, lintRules, simulateRules, testRules } from '../../../src/control/try-rules.ts';
import { ruleDocument, rulesWorld } from '../../support/rules-world.ts';

const count = 200;

const documents = Array.from({ length: count }, (_, at) =>
  ruleDocument(`rule-${at}`, {
    when: '"beta" in user.tags',
    cases: [{ context: { language: 'cpp' }, expect: { track: 'stable' } }],
  }),
);

/** Every piece takes as long as a piece may, so that each place to pause is one. */
const slowWorld = () => {
  let nowMs = 0;
  let pauses = 0;
  const { ports } = rulesWorld({
    monotonic: () => (nowMs += pieceMs),
    breathe: () => {
      pauses += 1;
      return Promise.resolve();
    },
  });
  const pausesOf = async (work: (ports: RulesPorts) => Promise<unknown>): Promise<number> => {
    const before = pauses;
    await work(ports);
    return pauses - before;
  };
  return { pausesOf };
};

const publish = (ports: RulesPorts) =>
  publishLayer(ports, { layer: 'api', given: { documents }, by: 'ann', message: 'large', commit: 'c' });

describe('others have their turn at every rule', () => {
  // As often as a flow goes through all rules: compiling, comparing and looking over are several times.
  test.each<[string, number, (ports: RulesPorts) => Promise<unknown>]>([
    ['of a publish', 6, publish],
    ['of a lint', 6, (ports) => lintRules(ports, { layer: 'api', mode: 'replace', documents })],
    ['of a difference', 2, (ports) => diffRevisions(ports, { from: 0 })],
    ['of an explanation', 4, (ports) => explainRules(ports, { context: { language: 'cpp' } })],
    ['of a test of cases', 3, (ports) => testRules(ports, {})],
    [
      'of a simulation',
      3,
      (ports) => simulateRules(ports, { contexts: { kind: 'synthetic', count, seed: 1 } }),
    ],
  ])('%s', async (_name, rounds, work) => {
    const { pausesOf } = slowWorld();
    if (work !== publish) await pausesOf(publish);
    expect(await pausesOf(work)).toBeGreaterThanOrEqual(rounds * count);
  });
});
