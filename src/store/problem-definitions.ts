/**
 * Definitions of problems by digest. What a digest names never changes, so one that was read once is answered from memory for as long as
 * there is room; those who ask for the same one together wait for one reading.
 */
import { LRUCache } from 'lru-cache';
import type { ProblemDefinition } from '../domain/problem.ts';
import type { Blobs } from './blobs.ts';

export interface ProblemDefinitionsDeps {
  readonly blobs: Pick<Blobs, 'get'>;
  /** Throws BLOB_CORRUPT. */
  readonly decode: (bytes: Buffer) => ProblemDefinition;
}

/** What an object in memory takes for each byte of its JSON, roughly. */
const inMemoryFactor = 4;

export class ProblemDefinitions {
  readonly #cache: LRUCache<string, { readonly definition: ProblemDefinition }>;

  /** @param memoryBytes - a definition that is larger by itself is read each time. */
  constructor({ blobs, decode }: ProblemDefinitionsDeps, memoryBytes: number) {
    this.#cache = new LRUCache({
      maxSize: memoryBytes,
      fetchMethod: async (digest, _stale, { options }) => {
        const bytes = await blobs.get(digest);
        options.size = Math.max(1, bytes.length * inMemoryFactor);
        return { definition: decode(bytes) };
      },
    });
  }

  /** @throws SerinError BLOB_NOT_FOUND, BLOB_CORRUPT */
  async read(digest: string): Promise<ProblemDefinition> {
    const { definition } = await this.#cache.forceFetch(digest);
    return definition;
  }
}
