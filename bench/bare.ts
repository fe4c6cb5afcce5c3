/**
 * Bare execution: the same program in the same image, on the same core, started by a small C harness instead of the
 * judge, with no seccomp profile and no limits.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ProgramFile } from '../src/domain/run.ts';

const run = promisify(execFile);

export interface BareSetting {
  readonly image: string;
  readonly core: number;
  /** Placed in `/w`. */
  readonly files: readonly ProgramFile[];
  readonly input: Buffer;
  /** Shell words that make the program in `/w`, where it does not come ready. */
  readonly compile?: string;
}

export interface BareCommand {
  readonly argv: readonly string[];
  /** On top of the image's own. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface BareRun {
  /** From before the fork until the program was waited for and its output read. */
  readonly wallMs: number;
  /** Of the program and its children. */
  readonly cpuMs: number;
}

export interface Bare {
  measure(runs: number, command: BareCommand): Promise<BareRun[]>;
  close(): Promise<void>;
}

/** On every container of this file, so that what a killed bench left is found by the next one. */
const label = 'serin.bench=bare';
const harnessImage = 'serin/c:14';
const maxBuffer = 64 * 1024 * 1024;

/** Prepares a container that stays up; needs the `docker` client, and the C image for the harness itself. */
export const openBare = async (setting: BareSetting): Promise<Bare> => {
  const harness = await buildHarness();
  const directory = await mkdtemp(join(tmpdir(), 'serin-bare-'));
  const { stdout } = await run('docker', [
    ...['run', '--detach', '--rm', '--label', label, '--network', 'none'],
    ...['--cpuset-cpus', String(setting.core), '--security-opt', 'seccomp=unconfined'],
    ...['--entrypoint', '/bin/sleep', setting.image, '3600'],
  ]);
  const container = stdout.trim();
  const close = async () => {
    await run('docker', ['rm', '--force', container]);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    for (const { path, data, executable } of setting.files) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), data, { mode: executable ? 0o755 : 0o644 });
    }
    await writeFile(join(directory, 'input'), setting.input);
    await writeFile(join(directory, 'bare'), harness, { mode: 0o755 });
    await run('docker', ['exec', container, 'mkdir', '-p', '/w']);
    await run('docker', ['cp', `${directory}/.`, `${container}:/w`]);
    if (setting.compile !== undefined) {
      await run('docker', ['exec', '--workdir', '/w', container, 'sh', '-c', setting.compile]);
    }
  } catch (cause) {
    await close();
    throw cause;
  }
  return { measure: (runs, command) => measure(container, runs, command), close };
};

/** Removes what a bench left that was killed before it could. */
export const removeBareLeftOvers = async (): Promise<void> => {
  const { stdout } = await run('docker', ['ps', '--all', '--quiet', '--filter', `label=${label}`]);
  const left = stdout.split('\n').filter((id) => id !== '');
  if (left.length > 0) await run('docker', ['rm', '--force', ...left]);
};

/** What `docker run` takes from its start to its end, by its own client. */
export const dockerRun = async (
  setting: Pick<BareSetting, 'image' | 'core'>,
  argv: readonly string[],
): Promise<number> => {
  const [program = '', ...words] = argv;
  const startedMs = performance.now();
  await run('docker', [
    ...['run', '--rm', '--label', label, '--network', 'none', '--cpuset-cpus', String(setting.core)],
    ...['--entrypoint', program, setting.image, ...words],
  ]);
  return performance.now() - startedMs;
};

const measure = async (container: string, runs: number, command: BareCommand): Promise<BareRun[]> => {
  const env = Object.entries(command.env ?? {}).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const words = ['/w/bare', String(runs), '/w/input', ...command.argv];
  const { stdout } = await run('docker', ['exec', ...env, '--workdir', '/w', container, ...words], {
    maxBuffer,
  });
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [wallNs, cpuNs] = line.split(' ').map(Number);
      return { wallMs: (wallNs ?? Number.NaN) / 1e6, cpuMs: (cpuNs ?? Number.NaN) / 1e6 };
    });
};

let built: Promise<Buffer> | undefined;

/** The harness, compiled statically in the C image, so that it runs in every other one. */
const buildHarness = (): Promise<Buffer> => (built ??= compileHarness());

const compileHarness = async (): Promise<Buffer> => {
  const source = await readFile(new URL('../../bench/bare.c', import.meta.url));
  const compile = 'cat > /tmp/bare.c && gcc-14 -O2 -static -o /tmp/bare /tmp/bare.c && cat /tmp/bare';
  const running = run(
    'docker',
    [
      ...['run', '--rm', '--interactive', '--label', label, '--network', 'none'],
      ...['--entrypoint', '/bin/sh', harnessImage, '-c', compile],
    ],
    { encoding: 'buffer', maxBuffer },
  );
  running.child.stdin?.end(source);
  return (await running).stdout;
};
