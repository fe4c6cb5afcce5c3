/** Asking a throw-away container something by running a command in it. */
import type { Duplex } from 'node:stream';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import type Docker from 'dockerode';
import { engineStatus } from './engine-error.ts';

export interface Question {
  readonly argv: readonly string[];
  /** The whole environment of the command. */
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string;
  readonly timeoutMs: number;
  /** The most that either stream may say. */
  readonly maxBytes: number;
}

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command said too much, or did not end. */
export class NoAnswer extends Error {}

/** @throws NoAnswer, and what the engine throws. */
export const askContainer = async (
  docker: Docker,
  container: Docker.Container,
  question: Question,
): Promise<Answer> => {
  const exec = await container.exec({
    Cmd: [...question.argv],
    Env: Object.entries(question.env).map(([key, value]) => `${key}=${value}`),
    WorkingDir: question.workingDir,
    AttachStdout: true,
    AttachStderr: true,
  });
  const connection = await exec.start({ hijack: true, stdin: false });
  const said = await listen(docker, connection, question).catch((cause: unknown) => {
    throw new NoAnswer(cause instanceof Error ? cause.message : String(cause), { cause });
  });
  const { ExitCode: code } = await exec.inspect();
  return { code, ...said };
};

/** With `AutoRemove` the engine may be removing it already, or be done with it. */
export const removeContainer = async (container: Docker.Container): Promise<void> => {
  try {
    await container.remove({ force: true });
  } catch (cause) {
    const status = engineStatus(cause);
    if (status !== 404 && status !== 409) throw cause;
  }
};

const listen = async (
  docker: Docker,
  connection: Duplex,
  { timeoutMs, maxBytes }: Question,
): Promise<{ stdout: string; stderr: string }> => {
  const out = capture(connection, maxBytes);
  const err = capture(connection, maxBytes);
  (docker.modem as Demuxer).demuxStream(connection, out.sink, err.sink);
  const timer = setTimeout(() => {
    connection.destroy(new Error(`no end after ${timeoutMs} ms`));
  }, timeoutMs);
  try {
    await finished(connection, { writable: false });
  } finally {
    clearTimeout(timer);
  }
  return { stdout: out.text(), stderr: err.text() };
};

interface Demuxer {
  demuxStream(
    from: NodeJS.ReadableStream,
    stdout: NodeJS.WritableStream,
    stderr: NodeJS.WritableStream,
  ): void;
}

const capture = (connection: Duplex, maxBytes: number): { sink: PassThrough; text: () => string } => {
  const sink = new PassThrough();
  const chunks: Buffer[] = [];
  let length = 0;
  sink.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxBytes) connection.destroy(new Error(`more than ${maxBytes} bytes of output`));
    else chunks.push(chunk);
  });
  return { sink, text: () => Buffer.concat(chunks).toString('utf8') };
};
