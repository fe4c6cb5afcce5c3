import type { Checker } from './checker.ts';
import type { Decision } from './decision.ts';
import type { Limits } from './limits.ts';
import type { ProblemReference } from './problem-reference.ts';
import type { ResultSummary, SubmissionResult } from './verdict.ts';

/** Version of the record, payload and event shapes. Release N reads what N−1 wrote. */
export const schemaVersion = 1;

export const priorities = ['contest', 'practice', 'rejudge'] as const;
export type Priority = (typeof priorities)[number];

export interface SourceFile {
  /** Relative, normalised, no `..`, no leading `/`; or `soleSource`. */
  readonly path: string;
  readonly content: Buffer;
}

/** The path of a program that came as one text, until a runtime is known: its manifest names the file. */
export const soleSource = '';

/** Bytes that were put in the blob store beforehand. `digest` is their SHA-256, 64 hex digits. */
export interface StoredData {
  readonly digest: string;
  readonly bytes: number;
}

/** What a test reads or is compared with: the bytes themselves, or where they are. */
export type TestData = Buffer | StoredData;

export const isStored = (data: TestData): data is StoredData => !Buffer.isBuffer(data);

export interface TestCase {
  readonly name: string;
  readonly input: TestData;
  /** Absent: the program only has to run to its end. */
  readonly answer?: TestData;
  /** Command-line arguments of the program, after those of its runtime. */
  readonly args?: readonly string[];
}

/** Who submitted, as far as the caller tells. Gray rules decide by it. */
export interface UserContext {
  readonly id?: string;
  /** A number; one given by name has its place in the order that the rules declare. */
  readonly level?: number;
  /** The name that it was given by. */
  readonly levelName?: string;
  readonly region?: string;
  /** Present with a region. */
  readonly regionSource?: RegionSource;
  /** Of the coordinates that were given; the coordinates themselves are not kept. */
  readonly geohash?: string;
  readonly tags?: readonly string[];
}

/** `address`: of the user, by a database of addresses. `unknown`: an address was given, and nothing is known of it. */
export const regionSources = ['stated', 'address', 'unknown'] as const;
export type RegionSource = (typeof regionSources)[number];

export interface ClientContext {
  readonly id?: string;
  readonly device?: string;
  /** `stated`, or told from the user agent. */
  readonly deviceSource?: 'stated' | 'agent';
}

/** A submission that passed validation; everything a worker needs except the sources and tests, which are a blob. */
export interface SubmissionSpec {
  /** `run`: the program is run once, and nothing is compared; it is not listed among submissions. Absent: it is judged. */
  readonly kind?: 'run';
  readonly language: string;
  readonly limits: Limits;
  readonly checker: Checker;
  /** Stop at the first test that is not accepted; the rest are `skipped`. */
  readonly stopAtFirstFailure: boolean;
  /** Bytes of each test's output that are kept with the result; 0 keeps none. */
  readonly keepOutputBytes: number;
  readonly priority: Priority;
  readonly tenant: string;
  readonly user: UserContext;
  readonly client: ClientContext;
  /** 0…1. */
  readonly difficulty?: number;
  /** Present where it was estimated: how far off it may be (a standard deviation), and of how many submissions. */
  readonly difficultyEstimate?: { readonly deviation: number; readonly submissions: number };
  readonly contest?: string;
  readonly problem?: string;
  /** The problem's. */
  readonly topics?: readonly string[];
  /** Headers that gray rules may decide by, by lower-case name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The revision that judges it: its tests, limits, checker and scoring. Absent: what the submission itself carries. */
  readonly problemRevision?: ProblemReference;
  /** Pin to a track; operators only. */
  readonly track?: string;
  /** The trace this submission belongs to: 32 hex digits. */
  readonly traceId: string;
  /** An inbound release tag: recorded, never routed by. */
  readonly inboundReleaseTag?: string;
}

/** The heavy part of a submission, kept as one blob. */
export interface SubmissionMaterial {
  readonly files: readonly SourceFile[];
  readonly tests: readonly TestCase[];
}

export const submissionStates = ['queued', 'running', 'finished'] as const;
export type SubmissionState = (typeof submissionStates)[number];

/** One try at judging a submission. Fallback, abort, cancel and rejudge start another. */
export interface Attempt {
  readonly number: number;
  readonly decision: Decision;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** Its place in the queue; the submission's own where nothing is said. */
  readonly priority?: Priority;
  /** What it judges by, where the submission is one of a problem and that is not the revision it was accepted with. */
  readonly problem?: { readonly revision: ProblemReference; readonly tests: number };
  /** The rejudge that made it. */
  readonly rejudge?: string;
  /** What it came to, once it gave the submission's verdict; it stays when another attempt takes its place. */
  readonly result?: ResultSummary;
  /** Why it gave none: `cancelled`, `system_error`, or one of `asides`, where another attempt took its place. */
  readonly outcome?: string;
}

/**
 * Another track that judges a submission too. It has no say in the verdict, and no part in the submission's attempts.
 *
 *   waiting ──▶ judged
 *      └──────▶ dropped, for `reason`
 */
export interface Shadow {
  readonly track: string;
  readonly runtime: string;
  readonly fingerprint: string;
  readonly state: 'waiting' | 'judged' | 'dropped';
  /** Why it was dropped. */
  readonly reason?: ShadowDrop;
  readonly result?: ResultSummary;
}

/**
 *   cancelled   with the submission
 *   no_worker   nobody takes work for that fingerprint on that track
 *   full        too many shadows of that track wait already
 *   slow        its turn did not come in time: shadows run where nobody else has a use for the slot
 *   failed      the judge failed on it
 */
export const shadowDrops = ['cancelled', 'no_worker', 'full', 'slow', 'failed'] as const;
export type ShadowDrop = (typeof shadowDrops)[number];

/** A finished submission that is being judged again: its verdict stands until the new one is committed. */
export interface Rejudging {
  readonly attempt: number;
  readonly state: 'queued' | 'running';
  readonly decision: Decision;
}

/** What the store keeps of a submission. */
export interface SubmissionRecord {
  readonly id: string;
  readonly version: typeof schemaVersion;
  readonly spec: SubmissionSpec;
  readonly testCount: number;
  /** Blob key of the encoded `SubmissionMaterial`. */
  readonly material: string;
  readonly state: SubmissionState;
  /** The attempt that gave the verdict, or that is going to give the first one; from 1. */
  readonly attempt: number;
  readonly attempts: readonly Attempt[];
  /** That attempt's decision. */
  readonly decision: Decision;
  /** Present while another attempt is under way to take the verdict's place. */
  readonly rejudging?: Rejudging;
  readonly shadows?: readonly Shadow[];
  readonly result?: SubmissionResult;
  readonly createdAtMs: number;
  readonly finishedAtMs?: number;
}

/** What travels through the queue: names the work, does not carry it. */
export interface JudgeJob extends Trace {
  /** The gray rule that sent it here. */
  readonly rule?: string;
  readonly version: typeof schemaVersion;
  readonly submission: string;
  /** `shadowAttempt` for a shadow, which is none of the record's attempts: a release that knows of no shadows refuses it. */
  readonly attempt: number;
  readonly track: string;
  readonly language: string;
  readonly fingerprint: string;
  readonly priority: Priority;
  readonly tenant: string;
  readonly user?: string;
  /** Digest of the problem's definition, for whoever makes ready for it; what is judged by stands in the record. */
  readonly problem?: string;
  /** Expected cost in milliseconds of CPU, an upper bound; for fair sharing. */
  readonly costMs: number;
  readonly enqueuedAtMs: number;
}

/** What a caller gave to find a submission again by, in events, logs and jobs. */
export interface Trace {
  readonly traceId?: string;
  readonly inboundReleaseTag?: string;
}

export const traceOf = ({ traceId, inboundReleaseTag }: Trace): Trace => ({
  ...(traceId === undefined ? {} : { traceId }),
  ...(inboundReleaseTag === undefined ? {} : { inboundReleaseTag }),
});

/** What every line of a log about an attempt says. */
export const logFieldsOf = (job: Pick<JudgeJob, 'submission' | 'attempt'> & Trace): object => ({
  submission: job.submission,
  attempt: job.attempt,
  ...traceOf(job),
});

/** The identity of one try, and the queue's job id: a second delivery changes nothing. */
export const jobId = (submission: string, attempt: number): string => `${submission}-${attempt}`;

export const shadowAttempt = 0;

/** The work order for a shadow: behind everything else. */
export const shadowJobOf = (
  record: Pick<SubmissionRecord, 'id' | 'spec' | 'testCount' | 'createdAtMs'>,
  shadow: Pick<Shadow, 'track' | 'fingerprint'>,
): JudgeJob => ({
  version: schemaVersion,
  submission: record.id,
  attempt: shadowAttempt,
  track: shadow.track,
  language: record.spec.language,
  fingerprint: shadow.fingerprint,
  priority: 'rejudge',
  tenant: record.spec.tenant,
  ...(record.spec.user.id === undefined ? {} : { user: record.spec.user.id }),
  ...(record.spec.problemRevision === undefined ? {} : { problem: record.spec.problemRevision.digest }),
  costMs: record.spec.limits.cpuMs * record.testCount,
  enqueuedAtMs: record.createdAtMs,
  ...traceOf(record.spec),
});

/** The work order for a record's current attempt. Made from the record alone, so that a sweeper makes the same one again. */
export const jobOf = (
  record: Pick<
    SubmissionRecord,
    'id' | 'spec' | 'testCount' | 'attempt' | 'attempts' | 'decision' | 'createdAtMs' | 'rejudging'
  >,
): JudgeJob => {
  const { attempt: number, decision } = record.rejudging ?? record;
  const attempt = record.attempts.find((each) => each.number === number);
  const problem = attempt?.problem?.revision ?? record.spec.problemRevision;
  return {
    version: schemaVersion,
    submission: record.id,
    attempt: number,
    track: decision.track,
    language: record.spec.language,
    fingerprint: decision.fingerprint,
    priority: attempt?.priority ?? record.spec.priority,
    tenant: record.spec.tenant,
    ...(record.spec.user.id === undefined ? {} : { user: record.spec.user.id }),
    ...traceOf(record.spec),
    ...(decision.rule === undefined ? {} : { rule: decision.rule }),
    ...(problem === undefined ? {} : { problem: problem.digest }),
    costMs: record.spec.limits.cpuMs * record.testCount,
    enqueuedAtMs: attempt?.startedAtMs ?? record.createdAtMs,
  };
};
