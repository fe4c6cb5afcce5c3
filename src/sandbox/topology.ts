import { SerinError } from '../domain/errors.ts';

/** The place of one program at a time: a physical core and a uid that no other slot of this host has. */
export interface Slot {
  /** Unique on the host. */
  readonly index: number;
  /** The logical CPU that stands for the core; its SMT siblings stay idle. */
  readonly cpu: number;
  readonly uid: number;
}

/**
 * Where a container runs: as its slot's program, or as one of the companions beside it, which have the slot's core and uids of
 * their own: what is bounded for each user (processes, pipes, queues) none of them takes from another.
 */
export interface Place extends Slot {
  readonly companion?: number;
}

/** How many companions a lease may have at once. */
export const companionsMax = 4;

/** Above the uid of every slot: slots are numbered from 0 to some thousands. */
const firstCompanionUid = 210_000;

/** @param companion - from 0 to `companionsMax` - 1 */
export const companionPlace = ({ index, cpu }: Slot, companion: number): Place => ({
  index,
  cpu,
  uid: firstCompanionUid + index * companionsMax + companion,
  companion,
});

/** First uid of the slots: above what distributions, containers' users and systemd's dynamic users take. */
const firstUid = 200_000;

/** Physical cores in ascending order, each as its logical CPUs. */
export type Cores = readonly (readonly number[])[];

/** `0-2,5` as the kernel writes lists of CPUs. Throws `CONFIG_INVALID` for anything else. */
export const parseCpuList = (list: string): number[] => {
  const trimmed = list.trim();
  if (trimmed === '') return [];
  return trimmed.split(',').flatMap((range) => {
    const match = /^(\d+)(?:-(\d+))?$/.exec(range);
    const from = Number(match?.[1]);
    const to = Number(match?.[2] ?? match?.[1]);
    if (match === null || to < from) {
      throw new SerinError('CONFIG_INVALID', `"${list}" is not a list of CPUs as the kernel writes it`);
    }
    return Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
  });
};

/**
 * Physical cores from what `/sys/devices/system/cpu` says: the list in `online`, and for each CPU its
 * `topology/thread_siblings_list` where there is one. Siblings that are offline do not count.
 */
export const coresOf = (online: string, siblings: ReadonlyMap<number, string>): Cores => {
  const cpus = parseCpuList(online);
  const alive = new Set(cpus);
  const cores = new Map<string, number[]>();
  for (const cpu of cpus) {
    const threads = parseCpuList(siblings.get(cpu) ?? String(cpu)).filter((thread) => alive.has(thread));
    const core = threads.includes(cpu) ? threads : [cpu];
    cores.set(core.join(), core);
  }
  return [...cores.values()].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
};

/** Cores of an engine on another machine, which tells how many CPUs it has and no more. */
export const coresOfCount = (cpuCount: number): Cores =>
  Array.from({ length: Math.max(1, cpuCount) }, (_, cpu) => [cpu]);

export interface SlotPlan {
  readonly slots: readonly Slot[];
  /** True when two slots of this plan run on one core, so that timings disturb each other. */
  readonly coresShared: boolean;
}

/**
 * Slots from `base` on: by default one for every core but one. Slot numbers map to cores for the whole host, the first
 * core last, so that it is left to Docker, Redis and Serin itself, and workers with other bases get other cores.
 */
export const planSlots = (
  cores: Cores,
  options: { readonly count?: number | undefined; readonly base: number },
): SlotPlan => {
  const order = [...cores.slice(1), ...cores.slice(0, 1)].flatMap((core) => core.slice(0, 1));
  if (order.length === 0) throw new SerinError('CONFIG_INVALID', 'no CPU is online');
  const count = options.count ?? Math.max(1, order.length - 1);
  const slots = Array.from({ length: count }, (_, offset) => {
    const index = options.base + offset;
    return { index, cpu: order[index % order.length] ?? 0, uid: firstUid + index };
  });
  return { slots, coresShared: count > order.length };
};
