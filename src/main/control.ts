/** Control as the api and the controller use it: its ports filled in, and its keys read. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bindTrack, promoteTrack, unbindTrack } from '../control/bindings.ts';
import { rollbackTrack } from '../control/rollback.ts';
import type { Changed } from '../control/change.ts';
import { listFreezes, putFreeze, removeFreeze } from '../control/freezes.ts';
import { lineageOf } from '../control/lineage.ts';
import type { ControlPorts } from '../control/ports.ts';
import { exportProvenance, importProvenance } from '../control/provenance.ts';
import type { ProvenanceKeys } from '../control/provenance.ts';
import { quarantine, release } from '../control/quarantine.ts';
import { SerinError } from '../domain/errors.ts';
import { signingKeyId, trustedKeyId } from '../fingerprint/provenance.ts';
import type { Control } from '../http/control-port.ts';
import { countUnfinished } from '../store/unfinished.ts';
import type { Shared } from './shared.ts';

export const controlPorts = (
  shared: Shared,
  rulesRevision: () => number | undefined = () => undefined,
): ControlPorts => ({
  registry: shared.registry,
  tracks: shared.tracks,
  unfinished: (of) => countUnfinished(shared, of),
  environment: shared.config.environment,
  rulesRevision,
  now: shared.now,
  log: shared.log,
});

/** @param refresh - whoever was answered finds it in force here; other processes are told by a push. */
export const openControl = (
  ports: ControlPorts,
  keys: ProvenanceKeys,
  refresh: () => Promise<void>,
): Control => {
  const inForce = async <T>(doing: Promise<Changed<T>>): Promise<Changed<T>> => {
    const done = await doing;
    // It is done, whether this process hears of it now or from the push.
    if (done.changed) {
      await refresh().catch((cause: unknown) => {
        ports.log.warn({ cause: String(cause) }, 'the bindings cannot be read just now');
      });
    }
    return done;
  };
  return {
    environment: ports.environment,
    tracks: () => ports.tracks.state(),
    bind: (request) => inForce(bindTrack(ports, request)),
    promote: (request) => inForce(promoteTrack(ports, request)),
    rollback: (request) => inForce(rollbackTrack(ports, request)),
    unbind: (request) => inForce(unbindTrack(ports, request)),
    unfinished: ports.unfinished,
    lineage: async () => {
      const [state, history, runtimes] = await Promise.all([
        ports.tracks.state(),
        ports.tracks.history(),
        ports.registry.runtimes(),
      ]);
      return lineageOf(history, state, runtimes);
    },
    history: () => ports.tracks.history(),
    quarantine: (request) => inForce(quarantine(ports, request)),
    release: (request) => inForce(release(ports, request)),
    freezes: () => listFreezes(ports),
    putFreeze: (freeze) => inForce(putFreeze(ports, freeze)),
    removeFreeze: (request) => inForce(removeFreeze(ports, request)),
    exportProvenance: (request) => exportProvenance(ports, keys, request),
    importProvenance: (request) => inForce(importProvenance(ports, keys, request)),
  };
};

/** `key.pem` and `trusted/*.pem`; each is tried, so that a broken one refuses the start. @throws SerinError CONFIG_INVALID */
export const readProvenanceKeys = async (directory: string | undefined): Promise<ProvenanceKeys> => {
  if (directory === undefined) return { trusted: [] };
  const own = await unlessMissing(readFile(join(directory, 'key.pem'), 'utf8'));
  const names = (await unlessMissing(readdir(join(directory, 'trusted')))) ?? [];
  const paths = names.filter((name) => name.endsWith('.pem')).sort();
  const trusted = await Promise.all(paths.map((name) => readFile(join(directory, 'trusted', name), 'utf8')));
  if (own === undefined && trusted.length === 0) {
    throw new SerinError('CONFIG_INVALID', `${directory} has neither key.pem nor trusted/*.pem`);
  }
  try {
    if (own !== undefined) signingKeyId(own);
    for (const pem of trusted) trustedKeyId(pem);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SerinError('CONFIG_INVALID', `a key in ${directory} cannot be used: ${reason}`, { cause });
  }
  return { ...(own === undefined ? {} : { own }), trusted };
};

const unlessMissing = async <T>(reading: Promise<T>): Promise<T | undefined> => {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new SerinError('CONFIG_INVALID', `the provenance keys cannot be read: ${String(error)}`, {
      cause: error,
    });
  }
};
