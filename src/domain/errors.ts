/**
 * Every failure that Serin itself can answer with. A program's fate is never an error: it is a `Verdict`.
 *
 * The table is the single source of the stable `code`s in RFC 9457 problem documents; `docs/errors.md` is compared
 * with it by a test. `retryable` tells a client whether the same request may succeed later without being changed.
 */
export const errorTable = {
  INVALID_REQUEST: { status: 400, retryable: false, title: 'The request is not valid' },
  MALFORMED_JSON: { status: 400, retryable: false, title: 'The body is not valid JSON' },
  UNAUTHENTICATED: { status: 401, retryable: false, title: 'An API key is needed' },
  FORBIDDEN: { status: 403, retryable: false, title: 'This API key may not do that' },
  NOT_FOUND: { status: 404, retryable: false, title: 'There is nothing at this address' },
  SUBMISSION_NOT_FOUND: { status: 404, retryable: false, title: 'No such submission' },
  RUNTIME_NOT_FOUND: { status: 404, retryable: false, title: 'No such runtime' },
  RULES_NOT_FOUND: { status: 404, retryable: false, title: 'No such gray rule, revision or proposal' },
  PROBLEM_NOT_FOUND: { status: 404, retryable: false, title: 'No such problem' },
  METHOD_NOT_ALLOWED: { status: 405, retryable: false, title: 'This address does not take that method' },
  CONFLICT: { status: 409, retryable: false, title: 'The request contradicts what is on record' },
  GUARD_REFUSED: { status: 409, retryable: false, title: 'A guard refuses this move' },
  IDEMPOTENCY_MISMATCH: {
    status: 409,
    retryable: false,
    title: 'This idempotency key was used for another request',
  },
  PAYLOAD_TOO_LARGE: { status: 413, retryable: false, title: 'The request is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, retryable: false, title: 'The body must be application/json' },
  UNKNOWN_BLOB: { status: 422, retryable: false, title: 'No such blob' },
  DIGEST_MISMATCH: {
    status: 422,
    retryable: false,
    title: 'The bytes do not have the digest that was stated',
  },
  PACKAGE_INVALID: { status: 422, retryable: false, title: 'The problem package is not valid' },
  PROVENANCE_INVALID: {
    status: 422,
    retryable: false,
    title: 'The provenance record cannot be trusted',
  },
  RULES_INVALID: { status: 422, retryable: false, title: 'The gray rules are not valid' },
  UNKNOWN_LANGUAGE: { status: 422, retryable: false, title: 'No such language' },
  UNKNOWN_PROBLEM: { status: 422, retryable: false, title: 'No such problem to submit to' },
  LANGUAGE_NOT_ALLOWED: { status: 422, retryable: false, title: 'The problem does not take this language' },
  UNKNOWN_TRACK: { status: 422, retryable: false, title: 'No such track' },
  LANGUAGE_NOT_BOUND: { status: 503, retryable: true, title: 'No runtime is bound to this language' },
  QUEUE_FULL: { status: 503, retryable: true, title: 'The queue is full' },
  STORAGE_FULL: { status: 503, retryable: true, title: 'The disk of the blob store is full' },
  BLOB_STORE_UNAVAILABLE: { status: 503, retryable: true, title: 'The blob store does not do what is asked' },
  STORE_UNAVAILABLE: { status: 503, retryable: true, title: 'The store cannot be reached' },
  SHUTTING_DOWN: { status: 503, retryable: true, title: 'The server is shutting down' },
  CONFIG_INVALID: { status: 500, retryable: false, title: 'The configuration is not valid' },
  MANIFEST_INVALID: { status: 500, retryable: false, title: 'A runtime.yaml is not valid' },
  REDIS_UNSUITABLE: { status: 500, retryable: false, title: 'Redis is not set up to keep submissions' },
  DATA_DIR_TAKEN: { status: 500, retryable: false, title: 'Another Serin uses the data directory' },
  DOCKER_UNAVAILABLE: { status: 503, retryable: true, title: 'The Docker engine cannot be reached' },
  IMAGE_BUILD_FAILED: { status: 500, retryable: false, title: 'An image could not be built' },
  IMAGE_PROBE_FAILED: { status: 500, retryable: false, title: 'An image could not be probed' },
  SLOT_TAKEN: { status: 500, retryable: false, title: 'Another worker on this host holds the slot' },
  ARTIFACTS_SPOILED: {
    status: 500,
    retryable: false,
    title: 'Where a program has to leave a file it left something that is none',
  },
  ARTIFACTS_TOO_LARGE: {
    status: 500,
    retryable: false,
    title: 'A compilation left more than a program may be',
  },
  SANDBOX_FAILED: { status: 500, retryable: true, title: 'A sandbox failed' },
  NO_SPARE_SLOT: { status: 503, retryable: true, title: 'No slot is free for a shadow' },
  RUNNER_PROTOCOL: { status: 500, retryable: true, title: 'The runner said something unexpected' },
  BLOB_NOT_FOUND: { status: 500, retryable: true, title: 'A stored blob is missing' },
  BLOB_CORRUPT: {
    status: 500,
    retryable: false,
    title: 'A stored blob does not have the digest it is named by',
  },
  INTERNAL: { status: 500, retryable: true, title: 'Something went wrong on our side' },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>;

export type ErrorCode = keyof typeof errorTable;

/** One fault in what was given: `path` is a JSON pointer or a file path with a key path, `message` names the remedy. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** Our own failure, or a request that we refuse. `detail` is one sentence for the person who meets it. */
export class SerinError extends Error {
  readonly code: ErrorCode;
  readonly faults: readonly Fault[];
  /** Seconds after which a retry makes sense; only with retryable codes. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    detail: string,
    options: { cause?: unknown; faults?: readonly Fault[]; retryAfterSeconds?: number } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SerinError';
    this.code = code;
    this.faults = options.faults ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return errorTable[this.code].status;
  }

  get retryable(): boolean {
    return errorTable[this.code].retryable;
  }
}
