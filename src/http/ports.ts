/** What the HTTP face needs from the rest of Serin. Handlers parse, ask one of these, and answer. */
import type { Readable } from 'node:stream';
import type { RuntimeFacts } from '../domain/runtime.ts';
import type { Place } from '../domain/place.ts';
import type { DifficultyEstimate } from '../domain/problem-sums.ts';
import type { StoredEvent } from '../domain/events.ts';
import type { RuntimeDiff } from '../domain/runtime-diff.ts';
import type { Logger } from '../domain/logger.ts';
import type { Rejudge, RejudgeItem, RejudgePlan } from '../domain/rejudge.ts';
import type { SubmissionFilter } from '../domain/submission-filter.ts';
import type { SubmissionMaterial, SubmissionRecord, SubmissionSpec } from '../domain/submission.ts';
import type { WorkerStatus } from '../domain/worker.ts';
import type { LanguageInfo } from '../control/languages.ts';
import type { Control } from './control-port.ts';
import type { Problems } from './problems-port.ts';
import type { Verification, VerifyRequest } from '../intake/verify-problem.ts';

export interface SubmitRequest {
  readonly spec: SubmissionSpec;
  readonly material: SubmissionMaterial;
  /** What the problem says that judges it; absent where the submission carries its tests. */
  readonly problem?: { readonly tests: number; readonly languages?: readonly string[] };
  /** The pin came in `X-Serin-Track`, and the body has none. */
  readonly pinnedBy?: 'header';
  /** `digest` is the SHA-256, in hex, of the request's canonical body and pin: the same key may not mean two things. */
  readonly idempotency?: { readonly key: string; readonly digest: string };
}

export interface Submissions {
  /** Decides and records. `repeated`: an earlier request with the same idempotency key made this record. */
  submit(request: SubmitRequest): Promise<{ readonly record: SubmissionRecord; readonly repeated: boolean }>;
  read(id: string): Promise<SubmissionRecord | undefined>;
  /**
   * The record as soon as it is finished; as it then stands when `waitMs` have passed or the signal aborts, whichever
   * comes first. A submission that finished before the call is answered at once.
   */
  waitFinished(id: string, waitMs: number, signal: AbortSignal): Promise<SubmissionRecord | undefined>;
  /**
   * Every stored event after `afterEventId` (all of them when it is undefined), then the new ones as they come. Ends
   * after `finished`, at once when `finished` was `afterEventId`, and when the signal aborts.
   */
  follow(id: string, afterEventId: string | undefined, signal: AbortSignal): AsyncIterable<StoredEvent>;
  /** A page of a tenant's submissions, newest first, without their results. Throws INVALID_REQUEST for a cursor that is none. */
  list(
    request: ListRequest,
  ): Promise<{ readonly records: readonly SubmissionRecord[]; readonly cursor?: string }>;
  /** Finishes the submission as `cancelled`. False: it was finished already. */
  cancel(id: string): Promise<boolean>;
}

interface ListRequest {
  readonly tenant: string;
  readonly filter: SubmissionFilter;
  readonly limit: number;
  readonly cursor?: string;
}

/** Judging again what is finished. Each throws NOT_FOUND where there is no such rejudge. */
export interface Rejudges {
  open(plan: RejudgePlan): Promise<Rejudge>;
  read(id: string): Promise<Rejudge>;
  /** The newest first. */
  list(limit: number): Promise<readonly Rejudge[]>;
  /** By their places, in order. */
  items(id: string, numbers: readonly number[]): Promise<readonly RejudgeItem[]>;
  /** Throws CONFLICT when it is over. */
  control(id: string, act: 'pause' | 'resume' | 'cancel'): Promise<Rejudge>;
}

/** Inputs and answers that are put beforehand. A key is the SHA-256 of the bytes, 64 hex digits. */
export interface Blobs {
  /**
   * Keeps all bytes of the source or none. `created` false: they were there already. Throws PAYLOAD_TOO_LARGE, DIGEST_MISMATCH,
   * STORAGE_FULL, and what the source throws.
   */
  put(
    source: AsyncIterable<Buffer>,
    bounds: { readonly maxBytes: number; readonly expectedKey?: string },
  ): Promise<{ readonly key: string; readonly bytes: number; readonly created: boolean }>;
  /** Its size; undefined: there is no such blob. */
  find(key: string): Promise<number | undefined>;
  /** The same for a submission that is going to need it: it is kept for as long as if it had been put now. */
  touch(key: string): Promise<number | undefined>;
  /** Throws BLOB_NOT_FOUND. */
  read(key: string): Promise<{ readonly bytes: number; readonly stream: Readable }>;
}

interface Catalogue {
  languages(): Promise<readonly LanguageInfo[]>;
  runtimes(): Promise<readonly RuntimeFacts[]>;
  workers(): Promise<readonly WorkerStatus[]>;
}

/** What built runtimes are made of. Each takes a runtime's name or its whole fingerprint, and throws RUNTIME_NOT_FOUND, CONFLICT. */
interface Materials {
  /** A CycloneDX document as JSON text. */
  bill(runtime: string): Promise<{ readonly fingerprint: string; readonly document: string }>;
  diff(from: string, to: string): Promise<RuntimeDiff>;
}

export interface HealthCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What an operator can do about it. */
  readonly remedy?: string;
  /** Told, but no reason to send nobody here any more: what else the service does goes on. */
  readonly optional?: true;
}

export interface Service {
  /** @param language - asks for this language alone, on every track. Throws UNKNOWN_LANGUAGE. */
  readiness(language?: string): Promise<{ readonly ready: boolean; readonly checks: readonly HealthCheck[] }>;
  metrics(): Promise<{ readonly contentType: string; readonly body: string }>;
  readonly version: VersionInfo;
}

interface VersionInfo {
  readonly serin: string;
  /** All digits of the commit, or `unknown`. */
  readonly commit: string;
  /** The sources were not those of the commit. */
  readonly dirty: boolean;
  /** Version and commit: `0.1.0+1fa6633`. */
  readonly release: string;
  readonly builtAtMs?: number;
  readonly node: string;
  /** Digest of what surrounds the runtimes, where this process also judges. */
  readonly harness?: string;
}

/** What a submission's words are held against when it comes. All of it is in memory. */
export interface Facts {
  /** Names of user levels in their order, as the rules declare them. */
  userLevels(): readonly string[];
  /** Undefined: no public address. */
  placeOf(address: string): Place | undefined;
  /** The rules' name for it. */
  regionOf(place: Place): string | undefined;
  /** Undefined where too little is known yet; what is asked for may be known a moment later. */
  difficultyOf(tenant: string, problem: string, topics: readonly string[]): DifficultyEstimate | undefined;
  /** The same for whoever may wait, which no submission does. Throws STORE_UNAVAILABLE. */
  latestDifficultyOf(
    tenant: string,
    problem: string,
    topics: readonly string[],
  ): Promise<DifficultyEstimate | undefined>;
}

export interface HttpPorts {
  readonly facts: Facts;
  readonly submissions: Submissions;
  readonly rejudges: Rejudges;
  readonly blobs: Blobs;
  readonly problems: Problems;
  /** Throws PROBLEM_NOT_FOUND, INVALID_REQUEST, and what `submit` throws. */
  verify(request: VerifyRequest): Promise<Verification>;
  readonly catalogue: Catalogue;
  readonly control: Control;
  readonly materials: Materials;
  readonly service: Service;
  /** 32 lower-case hex digits, not all zero. */
  readonly newTraceId: () => string;
  readonly log: Logger;
}
