/** What the routes about tracks, lineage, freezes and provenance ask for. Every method throws STORE_UNAVAILABLE. */
import type { BindRequest, Bound, PromoteRequest, TrackName, Unbound } from '../control/bindings.ts';
import type { Actor, Changed } from '../control/change.ts';
import type { ShownFreeze } from '../control/freezes.ts';
import type { Lineage } from '../control/lineage.ts';
import type { ImportRequest } from '../control/provenance.ts';
import type { QuarantineRequest } from '../control/quarantine.ts';
import type { RollbackRequest, RolledBack } from '../control/rollback.ts';
import type { HistoryEvent, ProvenanceNote } from '../domain/history.ts';
import type { Freeze, Quarantine, TrackState } from '../domain/tracks.ts';
import type { Provenance } from '../domain/provenance.ts';

export interface Control {
  /** `dev`, `staging` or `prod`. */
  readonly environment: string;
  tracks(): Promise<TrackState>;
  /** Throws UNKNOWN_LANGUAGE, RUNTIME_NOT_FOUND, CONFLICT, GUARD_REFUSED. */
  bind(request: BindRequest): Promise<Changed<Bound>>;
  /** As `bind`, and UNKNOWN_TRACK. */
  promote(request: PromoteRequest): Promise<Changed<Bound>>;
  /** Throws UNKNOWN_TRACK, CONFLICT. */
  rollback(request: RollbackRequest): Promise<Changed<RolledBack>>;
  /** Throws UNKNOWN_TRACK, CONFLICT. */
  unbind(request: TrackName & Actor & { readonly dryRun: boolean }): Promise<Changed<Unbound>>;
  /** Submissions that were sent to this fingerprint on this track and are not finished. */
  unfinished(of: { readonly track: string; readonly fingerprint: string }): Promise<number>;
  lineage(): Promise<Lineage>;
  /** From the beginning. */
  history(): Promise<readonly HistoryEvent[]>;
  /** Throws RUNTIME_NOT_FOUND, CONFLICT. */
  quarantine(request: QuarantineRequest): Promise<Changed<Quarantine>>;
  /** Throws RUNTIME_NOT_FOUND, CONFLICT. */
  release(request: QuarantineRequest): Promise<Changed<{ readonly fingerprint: string }>>;
  freezes(): Promise<readonly ShownFreeze[]>;
  /** Throws INVALID_REQUEST. */
  putFreeze(freeze: Freeze): Promise<Changed<Freeze>>;
  /** Throws NOT_FOUND. */
  removeFreeze(request: Actor & { readonly name: string }): Promise<Changed<{ readonly name: string }>>;
  /** Throws RUNTIME_NOT_FOUND. */
  exportProvenance(request: { readonly fingerprint: string; readonly by: string }): Promise<Provenance>;
  /** Throws PROVENANCE_INVALID. */
  importProvenance(request: ImportRequest): Promise<Changed<ProvenanceNote>>;
}
