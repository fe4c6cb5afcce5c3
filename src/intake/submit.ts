/**
 * How a submission enters Serin.
 *
 *   language → its bindings → gray decision → blob → record + outbox (one script) → queue
 *                                  ▲                        │
 *                                  └─ contest held to another fingerprint
 *
 * The decision is taken in memory from immutable snapshots, so it costs no round trip and needs no control plane. What only the store
 * can tell, the script decides in the same step: over a rule's cap or before a full queue it records the alternative that it was given.
 * Once the script has answered, the submission is promised: should the queue be out of reach a moment later, the outbox
 * entry stays and the sweeper enqueues it, so the caller is answered 2xx all the same.
 */
import { SerinError } from '../domain/errors.ts';
import { jobOf, schemaVersion, traceOf } from '../domain/submission.ts';
import type { Decision } from '../domain/decision.ts';
import type { SubmissionMaterial, SubmissionRecord, SubmissionSpec } from '../domain/submission.ts';
import { holdAgainstProblem, route } from './route.ts';
import type { AcceptOutcome, Acceptance, IntakePorts } from './ports.ts';

export interface SubmitRequest {
  readonly spec: SubmissionSpec;
  readonly material: SubmissionMaterial;
  /** What the problem says that judges it (`spec.problemRevision`); absent where the submission carries its tests. */
  readonly problem?: {
    readonly tests: number;
    /** Languages and families that may be submitted; all where nothing is said. */
    readonly languages?: readonly string[];
  };
  /** The pin, `spec.track`, came in a header and not in the body. */
  readonly pinnedBy?: 'header';
  /** `digest` identifies the request's meaning: the same key with another digest is refused. */
  readonly idempotency?: { readonly key: string; readonly digest: string };
}

export interface Submitted {
  readonly record: SubmissionRecord;
  /** True when an earlier request with the same idempotency key made this record. */
  readonly repeated: boolean;
}

/**
 * Accept one submission.
 *
 * @throws SerinError UNKNOWN_LANGUAGE, LANGUAGE_NOT_ALLOWED, UNKNOWN_TRACK, CONFLICT (a pin to what is quarantined), LANGUAGE_NOT_BOUND,
 *   QUEUE_FULL, IDEMPOTENCY_MISMATCH, STORE_UNAVAILABLE; nothing is recorded then, except that after STORE_UNAVAILABLE nobody knows.
 */
export const submit = async (ports: IntakePorts, request: SubmitRequest): Promise<Submitted> => {
  const { spec, material } = request;
  const createdAtMs = ports.now();
  // Before anything is kept: what is refused leaves no blob behind.
  const routed = route(ports, request, createdAtMs);
  holdAgainstProblem(ports, spec, request.problem?.languages);
  const undecided = {
    id: ports.newId(),
    spec,
    testCount: request.problem?.tests ?? material.tests.length,
    material: await ports.store.writeMaterial(material),
    createdAtMs,
    queueLimit: ports.queueLimit,
    ...(request.idempotency === undefined ? {} : { idempotency: idempotencyOf(request.idempotency, spec) }),
  };
  const { acceptance, outcome } = await agree(ports, request, { ...undecided, ...routed });
  switch (outcome.kind) {
    case 'accepted': {
      const record = firstRecord({ ...acceptance, decision: outcome.decision });
      return { record: await enqueueFirst(ports, record), repeated: false };
    }
    case 'repeated':
      return { record: await earlier(ports, outcome.id), repeated: true };
    case 'mismatch':
      throw new SerinError(
        'IDEMPOTENCY_MISMATCH',
        'this Idempotency-Key came with another request before; use a new key for a new submission',
      );
    case 'queueFull':
      throw new SerinError(
        'QUEUE_FULL',
        `${outcome.waiting} submissions are waiting on track ${outcome.track}; try again later`,
        { retryAfterSeconds: 5 },
      );
  }
};

/** A contest's pin changes when its fingerprint is quarantined, and else never. */
const mostDecisions = 5;

/** Until the store agrees: a contest that turns out to be held to another fingerprint is decided anew. */
const agree = async (
  ports: IntakePorts,
  request: SubmitRequest,
  first: Acceptance,
): Promise<{ acceptance: Acceptance; outcome: Exclude<AcceptOutcome, { kind: 'pinned' }> }> => {
  const { tenant, contest = '', language } = request.spec;
  const place = { tenant, contest, language };
  let acceptance = first;
  for (let decisions = 0; decisions < mostDecisions; decisions += 1) {
    const outcome = await acceptOnce(ports, acceptance);
    if (outcome.kind !== 'pinned') {
      const { pin } = acceptance.contest ?? {};
      const untilMs = outcome.kind === 'accepted' ? outcome.pinnedUntilMs : undefined;
      if (pin !== undefined && untilMs !== undefined) ports.contests.keep(place, pin, untilMs);
      return { acceptance, outcome };
    }
    ports.contests.keep(place, outcome.pin, outcome.untilMs);
    acceptance = { ...acceptance, ...route(ports, request, first.createdAtMs) };
  }
  throw new SerinError('INTERNAL', `contest ${contest} was held to another fingerprint time after time`);
};

/**
 * A Redis that stalls may take the acceptance and answer too late. The script is idempotent by id, so it is asked once more; should that
 * be lost too, nobody knows, and the caller is told how to come back safely.
 */
const acceptOnce = async (ports: IntakePorts, acceptance: Acceptance): Promise<AcceptOutcome> => {
  try {
    return await ports.store.accept(acceptance);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
  }
  try {
    return await ports.store.accept(acceptance);
  } catch (cause) {
    if (!isUnavailable(cause)) throw cause;
    throw new SerinError(
      'STORE_UNAVAILABLE',
      'Redis did not answer, so it is not known whether the submission was taken; send it again with an Idempotency-Key to be safe',
      { cause, retryAfterSeconds: 2 },
    );
  }
};

const isUnavailable = (error: unknown): boolean =>
  error instanceof SerinError && error.code === 'STORE_UNAVAILABLE';

/** One tenant's keys never meet another's. */
const idempotencyOf = (given: { key: string; digest: string }, spec: SubmissionSpec) => ({
  key: `${spec.tenant}:${given.key}`,
  digest: given.digest,
});

const enqueueFirst = async (ports: IntakePorts, record: SubmissionRecord): Promise<SubmissionRecord> => {
  try {
    await ports.queue.enqueue(jobOf(record));
    await ports.store.enqueued(record.id, record.attempt);
  } catch (cause) {
    ports.log.warn(
      { submission: record.id, ...traceOf(record.spec), cause: String(cause) },
      'recorded, but not enqueued yet: the sweeper will',
    );
  }
  return record;
};

const earlier = async (ports: IntakePorts, id: string): Promise<SubmissionRecord> => {
  const record = await ports.store.read(id);
  if (record === undefined) {
    throw new SerinError('SUBMISSION_NOT_FOUND', `submission ${id} is past its retention`);
  }
  return record;
};

const firstRecord = (acceptance: {
  id: string;
  spec: SubmissionSpec;
  testCount: number;
  material: string;
  decision: Decision;
  createdAtMs: number;
}): SubmissionRecord => ({
  id: acceptance.id,
  version: schemaVersion,
  spec: acceptance.spec,
  testCount: acceptance.testCount,
  material: acceptance.material,
  state: 'queued',
  attempt: 1,
  attempts: [{ number: 1, decision: acceptance.decision, startedAtMs: acceptance.createdAtMs }],
  decision: acceptance.decision,
  createdAtMs: acceptance.createdAtMs,
});
