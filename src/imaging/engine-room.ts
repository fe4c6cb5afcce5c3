/** What room the engine's machine has: processors and memory to build with, disk to keep images on. */
import { readFile, statfs } from 'node:fs/promises';
import type Docker from 'dockerode';
import { engineError } from './engine-error.ts';

export interface RoomPorts {
  readonly docker: Docker;
  /** The engine's files and memory are those of this machine. */
  readonly isLocal: boolean;
}

export interface BuildRoom {
  readonly cpus: number;
  /** Memory that may be taken now; of an engine elsewhere half of what it has, since nobody can ask it. */
  readonly freeMemoryBytes: number;
}

export interface DiskUse {
  /** What the layers of all images take together. */
  readonly imagesBytes: number;
  /** What is free where the engine keeps them; unknown of an engine elsewhere. */
  readonly freeBytes?: number;
}

export const buildRoom = async ({ docker, isLocal }: RoomPorts): Promise<BuildRoom> => {
  const { cpus, memoryBytes } = await engineFacts(docker);
  const available = isLocal ? await availableMemory() : undefined;
  return { cpus, freeMemoryBytes: available ?? memoryBytes / 2 };
};

export const diskUse = async (ports: RoomPorts): Promise<DiskUse> => {
  const [imagesBytes, freeBytes] = await Promise.all([layersBytes(ports.docker), freeDisk(ports)]);
  return { imagesBytes, ...(freeBytes === undefined ? {} : { freeBytes }) };
};

/** Bytes that are free where the engine keeps its images; undefined where that cannot be told. */
export const freeDisk = async ({ docker, isLocal }: RoomPorts): Promise<number | undefined> => {
  if (!isLocal) return undefined;
  const { root } = await engineFacts(docker);
  try {
    const { bavail, bsize } = await statfs(root);
    return bavail * bsize;
  } catch {
    // An engine in a container, or one whose directory is not for our eyes.
    return undefined;
  }
};

const layersBytes = async (docker: Docker): Promise<number> => {
  try {
    const { LayersSize: bytes } = (await docker.df()) as { LayersSize?: number | null };
    return bytes ?? 0;
  } catch (cause) {
    throw engineError(cause, 'INTERNAL', 'asking what images take');
  }
};

const engineFacts = async (
  docker: Docker,
): Promise<{ readonly cpus: number; readonly memoryBytes: number; readonly root: string }> => {
  try {
    const info = (await docker.info()) as { NCPU: number; MemTotal: number; DockerRootDir: string };
    return { cpus: info.NCPU, memoryBytes: info.MemTotal, root: info.DockerRootDir };
  } catch (cause) {
    throw engineError(cause, 'INTERNAL', 'asking what the engine has');
  }
};

/** What the kernel would give without swapping; undefined on a system that does not say. */
const availableMemory = async (): Promise<number | undefined> => {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
};
