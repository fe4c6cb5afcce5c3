import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/*
 * A sandbox container as the runner's tests see it: the real flags, a plain `docker run`, and a codec of its own, so
 * that a misunderstanding shared by the service and its codec would show here.
 */

const repository = fileURLToPath(new URL('../../../', import.meta.url));
export const testImage = 'serin-runner-test';
const mebibyte = 1024 * 1024;

/** Builds the runner and the hostile programs, from Docker's cache where nothing changed. */
export const buildTestImage = (): void => {
  const context = `${repository}sandboxes/runner`;
  const built = spawnSync(
    'docker',
    ['build', '--network=host', '--target', 'programs', '-t', testImage, context],
    { encoding: 'utf8' },
  );
  if (built.status !== 0) throw new Error(`docker build failed:\n${built.stdout}\n${built.stderr}`);
};

const tags = {
  PATH: 1,
  MODE: 2,
  APPEND: 3,
  DATA: 4,
  PHASE: 16,
  ARG: 17,
  ENV: 18,
  CPU_NS: 19,
  WALL_NS: 20,
  MEMORY_BYTES: 21,
  STDOUT_BYTES: 22,
  STDERR_BYTES: 23,
  FILE_BYTES: 24,
  PROCESSES: 25,
  JOINED: 28,
  INPUT_FILE: 29,
  OUTPUT_FILE: 30,
  KEEP_BOX: 31,
  PATTERN: 32,
  MAX_BYTES: 33,
  MAX_FILES: 34,
  DIRECTORY: 35,
  STDIN_NAME: 36,
  STDOUT_NAME: 37,
} as const;

type Tag = keyof typeof tags;
type Field = readonly [tag: Tag, value: number | string | Buffer];

const encodeField = ([tag, value]: Field): Buffer => {
  const bytes = typeof value === 'number' ? Buffer.alloc(8) : Buffer.from(value);
  if (typeof value === 'number') bytes.writeBigUInt64LE(BigInt(value));
  const header = Buffer.alloc(6);
  header.writeUInt16LE(tags[tag], 0);
  header.writeUInt32LE(bytes.length, 2);
  return Buffer.concat([header, bytes]);
};

export const encodeFrame = (type: number, id: number, payload: Buffer): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(payload.length, 0);
  header.writeUInt8(type, 4);
  header.writeUInt16LE(id, 6);
  return Buffer.concat([header, payload]);
};

export interface Answer {
  readonly type: number;
  readonly id: number;
  readonly payload: Buffer;
}

const fieldOf = (answer: Answer, wanted: number): Buffer => {
  for (let at = 0; at < answer.payload.length;) {
    const length = answer.payload.readUInt32LE(at + 2);
    if (answer.payload.readUInt16LE(at) === wanted) return answer.payload.subarray(at + 6, at + 6 + length);
    at += 6 + length;
  }
  throw new Error(`answer ${answer.type} has no field ${wanted}`);
};

const numberOf = (answer: Answer, tag: number): number => Number(fieldOf(answer, tag).readBigUInt64LE());

export const fates = { exited: 1, signaled: 2, killed: 3, notStarted: 4 } as const;
export const killedBy = { cpu: 1, wall: 2, memory: 3, output: 4, cancel: 5 } as const;

export interface RunOutcome {
  readonly fate: number;
  readonly code: number;
  readonly location: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryBytes: number;
  readonly oomKills: number;
  readonly stdoutTotal: number;
  readonly stderrTotal: number;
  readonly clean: boolean;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

export interface RunnerError {
  readonly location: number;
  readonly errno: number;
  readonly message: string;
}

export interface RunOptions {
  readonly phase?: 'compile' | 'run';
  readonly env?: readonly string[];
  readonly stdin?: Buffer | string;
  readonly cpuMs?: number;
  readonly wallMs?: number;
  readonly memoryBytes?: number;
  readonly stdoutBytes?: number;
  readonly stderrBytes?: number;
  readonly fileBytes?: number;
  readonly processes?: number;
  /** Further fields of the RUN. */
  readonly fields?: readonly Field[];
}

const isError = (answer: Answer): boolean => answer.type === 0x87;

export const readError = (answer: Answer): RunnerError => ({
  location: numberOf(answer, 50),
  errno: numberOf(answer, 88),
  message: fieldOf(answer, 89).toString(),
});

let containers = 0;

export interface ContainerOptions {
  readonly image?: string;
  readonly uid?: number;
  readonly memoryBytes?: number;
  readonly pids?: number;
  /** Further `docker run` flags. */
  readonly flags?: readonly string[];
  /** The runner's path in the container. */
  readonly runner?: string;
}

export class RunnerContainer {
  readonly name: string;
  readonly exit: Promise<number | null>;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #answers: Answer[] = [];
  readonly #waiting: ((answer: Answer | undefined) => void)[] = [];
  #received = Buffer.alloc(0);
  #ended = false;
  #nextId = 1;
  complaint = '';

  constructor(options: ContainerOptions = {}) {
    this.name = `serin-runner-test-${process.pid}-${containers++}`;
    this.#process = spawn('docker', ['run', '--name', this.name, ...dockerFlags(options)]);
    this.#process.stdin.on('error', () => undefined);
    this.#process.stderr.on('data', (bytes: Buffer) => (this.complaint += bytes.toString()));
    this.#process.stdout.on('data', (bytes: Buffer) => this.#receive(bytes));
    this.exit = new Promise((resolve) => {
      this.#process.on('close', (code) => {
        this.#ended = true;
        for (const waiting of this.#waiting.splice(0)) waiting(undefined);
        resolve(code);
      });
    });
  }

  #receive(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    while (this.#received.length >= 8 && this.#received.length >= 8 + this.#received.readUInt32LE(0)) {
      const end = 8 + this.#received.readUInt32LE(0);
      const answer = {
        type: this.#received.readUInt8(4),
        id: this.#received.readUInt16LE(6),
        payload: Buffer.from(this.#received.subarray(8, end)),
      };
      this.#received = this.#received.subarray(end);
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#answers.push(answer);
      else waiting(answer);
    }
  }

  /** The next answer. Throws when the runner has ended. */
  async next(): Promise<Answer> {
    const ready = this.#answers.shift();
    if (ready !== undefined) return ready;
    const answer = this.#ended
      ? undefined
      : await new Promise<Answer | undefined>((resolve) => this.#waiting.push(resolve));
    if (answer === undefined) throw new Error(`the runner has ended: ${this.complaint}`);
    return answer;
  }

  /** The number of answers that nobody asked for so far. */
  get unread(): number {
    return this.#answers.length;
  }

  write(bytes: Buffer): void {
    this.#process.stdin.write(bytes);
  }

  send(type: number, fields: readonly Field[] = []): number {
    const id = this.#nextId++;
    this.write(encodeFrame(type, id, Buffer.concat(fields.map(encodeField))));
    return id;
  }

  async hello(): Promise<{ protocolMin: number; protocolMax: number; version: string; uid: number }> {
    const answer = await this.next();
    if (answer.type !== 0x81) throw new Error(`expected HELLO, not ${answer.type}`);
    return {
      protocolMin: numberOf(answer, 64),
      protocolMax: numberOf(answer, 65),
      version: fieldOf(answer, 66).toString(),
      uid: numberOf(answer, 68),
    };
  }

  put(path: string, data: Buffer | string, options: { mode?: number; append?: boolean } = {}): void {
    this.send(1, [
      ['PATH', path],
      ['MODE', options.mode ?? 0o444],
      ['APPEND', options.append === true ? 1 : 0],
      ['DATA', data],
    ]);
  }

  stdin(data: Buffer | string): void {
    const bytes = Buffer.from(data);
    for (let at = 0; at === 0 || at < bytes.length; at += mebibyte) {
      this.write(encodeFrame(2, this.#nextId++, bytes.subarray(at, at + mebibyte)));
    }
  }

  /** Sends a RUN and returns at once. */
  startRun(argv: readonly string[], options: RunOptions = {}): void {
    if (options.stdin !== undefined) this.stdin(options.stdin);
    this.send(3, [
      ['PHASE', options.phase === 'compile' ? 1 : 2],
      ...argv.map((word): Field => ['ARG', word]),
      ...(options.env ?? ['PATH=/usr/bin:/bin']).map((word): Field => ['ENV', word]),
      ['CPU_NS', Math.round((options.cpuMs ?? 5_000) * 1e6)],
      ['WALL_NS', Math.round((options.wallMs ?? 10_000) * 1e6)],
      ['MEMORY_BYTES', options.memoryBytes ?? 128 * mebibyte],
      ['STDOUT_BYTES', options.stdoutBytes ?? mebibyte],
      ['STDERR_BYTES', options.stderrBytes ?? 65_536],
      ['FILE_BYTES', options.fileBytes ?? 32 * mebibyte],
      ['PROCESSES', options.processes ?? 64],
      ...(options.fields ?? []),
    ]);
  }

  async report(): Promise<RunOutcome> {
    const streams: [Buffer[], Buffer[]] = [[], []];
    for (;;) {
      const answer = await this.next();
      if (answer.type === 0x82) {
        streams[answer.payload.readUInt8(0) === 1 ? 0 : 1].push(answer.payload.subarray(1));
        continue;
      }
      if (answer.type !== 0x83) {
        throw new Error(
          `expected REPORT, not ${JSON.stringify(isError(answer) ? readError(answer) : answer)}`,
        );
      }
      return {
        fate: numberOf(answer, 48),
        code: numberOf(answer, 49),
        location: numberOf(answer, 50),
        cpuMs: numberOf(answer, 51) / 1e6,
        wallMs: numberOf(answer, 52) / 1e6,
        memoryBytes: numberOf(answer, 53),
        oomKills: numberOf(answer, 54),
        stdoutTotal: numberOf(answer, 55),
        stderrTotal: numberOf(answer, 56),
        clean: numberOf(answer, 57) === 1,
        stdout: Buffer.concat(streams[0]),
        stderr: Buffer.concat(streams[1]),
      };
    }
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<RunOutcome> {
    this.startRun(argv, options);
    return this.report();
  }

  /** Runs one of sandboxes/runner/test/programs. */
  program(name: string, args: readonly string[] = [], options: RunOptions = {}): Promise<RunOutcome> {
    return this.run([`/out/programs/${name}`, ...args], options);
  }

  /** The location of a refusal; 0 when both FIFOs are open. */
  async join(stdin: string, stdout: string): Promise<number> {
    this.send(8, [
      ['STDIN_NAME', stdin],
      ['STDOUT_NAME', stdout],
    ]);
    const answer = await this.next();
    return isError(answer) ? readError(answer).location : 0;
  }

  cancel(): void {
    this.send(6);
  }

  async collect(
    patterns: readonly string[],
    bounds: { maxBytes?: number; maxFiles?: number } = {},
  ): Promise<{ files: { path: string; mode: number; data: Buffer }[] } | { error: RunnerError }> {
    this.send(4, [
      ...patterns.map((pattern): Field => ['PATTERN', pattern]),
      ['MAX_BYTES', bounds.maxBytes ?? 64 * mebibyte],
      ['MAX_FILES', bounds.maxFiles ?? 100],
    ]);
    const files: { path: string; mode: number; data: Buffer }[] = [];
    for (;;) {
      const answer = await this.next();
      if (isError(answer)) return { error: readError(answer) };
      if (answer.type === 0x85) return { files };
      const data = fieldOf(answer, 4);
      const last = files.at(-1);
      if (numberOf(answer, 3) === 1 && last !== undefined) last.data = Buffer.concat([last.data, data]);
      else files.push({ path: fieldOf(answer, 1).toString('latin1'), mode: numberOf(answer, 2), data });
    }
  }

  async reset(): Promise<{ verified: boolean; reason: string; durationMs: number; killed: number }> {
    this.send(5);
    const answer = await this.next();
    if (answer.type !== 0x86) throw new Error(`expected RESET_DONE, not ${answer.type}`);
    return {
      verified: numberOf(answer, 80) === 1,
      reason: fieldOf(answer, 81).toString(),
      durationMs: numberOf(answer, 82) / 1e6,
      killed: numberOf(answer, 83),
    };
  }

  hangUp(): void {
    this.#process.stdin.end();
  }

  async destroy(): Promise<void> {
    this.hangUp();
    spawnSync('docker', ['rm', '-f', this.name]);
    await this.exit;
  }
}

const dockerFlags = (options: ContainerOptions): string[] => {
  const uid = options.uid ?? 290_000;
  const memory = options.memoryBytes ?? 512 * mebibyte;
  return [
    ['--rm', '-i', '--user', '0:0', '--workdir', '/'],
    ['--network', 'none', '--cgroupns', 'private', '--ipc', 'private', '--read-only', '--log-driver', 'none'],
    ['--cap-drop', 'ALL', '--cap-add', 'SETUID', '--cap-add', 'SETGID', '--cap-add', 'KILL'],
    ['--security-opt', 'no-new-privileges'],
    ['--security-opt', `seccomp=${repository}sandboxes/seccomp/profile.json`],
    [
      '--pids-limit',
      String(options.pids ?? 136),
      '--memory',
      String(memory),
      '--memory-swap',
      String(memory),
    ],
    ['--shm-size', '1m', '--ulimit', 'core=1', '--ulimit', 'nofile=1024:4096'],
    ['--tmpfs', `/box:rw,nosuid,nodev,exec,size=64m,nr_inodes=20000,uid=${uid},gid=${uid},mode=0700`],
    ['--tmpfs', '/app:rw,nosuid,nodev,exec,size=64m,nr_inodes=4096,mode=0755'],
    ['--tmpfs', '/tmp:rw,nosuid,nodev,noexec,size=32m,nr_inodes=4096,mode=1777'],
    [...(options.flags ?? []), '--entrypoint', options.runner ?? '/out/runner'],
    [options.image ?? testImage, 'serve', '--uid', String(uid)],
  ].flat();
};
