/**
 * What must hold on the host and in the service after every attack, whatever its verdict. A baseline is taken before; what an
 * attack may disturb for a moment (a reset under way, memory that the kernel frees behind RCU) is asked again until it holds
 * or the patience is over.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { Service } from '../../bench/service.ts';
import { counters, logMark, logSince, readiness, turnover } from './figures.ts';
import {
  changedFiles,
  containerCpuMs,
  descendants,
  interfaces,
  memory,
  mounts,
  namespacesOf,
  processes,
  sandboxes,
} from './host.ts';
import type { Listener, Memory, Sandbox } from './host.ts';

const mebibyte = 1024 * 1024;
const patienceMs = 4_000;
const pollMs = 50;
const settledForMs = 200;
const settlePatienceMs = 20_000;
const idleWindowMs = 200;
const idleCpuMs = 20;
const availableSlackBytes = 300 * mebibyte;
const slabSlackBytes = 200 * mebibyte;

export interface Scene {
  readonly docker: Docker;
  readonly service: Service;
  readonly isolation: 'reuse' | 'fresh';
  readonly uid: number;
  /** Sandboxes that the worker keeps when nothing happens. */
  readonly expectedSandboxes: number;
  readonly canaries: readonly { readonly path: string; readonly content: string }[];
  readonly listeners: readonly Listener[];
  /**
   * Nobody else uses this machine. Where somebody does, memory that others take and processes that others start cannot be told
   * from an attack's, and those two comparisons are only recorded.
   */
  readonly alone: boolean;
}

export interface Baseline {
  readonly mounts: readonly string[];
  readonly memory: Memory;
  /** Outside Docker and the service. */
  readonly outsiders: ReadonlySet<number>;
  readonly sandboxes: readonly Sandbox[];
  readonly systemErrors: number;
  /** By listener. */
  readonly connections: readonly number[];
  readonly destroyed: ReadonlyMap<string, number>;
  /** Leases that ended, or are to end, without a container's end. */
  readonly surplus: number;
  readonly log: string;
}

export interface Outcome {
  readonly name: string;
  readonly holds: boolean;
  readonly note?: string;
}

const systemErrors = async (url: string): Promise<number> =>
  (await counters(url, 'serin_submissions_finished_total', 'verdict')).get('system_error') ?? 0;

export const destroyed = (url: string): Promise<Map<string, number>> =>
  counters(url, 'serin_sandbox_destroyed_total', 'reason');

const outsiders = async (service: Service): Promise<Map<number, string>> => {
  const all = await processes();
  const family = new Set([...descendants(all, service.pid), ...descendants(all, process.pid)]);
  return new Map(
    all
      .filter(({ pid, parent, container }) => container === undefined && !family.has(pid) && parent !== 2)
      // Docker's own helpers come and go with every container.
      .filter(({ name }) => !/^(containerd|runc|docker)/.test(name))
      .map(({ pid, name }) => [pid, name]),
  );
};

/** Everything that the next attack is compared with. */
export const takeBaseline = async (scene: Scene, startMemory: Memory): Promise<Baseline> => {
  const { url } = scene.service;
  return {
    mounts: await mounts(),
    memory: startMemory,
    outsiders: new Set((await outsiders(scene.service)).keys()),
    sandboxes: await settledSandboxes(scene),
    systemErrors: await systemErrors(url),
    connections: scene.listeners.map((one) => one.connections()),
    destroyed: await destroyed(url),
    surplus: await surplusLeases(url),
    log: logMark(scene.service),
  };
};

const surplusLeases = async (url: string): Promise<number> => {
  const { leases, destroyed: ended } = await turnover(url);
  return leases - ended;
};

/**
 * The worker's sandboxes once they are as many as expected, all of them run, and none has come or gone for a moment: a verdict
 * is told before its container is given back. Where every lease ends a container, since a baseline no more leases may have
 * begun than containers have ended. What there is when the patience is over otherwise.
 */
export const settledSandboxes = async (scene: Scene, before?: Baseline): Promise<Sandbox[]> => {
  const until = Date.now() + settlePatienceMs;
  let last = '';
  for (;;) {
    const owed = scene.isolation === 'fresh' && before !== undefined;
    const pending = owed && (await surplusLeases(scene.service.url)) > before.surplus;
    const found = await sandboxes(scene.docker, scene.service.workerName);
    const now = found.map(({ id }) => id).join();
    const running =
      found.length === scene.expectedSandboxes && found.every(({ state }) => state === 'running');
    const complete = running && !pending;
    if ((complete && now === last) || Date.now() > until) return found;
    last = complete ? now : '';
    await sleep(complete ? settledForMs : pollMs);
  }
};

/**
 * Every invariant with its outcome; `sandbox` is the container of the language that was attacked. With `fresh` that may be given up for
 * another one while it is looked at: then that one is looked at.
 */
export const examine = async (
  scene: Scene,
  before: Baseline,
  sandbox: Sandbox | undefined,
): Promise<Outcome[]> => {
  const { service } = scene;
  const now = await settledSandboxes(scene, before);
  const ofContainer = (name: string, faults: (one: Sandbox | undefined) => Promise<string[]>) =>
    patiently(name, async () => {
      const all = await settledSandboxes(scene, before);
      return faults(all.find((one) => one.fingerprint === sandbox?.fingerprint));
    });
  const held = await Promise.all([
    patiently('no process of the sandbox user is left', () => strayProcesses(scene, now)),
    examineOutsiders(scene, before),
    patiently('the mounts of the host are the same', async () => difference(before.mounts, await mounts())),
    ofContainer('the files of the containers are unchanged', (one) => containerChanges(scene, one)),
    once('files of the host are unchanged', () => canaryFaults(scene)),
    once('nobody reached a listener of the host', () =>
      Promise.resolve(
        scene.listeners
          .filter((one, place) => one.connections() > (before.connections[place] ?? 0))
          .map(({ port }) => `port ${port} was reached`),
      ),
    ),
    ofContainer('the container has no network', (one) => networkFaults(scene, one)),
    examineMemory(scene, before),
    ofContainer('the container is idle', (one) => idleFaults(one)),
    patiently('the service is ready', async () => {
      const said = await readiness(service.url);
      return said === 'ok' ? [] : [said];
    }),
    once('there are as many containers as expected', () => Promise.resolve(countFaults(scene, now))),
    once('no system error was counted', async () => {
      const more = (await systemErrors(service.url)) - before.systemErrors;
      return more === 0 ? [] : [`${more} more`];
    }),
  ]);
  const log = logSince(service, before.log);
  const errors = log.filter(({ level }) => level === 'error').map(({ text }) => text.slice(0, 400));
  const warnings = log.filter(({ level }) => level === 'warn').map(({ text }) => text.slice(0, 300));
  return [
    ...held,
    { name: 'the service logged no error', holds: errors.length === 0, ...noted([...errors, ...warnings]) },
  ];
};

const noted = (faults: readonly string[]): { note?: string } =>
  faults.length === 0 ? {} : { note: faults.join('; ') };

const once = async (name: string, faults: () => Promise<string[]>): Promise<Outcome> => {
  // What cannot be examined does not hold.
  const found = await faults().catch((error: unknown) => [String(error)]);
  return { name, holds: found.length === 0, ...noted(found) };
};

const patiently = async (name: string, faults: () => Promise<string[]>): Promise<Outcome> => {
  const until = Date.now() + patienceMs;
  for (;;) {
    const found = await faults().catch((error: unknown) => [String(error)]);
    if (found.length === 0 || Date.now() > until) return { name, holds: found.length === 0, ...noted(found) };
    await sleep(pollMs);
  }
};

/** Whoever runs as the slot's user, or in a container or a namespace of this worker, and is not the runner itself. */
const strayProcesses = async (scene: Scene, now: readonly Sandbox[]): Promise<string[]> => {
  const ids = new Set(now.map(({ id }) => id));
  const all = await processes();
  const inside = all.filter(({ container }) => container !== undefined && ids.has(container));
  const spaces = new Set<string>();
  const runners = new Set<number>();
  for (const { pid, name } of inside.filter(({ parent }) => !inside.some((other) => other.pid === parent))) {
    if (name !== 'runner') continue;
    runners.add(pid);
    for (const space of await namespacesOf(pid).catch(() => [])) spaces.add(space);
  }
  const found: string[] = [];
  for (const each of all) {
    if (runners.has(each.pid)) continue;
    const tell = `${each.name} (pid ${each.pid}, uid ${each.uid}, state ${each.state})`;
    if (each.uid === scene.uid || inside.includes(each)) found.push(tell);
    else if ((await namespacesOf(each.pid).catch(() => [])).some((space) => spaces.has(space)))
      found.push(`${tell} in a namespace of a sandbox`);
  }
  return found;
};

const examineOutsiders = async (scene: Scene, before: Baseline): Promise<Outcome> => {
  const name = 'no process appeared outside the sandboxes';
  const look = async (): Promise<string[]> =>
    [...(await outsiders(scene.service))]
      .filter(([pid]) => !before.outsiders.has(pid))
      .map(([pid, what]) => `${what} (pid ${pid})`);
  if (scene.alone) return patiently(name, look);
  return { name, holds: true, note: `not judged on a shared machine: ${(await look()).length} more` };
};

const examineMemory = async (scene: Scene, before: Baseline): Promise<Outcome> => {
  const name = 'the memory of the host is back';
  const look = async (): Promise<string[]> => {
    const { availableBytes, slabBytes } = await memory();
    const lost = before.memory.availableBytes - availableBytes;
    const grown = slabBytes - before.memory.slabBytes;
    return [
      ...(lost > availableSlackBytes ? [`${Math.round(lost / mebibyte)} MiB less are available`] : []),
      ...(grown > slabSlackBytes ? [`slab has grown by ${Math.round(grown / mebibyte)} MiB`] : []),
    ];
  };
  if (scene.alone) return patiently(name, look);
  return {
    name,
    holds: true,
    ...noted((await look()).map((text) => `not judged on a shared machine: ${text}`)),
  };
};

const difference = (before: readonly string[], now: readonly string[]): string[] => [
  ...now.filter((line) => !before.includes(line)).map((line) => `new: ${line}`),
  ...before.filter((line) => !now.includes(line)).map((line) => `gone: ${line}`),
];

const containerChanges = async (scene: Scene, sandbox: Sandbox | undefined): Promise<string[]> =>
  sandbox === undefined ? ['there is no container of this language'] : changedFiles(scene.docker, sandbox.id);

const countFaults = (scene: Scene, now: readonly Sandbox[]): string[] => {
  const running = now.filter(({ state }) => state === 'running').length;
  return running === scene.expectedSandboxes && now.length === running
    ? []
    : [`${running} run, ${now.length} are there, and not ${scene.expectedSandboxes}`];
};

const canaryFaults = async (scene: Scene): Promise<string[]> => {
  const faults = scene.canaries.map(async ({ path, content }) => {
    const now = await readFile(path, 'utf8').catch(String);
    return now === content ? [] : [`${path} was changed`];
  });
  return (await Promise.all(faults)).flat();
};

const networkFaults = async (scene: Scene, sandbox: Sandbox | undefined): Promise<string[]> => {
  if (sandbox === undefined) return ['there is no container of this language'];
  const { State: state, HostConfig: config } = await scene.docker.getContainer(sandbox.id).inspect();
  const cards = await interfaces(state.Pid);
  return [
    ...(config.NetworkMode === 'none' ? [] : [`its network is ${String(config.NetworkMode)}`]),
    ...cards.filter((card) => card !== 'lo').map((card) => `it has ${card}`),
  ];
};

const idleFaults = async (sandbox: Sandbox | undefined): Promise<string[]> => {
  if (sandbox === undefined) return ['there is no container of this language'];
  const before = await containerCpuMs(sandbox.id);
  await sleep(idleWindowMs);
  const used = (await containerCpuMs(sandbox.id)) - before;
  return used < idleCpuMs ? [] : [`it used ${used.toFixed(1)} ms of CPU time in ${idleWindowMs} ms`];
};
