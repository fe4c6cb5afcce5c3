import { defaultLimits, largestDataBytes } from '../domain/limits.ts';
import type { Limits } from '../domain/limits.ts';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/**
 * A submitter submits, and sees its tenant's submissions. An operator also pins, binds, and sees everything. An admin also passes over
 * guards.
 */
export const roles = ['submitter', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Every role may what those before it may. */
export const mayActAs = (role: Role, access: Role): boolean => roles.indexOf(role) >= roles.indexOf(access);

export interface ApiKey {
  /** Stands in the history and the log; the key itself never does. */
  readonly name: string;
  readonly key: string;
  readonly role: Role;
  readonly tenant: string;
}

/** The most that one request may carry. */
export interface SizeLimits {
  readonly bodyBytes: number;
  /** All source files of a submission together, decoded. */
  readonly sourceBytes: number;
  readonly files: number;
  readonly tests: number;
  /** One input or one answer, decoded. */
  readonly testFileBytes: number;
  /** All inputs and answers together, decoded. */
  readonly testsBytes: number;
  /** One blob, which an input or an answer may be instead. */
  readonly blobBytes: number;
  /** One problem package, packed. */
  readonly packageBytes: number;
}

export const defaultSizeLimits: SizeLimits = {
  bodyBytes: 48 * mebibyte,
  sourceBytes: mebibyte,
  files: 64,
  tests: 1000,
  testFileBytes: 16 * mebibyte,
  testsBytes: 32 * mebibyte,
  blobBytes: largestDataBytes,
  packageBytes: 2048 * mebibyte,
};

export interface HttpOptions {
  /** None: whoever reaches the server is an admin of the tenant `default`. */
  readonly apiKeys: readonly ApiKey[];
  readonly sizes: SizeLimits;
  /** What a caller gets who states no limits. */
  readonly limits: Limits;
  /** Headers that gray rules may decide by. */
  readonly ruleHeaders: readonly string[];
  /** Addresses and ranges of proxies that tell the user's address and agent. None: nobody is believed. */
  readonly trustedProxies: readonly string[];
  /** Aborted when the server is about to go: new submissions are refused from then on, everything else is answered. */
  readonly closing: AbortSignal;
  /** Between two comments on a silent event stream, so that proxies keep it open. */
  readonly heartbeatMs: number;
  /** A reader of events that takes nothing for so long is let go. */
  readonly stalledReaderMs: number;
  /** A request that has not arrived wholly by then is ended. */
  readonly requestTimeoutMs: number;
  /** When the server closes, answers that are due have so long to go out before connections are cut. */
  readonly longestDrainMs: number;
}

export const defaultHttpOptions: HttpOptions = {
  apiKeys: [],
  sizes: defaultSizeLimits,
  limits: defaultLimits,
  ruleHeaders: [],
  trustedProxies: [],
  closing: new AbortController().signal,
  heartbeatMs: 15_000,
  stalledReaderMs: 30_000,
  // A package of 2 GiB at 4 MiB/s.
  requestTimeoutMs: 600_000,
  longestDrainMs: 5_000,
};

/** No request is held longer than this, whatever `?wait=` says. */
export const longestWaitMs = 60_000;

/** `48 MiB`, `64 KiB`, `100 bytes`. */
export const sizeText = (bytes: number): string => {
  if (bytes >= mebibyte && bytes % mebibyte === 0) return `${bytes / mebibyte} MiB`;
  if (bytes >= kibibyte && bytes % kibibyte === 0) return `${bytes / kibibyte} KiB`;
  return `${bytes} bytes`;
};
