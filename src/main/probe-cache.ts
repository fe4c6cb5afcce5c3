import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ProbeOutputs } from '../domain/runtime.ts';
import type { ProbeCache } from '../imaging/catalogue.ts';

const shape = z.object({ version: z.string(), features: z.record(z.string(), z.string()) });

/** Probe outputs, one small file per image id. What cannot be read is asked of the image again. */
export const openProbeCache = (directory: string): ProbeCache => {
  const pathOf = (imageId: string): string => join(directory, `${imageId.replace(/[^a-z0-9]/gi, '-')}.json`);
  return {
    get: async (imageId): Promise<ProbeOutputs | undefined> => {
      try {
        return shape.safeParse(JSON.parse(await readFile(pathOf(imageId), 'utf8'))).data;
      } catch {
        return undefined;
      }
    },
    put: async (imageId, probes) => {
      await mkdir(directory, { recursive: true });
      const beside = `${pathOf(imageId)}.${randomUUID()}.tmp`;
      await writeFile(beside, JSON.stringify(probes));
      await rename(beside, pathOf(imageId));
    },
  };
};
