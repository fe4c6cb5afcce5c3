/** Rule sets for tests of what keeps and carries them. Documents are as the store sees them: objects, and no more. */
import { createHash, randomUUID } from 'node:crypto';
import { silentLogger } from '../../src/domain/logger.ts';
import type { Logger } from '../../src/domain/logger.ts';
import type { LayerName } from '../../src/domain/rules.ts';
import type { Steps } from '../../src/domain/steps.ts';
import { pieces } from '../../src/main/pieces.ts';
import { ControlChannel } from '../../src/store/control-channel.ts';
import { LiveRules } from '../../src/store/live-rules.ts';
import { listsIn } from '../../src/store/rule-codec.ts';
import type { StoredRuleSet } from '../../src/store/rule-codec.ts';
import { RuleStore } from '../../src/store/rule-store.ts';
import type { PublishRequest, RuleStoreOptions } from '../../src/store/rule-store.ts';
import type { TestRedis } from './redis.ts';
import { openStoreBench } from './store.ts';
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
      pieces,
      log: given.log ?? silentLogger,
    },
    given.options,
  );

export interface TestSnapshot {
  readonly revision: number;
  readonly digest: string;
  /** Names of all documents, so that a test sees which set is in force. */
  readonly names: readonly string[];
  readonly ids: number;
}

/** Compiles as the real one does, as far as what carries rules can tell. A rule named `newer` is of a release to come. */
export function* compileSet(
  set: TestSet,
  request: {
    readonly revision: number;
    readonly segmentIds: (digest: string) => ReadonlySet<string> | undefined;
  },
): Steps<TestSnapshot> {
  const documents = Object.values(set.layers).flat();
  if (documents.some(({ name }) => name === 'newer')) throw new Error('there is no such key');
  yield;
  const ids = listsIn(set).map((digest) => {
    const list = request.segmentIds(digest);
    if (list === undefined) throw new Error(`the list ${digest} is not here`);
    return list.size;
  });
  return {
    revision: request.revision,
    digest: digestOfSet(set),
    names: documents.map(({ name }) => name),
    ids: ids.reduce((sum, size) => sum + size, 0),
  };
}

export interface LiveBench extends StoreBench {
  readonly rules: RuleStore<TestDocument>;
  readonly live: LiveRules<TestDocument, TestSnapshot>;
  /** Every set that was in force, as `<log> <revision> <digest>`, in the order in which it was. */
  readonly served: readonly { readonly log: string; readonly revision: number; readonly digest: string }[];
  readonly raised: readonly string[];
}

/** One process that serves rules. */
export const openLiveBench = async (
  redis: Pick<TestRedis, 'url' | 'directory'>,
  given: { prefix?: string; everyMs?: number; readDocument?: (value: unknown) => TestDocument } = {},
): Promise<LiveBench> => {
  const bench = await openStoreBench(redis, given.prefix === undefined ? {} : { prefix: given.prefix });
  const rules = openRuleStore(
    bench,
    given.readDocument === undefined ? {} : { readDocument: given.readDocument },
  );
  const raised: string[] = [];
  const control = new ControlChannel({
    redis: bench.link,
    subscriber: bench.subscriber,
    keys: bench.keys,
    log: silentLogger,
  });
  const live = await LiveRules.open(
    {
      store: rules,
      control,
      compile: compileSet,
      pieces,
      onAlarm: (kind, on) => raised.push(on ? kind : `${kind} over`),
      log: silentLogger,
    },
    { everyMs: given.everyMs ?? 2_000 },
  );
  const served: { log: string; revision: number; digest: string }[] = [];
  const look = (): void => {
    const { snapshot, revision } = live.current();
    const last = served.at(-1);
    if (last?.digest === snapshot.digest && last.revision === snapshot.revision) return;
    served.push({ log: revision?.log ?? '', revision: snapshot.revision, digest: snapshot.digest });
  };
  look();
  live.onChange(look);
  return {
    ...bench,
    rules,
    live,
    served,
    raised,
    close: async () => {
      live.close();
      await bench.close();
    },
  };
};
