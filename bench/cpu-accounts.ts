/**
 * CPU time of everything that belongs to a service, read from the kernel's own counters: processes from /proc, containers from their
 * cgroup. All in milliseconds since each began, so that two readings give what was spent between them.
 *
 * dockerd and containerd are one each for the whole machine: what others ask of the engine meanwhile is in their figures too.
 */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** USER_HZ: what the kernel promises to user space on every architecture that Node runs on. */
const tickMs = 10;

export interface ContainerPlace {
  readonly id: string;
  /** PID 1 of the container, as the host numbers it: the runner. */
  readonly pid: number;
  /** File with the container's CPU time. */
  readonly counter: string;
}

export interface ServicePlaces {
  readonly service: number;
  readonly redis: number;
  readonly dockerd: readonly number[];
  readonly containerd: readonly number[];
}

/** CPU milliseconds of a process, its ended threads included; undefined when it is gone. */
export const processCpuMs = async (pid: number): Promise<number | undefined> =>
  statCpuMs(`/proc/${pid}/stat`);

/** CPU milliseconds of a process's first thread: in Node the one that runs JavaScript. */
export const mainThreadCpuMs = async (pid: number): Promise<number | undefined> =>
  statCpuMs(`/proc/${pid}/task/${pid}/stat`);

const statCpuMs = async (path: string): Promise<number | undefined> => {
  const stat = await readFile(path, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The name stands in parentheses and may hold spaces; state is the first field behind it, utime and stime the twelfth and thirteenth.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
};

/** CPU milliseconds of all that ever ran in a container; undefined when it is gone. */
export const containerCpuMs = async ({ counter }: ContainerPlace): Promise<number | undefined> => {
  const text = await readFile(counter, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const usec = /^usage_usec (\d+)$/m.exec(text)?.[1];
  return usec === undefined ? Number(text) / 1e6 : Number(usec) / 1e3;
};

/** Where a container's CPU is counted, from its PID 1. Undefined when it has ended meanwhile. */
export const placeOf = async (id: string, pid: number): Promise<ContainerPlace | undefined> => {
  const text = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => undefined);
  if (text === undefined || pid === 0) return undefined;
  const lines = text.trim().split('\n');
  const v1 = lines.find((line) => /^\d+:([^:]*,)?cpuacct(,[^:]*)?:/.test(line));
  if (v1 !== undefined) {
    const path = v1.split(':').slice(2).join(':');
    return { id, pid, counter: join('/sys/fs/cgroup/cpuacct', path, 'cpuacct.usage') };
  }
  const path = lines.find((line) => line.startsWith('0::'))?.slice('0::'.length) ?? '/';
  return { id, pid, counter: join('/sys/fs/cgroup', path, 'cpu.stat') };
};

/** Finds a running service's processes. @throws Error when its Redis or the engine's are not there. */
export const findServicePlaces = async (service: number): Promise<ServicePlaces> => {
  const all = await processes();
  const redis = all.find(({ name, parent }) => name.startsWith('redis-server') && parent === service);
  const named = (name: string) => all.filter((each) => each.name === name).map(({ pid }) => pid);
  const [dockerd, containerd] = [named('dockerd'), named('containerd')];
  if (redis === undefined) throw new Error(`the service ${service} has no redis-server below it`);
  if (dockerd.length === 0)
    throw new Error('there is no dockerd on this machine: its CPU time cannot be read');
  return { service, redis: redis.pid, dockerd, containerd };
};

/** The process that holds a container's streams, by container id. */
export const findShims = async (): Promise<Map<string, number>> => {
  const shims = new Map<string, number>();
  for (const { pid, name } of await processes()) {
    if (!name.startsWith('containerd-shim')) continue;
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    const id = words[words.indexOf('-id') + 1];
    if (id !== undefined) shims.set(id, pid);
  }
  return shims;
};

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** At most 15 characters. */
  readonly name: string;
}

const processes = async (): Promise<Process[]> => {
  const found: Process[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    const match = /^(\d+) \((.*)\) \S (\d+)/s.exec(stat);
    if (match !== null) found.push({ pid: Number(match[1]), name: match[2] ?? '', parent: Number(match[3]) });
  }
  return found;
};

/** Milliseconds that all CPUs together were not idle since boot. */
export const machineBusyMs = async (): Promise<number> => {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq) * tickMs;
};
