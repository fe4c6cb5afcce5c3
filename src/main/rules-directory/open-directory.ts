/**
 * The rules directory of an API process: one of all processes leads and publishes; the others read theirs, and tell where it differs.
 *
 * What lies in the directory when a process starts is published before it listens, so that it is in force with the first submission.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readGiven } from '../../control/read-rules.ts';
import { publishLayer } from '../../control/rules.ts';
import type { RulesPorts } from '../../control/rules-ports.ts';
import { compileRules, layerDigestOf } from '../../gray/compile-rules.ts';
import type { RuleFile } from '../../gray/load-rules.ts';
import { nextRanges } from '../../gray/ranges.ts';
import { emptyRuleSet } from '../../gray/rule-set.ts';
import { Lease } from '../../store/lease.ts';
import { RulesSource } from '../../store/rules-source.ts';
import { repeat } from '../repeat.ts';
import { nodeTimers } from '../rules-port.ts';
import type { OpenedRules } from '../served-rules.ts';
import type { Shared } from '../shared.ts';
import { readRuleTexts, seeRules } from './rule-texts.ts';
import { RulesDirectory } from './rules-directory.ts';
import { watchDirectory } from './watcher.ts';

const leaseMs = 6_000;
const holdEveryMs = 2_000;

/** How long a process that does not lead waits for the rules of an empty store, which another one is publishing. */
const firstRulesWaitMs = 5_000;

/**
 * Reads and checks what is there, as a set that stands alone; a directory that is not there holds no rules. The lists of segments are in
 * the store, and are looked up when the set is published.
 *
 * @throws SerinError RULES_INVALID with every fault of every file
 */
export const checkDirectory = async (directory: string): Promise<void> => {
  const files = await readRuleTexts(directory);
  const { documents, placeOf } = await readGiven({ files: files ?? [] }, nodeTimers.breathe);
  const layers = { ...emptyRuleSet.layers, directory: documents };
  compileRules(
    { layers, ranges: nextRanges(emptyRuleSet, layers) },
    {
      revision: 1,
      segmentIds: () => new Set(),
      placeOf: (name, path) => placeOf(name, path) ?? join('/', name, ...path.map(String)),
    },
  );
};

export const openRulesDirectory = async (
  shared: Shared,
  { store, live }: OpenedRules,
  ports: RulesPorts,
): Promise<void> => {
  const { config, lifecycle, log, metrics, redis, keys, monotonic } = shared;
  const lease = new Lease(
    redis,
    { lease: keys.rulesLeader, fence: keys.rulesFence },
    `${config.workerName}/${process.pid}/${randomUUID()}`,
    leaseMs,
  );
  const held = { fence: undefined as number | undefined, untilMs: 0 };
  const leads = (): boolean => held.fence !== undefined && monotonic() < held.untilMs;
  const directory = new RulesDirectory({
    see: () => seeRules(config.rulesDir),
    read: () => readRuleTexts(config.rulesDir),
    digestOf: async (files) => layerDigestOf((await readGiven({ files }, nodeTimers.breathe)).documents),
    publish: (files, message) => publish({ ports, store }, held.fence, files, message),
    source: new RulesSource({ redis, keys }),
    leads,
    inForce: () => {
      const documents = live.current().set.layers.directory;
      return { digest: layerDigestOf(documents), size: documents.length };
    },
    ...(config.rulesWatch
      ? {
          watch: (stirred: () => void, failed: (cause: unknown) => void) =>
            watchDirectory(config.rulesDir, stirred, failed),
        }
      : {}),
    onState: (state) => metrics.rules.directoryState(state),
    onAlarm: (kind, raised) => metrics.rules.alarm(`directory-${kind}`, raised),
    onLoad: (outcome) => metrics.rules.directoryLoaded(outcome),
    monotonic,
    log,
  });
  const hold = async (): Promise<void> => {
    const askedMs = monotonic();
    const fence = await lease.hold();
    const gained = fence !== undefined && !leads();
    // Reckoned from before it was asked for, so that it is never believed longer than it holds.
    [held.fence, held.untilMs] = [fence, askedMs + leaseMs];
    if (gained) log.info({ fence }, 'this process publishes the directory of the gray rules');
    if (gained && config.rulesWatch) directory.stir();
  };
  await hold();
  await directory.first();
  if (!leads()) await firstRules(live);
  const holding = repeat('rules directory lease', holdEveryMs, log, hold);
  lifecycle.add('rules directory lease', async () => {
    await holding.stop();
    await lease.release().catch(() => undefined);
  });
  if (config.rulesWatch) directory.watch();
  lifecycle.add('rules directory', () => directory.close());
};

const publish = async (
  { ports, store }: { readonly ports: RulesPorts; readonly store: OpenedRules['store'] },
  fence: number | undefined,
  files: readonly RuleFile[],
  message: string,
): Promise<{ waits: boolean }> => {
  const fenced: RulesPorts = {
    ...ports,
    store: {
      head: () => store.head(),
      at: (revision) => store.at(revision),
      publish: (request) => store.publish({ ...request, ...(fence === undefined ? {} : { fence }) }),
      history: (limit, before) => store.history(limit, before),
      putSegmentList: (ids) => store.putSegmentList(ids),
      segmentList: (digest) => store.segmentList(digest),
      putProposal: (proposal) => store.putProposal(proposal),
      proposals: () => store.proposals(),
      proposal: (id) => store.proposal(id),
      takeProposal: (id) => store.takeProposal(id),
    },
  };
  const { proposal } = await publishLayer(fenced, {
    ...{ layer: 'directory', given: { files }, by: 'directory', message },
    commit: `directory-${randomUUID()}`,
  });
  return { waits: proposal !== undefined };
};

const firstRules = async (live: OpenedRules['live']): Promise<void> => {
  if (live.current().revision !== undefined) return;
  let stop: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    stop = live.onChange(() => {
      if (live.current().revision !== undefined) resolve();
    });
    timer = setTimeout(resolve, firstRulesWaitMs);
  });
  stop?.();
  clearTimeout(timer);
};
