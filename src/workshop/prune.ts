/**
 * Which images of the engine can go.
 *
 * Building anew keeps what it replaces, since a track may be bound to it and a rollback may need it. Only a server knows whether one
 * is; without it, nothing that has a name is touched.
 */
import { SerinError } from '../domain/errors.ts';

/** An image, or what a runner left. `containers` are those that use it, running or not. */
export interface Prunable {
  readonly kind: 'runtime' | 'base' | 'runner' | 'volume';
  readonly id: string;
  readonly tags: readonly string[];
  readonly containers: number;
  /** What its removal frees; undefined where the engine does not say. */
  readonly ownBytes?: number | undefined;
  /** Of a runtime: it has lost its name to a newer build. */
  readonly replaced?: boolean;
  /** Of a runtime; undefined when it is broken. */
  readonly fingerprint?: string | undefined;
}

export interface PrunePorts {
  readonly prunables: () => Promise<readonly Prunable[]>;
  /** The name of the runner that this Serin would use. */
  readonly currentRunner: () => Promise<string>;
  /** Why a fingerprint is needed, by fingerprint. Throws when no server says. */
  readonly referred: () => Promise<ReadonlyMap<string, string>>;
  /** Throws `DOCKER_UNAVAILABLE`, or another SerinError when the engine refuses. */
  readonly remove: (prunable: Prunable) => Promise<void>;
}

export interface PruneOptions {
  readonly dryRun: boolean;
  /** Ask no server. */
  readonly offline: boolean;
}

export interface Pruned {
  readonly prunable: Prunable;
  readonly name: string;
  /** `would go` in a dry run. */
  readonly outcome: 'kept' | 'removed' | 'would go';
  readonly why: string;
}

/** What stands on others goes first: an engine removes no image that another stands on. */
const order = ['volume', 'runner', 'runtime', 'base'] as const;

/** @throws what `referred` throws, before anything is removed. */
export const prune = async (ports: PrunePorts, options: PruneOptions): Promise<Pruned[]> => {
  const referred = options.offline ? undefined : await ports.referred();
  const [prunables, runner] = await Promise.all([ports.prunables(), ports.currentRunner()]);
  const inOrder = [...prunables].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const pruned: Pruned[] = [];
  for (const prunable of inOrder) {
    const name = prunable.tags[0] ?? prunable.id;
    const judged = verdictOn(prunable, prunables, runner, referred);
    if (judged.keep) pruned.push({ prunable, name, outcome: 'kept', why: judged.why });
    else if (options.dryRun) pruned.push({ prunable, name, outcome: 'would go', why: judged.why });
    else pruned.push(await removed(ports, prunable, name, judged.why));
  }
  return pruned;
};

interface Judged {
  readonly keep: boolean;
  readonly why: string;
}

const kept = (why: string): Judged => ({ keep: true, why });
const goes = (why: string): Judged => ({ keep: false, why });

const verdictOn = (
  prunable: Prunable,
  all: readonly Prunable[],
  runner: string,
  referred: ReadonlyMap<string, string> | undefined,
): Judged => {
  if (prunable.containers > 0) return kept(`${prunable.containers} container(s) use it`);
  switch (prunable.kind) {
    case 'volume':
      return goes('no container uses it; it is filled again when one needs it');
    case 'runner':
      return prunable.tags.includes(runner) ? kept('is the runner of this Serin') : goes('is an old runner');
    case 'base':
      return prunable.tags.length > 0 ? kept('has a name') : goes('a newer build took its name');
    case 'runtime':
      return verdictOnRuntime(prunable, all, referred);
  }
};

const verdictOnRuntime = (
  { tags, replaced, fingerprint }: Prunable,
  all: readonly Prunable[],
  referred: ReadonlyMap<string, string> | undefined,
): Judged => {
  if (replaced !== true) return kept('is current');
  if (referred === undefined) {
    return tags.length > 0
      ? kept('was replaced, and only a server knows whether a track is bound to it')
      : goes('has no name');
  }
  if (fingerprint === undefined) return kept('cannot be probed, so nobody knows whether it is needed');
  const need = referred.get(fingerprint);
  if (need !== undefined) return kept(need);
  const current = all.some((other) => other.replaced === false && other.fingerprint === fingerprint);
  return current
    ? kept('is the same runtime as the current one')
    : goes('was replaced, and nothing refers to it');
};

const removed = async (ports: PrunePorts, prunable: Prunable, name: string, why: string): Promise<Pruned> => {
  try {
    await ports.remove(prunable);
    return { prunable, name, outcome: 'removed', why };
  } catch (cause) {
    if (!(cause instanceof SerinError) || cause.code === 'DOCKER_UNAVAILABLE') throw cause;
    return { prunable, name, outcome: 'kept', why: cause.message };
  }
};
