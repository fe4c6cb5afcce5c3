import { SerinError } from '../domain/errors.ts';
import type { ProgramFile, RunCommand, RunReport, SaidPiece } from '../domain/run.ts';
import type { FilePart, Report } from './messages.ts';

type CapturedCommand = Pick<RunCommand, 'limits' | 'onStdout' | 'keptBytes' | 'transcriptBytes'>;

/** Keeps what a program wrote, up to its limits; the runner keeps to them too, so that nothing is lost here. */
export class OutputCapture {
  readonly #command: CapturedCommand;
  readonly #parts: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
  readonly #kept = { stdout: 0, stderr: 0 };
  readonly #said: SaidPiece[] = [];
  #passedOn = 0;

  constructor(command: CapturedCommand) {
    this.#command = command;
  }

  add(stream: 'stdout' | 'stderr', data: Buffer): void {
    const { limits, onStdout, keptBytes } = this.#command;
    if (stream === 'stderr') {
      this.#keep('stderr', data, limits.stderrBytes);
      return;
    }
    const allowed = data.subarray(0, limits.outputBytes - this.#passedOn);
    this.#passedOn += allowed.length;
    if (allowed.length > 0) onStdout?.(allowed);
    this.#keep('stdout', allowed, keptBytes ?? limits.outputBytes);
  }

  /** The runner keeps to the bound. A copy: what is small must not hold on to all that came with it. */
  addSaid({ atMs, data }: SaidPiece): void {
    this.#said.push({ atMs, data: Buffer.from(data) });
  }

  #keep(stream: 'stdout' | 'stderr', data: Buffer, most: number): void {
    const kept = data.subarray(0, Math.max(0, most - this.#kept[stream]));
    if (kept.length === 0) return;
    this.#kept[stream] += kept.length;
    // What is kept of a larger piece must not hold on to the whole of it.
    this.#parts[stream].push(kept.length < data.length ? Buffer.from(kept) : kept);
  }

  /** The report of a run that the runner saw to its end. */
  report(report: Report): RunReport {
    const { kind: _, clean: __, ...evidence } = report;
    return { ...evidence, ...this.#captured() };
  }

  /**
   * The report of a run whose runner is gone. CPU time died with it and is given as 0; `wallMs` is the worker's own.
   */
  lastWords(evidence: Pick<RunReport, 'fate' | 'wallMs' | 'memoryBytes' | 'oomKills'>): RunReport {
    return {
      ...evidence,
      cpuMs: 0,
      stdoutBytes: this.#passedOn,
      stderrBytes: this.#kept.stderr,
      ...this.#captured(),
    };
  }

  #captured(): Pick<RunReport, 'stdout' | 'stderr' | 'said'> {
    return {
      stdout: Buffer.concat(this.#parts.stdout),
      stderr: Buffer.concat(this.#parts.stderr),
      ...(this.#command.transcriptBytes === undefined ? {} : { said: this.#said }),
    };
  }
}

/** Puts the parts of collected files together, and holds the runner to the bounds it was given. */
export class FileAssembly {
  readonly #bounds: { readonly maxBytes: number; readonly maxFiles: number };
  readonly #files: { path: string; executable: boolean; parts: Buffer[] }[] = [];
  #bytes = 0;

  constructor(bounds: { readonly maxBytes: number; readonly maxFiles: number }) {
    this.#bounds = bounds;
  }

  add(part: FilePart): void {
    const last = this.#files.at(-1);
    this.#bytes += part.data.length;
    if (!part.append) {
      this.#files.push({ path: part.path, executable: part.executable, parts: [part.data] });
    } else if (last?.path === part.path) {
      last.parts.push(part.data);
    } else {
      throw new SerinError('RUNNER_PROTOCOL', `FILE continues "${part.path}", which was not begun`);
    }
    if (this.#bytes > this.#bounds.maxBytes || this.#files.length > this.#bounds.maxFiles) {
      throw new SerinError('RUNNER_PROTOCOL', 'the runner collected more than it was allowed to');
    }
  }

  finish(done: { readonly files: number; readonly bytes: number }): ProgramFile[] {
    if (done.files !== this.#files.length || done.bytes !== this.#bytes) {
      throw new SerinError(
        'RUNNER_PROTOCOL',
        `DONE counts ${done.files} files of ${done.bytes} bytes, ${this.#files.length} of ${this.#bytes} came`,
      );
    }
    return this.#files.map(({ path, executable, parts }) => ({
      path,
      executable,
      data: Buffer.concat(parts),
    }));
  }
}
