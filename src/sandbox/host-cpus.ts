import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { coresOf, parseCpuList } from './topology.ts';
import type { Cores } from './topology.ts';

/** The physical cores of this machine; undefined where the kernel does not tell. */
export const readHostCores = async (directory = '/sys/devices/system/cpu'): Promise<Cores | undefined> => {
  const online = await readFile(join(directory, 'online'), 'utf8').catch(() => undefined);
  if (online === undefined) return undefined;
  const siblings = new Map<number, string>();
  for (const cpu of parseCpuList(online)) {
    const path = join(directory, `cpu${cpu}`, 'topology', 'thread_siblings_list');
    const list = await readFile(path, 'utf8').catch(() => undefined);
    if (list !== undefined) siblings.set(cpu, list);
  }
  return coresOf(online, siblings);
};
