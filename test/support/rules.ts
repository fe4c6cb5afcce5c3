/** Rule sets for tests of what keeps and carries them. Documents are as the store sees them: objects, and no more. */
import { createHash, randomUUID } from 'node:crypto';
import { silentLogger } from '../../src/domain/logger.ts';
import type { Logger } from '../../src/domain/logger.ts';
import type { LayerName } from '../../src/domain/rules.ts';
import type { StoredRuleSet } from '../../src/store/rule-codec.ts';
import { RuleStore } from '../../src/store/rule-store.ts';
import type { PublishRequest, RuleStoreOptions } from '../../src/store/rule-store.ts';
import type { StoreBench } from './store.ts';

export interface TestDocument {
  readonly kind: string;
  readonly name: string;
  readonly spec?: unknown;
}

export type TestSet = StoredRuleSet<TestDocument>;

export const aRule = (name: string, spec: unknown = {}): TestDocument => ({ kind: 'GrayRule', name, spec });

export const aSet = (
  layers: Partial<Record<LayerName, readonly TestDocument[]>> = {},
  ranges: TestSet['ranges'] = {},
): TestSet => ({ layers: { override: [], api: [], directory: [], rollout: [], ...layers }, ranges });

export const digestOfSet = (set: TestSet): string =>
  createHash('sha256').update(JSON.stringify(set)).digest('hex');

export const aPublish = (
  expected: number,
  set: TestSet,
  given: Partial<PublishRequest<TestDocument>> = {},
): PublishRequest<TestDocument> => ({
  expected,
  layer: 'api',
  set,
  digest: digestOfSet(set),
  by: 'ops',
  message: 'a change',
  commit: randomUUID(),
  atMs: 1_000,
  ...given,
});

export const openRuleStore = (
  bench: Pick<StoreBench, 'link' | 'keys'>,
  given: {
    readonly options?: Partial<RuleStoreOptions>;
    readonly readDocument?: (value: unknown) => TestDocument;
    readonly log?: Logger;
  } = {},
): RuleStore<TestDocument> =>
  new RuleStore(
    {
      redis: bench.link,
      keys: bench.keys,
      newId: randomUUID,
      readDocument: given.readDocument ?? ((value) => value as TestDocument),
      log: given.log ?? silentLogger,
    },
    given.options,
  );
