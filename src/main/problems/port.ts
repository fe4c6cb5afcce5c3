/** Problems for the API: packages come in, revisions and what may be told of them go out. */
import { createHash } from 'node:crypto';
import { listLanguages } from '../../control/languages.ts';
import { largestDataBytes } from '../../domain/limits.ts';
import type { StoredData } from '../../domain/submission.ts';
import type { HttpPorts } from '../../http/ports.ts';
import { encodeDefinition } from '../../problems/definition-codec.ts';
import { putProblem } from '../../problems/keep-problem.ts';
import type { KeepPorts } from '../../problems/keep-problem.ts';
import { defaultBounds } from '../../problems/ports.ts';
import type { PackageBounds } from '../../problems/ports.ts';
import { readPackage } from '../../problems/read-package.ts';
import { receiveFile, removeReceived } from '../../store/received-file.ts';
import { receivedIn } from '../blob-homes.ts';
import type { Config } from '../config.ts';
import type { Shared } from '../shared.ts';

/** Longer than any import takes. */
const abandonedMs = 24 * 3_600_000;

/** What a definition of the largest package has at most, with room to spare. */
const largestDefinitionBytes = 2 * largestDataBytes;

export const packageBounds = (
  config: Pick<Config, 'sizes' | 'packageUnpackedLimitBytes'>,
): PackageBounds => ({
  ...defaultBounds,
  archiveBytes: config.sizes.packageBytes,
  unpackedBytes: config.packageUnpackedLimitBytes,
});

export const problemsPort = async (shared: Shared): Promise<HttpPorts['problems']> => {
  const { now } = shared;
  const { records, blobs, definitions } = shared.problems;
  await removeReceived(receivedIn(shared.config), now() - abandonedMs);
  const keep = keepPorts(shared);
  return {
    put: (request) => putProblem(keep, request),
    list: (tenant, page) => records.list(tenant, page),
    find: (tenant, id, revision) =>
      revision === undefined ? records.current(tenant, id) : records.at(tenant, id, revision),
    revisions: (tenant, id) => records.revisions(tenant, id),
    remove: (tenant, id) => records.remove(tenant, id, now()),
    definition: (digest) => definitions.read(digest),
    beginning: async ({ digest }, maxBytes) => {
      const { stream } = await blobs.read(digest, maxBytes);
      const pieces: Buffer[] = [];
      for await (const piece of stream as AsyncIterable<Buffer>) pieces.push(piece);
      return Buffer.concat(pieces);
    },
  };
};

const keepPorts = (shared: Shared): KeepPorts => {
  const { config, registry, tracks, now } = shared;
  const { records, blobs } = shared.problems;
  const bounds = packageBounds(config);
  return {
    receive: (source, maxBytes) => receiveFile(receivedIn(shared.config), source, maxBytes),
    read: async (path, putBlob) => {
      const [runtimes, { bindings }] = await Promise.all([registry.runtimes(), tracks.state()]);
      return await readPackage({ putBlob, languages: listLanguages(runtimes, bindings) }, path, bounds);
    },
    encode: encodeDefinition,
    putBlob: async (source) => {
      const { key, bytes } = await blobs.putStream(source, { maxBytes: largestDefinitionBytes });
      return { digest: key, bytes };
    },
    measureBlob,
    putRevision: (revision) => records.put(revision),
    now,
  };
};

/** What the bytes would be kept as. */
export const measureBlob = async (source: AsyncIterable<Buffer>): Promise<StoredData> => {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of source) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { digest: hash.digest('hex'), bytes };
};
