/**
 * A bucket of an S3-compatible service, and its failures as ours: which of them a caller may wait out, and what an operator does about the
 * others. Only what every such service has is used: objects are put, read, listed and deleted one by one.
 *
 * Credentials come from where the AWS SDK finds them (environment, profile, role of the machine); Serin has no setting for them.
 */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { SerinError } from '../domain/errors.ts';

export interface S3Options {
  readonly bucket: string;
  readonly region: string;
  /** Undefined: Amazon's own. Any other is spoken to path-style. */
  readonly endpoint?: string;
  /** Before every name; empty or with a slash at its end. */
  readonly prefix: string;
  /** Undefined: from the surroundings. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** A connection on which nothing moves for this long is given up; 30 s unless stated. */
  readonly silentMs?: number;
}

export interface S3Object {
  /** Without the bucket's prefix. */
  readonly name: string;
  readonly bytes: number;
  /** By the clock of the service. */
  readonly writtenAtMs: number;
}

/** What is put: it is asked for anew at each try. */
export interface S3Body {
  readonly open: () => Buffer | Readable;
  readonly bytes: number;
  /** Of its bytes; services that know the header hold what arrived against it. */
  readonly sha256: string;
}

const connectMs = 3_000;
const silentMs = 30_000;
const tries = 3;
const listedAtOnce = 1_000;

export class S3Bucket {
  readonly #client: S3Client;
  readonly #options: S3Options;

  constructor(options: S3Options) {
    const { endpoint, region, credentials } = options;
    this.#options = options;
    this.#client = new S3Client({
      region,
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
      ...(credentials === undefined ? {} : { credentials }),
      maxAttempts: tries,
      requestHandler: { connectionTimeout: connectMs, socketTimeout: options.silentMs ?? silentMs },
      // Not every service knows the SDK's own checksums; a blob's name is one.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  close(): void {
    this.#client.destroy();
  }

  async put(name: string, { open, bytes, sha256 }: S3Body): Promise<void> {
    const checksum = Buffer.from(sha256, 'hex').toString('base64');
    for (let attempt = 1; ; attempt += 1) {
      const body = open();
      const about = {
        ContentLength: bytes,
        ContentType: 'application/octet-stream',
        ChecksumSHA256: checksum,
      };
      try {
        await this.#client.send(new PutObjectCommand({ ...this.#named(name), ...about, Body: body }));
        return;
      } catch (cause) {
        // The SDK tries again by itself what it can read again, which a stream is not.
        if (attempt === tries || Buffer.isBuffer(body) || !isPassing(cause)) throw this.failure(cause);
      } finally {
        if (body instanceof Readable) body.destroy();
      }
    }
  }

  /** Undefined where there is none. @param mostBytes - at least 1 */
  async get(name: string, mostBytes?: number): Promise<{ bytes: number; stream: Readable } | undefined> {
    const range = mostBytes === undefined ? {} : { Range: `bytes=0-${mostBytes - 1}` };
    const answer = await this.#unlessMissing(
      this.#client.send(new GetObjectCommand({ ...this.#named(name), ...range })),
    );
    if (answer === undefined) return undefined;
    if (!(answer.Body instanceof Readable)) throw this.failure(new Error('an answer without a body'));
    const whole = /\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1];
    return { bytes: Number(whole ?? answer.ContentLength ?? 0), stream: answer.Body };
  }

  async about(name: string): Promise<S3Object | undefined> {
    const answer = await this.#unlessMissing(this.#client.send(new HeadObjectCommand(this.#named(name))));
    return answer === undefined
      ? undefined
      : { name, bytes: answer.ContentLength ?? 0, writtenAtMs: answer.LastModified?.getTime() ?? 0 };
  }

  async remove(name: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand(this.#named(name))).catch((cause: unknown) => {
      throw this.failure(cause);
    });
  }

  /** Everything whose name begins so, in the order of names. */
  async *list(beginning: string, atOnce = listedAtOnce): AsyncIterable<S3Object> {
    const { bucket, prefix } = this.#options;
    let next: string | undefined;
    do {
      const where = { Bucket: bucket, Prefix: `${prefix}${beginning}`, MaxKeys: atOnce };
      const command = new ListObjectsV2Command({
        ...where,
        ...(next === undefined ? {} : { ContinuationToken: next }),
      });
      const page = await this.#client.send(command).catch((cause: unknown) => {
        throw this.failure(cause);
      });
      for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
        yield { name: Key.slice(prefix.length), bytes: Size, writtenAtMs: LastModified?.getTime() ?? 0 };
      }
      next = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (next !== undefined);
  }

  /** What went wrong, as a BLOB_STORE_UNAVAILABLE or STORAGE_FULL that names the remedy; an error of ours stays what it is. */
  failure(cause: unknown): SerinError {
    if (cause instanceof SerinError) return cause;
    const { bucket, endpoint = 'Amazon S3' } = this.#options;
    const code = codeOf(cause);
    if (fullCodes.has(code)) {
      const detail = `the bucket ${bucket} at ${endpoint} has no room for this`;
      return new SerinError('STORAGE_FULL', detail, { cause, retryAfterSeconds: 60 });
    }
    const detail = remedyOf(code, cause, bucket, endpoint);
    return new SerinError('BLOB_STORE_UNAVAILABLE', detail, { cause, retryAfterSeconds: 5 });
  }

  /** Whether asking again soon may help: there was no answer, or one that says that the service has a bad moment. */
  static isPassing(error: SerinError): boolean {
    return isPassing(error.cause);
  }

  #named(name: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#options.bucket, Key: `${this.#options.prefix}${name}` };
  }

  async #unlessMissing<T>(asking: Promise<T>): Promise<T | undefined> {
    try {
      return await asking;
    } catch (cause) {
      // An answer to HEAD has no body that could tell a missing object from a missing bucket.
      if (['NoSuchKey', 'NotFound'].includes(codeOf(cause))) return undefined;
      throw this.failure(cause);
    }
  }
}

const missingBucket = 'NoSuchBucket';
const fullCodes: ReadonlySet<string> = new Set([
  'XMinioStorageFull',
  'XMinioAdminBucketQuotaExceeded',
  'QuotaExceeded',
  'InsufficientStorage',
]);
const unknownKeyCodes: ReadonlySet<string> = new Set([
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'InvalidToken',
]);

const remedyOf = (code: string, cause: unknown, bucket: string, endpoint: string): string => {
  if (code === missingBucket) {
    return `there is no bucket ${bucket} at ${endpoint}: make it, or set s3Bucket to one that exists`;
  }
  if (code === 'CredentialsProviderError') {
    return `no credentials for ${endpoint} were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role`;
  }
  if (unknownKeyCodes.has(code)) {
    return `${endpoint} refuses the credentials (${code}): look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and the clock`;
  }
  if (statusOf(cause) === 403) {
    return `${endpoint} does not let these credentials use the bucket ${bucket} (${code}): they need to list it, and to get, put and delete its objects`;
  }
  if (statusOf(cause) === 301 || code === 'AuthorizationHeaderMalformed') {
    return `the bucket ${bucket} at ${endpoint} is in another region (${code}): set s3Region`;
  }
  const said = cause instanceof Error && cause.message !== '' ? cause.message : code;
  return statusOf(cause) === undefined
    ? `no answer from ${endpoint} (${said}): look at s3Endpoint and whether the service runs`
    : `${endpoint} failed on the bucket ${bucket}: ${code}, ${said}`;
};

const codeOf = (cause: unknown): string => (cause instanceof Error ? cause.name : 'unknown');

const statusOf = (cause: unknown): number | undefined => {
  if (typeof cause !== 'object' || cause === null || !('$metadata' in cause)) return undefined;
  const metadata = cause.$metadata as { readonly httpStatusCode?: number };
  return metadata.httpStatusCode;
};

const isPassing = (cause: unknown): boolean => {
  const status = statusOf(cause);
  return status === undefined
    ? cause instanceof Error && cause.name !== 'CredentialsProviderError'
    : status >= 500 || status === 429;
};
