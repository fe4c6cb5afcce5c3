import type Docker from 'dockerode';
import { dockerFault } from './engine-fault.ts';
import { labels } from './labels.ts';
import { removeContainer } from './sandbox-container.ts';

/** Younger ones may be on their way into the pool. */
const leastAgeMs = 60_000;

/**
 * Removes sandbox containers of this worker that its pool does not know: an engine that answered too late, or could not remove one
 * when it was asked to, leaves them behind. Returns how many.
 *
 * @param now - milliseconds since the epoch, the engine's clock taken to be within seconds of it.
 */
export const removeStrays = async (
  docker: Docker,
  worker: string,
  known: ReadonlySet<string>,
  now: number,
): Promise<number> => {
  const filters = { label: [`${labels.worker}=${worker}`, `${labels.role}=sandbox`] };
  const all = await docker.listContainers({ all: true, filters }).catch((error: unknown) => {
    throw dockerFault(error, 'looking for stray containers');
  });
  const strays = all.filter(({ Id: id, Created: s }) => !known.has(id) && now - s * 1000 > leastAgeMs);
  await Promise.all(strays.map(({ Id: id }) => removeContainer(docker, id)));
  return strays.length;
};
