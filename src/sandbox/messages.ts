import { SerinError } from '../domain/errors.ts';
import type { CollectBounds, Fate, RunCommand } from '../domain/run.ts';
import { FieldReader, bytesOf, encodeFieldHeader, encodeFields, integer, tags, text } from './fields.ts';
import { encodeFrame, encodeFrameHeader } from './frame.ts';
import type { Field } from './fields.ts';
import type { Frame } from './frame.ts';

/** What a worker asks and what the runner answers, as values; see `sandboxes/runner/PROTOCOL.md`. */
export const requestTypes = {
  put: 0x01,
  stdin: 0x02,
  run: 0x03,
  collect: 0x04,
  reset: 0x05,
  cancel: 0x06,
  forget: 0x07,
  join: 0x08,
} as const;

export const answerTypes = {
  hello: 0x81,
  output: 0x82,
  report: 0x83,
  file: 0x84,
  done: 0x85,
  resetDone: 0x86,
  error: 0x87,
  ending: 0x88,
  said: 0x89,
} as const;

/** The protocol versions this worker speaks: the last two that exist. */
export const spokenProtocols = { min: 2, max: 3 } as const;

/** The first version in which a runner joins programs, and knows of files, directories and a box that is kept. */
const joinsSince = 3;

/** What a run asks of its runner that one of this version does not know; undefined when it knows all. */
export const beyondProtocol = (
  version: number,
  { joined, transcriptBytes, inputFile, outputFile, directories, keepBox }: Partial<RunCommand>,
): string | undefined => {
  if (version >= joinsSince) return undefined;
  const wanted = Object.entries({ joined, transcriptBytes, inputFile, outputFile, directories, keepBox });
  return wanted.find(([, value]) => value !== undefined)?.[0];
};

/** Data of one `PUT` or `STDIN` frame. */
export const maxDataBytes = 1024 * 1024;

const nanosecondsPerMs = 1_000_000;
const toNs = (ms: number): number => Math.round(ms * nanosecondsPerMs);
const toMs = (ns: number): number => ns / nanosecondsPerMs;

const unexpected = (detail: string): SerinError => new SerinError('RUNNER_PROTOCOL', detail);

/** One chunk of a file: header and data as separate buffers, to be written together without copying the data. */
export const putRequest = (
  id: number,
  part: { path: string; executable: boolean; append: boolean; data: Buffer },
): Buffer[] => {
  const fields: Field[] = [
    text(tags.path, part.path),
    integer(tags.mode, part.executable ? 0o555 : 0o444),
    integer(tags.append, part.append ? 1 : 0),
  ];
  const dataHeader = encodeFieldHeader(tags.data, part.data.length);
  const length = bytesOf(fields) + dataHeader.length + part.data.length;
  const head = [encodeFrameHeader(requestTypes.put, id, length), encodeFields(fields), dataHeader];
  return part.data.length === 0 ? [Buffer.concat(head)] : [Buffer.concat(head), part.data];
};

/** One chunk of the next run's input. */
export const stdinRequest = (id: number, data: Buffer): Buffer[] => [
  encodeFrameHeader(requestTypes.stdin, id, data.length),
  data,
];

export const runRequest = (
  id: number,
  command: Omit<RunCommand, 'stdin'>,
  input: { readonly keep?: number; readonly kept?: number } = {},
): Buffer => {
  const { limits, inputFile, outputFile, directories = [] } = command;
  const fields: Field[] = [
    integer(tags.phase, command.phase === 'compile' ? 1 : 2),
    ...command.argv.map((word) => text(tags.arg, word)),
    ...Object.entries(command.env).map(([name, value]) => text(tags.env, `${name}=${value}`)),
    integer(tags.cpuNs, toNs(limits.cpuMs)),
    integer(tags.wallNs, toNs(limits.wallMs)),
    integer(tags.memoryBytes, limits.memoryBytes),
    integer(tags.stdoutBytes, limits.outputBytes),
    integer(tags.stderrBytes, limits.stderrBytes),
    integer(tags.fileBytes, limits.fileBytes),
    integer(tags.processes, limits.processes),
    ...(input.keep === undefined ? [] : [integer(tags.keepInput, input.keep)]),
    ...(input.kept === undefined ? [] : [integer(tags.keptInput, input.kept)]),
    ...(command.joined === undefined ? [] : [integer(tags.joined, 1)]),
    ...(command.transcriptBytes === undefined ? [] : [integer(tags.transcript, command.transcriptBytes)]),
    ...(command.keepBox === undefined ? [] : [integer(tags.keepBox, 1)]),
    ...(inputFile === undefined ? [] : [text(tags.inputFile, inputFile)]),
    ...(outputFile === undefined ? [] : [text(tags.outputFile, outputFile)]),
    ...directories.map((name) => text(tags.directory, name)),
  ];
  return encodeFrame({ type: requestTypes.run, id, payload: encodeFields(fields) });
};

export const collectRequest = (id: number, patterns: readonly string[], bounds: CollectBounds): Buffer => {
  const payload = encodeFields([
    ...patterns.map((pattern) => text(tags.pattern, pattern)),
    integer(tags.maxBytes, bounds.maxBytes),
    integer(tags.maxFiles, bounds.maxFiles),
    ...(bounds.named === undefined ? [] : [integer(tags.named, 1)]),
  ]);
  return encodeFrame({ type: requestTypes.collect, id, payload });
};

export const resetRequest = (id: number): Buffer => encodeFrameHeader(requestTypes.reset, id, 0);

/** Drop an input that was kept. No answer. */
export const forgetRequest = (id: number, kept: number): Buffer =>
  encodeFrame({ type: requestTypes.forget, id, payload: encodeFields([integer(tags.keptInput, kept)]) });

/** Open the FIFOs of the next run; both sides of a pair name the same two. */
export const joinRequest = (id: number, pipes: { readonly stdin: string; readonly stdout: string }): Buffer =>
  encodeFrame({
    type: requestTypes.join,
    id,
    payload: encodeFields([text(tags.stdinName, pipes.stdin), text(tags.stdoutName, pipes.stdout)]),
  });

export const cancelRequest = (id: number): Buffer => encodeFrameHeader(requestTypes.cancel, id, 0);

export interface Hello {
  readonly kind: 'hello';
  readonly protocolMin: number;
  readonly protocolMax: number;
  readonly runnerVersion: string;
  readonly cgroupVersion: number;
  readonly uid: number;
}

export interface Report {
  readonly kind: 'report';
  readonly fate: Fate;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryBytes: number;
  readonly oomKills: number;
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  /** The wipe after the run was verified, or none was due. */
  readonly clean: boolean;
  /** See `RunReport.endedMs`. */
  readonly endedMs?: number;
}

export interface FilePart {
  readonly kind: 'file';
  readonly path: string;
  readonly executable: boolean;
  readonly append: boolean;
  readonly data: Buffer;
}

export interface ResetDone {
  readonly kind: 'resetDone';
  readonly verified: boolean;
  /** What could not be verified: `processes`, `box`, `memory`…; empty when all was. */
  readonly reason: string;
  readonly durationMs: number;
  readonly killed: number;
}

export type Answer =
  | Hello
  | { readonly kind: 'output'; readonly stream: 'stdout' | 'stderr'; readonly data: Buffer }
  /** A piece of what a joined program says, with the time at which it was handed on. */
  | { readonly kind: 'said'; readonly atMs: number; readonly data: Buffer }
  | Report
  | FilePart
  | { readonly kind: 'done'; readonly files: number; readonly bytes: number }
  | ResetDone
  /** A run is over, and its processes take long to die. */
  | { readonly kind: 'ending' }
  | { readonly kind: 'error'; readonly location: number; readonly errno: number; readonly message: string };

/** What a frame from the runner means. Throws `RUNNER_PROTOCOL` for what the protocol does not know. */
export const decodeAnswer = ({ type, payload }: Frame): Answer => {
  switch (type) {
    case answerTypes.hello:
      return decodeHello(new FieldReader('HELLO', payload));
    case answerTypes.output:
      return decodeOutput(payload);
    case answerTypes.said:
      return decodeSaid(payload);
    case answerTypes.report:
      return decodeReport(new FieldReader('REPORT', payload));
    case answerTypes.file:
      return decodeFile(new FieldReader('FILE', payload));
    case answerTypes.done: {
      const fields = new FieldReader('DONE', payload);
      return { kind: 'done', files: fields.integer(tags.files), bytes: fields.integer(tags.bytes) };
    }
    case answerTypes.resetDone:
      return decodeResetDone(new FieldReader('RESET_DONE', payload));
    case answerTypes.ending:
      return { kind: 'ending' };
    case answerTypes.error: {
      const fields = new FieldReader('ERROR', payload);
      return {
        kind: 'error',
        location: fields.integer(tags.location),
        errno: fields.integer(tags.errno),
        message: fields.text(tags.message),
      };
    }
    default:
      throw unexpected(`a frame has the unknown type 0x${type.toString(16).padStart(2, '0')}`);
  }
};

const decodeHello = (fields: FieldReader): Hello => ({
  kind: 'hello',
  protocolMin: fields.integer(tags.protocolMin),
  protocolMax: fields.integer(tags.protocolMax),
  runnerVersion: fields.text(tags.runnerVersion),
  cgroupVersion: fields.integer(tags.cgroupVersion),
  uid: fields.integer(tags.uid),
});

const decodeOutput = (payload: Buffer): Answer => {
  const stream = payload[0];
  if (stream !== 1 && stream !== 2) throw unexpected(`OUTPUT names stream ${stream ?? 'none'}`);
  if (payload.length < 2) throw unexpected('OUTPUT carries no bytes');
  return { kind: 'output', stream: stream === 1 ? 'stdout' : 'stderr', data: payload.subarray(1) };
};

const timeBytes = 8;

const decodeSaid = (payload: Buffer): Answer => {
  if (payload.length <= timeBytes) throw unexpected('SAID carries no bytes');
  return {
    kind: 'said',
    atMs: toMs(Number(payload.readBigUInt64LE())),
    data: payload.subarray(timeBytes),
  };
};

const decodeReport = (fields: FieldReader): Report => ({
  kind: 'report',
  fate: decodeFate(fields.integer(tags.fate), fields.integer(tags.code), () => fields.integer(tags.location)),
  cpuMs: toMs(fields.integer(tags.reportCpuNs)),
  wallMs: toMs(fields.integer(tags.reportWallNs)),
  memoryBytes: fields.integer(tags.memoryPeak),
  oomKills: fields.integer(tags.oomKills),
  stdoutBytes: fields.integer(tags.stdoutTotal),
  stderrBytes: fields.integer(tags.stderrTotal),
  clean: fields.flag(tags.clean),
  ...decodeEnd(fields.optionalInteger(tags.endedNs)),
});

const decodeEnd = (endedNs: number | undefined): Pick<Report, 'endedMs'> =>
  endedNs === undefined ? {} : { endedMs: toMs(endedNs) };

const killers = ['cpu', 'wall', 'memory', 'output', 'cancel'] as const;

const decodeFate = (fate: number, code: number, location: () => number): Fate => {
  switch (fate) {
    case 1:
      return { kind: 'exited', code };
    case 2:
      return { kind: 'signaled', signal: code };
    case 3: {
      const by = killers[code - 1];
      if (by === undefined) throw unexpected(`REPORT says killed for the unknown reason ${code}`);
      return { kind: 'killed', by };
    }
    case 4:
      return { kind: 'notStarted', errno: code, location: location() };
    default:
      throw unexpected(`REPORT tells the unknown fate ${fate}`);
  }
};

const decodeFile = (fields: FieldReader): FilePart => ({
  kind: 'file',
  path: fields.text(tags.path),
  executable: (fields.integer(tags.mode) & 0o111) !== 0,
  append: fields.flag(tags.append),
  data: fields.bytes(tags.data),
});

const decodeResetDone = (fields: FieldReader): ResetDone => ({
  kind: 'resetDone',
  verified: fields.flag(tags.verified),
  reason: fields.text(tags.reason),
  durationMs: toMs(fields.integer(tags.durationNs)),
  killed: fields.integer(tags.killed),
});
