/** The host as seen from outside every sandbox: processes, mounts, memory, containers and who knocked at a port. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, readdir, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import type Docker from 'dockerode';
import { labels } from '../../src/sandbox/labels.ts';

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly uid: number;
  readonly name: string;
  readonly state: string;
  /** The container whose control group it is in. */
  readonly container: string | undefined;
}

/** Every process of the host. One that ends while it is looked at is left out. */
export const processes = async (): Promise<Process[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map((pid) => processOf(pid).catch(() => undefined)));
  return found.filter((process) => process !== undefined);
};

const processOf = async (pid: number): Promise<Process> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const group = await readFile(`/proc/${pid}/cgroup`, 'utf8');
  const field = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '';
  return {
    pid,
    parent: Number(field('PPid')),
    uid: Number(field('Uid').split(/\s/)[0]),
    name: field('Name'),
    state: field('State').slice(0, 1),
    container: /(?:docker[/-])([0-9a-f]{64})/.exec(group)?.[1],
  };
};

/** Process `root` and everything below it. */
export const descendants = (all: readonly Process[], root: number): Set<number> => {
  const family = new Set([root]);
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return family;
};

const namespaceKinds = ['pid', 'mnt', 'net', 'ipc', 'uts'] as const;

/** The namespaces a process is in, as the kernel writes them. */
export const namespacesOf = async (pid: number): Promise<string[]> =>
  Promise.all(namespaceKinds.map((kind) => readlink(`/proc/${pid}/ns/${kind}`)));

/** The host's mounts without those that Docker makes for containers. */
export const mounts = async (): Promise<string[]> => {
  const ofDocker = /^\/(var\/lib\/docker|run\/docker|var\/run\/docker|run\/containerd)\//;
  return (await readFile('/proc/self/mountinfo', 'utf8'))
    .split('\n')
    .map((line) => line.split(' ').slice(2))
    .filter(([, , target]) => target !== undefined && !ofDocker.test(target))
    .map((fields) => fields.join(' '))
    .sort();
};

export interface Memory {
  readonly availableBytes: number;
  readonly slabBytes: number;
}

export const memory = async (): Promise<Memory> => {
  const text = await readFile('/proc/meminfo', 'utf8');
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]) * 1024;
  return { availableBytes: bytes('MemAvailable'), slabBytes: bytes('Slab') };
};

export interface Sandbox {
  readonly id: string;
  readonly fingerprint: string;
  /** `created`, `running`, `removing`… */
  readonly state: string;
}

/** The running sandboxes of a worker. */
export const sandboxes = async (docker: Docker, worker: string): Promise<Sandbox[]> => {
  const found = await docker.listContainers({
    all: true,
    filters: { label: [`${labels.worker}=${worker}`, `${labels.role}=sandbox`] },
  });
  return found.map(({ Id: id, Labels: given, State: state }) => ({
    id,
    fingerprint: given[labels.fingerprint] ?? '',
    state,
  }));
};

/** What was changed in a container's own file system, as `docker diff` says it; the places of its mounts are left out. */
export const changedFiles = async (docker: Docker, id: string): Promise<string[]> => {
  const mountPoints = new Set(['/.serin', '/.serin-pipes', '/app', '/box']);
  const changes = (await docker.getContainer(id).changes()) as { Path: string }[] | null;
  return (changes ?? []).map(({ Path: path }) => path).filter((path) => !mountPoints.has(path));
};

/** Network interfaces of a container, as its first process sees them. */
export const interfaces = async (pid: number): Promise<string[]> =>
  (await readFile(`/proc/${pid}/net/dev`, 'utf8'))
    .split('\n')
    .slice(2)
    .map((line) => line.split(':')[0]?.trim() ?? '')
    .filter((name) => name !== '');

/** CPU time a container has used, in milliseconds, by the control group's counter of either version. */
export const containerCpuMs = async (id: string): Promise<number> => {
  const v1 = [`/sys/fs/cgroup/cpuacct/docker/${id}`, `/sys/fs/cgroup/cpu,cpuacct/docker/${id}`].find(
    existsSync,
  );
  if (v1 !== undefined) return Number(await readFile(`${v1}/cpuacct.usage`, 'utf8')) / 1e6;
  const v2 = [`/sys/fs/cgroup/system.slice/docker-${id}.scope`, `/sys/fs/cgroup/docker/${id}`].find(
    existsSync,
  );
  if (v2 === undefined) throw new Error(`container ${id} has no control group that could be found`);
  const usec = /^usage_usec (\d+)$/m.exec(await readFile(`${v2}/cpu.stat`, 'utf8'))?.[1];
  return Number(usec) / 1e3;
};

export interface Listener {
  readonly port: number;
  connections(): number;
  close(): Promise<void>;
}

/** Counts whoever connects. */
export const listenOn = async (host: string): Promise<Listener> => {
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  }).listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return {
    port: address.port,
    connections: () => connections,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
};
