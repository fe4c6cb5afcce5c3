import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import { silentLogger } from '../../../src/domain/logger.ts';
import { inputOf } from '../../../src/domain/run.ts';
import type { RunCommand, RunReport } from '../../../src/domain/run.ts';
import type { RuntimeFacts } from '../../../src/domain/runtime.ts';
import { labels } from '../../../src/sandbox/labels.ts';
import { readRunnerSource } from '../../../src/sandbox/runner-image.ts';
import { openSandboxes } from '../../../src/sandbox/sandboxes.ts';
import type { OpenSandboxes, SandboxesOptions } from '../../../src/sandbox/sandboxes.ts';

const sandboxes = new URL('../../../sandboxes/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, sandboxes), 'utf8');

export const docker = new Docker();
export const image = 'debian:trixie-slim';
export const worker = `sandbox-test-${process.pid}`;

/** Slots that no worker of a real service takes on a machine of this size. */
export const slotBase = 900;

export const runnerSource = async () => ({
  files: await readRunnerSource(fileURLToPath(new URL('runner', sandboxes))),
});

/** Debian's own tools stand in for a runtime: what is tested here is the container, not a language. */
const runtimeFacts = async (): Promise<(fingerprint: string) => RuntimeFacts | undefined> => {
  const { Id: id } = await docker.getImage(image).inspect();
  return (fingerprint) =>
    fingerprint.startsWith('debian')
      ? ({ fingerprint, runtime: 'debian', manifest: { policy: 'default' }, image: { id } } as RuntimeFacts)
      : undefined;
};

export interface Figures {
  readonly destroyed: string[];
  readonly resets: boolean[];
}

export const open = async (
  options: Partial<Pick<SandboxesOptions, 'workerName' | 'slots' | 'bounds' | 'ociRuntime'>> = {},
): Promise<OpenSandboxes & { readonly figures: Figures }> => {
  const figures: Figures = { destroyed: [], resets: [] };
  const opened = await openSandboxes(
    {
      docker,
      runtime: await runtimeFacts(),
      metrics: {
        leaseWaited: () => undefined,
        reset: (verified) => figures.resets.push(verified),
        destroyed: (reason) => figures.destroyed.push(reason),
        warm: () => undefined,
      },
      log: silentLogger,
      monotonic: () => performance.now(),
      progress: () => undefined,
    },
    {
      workerName: worker,
      slots: { base: slotBase, count: 1, engineIsLocal: true },
      runnerSource: await runnerSource(),
      policies: [{ path: 'default.yaml', text: read('policies/default.yaml') }],
      seccompProfile: read('seccomp/profile.json'),
      ...options,
      // Other work on the machine may make a reset slow; what that leads to has unit tests.
      bounds: { maxResetMs: 5_000, ...options.bounds },
    },
  );
  return { ...opened, figures };
};

/** Ids of everything on the engine that carries this worker's name. */
export const containersOf = async (name = worker, role?: string): Promise<string[]> => {
  const label = [`${labels.worker}=${name}`, ...(role === undefined ? [] : [`${labels.role}=${role}`])];
  const found = await docker.listContainers({ all: true, filters: { label } });
  return found.map(({ Id: id }) => id).sort();
};

const mebibyte = 1024 * 1024;

/** A shell script as a program, with limits that it has to try hard to pass. */
export const script = (
  text: string,
  changes: Partial<RunCommand['limits']> = {},
  stdin = '',
): RunCommand => ({
  phase: 'run',
  argv: ['/bin/sh', '-c', text],
  env: { PATH: '/usr/bin:/bin' },
  stdin: inputOf(Buffer.from(stdin)),
  limits: {
    cpuMs: 5_000,
    wallMs: 10_000,
    memoryBytes: 128 * mebibyte,
    outputBytes: mebibyte,
    stderrBytes: 65_536,
    fileBytes: 64 * mebibyte,
    processes: 64,
    ...changes,
  },
});

export const outputOf = (report: RunReport): string => report.stdout.toString() + report.stderr.toString();
