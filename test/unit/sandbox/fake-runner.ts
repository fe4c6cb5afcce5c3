import { Duplex } from 'node:stream';
import { inputOf } from '../../../src/domain/run.ts';
import { FieldReader, encodeFields, integer, tags, text } from '../../../src/sandbox/fields.ts';
import type { Field } from '../../../src/sandbox/fields.ts';
import { FrameDecoder, encodeFrame } from '../../../src/sandbox/frame.ts';
import type { Frame } from '../../../src/sandbox/frame.ts';
import { answerTypes, requestTypes, spokenProtocols } from '../../../src/sandbox/messages.ts';
import { RunnerConnection, defaultPatience } from '../../../src/sandbox/runner-connection.ts';
import type { Patience } from '../../../src/sandbox/runner-connection.ts';

/** What Docker makes of bytes that a container wrote. */
export const dockerFrame = (stream: 'stdout' | 'stderr', bytes: Buffer): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt8(stream === 'stdout' ? 1 : 2, 0);
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
};

export interface ReportSketch {
  readonly fate?: number;
  readonly code?: number;
  readonly oomKills?: number;
  readonly clean?: boolean;
}

type RequestName = keyof typeof requestTypes;

/**
 * A runner in memory, on the other end of a connection. It answers as it is told; without being told, every run exits 0
 * and every reset is verified.
 */
export class FakeRunner {
  readonly connection: RunnerConnection;
  readonly requests: { name: RequestName; id: number; payload: Buffer }[] = [];
  kills = 0;
  exit: () => Promise<{ oomKilled: boolean; exitCode: number }> = () =>
    Promise.resolve({ oomKilled: false, exitCode: 137 });
  onRequest: (name: RequestName, id: number, payload: Buffer) => void = (name, id) => this.answer(name, id);
  /** While true, nothing that the worker writes is taken. */
  deaf = false;
  readonly #decoder = new FrameDecoder();
  readonly #socket: Duplex;

  constructor(patience: Partial<Patience> = {}) {
    this.#socket = new Duplex({
      highWaterMark: 64 * 1024,
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        if (this.deaf) return;
        this.#decoder.push(chunk, (frame) => this.#take(frame));
        done();
      },
    });
    this.connection = new RunnerConnection(
      {
        socket: this.#socket,
        container: {
          kill: () => {
            this.kills += 1;
            return Promise.resolve();
          },
          exit: () => this.exit(),
        },
        monotonic: () => performance.now(),
      },
      { ...defaultPatience, ...patience },
    );
  }

  names(): RequestName[] {
    return this.requests.map(({ name }) => name);
  }

  hello(uid = 200_000, protocol: number = spokenProtocols.max): void {
    this.send('hello', 0, [
      integer(tags.protocolMin, protocol),
      integer(tags.protocolMax, protocol),
      text(tags.runnerVersion, '0.0.0'),
      integer(tags.cgroupVersion, 1),
      integer(tags.uid, uid),
    ]);
  }

  answer(name: RequestName, id: number): void {
    if (name === 'run') this.report(id);
    if (name === 'reset') this.resetDone(id, '');
    if (name === 'collect' || name === 'join')
      this.send('done', id, [integer(tags.files, 0), integer(tags.bytes, 0)]);
  }

  report(id: number, { fate = 1, code = 0, oomKills = 0, clean = true }: ReportSketch = {}): void {
    this.send('report', id, [
      integer(tags.fate, fate),
      integer(tags.code, code),
      integer(tags.location, 0),
      integer(tags.reportCpuNs, 1_500_000),
      integer(tags.reportWallNs, 2_000_000),
      integer(tags.memoryPeak, 4096),
      integer(tags.oomKills, oomKills),
      integer(tags.stdoutTotal, 5),
      integer(tags.stderrTotal, 0),
      integer(tags.clean, clean ? 1 : 0),
    ]);
  }

  said(id: number, atNs: number, data: string): void {
    const time = Buffer.alloc(8);
    time.writeBigUInt64LE(BigInt(atNs));
    const payload = Buffer.concat([time, Buffer.from(data)]);
    this.write(encodeFrame({ type: answerTypes.said, id, payload }));
  }

  output(id: number, stream: 'stdout' | 'stderr', data: string): void {
    const payload = Buffer.from(`${stream === 'stdout' ? '\x01' : '\x02'}${data}`);
    this.write(encodeFrame({ type: answerTypes.output, id, payload }));
  }

  resetDone(id: number, reason: string, durationMs = 1): void {
    this.send('resetDone', id, [
      integer(tags.verified, reason === '' ? 1 : 0),
      text(tags.reason, reason),
      integer(tags.durationNs, durationMs * 1_000_000),
      integer(tags.killed, 0),
    ]);
  }

  error(id: number, said: string): void {
    this.send('error', id, [integer(tags.location, 9), integer(tags.errno, 28), text(tags.message, said)]);
  }

  send(name: keyof typeof answerTypes, id: number, fields: readonly Field[]): void {
    this.write(encodeFrame({ type: answerTypes[name], id, payload: encodeFields(fields) }));
  }

  write(bytes: Buffer, stream: 'stdout' | 'stderr' = 'stdout'): void {
    if (!this.#socket.destroyed) this.#socket.push(dockerFrame(stream, bytes));
  }

  /** The container ends: Docker closes the stream. */
  die(): void {
    this.#socket.push(null);
  }

  pathOf(payload: Buffer): string {
    return new FieldReader('PUT', payload).text(tags.path);
  }

  #take({ type, id, payload }: Frame): void {
    const name = (Object.keys(requestTypes) as RequestName[]).find((each) => requestTypes[each] === type);
    if (name === undefined) throw new Error(`request of type ${type}`);
    this.requests.push({ name, id, payload });
    this.onRequest(name, id, payload);
  }
}

/** A runner that has said hello. */
export const startedRunner = async (patience: Partial<Patience> = {}): Promise<FakeRunner> => {
  const runner = new FakeRunner(patience);
  runner.hello();
  await runner.connection.hello();
  return runner;
};

export const command = {
  phase: 'run' as const,
  argv: ['/bin/true'],
  env: {},
  stdin: inputOf(Buffer.alloc(0)),
  limits: {
    cpuMs: 1000,
    wallMs: 1000,
    memoryBytes: 64 << 20,
    outputBytes: 100,
    stderrBytes: 10,
    fileBytes: 1 << 20,
    processes: 8,
  },
};
