import type Docker from 'dockerode';
import { dockerFault } from './engine-fault.ts';
import { labels } from './labels.ts';
import { removeContainer } from './sandbox-container.ts';
import { removeOrphanedPipes } from './slot-pipes.ts';

/**
 * Removes every container that a former life of this worker left, running or not, and their volumes; returns how many containers. A name belongs to one
 * worker at a time: two that share one would take each other's containers away.
 */
export const removeOrphans = async (docker: Docker, worker: string): Promise<number> => {
  const left = await docker
    .listContainers({ all: true, filters: { label: [`${labels.worker}=${worker}`] } })
    .catch((error: unknown) => {
      throw dockerFault(error, 'looking for orphaned containers');
    });
  // Sandboxes first: a slot is nobody's before what ran on it is gone.
  const sandboxes = left.filter((container) => container.Labels[labels.role] === 'sandbox');
  const others = left.filter((container) => !sandboxes.includes(container));
  for (const group of [sandboxes, others]) {
    await Promise.all(group.map(({ Id: id }) => removeContainer(docker, id)));
  }
  await removeOrphanedPipes(docker, worker);
  return left.length;
};
