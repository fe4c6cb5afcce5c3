import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import type { RuntimeFacts } from '../domain/runtime.ts';
import { keptBytesMax } from './kept-inputs.ts';
import { labels } from './labels.ts';
import { pipesMount, pipesParent } from './slot-pipes.ts';
import type { SandboxPolicy } from './policy.ts';
import type { Place } from './topology.ts';

const mebibyte = 1024 * 1024;

/** Where the runner's volume is mounted. */
export const runnerDirectory = '/.serin';

/** The largest input a run is given; the runner has it in a memory file, which is charged to the container. */
export const inputMaxBytes = 256 * mebibyte;

/**
 * `/app` of a companion: a checker is given the input and the answer of a test as files, each as large as an input may be,
 * beside its program.
 */
const companionAppBytes = 2 * inputMaxBytes + 64 * mebibyte;

/** For the runner, page tables, dentries and the kernel's bookkeeping, beyond what programs are judged by. */
const slackBytes = 64 * mebibyte;

/** The runner itself and the child that wipes and collects. */
const runnerProcesses = 8;

/**
 * The kernel's own limit. The runner enforces the run's limit on what the program added to what was charged before it
 * began, so the container must hold all of that as well: the files in `/app`, the input, inputs kept for later, and the runner. A hard limit near
 * the run's own would make programs thrash their page cache and die of time instead of memory.
 */
export const hardMemoryBytes = (policy: SandboxPolicy): number =>
  policy.memoryMaxBytes + policy.app.sizeBytes + inputMaxBytes + keptBytesMax + slackBytes;

/** What a place gets of a container: its runtime's policy, and room for a test's files beside a companion's own. */
export const policyAt = (policy: SandboxPolicy, { companion }: Pick<Place, 'companion'>): SandboxPolicy =>
  companion === undefined
    ? policy
    : { ...policy, app: { ...policy.app, sizeBytes: Math.max(policy.app.sizeBytes, companionAppBytes) } };

export interface SandboxSetting {
  /** Name of the worker, on every container it makes. */
  readonly worker: string;
  /** Volume that holds the runner. */
  readonly runnerVolume: string;
  /** The engine's OCI runtime; its default where none is named. */
  readonly ociRuntime?: string | undefined;
  /** The container's seccomp profile, JSON. */
  readonly seccompProfile: string;
}

/**
 * How Docker is asked for the container of a runtime at a place of a slot: DESIGN section 4 as data.
 *
 * `NetworkDisabled` beside the network mode `none` spares Docker the set-up of an empty sandbox (200 ms of 400); the
 * container has its own network namespace all the same, with nothing in it but the loopback. Docker's read-only paths
 * in /proc and /sys stay as they are. `Healthcheck` and `Cmd` are given so that the image's own are not taken. Docker's
 * default of 0 for `OomScoreAdj` is below the 1000 that the runner gives programs: the kernel takes those first.
 */
export const containerSpec = (
  runtime: Pick<RuntimeFacts, 'fingerprint' | 'image'>,
  policy: SandboxPolicy,
  place: Place,
  setting: SandboxSetting,
): ContainerCreateOptions => ({
  Image: runtime.image.id,
  Entrypoint: [`${runnerDirectory}/runner`],
  Cmd: ['serve', '--uid', String(place.uid)],
  User: '0:0',
  WorkingDir: '/',
  Hostname: 'sandbox',
  Env: [],
  Healthcheck: { Test: ['NONE'] },
  Labels: {
    [labels.worker]: setting.worker,
    [labels.role]: 'sandbox',
    [labels.slot]: String(place.index),
    ...(place.companion === undefined ? {} : { [labels.companion]: String(place.companion) }),
    [labels.fingerprint]: runtime.fingerprint,
  },
  OpenStdin: true,
  StdinOnce: true,
  AttachStdin: true,
  AttachStdout: true,
  AttachStderr: true,
  Tty: false,
  NetworkDisabled: true,
  HostConfig: hostConfig(policyAt(policy, place), place, setting),
});

/**
 * What the engine masks by itself, and `/proc/locks`, which shows the locks of all programs of the host with their ranges: two
 * programs could talk by them.
 */
const maskedPaths = [
  ...['asound', 'acpi', 'interrupts', 'kcore', 'keys', 'latency_stats', 'locks'].map(
    (name) => `/proc/${name}`,
  ),
  ...['timer_list', 'timer_stats', 'sched_debug', 'scsi'].map((name) => `/proc/${name}`),
  ...['/sys/firmware', '/sys/devices/virtual/powercap'],
];

/** Enough for every semaphore and segment that fits the size. */
const shmInodes = 1024;

const hostConfig = (
  policy: SandboxPolicy,
  place: Place,
  setting: SandboxSetting,
): HostConfig & { readonly CgroupnsMode: 'private' } => {
  const memoryBytes = hardMemoryBytes(policy);
  return {
    ...(setting.ociRuntime === undefined ? {} : { Runtime: setting.ociRuntime }),
    NetworkMode: 'none',
    CgroupnsMode: 'private',
    IpcMode: 'private',
    ShmSize: policy.shmBytes,
    ReadonlyRootfs: true,
    MaskedPaths: maskedPaths,
    Privileged: false,
    CapDrop: ['ALL'],
    // Becoming the slot's uid, and killing what runs as it.
    CapAdd: ['SETUID', 'SETGID', 'KILL'],
    SecurityOpt: ['no-new-privileges', `seccomp=${setting.seccompProfile}`],
    PidsLimit: policy.pidsMax + runnerProcesses,
    CpusetCpus: String(place.cpu),
    Memory: memoryBytes,
    // The same figure means no swap beyond it.
    MemorySwap: memoryBytes,
    OomScoreAdj: 0,
    Init: false,
    AutoRemove: false,
    RestartPolicy: { Name: 'no' },
    LogConfig: { Type: 'none', Config: {} },
    Ulimits: [
      // 0 would not stop a core handler that is a pipe.
      { Name: 'core', Soft: 1, Hard: 1 },
      { Name: 'nofile', Soft: 1024, Hard: 4096 },
      { Name: 'msgqueue', Soft: 0, Hard: 0 },
    ],
    Tmpfs: {
      // The only place from which a program may execute what it made.
      '/box': tmpfs(policy.box, ['exec', `uid=${place.uid}`, `gid=${place.uid}`, 'mode=0700']),
      // Written by the runner alone; artifacts are executed from here.
      '/app': tmpfs(policy.app, ['exec', 'mode=0755']),
      // Compilers keep intermediate files here and execute none of them. Root's, so that no program can chmod it.
      '/tmp': tmpfs(policy.tmp, ['noexec', 'mode=1777']),
      // Instead of the engine's terminals: their number is bounded for the whole host, and no program needs one.
      '/dev/pts': 'ro,nosuid,nodev,noexec,size=4k,mode=0555',
      // Root's alone: what is mounted in it has no name for a program.
      [pipesParent]: 'rw,nosuid,nodev,noexec,size=4k,nr_inodes=4,mode=0700',
      // Docker's own has no bound on its inodes, which are kernel memory that no limit of a run counts.
      '/dev/shm': tmpfs({ sizeBytes: policy.shmBytes, inodes: shmInodes }, ['noexec', 'mode=1777']),
    },
    Mounts: [
      {
        Type: 'volume',
        Source: setting.runnerVolume,
        Target: runnerDirectory,
        ReadOnly: true,
        VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } },
      },
      pipesMount(place, setting.worker),
    ],
  };
};

const tmpfs = (
  directory: { readonly sizeBytes: number; readonly inodes: number },
  more: readonly string[],
): string =>
  ['rw', 'nosuid', 'nodev', `size=${directory.sizeBytes}`, `nr_inodes=${directory.inodes}`, ...more].join(
    ',',
  );
