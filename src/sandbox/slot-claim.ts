import type Docker from 'dockerode';
import { SerinError } from '../domain/errors.ts';
import { runnerDirectory } from './container-spec.ts';
import { dockerFault, dockerStatus } from './engine-fault.ts';
import { labels } from './labels.ts';
import { removeContainer } from './sandbox-container.ts';
import { pipesMount, removePipes } from './slot-pipes.ts';
import type { Slot } from './topology.ts';

export interface Claimant {
  readonly worker: string;
  /** Any image that is there. */
  readonly image: string;
  /** Mounted by the claim as the slot's FIFOs are, so that no clean-up of unused volumes takes either away from a worker that is idle. */
  readonly runnerVolume: string;
}

const claimName = (slot: Slot): string => `serin-slot-${slot.index}`;

/**
 * Slots are unique on a Docker host: two workers on one core would falsify each other's timings, and with one uid one
 * program could exhaust another's pipes and timers. A container of the slot's name that is never started is the lock, as
 * Docker gives a name once. Claims of this worker's own name are left-overs of a former life and are taken over.
 *
 * Throws `SLOT_TAKEN` with the owner and the remedy; nothing stays claimed then. Returns how to let go.
 */
export const claimSlots = async (
  docker: Docker,
  slots: readonly Slot[],
  claimant: Claimant,
): Promise<() => Promise<void>> => {
  const claimed: { id: string; slot: Slot }[] = [];
  const release = async (): Promise<void> => {
    const letGo = async ({ id, slot }: { id: string; slot: Slot }): Promise<void> => {
      await removeContainer(docker, id);
      await removePipes(docker, slot);
    };
    const outcomes = await Promise.allSettled(claimed.splice(0).map(letGo));
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure !== undefined) throw dockerFault(failure.reason, 'giving slots back');
  };
  try {
    for (const slot of slots) claimed.push({ id: await claim(docker, slot, claimant), slot });
  } catch (error) {
    await release().catch(() => undefined);
    throw error;
  }
  return release;
};

const claim = async (
  docker: Docker,
  slot: Slot,
  { worker, image, runnerVolume }: Claimant,
): Promise<string> => {
  const create = async (): Promise<string | undefined> => {
    try {
      const container = await docker.createContainer({
        name: claimName(slot),
        Image: image,
        Cmd: ['/out/runner'],
        NetworkDisabled: true,
        Labels: {
          [labels.worker]: worker,
          [labels.role]: 'slot',
          [labels.slot]: String(slot.index),
        },
        HostConfig: {
          Mounts: [
            { Type: 'volume', Source: runnerVolume, Target: runnerDirectory, ReadOnly: true },
            pipesMount(slot, worker),
          ],
        },
      });
      return container.id;
    } catch (error) {
      if (dockerStatus(error) === 409) return undefined;
      throw dockerFault(error, `claiming slot ${slot.index}`);
    }
  };
  const first = await create();
  if (first !== undefined) return first;
  const holder = await holderOf(docker, slot);
  if (holder === worker) await removeContainer(docker, claimName(slot));
  const second = holder === worker || holder === undefined ? await create() : undefined;
  if (second !== undefined) return second;
  throw taken(slot, holder ?? 'another worker');
};

/** The worker that holds a slot; undefined when it was let go just now. */
const holderOf = async (docker: Docker, slot: Slot): Promise<string | undefined> => {
  try {
    const { Config: config } = await docker.getContainer(claimName(slot)).inspect();
    return config.Labels[labels.worker] ?? 'an unknown owner';
  } catch (error) {
    if (dockerStatus(error) === 404) return undefined;
    throw dockerFault(error, `asking who holds slot ${slot.index}`);
  }
};

const taken = (slot: Slot, holder: string): SerinError =>
  new SerinError(
    'SLOT_TAKEN',
    `slot ${slot.index} of this Docker host belongs to worker "${holder}": ` +
      `stop that worker, or start this one with another SERIN_SLOT_BASE or fewer slots; ` +
      `if that worker is gone for good, "docker rm ${claimName(slot)}" frees the slot`,
  );
