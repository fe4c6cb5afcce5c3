/** `serin images prune`: what can go is decided in the workshop; what is needed is asked of the server. */
import { join } from 'node:path';
import { openClient } from '../../cli/client.ts';
import { lineageSchema, tracksSchema } from '../../cli/control-answers.ts';
import type { LineageNodeAnswer } from '../../cli/control-answers.ts';
import { CliFailure } from '../../cli/failure.ts';
import { bytes } from '../../cli/figures.ts';
import type { PruneOptions } from '../../cli/image-verbs.ts';
import { formatTable } from '../../cli/table.ts';
import { printJson, printLine } from '../../cli/terminal.ts';
import { diskUse } from '../../imaging/engine-room.ts';
import { leftovers, removeLeftover } from '../../imaging/leftovers.ts';
import { readRunnerSource, runnerReference } from '../../sandbox/runner-image.ts';
import { prune } from '../../workshop/prune.ts';
import type { Pruned } from '../../workshop/prune.ts';
import type { Config } from '../config.ts';
import { cataloguePorts, roomPorts } from '../images.ts';
import type { ImageVerbDeps } from './deps.ts';

export const pruneVerb = async (
  deps: Pick<ImageVerbDeps, 'stdout' | 'stderr' | 'fetch'>,
  config: Config,
  options: PruneOptions,
): Promise<number> => {
  const catalogue = cataloguePorts(config);
  const before = await diskUse(roomPorts(config));
  const pruned = await prune(
    {
      prunables: () =>
        leftovers(catalogue, ({ image, reason }) =>
          printLine(deps.stderr, `serin: ${image} cannot be probed: ${reason}`),
        ),
      currentRunner: async () => runnerReference(await readRunnerSource(join(config.sandboxesDir, 'runner'))),
      referred: () => referredBy(deps.fetch, options),
      remove: (prunable) => removeLeftover(catalogue, prunable),
    },
    options,
  );
  const disk = { before, after: await diskUse(roomPorts(config)) };
  if (options.json) printJson(deps.stdout, { images: pruned.map(asJson), disk });
  else for (const line of told(pruned, disk, options.dryRun)) printLine(deps.stdout, line);
  return 0;
};

/**
 * What the server cannot do without, and why: everything a track is bound to, drains from, or could be rolled back to.
 *
 * @throws CliFailure naming the remedy, when the server does not say.
 */
export const referredBy = async (
  fetchIt: typeof fetch,
  { server, key }: Pick<PruneOptions, 'server' | 'key'>,
): Promise<ReadonlyMap<string, string>> => {
  const client = openClient({ fetch: fetchIt, server, key });
  try {
    const { nodes } = (await client.json(lineageSchema, { path: '/v1/lineage' })).value;
    const { tracks, draining } = (await client.json(tracksSchema, { path: '/v1/tracks' })).value;
    const referred = new Map<string, string>();
    for (const node of nodes) {
      const why = needOf(node);
      if (why !== undefined) referred.set(node.fingerprint, why);
    }
    for (const { fingerprint } of draining)
      referred.set(fingerprint, 'submissions for it are still being judged');
    for (const { language, track, fingerprint } of tracks) {
      referred.set(fingerprint, `${language} on ${track} is bound to it`);
    }
    return referred;
  } catch (cause) {
    if (!(cause instanceof CliFailure)) throw cause;
    throw new CliFailure(
      cause.exitCode,
      `${cause.message}\n       Nothing was removed, since only a server knows what tracks and rollbacks need: ` +
        'start it or name it (--server), or say --offline, which leaves everything that has a name.',
    );
  }
};

const needOf = (node: LineageNodeAnswer): string | undefined => {
  if (node.draining) return 'submissions for it are still being judged';
  if (node.rollbackTarget) return 'a rollback may need it';
  const on = node.tracks.length === 0 ? '' : ` on ${node.tracks.join(', ')}`;
  return node.stage === 'canary' || node.stage === 'stable' ? `is ${node.stage}${on}` : undefined;
};

const asJson = ({ prunable, name, outcome, why }: Pruned) => ({
  kind: prunable.kind,
  name,
  id: prunable.id,
  fingerprint: prunable.fingerprint ?? null,
  ownBytes: prunable.ownBytes ?? null,
  outcome,
  why,
});

const told = (
  pruned: readonly Pruned[],
  disk: { readonly before: { imagesBytes: number }; readonly after: { imagesBytes: number } },
  dryRun: boolean,
): string[] => {
  const gone = pruned.filter(({ outcome }) => outcome !== 'kept');
  return [
    formatTable(
      ['', 'what', 'name', 'fingerprint', 'its own', 'why'],
      pruned.map(({ prunable, name, outcome, why }) => [
        outcome,
        prunable.kind,
        name,
        prunable.fingerprint ?? '',
        prunable.ownBytes === undefined ? '' : bytes(prunable.ownBytes),
        why,
      ]),
      ['left', 'left', 'left', 'left', 'right'],
    ),
    '',
    `${gone.length} of ${pruned.length} ${dryRun ? 'would go' : 'removed'}; ` +
      `images take ${bytes(disk.before.imagesBytes)} → ${bytes(disk.after.imagesBytes)}`,
  ];
};
