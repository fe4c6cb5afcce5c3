/** What `scripts/accept.ts` is given, and what it answers. */
import { contestRetentionMs } from '../domain/contest-pin.ts';
import type { ContestPin } from '../domain/contest-pin.ts';
import type { Decision } from '../domain/decision.ts';
import { SerinError } from '../domain/errors.ts';
import { jobId, schemaVersion } from '../domain/submission.ts';
import type { SubmissionRecord, SubmissionSpec } from '../domain/submission.ts';
import { decodePin, encodePin, pinName } from './contest-pins.ts';
import type { Keys } from './keys.ts';
import { encodeEvent, encodeNewRecord } from './record-codec.ts';

export interface Acceptance {
  readonly id: string;
  readonly spec: SubmissionSpec;
  readonly testCount: number;
  readonly material: string;
  readonly decision: Decision;
  /** Recorded instead once `perMinute` submissions of this minute have left stable by the rule. */
  readonly overCap?: { readonly rule: string; readonly perMinute: number; readonly decision: Decision };
  /** Recorded instead where the decision's queue is full; on the same track as the one over the cap. */
  readonly whenFull?: Decision;
  /** Recorded only with the pin that the contest has, or with the one that is replaced. */
  readonly contest?: { readonly name: string; readonly pin: ContestPin; readonly replaces?: string };
  readonly createdAtMs: number;
  readonly queueLimit: number;
  readonly idempotency?: { readonly key: string; readonly digest: string };
}

export type AcceptOutcome =
  | { readonly kind: 'accepted'; readonly decision: Decision; readonly pinnedUntilMs?: number }
  | { readonly kind: 'pinned'; readonly pin: ContestPin; readonly untilMs: number }
  | { readonly kind: 'repeated'; readonly id: string }
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'queueFull'; readonly track: string; readonly waiting: number };

export const accepting = (
  keys: Keys,
  acceptance: Acceptance,
  idempotencyTtlMs: number,
): { scriptKeys: string[]; args: (string | number)[] } => {
  const { id, decision, idempotency, spec, createdAtMs } = acceptance;
  const { overCap, whenFull } = acceptance;
  const otherwise = overCap?.decision.track ?? whenFull?.track ?? decision.track;
  return {
    scriptKeys: [
      ...[keys.record(id), keys.pending(decision.track), keys.tracks, keys.outbox, keys.events(id)],
      idempotency === undefined ? keys.record(id) : keys.idempotency(idempotency.key),
      spec.kind === undefined ? keys.submissions(spec.tenant) : keys.record(id),
      ...[keys.tenants, keys.contests, keys.contestEnds, keys.freezes, keys.pending(otherwise)],
      decision.shadow === undefined ? keys.record(id) : keys.shadows(decision.shadow.track),
    ],
    args: [
      ...[id, decision.track, acceptance.queueLimit, createdAtMs, jobId(id, 1), keys.notices],
      ...[schemaVersion, queued(decision)],
      ...[idempotency === undefined ? '' : `sha:${idempotency.digest}`, idempotencyTtlMs, spec.tenant],
      ...contestWords(acceptance),
      ...(overCap === undefined ? ['', 0] : [keys.sample(overCap.rule), overCap.perMinute]),
      otherwise,
      ...alternative(overCap?.decision, createdAtMs),
      ...alternative(whenFull, createdAtMs),
      ...encodeNewRecord(firstRecord(acceptance)),
    ],
  };
};

const queued = (decision: Decision): string => encodeEvent({ type: 'queued', attempt: 1, decision });

const contestWords = ({ contest, spec }: Acceptance): (string | number)[] => {
  if (contest === undefined) return ['', '', '', '', '', 0];
  const { name, pin, replaces = '' } = contest;
  const { tenant, language } = spec;
  const place = pinName({ tenant, contest: name, language });
  return [place, name, encodePin(pin), pin.fingerprint, replaces, contestRetentionMs];
};

const attemptsOf = (decision: Decision, startedAtMs: number): SubmissionRecord['attempts'] => [
  { number: 1, decision, startedAtMs },
];

const alternative = (decision: Decision | undefined, startedAtMs: number): string[] =>
  decision === undefined ? ['', ''] : [JSON.stringify(attemptsOf(decision, startedAtMs)), queued(decision)];

const firstRecord = (acceptance: Acceptance): SubmissionRecord => ({
  id: acceptance.id,
  version: schemaVersion,
  spec: acceptance.spec,
  testCount: acceptance.testCount,
  material: acceptance.material,
  state: 'queued',
  attempt: 1,
  attempts: attemptsOf(acceptance.decision, acceptance.createdAtMs),
  decision: acceptance.decision,
  createdAtMs: acceptance.createdAtMs,
});

export const acceptOutcome = (acceptance: Acceptance, answer: unknown): AcceptOutcome => {
  const [kind, first, second] = answer as [string, (string | number)?, (string | number)?];
  switch (kind) {
    case 'accepted': {
      const decision = [acceptance.decision, acceptance.overCap?.decision, acceptance.whenFull][
        Number(first)
      ];
      if (decision === undefined) break;
      return {
        kind,
        decision,
        ...(acceptance.contest === undefined ? {} : { pinnedUntilMs: Number(second) }),
      };
    }
    case 'pinned':
      return { kind, pin: decodePin(String(first)), untilMs: Number(second) };
    case 'mismatch':
      return { kind };
    case 'repeated':
      return { kind, id: String(first) };
    case 'queueFull':
      return { kind, waiting: Number(first), track: String(second) };
  }
  throw new SerinError('INTERNAL', `the accept script answered ${JSON.stringify(answer)}`);
};
