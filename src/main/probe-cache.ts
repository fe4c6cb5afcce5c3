import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { storedPackagesSchema } from '../domain/packages.ts';
import type { ProbeCache } from '../imaging/catalogue.ts';
import type { ImageAnswers } from '../imaging/prober.ts';

/** Raised when more is asked of images: a file of another format is as good as none. */
const format = 2;

const shape = z.object({
  format: z.literal(format),
  probes: z.object({ version: z.string(), features: z.record(z.string(), z.string()) }),
  packages: storedPackagesSchema,
});

export interface OpenProbeCache extends ProbeCache {
  /** Forget what an image answered. */
  drop(imageId: string): Promise<void>;
}

/** What images answered, one small file per image id. What cannot be read is asked of the image again. */
export const openProbeCache = (directory: string): OpenProbeCache => {
  const pathOf = (imageId: string): string => join(directory, `${imageId.replace(/[^a-z0-9]/gi, '-')}.json`);
  return {
    get: async (imageId): Promise<ImageAnswers | undefined> => {
      try {
        const { data } = shape.safeParse(JSON.parse(await readFile(pathOf(imageId), 'utf8')));
        return data === undefined ? undefined : { probes: data.probes, packages: data.packages };
      } catch {
        return undefined;
      }
    },
    put: async (imageId, answers) => {
      await mkdir(directory, { recursive: true });
      const beside = `${pathOf(imageId)}.${randomUUID()}.tmp`;
      await writeFile(beside, JSON.stringify({ format, ...answers }));
      await rename(beside, pathOf(imageId));
    },
    drop: (imageId) => rm(pathOf(imageId), { force: true }),
  };
};
