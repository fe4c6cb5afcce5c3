/**
 * From environment to environment: what was canary in staging need not be canary in prod again.
 *
 *   here: export ──▶ a file ──▶ there: import ──▶ the guard of stable asks for it
 *
 * An import is believed for its signature, where this server has keys that it trusts, and otherwise for its digest, which whoever imports
 * it states: it was read somewhere else than in the file.
 */
import { SerinError } from '../domain/errors.ts';
import type { ProvenanceNote } from '../domain/history.ts';
import { checkProvenance, sealProvenance } from '../fingerprint/provenance.ts';
import type { Provenance } from '../domain/provenance.ts';
import { changeTracks, eventOf } from './change.ts';
import type { Actor, Changed } from './change.ts';
import { lineageOf } from './lineage.ts';
import type { ControlPorts } from './ports.ts';

export interface ProvenanceKeys {
  /** Ed25519 in PEM: signs what is exported. */
  readonly own?: string;
  /** Public keys in PEM: sign what is imported. */
  readonly trusted: readonly string[];
}

/** @throws SerinError RUNTIME_NOT_FOUND */
export const exportProvenance = async (
  { tracks, registry, environment, now }: ControlPorts,
  keys: ProvenanceKeys,
  { fingerprint, by }: { readonly fingerprint: string; readonly by: string },
): Promise<Provenance> => {
  const [state, history, runtimes] = await Promise.all([
    tracks.state(),
    tracks.history(),
    registry.runtimes(),
  ]);
  const node = lineageOf(history, state, runtimes).nodes.find((each) => each.fingerprint === fingerprint);
  if (node === undefined) throw new SerinError('RUNTIME_NOT_FOUND', `nothing is known of ${fingerprint}`);
  const { runtime, language, stableAtMs, canaryAtMs } = node;
  return sealProvenance(
    {
      environment,
      fingerprint,
      runtime,
      language,
      stage: stableAtMs !== undefined ? 'stable' : canaryAtMs !== undefined ? 'canary' : 'built',
      quarantined: node.quarantine !== undefined,
      issuedAtMs: now(),
      issuer: by,
      events: history
        .filter((event) => event.fingerprint === fingerprint)
        .map(({ kind, track, by: who, reason, atMs, revision }) => ({
          kind,
          ...(track === undefined ? {} : { track }),
          by: who,
          reason,
          atMs,
          revision,
        })),
    },
    keys.own,
  );
};

export interface ImportRequest extends Actor {
  readonly provenance: Provenance;
  /** The digest as whoever imports it knows it from elsewhere. */
  readonly expectedDigest?: string;
}

/** Importing the same record again changes nothing. @throws SerinError PROVENANCE_INVALID with the remedy. */
export const importProvenance = async (
  ports: ControlPorts,
  keys: ProvenanceKeys,
  { provenance, expectedDigest, ...actor }: ImportRequest,
): Promise<Changed<ProvenanceNote>> => {
  const { record, digest } = provenance;
  const keyId = believed(provenance, keys, expectedDigest);
  if (record.environment === ports.environment) {
    throw invalid(`it was made in ${record.environment}, which is this environment`);
  }
  if (record.quarantined) throw invalid(`${record.fingerprint} is quarantined in ${record.environment}`);
  const note: ProvenanceNote = {
    environment: record.environment,
    stage: record.stage,
    digest,
    ...(keyId === undefined ? {} : { keyId }),
  };
  return changeTracks(ports, (view) => {
    const known = view.history.some(
      (event) => event.kind === 'import' && event.provenance?.digest === digest,
    );
    if (known) return { answer: note };
    const { fingerprint, runtime, language } = record;
    const about = eventOf(ports, actor, view.nowMs);
    return {
      change: { events: [{ kind: 'import', ...about, fingerprint, runtime, language, provenance: note }] },
      answer: note,
    };
  });
};

/** Answers the id of the key that signed it; undefined where it is believed for its digest. */
const believed = (
  provenance: Provenance,
  keys: ProvenanceKeys,
  expectedDigest: string | undefined,
): string | undefined => {
  if (expectedDigest !== undefined && expectedDigest !== provenance.digest) {
    throw invalid(`its digest is ${provenance.digest}, and ${expectedDigest} is expected`);
  }
  const trust = checkProvenance(provenance, keys.trusted);
  switch (trust.kind) {
    case 'refused':
      throw invalid(trust.why);
    case 'signed':
      return trust.keyId;
    case 'digest':
      if (expectedDigest !== undefined) return undefined;
      throw invalid(
        'this server trusts no key (provenanceDir), so state the digest that you know from where it was made: --digest',
      );
  }
};

const invalid = (why: string): SerinError => new SerinError('PROVENANCE_INVALID', why);
