/**
 * A publish that is only rehearsed. A process that just started reads, compiles and compares rules for the first time, which takes several
 * times as long as later; whoever publishes first would wait for that in every process.
 */
import type { GrayDocument } from '../gray/document-schema.ts';
import { emptyRuleSet } from '../gray/rule-set.ts';
import { readGiven } from './read-rules.ts';
import type { RulesPorts } from './rules-ports.ts';
import { draftOf, withLayer } from './rules-draft.ts';

/** About half a second of one core in all, in pieces: by then most of what a publish runs was compiled. */
const rounds = 12;
const rules = 100;

/**
 * Asks for the tracks, and writes nothing.
 *
 * @param readStored - reads the documents as other processes do that hear of them, of which nothing is kept.
 * @throws SerinError STORE_UNAVAILABLE
 */
export const rehearsePublish = async (
  ports: RulesPorts,
  readStored: (documents: readonly GrayDocument[]) => Promise<void>,
): Promise<void> => {
  let set = emptyRuleSet;
  for (let round = 1; round <= rounds; round += 1) {
    const { documents } = await readGiven({ documents: documentsOf(round) }, ports.breathe);
    const edit = () => withLayer(set.layers, 'api', documents);
    const draft = await draftOf(ports, { set, revision: round - 1 }, { edit });
    await draft.lookOver();
    ({ set } = draft);
    await readStored(documents);
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
