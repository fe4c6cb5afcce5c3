/**
 * Bare execution: the same program in the same image, on the same core, started by a small C harness instead of the
 * judge, with no seccomp profile and no limits.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface BareProgram {
  readonly image: string;
  readonly core: number;
  readonly source: { readonly file: string; readonly text: string };
  /** Shell words that make the program from `/w/<file>`; none for interpreted languages. */
  readonly compile?: string;
  readonly argv: readonly string[];
  readonly input: string;
}

export interface Bare {
  /** Wall milliseconds of each of `runs` runs. */
  measure(runs: number): Promise<number[]>;
  close(): Promise<void>;
}

/** Prepares a container that stays up; needs the `docker` client and the C++ image for the harness itself. */
export const openBare = async (program: BareProgram): Promise<Bare> => {
  const harness = await buildHarness();
  const directory = await mkdtemp(join(tmpdir(), 'serin-bare-'));
  const { stdout } = await run('docker', [
    ...['run', '--detach', '--rm', '--network', 'none', '--cpuset-cpus', String(program.core)],
    ...['--security-opt', 'seccomp=unconfined', '--entrypoint', '/bin/sleep', program.image, '3600'],
  ]);
  const container = stdout.trim();
  const close = async () => {
    await run('docker', ['rm', '--force', container]);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await run('docker', ['exec', container, 'mkdir', '/w']);
    await writeFile(join(directory, program.source.file), program.source.text);
    await writeFile(join(directory, 'input'), program.input);
    await writeFile(join(directory, 'bare'), harness, { mode: 0o755 });
    await run('docker', ['cp', `${directory}/.`, `${container}:/w`]);
    if (program.compile !== undefined) {
      await run('docker', ['exec', '--workdir', '/w', container, 'sh', '-c', program.compile]);
    }
  } catch (cause) {
    await close();
    throw cause;
  }
  return {
    measure: async (runs) => {
      const words = ['exec', container, '/w/bare', String(runs), '/w/input', ...program.argv];
      const { stdout: lines } = await run('docker', words, { maxBuffer: 64 * 1024 * 1024 });
      return lines
        .trim()
        .split('\n')
        .map((line) => Number(line) / 1e6);
    },
    close,
  };
};

/** The harness, compiled statically in the C image, so that it runs in every other one. */
const buildHarness = async (): Promise<Buffer> => {
  const source = await readFile(new URL('../../bench/bare.c', import.meta.url));
  const directory = await mkdtemp(join(tmpdir(), 'serin-harness-'));
  try {
    await writeFile(join(directory, 'bare.c'), source);
    const { stdout } = await run('docker', [
      ...['create', '--network', 'none', '--entrypoint', '/bin/sh', 'serin/c:14'],
      ...['-c', 'gcc-14 -O2 -static -o /tmp/bare /tmp/bare.c'],
    ]);
    const container = stdout.trim();
    try {
      await run('docker', ['cp', join(directory, 'bare.c'), `${container}:/tmp/bare.c`]);
      await run('docker', ['start', '--attach', container]);
      await run('docker', ['cp', `${container}:/tmp/bare`, join(directory, 'bare')]);
    } finally {
      await run('docker', ['rm', '--force', container]);
    }
    return await readFile(join(directory, 'bare'));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};
