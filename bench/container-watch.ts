/**
 * CPU of every container of a worker while a bench runs, those included that begin or end meanwhile: a container takes its counters
 * with it, so they are read again and again, and the last reading counts.
 */
import { createInterface } from 'node:readline';
import type Docker from 'dockerode';
import { labels } from '../src/sandbox/labels.ts';
import { containerCpuMs, findShims, placeOf, processCpuMs } from './cpu-accounts.ts';
import type { ContainerPlace } from './cpu-accounts.ts';

export interface ContainersCpu {
  /** All that ran in the containers, the runner included. */
  readonly containersMs: number;
  readonly runnersMs: number;
  readonly shimsMs: number;
  /** Containers that were there at any time. */
  readonly count: number;
  /** Of these, begun meanwhile. */
  readonly begun: number;
}

interface Reading {
  containerMs: number;
  runnerMs: number;
  shimMs: number;
}

interface Watched {
  readonly place: ContainerPlace;
  readonly shim: number | undefined;
  readonly first: Reading;
  last: Reading;
}

const pollMs = 500;
const nothing: Reading = { containerMs: 0, runnerMs: 0, shimMs: 0 };

/** Returns how to end it and learn what was spent since. */
export const watchContainers = async (
  docker: Docker,
  worker: string,
): Promise<() => Promise<ContainersCpu>> => {
  const label = [`${labels.worker}=${worker}`];
  const watched = new Map<string, Watched>();
  let begun = 0;
  const add = async (id: string, isNew: boolean): Promise<void> => {
    const { State: state } = await docker.getContainer(id).inspect();
    const place = await placeOf(id, state.Pid);
    if (place === undefined) return;
    const each = { place, shim: (await findShims()).get(id), first: nothing, last: nothing };
    const last = await read(each);
    watched.set(id, { ...each, first: isNew ? nothing : last, last });
  };
  const events = await docker.getEvents({ filters: { type: ['container'], event: ['start'], label } });
  let lost: unknown;
  events.on('error', (cause: unknown) => {
    lost = cause;
  });
  createInterface({ input: events }).on('line', (line) => {
    begun += 1;
    // One that is gone before it could be looked at was destroyed at once and ran no program.
    add((JSON.parse(line) as { id: string }).id, true).catch(() => undefined);
  });
  for (const { Id: id } of await docker.listContainers({ filters: { label } })) await add(id, false);
  const look = async (): Promise<void> => {
    for (const each of watched.values()) each.last = await read(each);
  };
  const timer = setInterval(() => void look(), pollMs);
  return async () => {
    clearInterval(timer);
    (events as unknown as { destroy(): void }).destroy();
    if (lost !== undefined) throw new Error('the Docker engine stopped telling its events', { cause: lost });
    await look();
    const all = [...watched.values()];
    const spent = (part: keyof Reading) =>
      all.reduce((sum, { first, last }) => sum + last[part] - first[part], 0);
    return {
      containersMs: spent('containerMs'),
      runnersMs: spent('runnerMs'),
      shimsMs: spent('shimMs'),
      count: all.length,
      begun,
    };
  };
};

/** What is gone keeps the figure that it had. */
const read = async ({ place, shim, last }: Omit<Watched, 'first'>): Promise<Reading> => ({
  containerMs: (await containerCpuMs(place)) ?? last.containerMs,
  runnerMs: (await processCpuMs(place.pid)) ?? last.runnerMs,
  shimMs: (shim === undefined ? undefined : await processCpuMs(shim)) ?? last.shimMs,
});
