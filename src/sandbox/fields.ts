import { SerinError } from '../domain/errors.ts';

/** Tags of the runner protocol. Request and answer tags share one table of numbers. */
export const tags = {
  path: 1,
  mode: 2,
  append: 3,
  data: 4,
  phase: 16,
  arg: 17,
  env: 18,
  cpuNs: 19,
  wallNs: 20,
  memoryBytes: 21,
  stdoutBytes: 22,
  stderrBytes: 23,
  fileBytes: 24,
  processes: 25,
  keepInput: 26,
  keptInput: 27,
  joined: 28,
  inputFile: 29,
  outputFile: 30,
  keepBox: 31,
  pattern: 32,
  maxBytes: 33,
  maxFiles: 34,
  directory: 35,
  stdinName: 36,
  stdoutName: 37,
  transcript: 38,
  named: 39,
  fate: 48,
  code: 49,
  location: 50,
  reportCpuNs: 51,
  reportWallNs: 52,
  memoryPeak: 53,
  oomKills: 54,
  stdoutTotal: 55,
  stderrTotal: 56,
  clean: 57,
  endedNs: 58,
  protocolMin: 64,
  protocolMax: 65,
  runnerVersion: 66,
  cgroupVersion: 67,
  uid: 68,
  files: 72,
  bytes: 73,
  verified: 80,
  reason: 81,
  durationNs: 82,
  killed: 83,
  errno: 88,
  message: 89,
} as const;

const fieldHeaderBytes = 6;

/** One field, ready to be written: `tag u16 le, length u32 le, bytes`. */
export interface Field {
  readonly tag: number;
  readonly bytes: Buffer;
}

const broken = (detail: string): SerinError => new SerinError('RUNNER_PROTOCOL', detail);

/** An integer field: 8 bytes, u64 le. Takes whole numbers from 0 to 2⁵³ − 1. */
export const integer = (tag: number, value: number): Field => {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw broken(`field ${tag} cannot hold ${value}: it is not a whole number from 0 to 2^53 - 1`);
  }
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeUInt32LE(value % 0x1_0000_0000, 0);
  bytes.writeUInt32LE(Math.floor(value / 0x1_0000_0000), 4);
  return { tag, bytes };
};

/** A string field: UTF-8 without a terminator. NUL would end the word early on the other side and is refused. */
export const text = (tag: number, value: string): Field => {
  if (value.includes('\0')) throw broken(`field ${tag} cannot hold a string with a NUL byte`);
  return { tag, bytes: Buffer.from(value, 'utf8') };
};

export const bytesOf = (fields: readonly Field[]): number =>
  fields.reduce((sum, field) => sum + fieldHeaderBytes + field.bytes.length, 0);

export const encodeFields = (fields: readonly Field[]): Buffer => {
  const encoded = Buffer.allocUnsafe(bytesOf(fields));
  let at = 0;
  for (const { tag, bytes } of fields) {
    at = encoded.writeUInt16LE(tag, at);
    at = encoded.writeUInt32LE(bytes.length, at);
    at += bytes.copy(encoded, at);
  }
  return encoded;
};

/**
 * The header of a last field whose bytes follow by themselves: with it, the data of a `PUT` is sent from where it lies.
 */
export const encodeFieldHeader = (tag: number, length: number): Buffer => {
  const header = Buffer.allocUnsafe(fieldHeaderBytes);
  header.writeUInt16LE(tag, 0);
  header.writeUInt32LE(length, 2);
  return header;
};

/** All fields of a payload in their order. Throws `RUNNER_PROTOCOL` where one overruns it. */
export const decodeFields = (payload: Buffer): Field[] => {
  const fields: Field[] = [];
  let at = 0;
  while (at < payload.length) {
    if (payload.length - at < fieldHeaderBytes) throw broken('a field header is cut off');
    const tag = payload.readUInt16LE(at);
    const length = payload.readUInt32LE(at + 2);
    at += fieldHeaderBytes;
    if (length > payload.length - at) throw broken(`field ${tag} overruns its payload`);
    fields.push({ tag, bytes: payload.subarray(at, at + length) });
    at += length;
  }
  return fields;
};

/**
 * Reads the fields of an answer by tag. Unknown tags are passed over, so that a newer runner may say more; a missing or a
 * repeated one is `RUNNER_PROTOCOL`.
 */
export class FieldReader {
  readonly #what: string;
  readonly #fields: readonly Field[];

  constructor(what: string, payload: Buffer) {
    this.#what = what;
    this.#fields = decodeFields(payload);
  }

  bytes(tag: number): Buffer {
    const found = this.#fields.filter((field) => field.tag === tag);
    const [only] = found;
    if (only === undefined) throw broken(`${this.#what} lacks field ${tag}`);
    if (found.length > 1) throw broken(`${this.#what} repeats field ${tag}`);
    return only.bytes;
  }

  text(tag: number): string {
    return this.bytes(tag).toString('utf8');
  }

  /** A u64. What is beyond 2^53 loses its last digits: no figure that is real comes there. */
  integer(tag: number): number {
    const bytes = this.bytes(tag);
    if (bytes.length !== 8) throw broken(`${this.#what}: field ${tag} has ${bytes.length} bytes, not 8`);
    return Number(bytes.readBigUInt64LE());
  }

  /** Undefined where an older runner does not tell it, or it is not asked for. */
  optionalInteger(tag: number): number | undefined {
    return this.#fields.some((field) => field.tag === tag) ? this.integer(tag) : undefined;
  }

  flag(tag: number): boolean {
    const value = this.integer(tag);
    if (value > 1) throw broken(`${this.#what}: field ${tag} is ${value}, neither 0 nor 1`);
    return value === 1;
  }
}
