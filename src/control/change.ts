/**
 * How anything about tracks is changed.
 *
 *   read everything → plan (pure; may refuse) → commit, if nobody was faster ──┐
 *        ▲                                                                     │ another change came first
 *        └─────────────────────────────────────────────────────────────────────┘
 *
 * Guards are asked within the plan, so what they saw is what is changed. A plan without a change writes nothing and makes no revision.
 */
import { SerinError } from '../domain/errors.ts';
import type { HistoryEvent, NewHistoryEvent } from '../domain/history.ts';
import type { Binding, RuntimeFacts } from '../domain/runtime.ts';
import type { Draining, Freeze, TrackChange, TrackState } from '../domain/tracks.ts';
import type { WorkerStatus } from '../domain/worker.ts';
import { lineageOf } from './lineage.ts';
import type { Lineage } from './lineage.ts';
import type { ControlPorts } from './ports.ts';

/** Who acts, and why: it is recorded. */
export interface Actor {
  readonly by: string;
  readonly reason: string;
}

/** Everything that a plan may look at, read before it. */
export interface View {
  readonly state: TrackState;
  readonly history: readonly HistoryEvent[];
  readonly lineage: Lineage;
  readonly freezes: readonly Freeze[];
  readonly runtimes: readonly RuntimeFacts[];
  readonly workers: readonly WorkerStatus[];
  readonly nowMs: number;
}

export interface Plan<T> {
  /** Undefined: what was asked for is so already. */
  readonly change?: Omit<TrackChange, 'from'>;
  readonly answer: T;
}

export interface Changed<T> {
  readonly answer: T;
  /** The revision that carries what was asked for. */
  readonly revision: number;
  /** False: it was so already, or this was a trial. */
  readonly changed: boolean;
}

const mostTries = 10;

/**
 * @param trial - plan and refuse, but write nothing.
 * @throws SerinError whatever the plan throws; CONFLICT when others were faster time after time; STORE_UNAVAILABLE.
 */
export const changeTracks = async <T>(
  ports: ControlPorts,
  plan: (view: View) => Plan<T>,
  trial = false,
): Promise<Changed<T>> => {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const view = await look(ports);
    const { change, answer } = plan(view);
    if (change === undefined || trial) return { answer, revision: view.state.revision, changed: false };
    const revision = await ports.tracks.change({ from: view.state.revision, ...change });
    if (revision === undefined) continue;
    for (const event of change.events) ports.log.info({ ...event, revision }, 'tracks changed');
    return { answer, revision, changed: true };
  }
  throw new SerinError('CONFLICT', 'others change the tracks all the time; try again');
};

const look = async ({ registry, tracks, now }: ControlPorts): Promise<View> => {
  // The state comes first: what is read after it can only be newer, and a change of it is noticed.
  const state = await tracks.state();
  const [history, freezes, runtimes, workers] = await Promise.all([
    tracks.history(),
    tracks.freezes(),
    registry.runtimes(),
    registry.workers(),
  ]);
  return {
    state,
    history,
    lineage: lineageOf(history, state, runtimes),
    freezes,
    runtimes,
    workers,
    nowMs: now(),
  };
};

/** What was sent to a binding before it is taken away is still judged by it. */
export const drainingOf = (
  { language, track, runtime, fingerprint }: Binding,
  sinceMs: number,
): Draining => ({
  language,
  track,
  runtime,
  fingerprint,
  sinceMs,
});

/** Fingerprints that a worker which is alive has; of a track, one of its workers. */
export const servedBy = (workers: readonly WorkerStatus[], track?: string): ReadonlySet<string> =>
  new Set(
    workers
      .filter((each) => track === undefined || each.track === track)
      .flatMap((each) => each.fingerprints),
  );

/** The parts that every event has. */
export const eventOf = (
  ports: Pick<ControlPorts, 'environment' | 'rulesRevision'>,
  { by, reason }: Actor,
  atMs: number,
): Pick<NewHistoryEvent, 'by' | 'reason' | 'atMs' | 'environment' | 'rulesRevision'> => {
  const rulesRevision = ports.rulesRevision();
  return {
    by,
    reason,
    atMs,
    environment: ports.environment,
    ...(rulesRevision === undefined ? {} : { rulesRevision }),
  };
};
