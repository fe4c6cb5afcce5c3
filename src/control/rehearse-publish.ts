/**
 * A publish that is only rehearsed. A process that just started reads, compiles and compares rules for the first time, which takes several
 * times as long as later; whoever publishes first would wait for that in every process.
 */
import { emptyRuleSet } from '../gray/rule-set.ts';
import { readGiven } from './read-rules.ts';
import type { RulesPorts } from './rules-ports.ts';
import { draftOf, withLayer } from './rules.ts';

const rounds = 3;
const rules = 40;

/** Asks for the tracks, and writes nothing. @throws SerinError STORE_UNAVAILABLE */
export const rehearsePublish = async (ports: RulesPorts): Promise<void> => {
  let set = emptyRuleSet;
  for (let round = 1; round <= rounds; round += 1) {
    const { documents } = await readGiven({ documents: documentsOf(round) }, ports.breathe);
    const edit = () => withLayer(set.layers, 'api', documents);
    ({ set } = await draftOf(ports, { set, revision: round - 1 }, { edit }));
  }
};

/** Some of what people write. */
const documentsOf = (round: number): object[] =>
  Array.from({ length: rules }, (_, at) => ({
    apiVersion: 'serin/v1',
    kind: 'GrayRule',
    metadata: { name: `rehearsal-${at}` },
    spec: {
      priority: at,
      match: { language: [`language-${at}`], region: ['cn-*'], userLevel: { min: at % 5 } },
      ...(at % 4 === 0 ? { when: '"beta" in user.tags && client.device == "web"' } : {}),
      weights: { stable: 100 - round, canary: round },
    },
  }));
