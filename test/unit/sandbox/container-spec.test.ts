import { describe, expect, test } from 'vitest';
import { containerSpec, hardMemoryBytes, inputMaxBytes } from '../../../src/sandbox/container-spec.ts';
import { keptBytesMax } from '../../../src/sandbox/kept-inputs.ts';
import { companionPlace, companionsMax } from '../../../src/sandbox/topology.ts';
import type { SandboxPolicy } from '../../../src/sandbox/policy.ts';

const mebibyte = 1024 * 1024;

const policy: SandboxPolicy = {
  apiVersion: 'serin/v1',
  kind: 'SandboxPolicy',
  name: 'default',
  memoryMaxBytes: 512 * mebibyte,
  pidsMax: 100,
  shmBytes: 65_536,
  box: { sizeBytes: 32 * mebibyte, inodes: 1000 },
  app: { sizeBytes: 16 * mebibyte, inodes: 2000 },
  tmp: { sizeBytes: 8 * mebibyte, inodes: 3000 },
};

const runtime = {
  fingerprint: 'python-3.13.5@1f2e3d4c5b6a',
  image: {
    id: 'sha256:abc',
    reference: 'serin/python:3.13',
    sizeBytes: 1,
    identity: { architecture: 'amd64', diffIds: [], env: [], user: '', workdir: '', entrypoint: [] },
  },
};

const slot = { index: 3, cpu: 2, uid: 200_003 };
const setting = {
  worker: 'w1',
  runnerVolume: 'serin-runner-0123456789ab',
  seccompProfile: '{"defaultAction":"SCMP_ACT_ERRNO"}',
};
const spec = containerSpec(runtime, policy, slot, setting);
const host = spec.HostConfig as NonNullable<typeof spec.HostConfig> & Record<string, unknown>;

describe('the container of a sandbox', () => {
  test('runs the runner of the volume as root, for the uid of its slot', () => {
    expect(spec).toMatchObject({
      Image: 'sha256:abc',
      Entrypoint: ['/.serin/runner'],
      Cmd: ['serve', '--uid', '200003'],
      User: '0:0',
    });
    expect(host.Mounts).toEqual([
      expect.objectContaining({
        Type: 'volume',
        Source: 'serin-runner-0123456789ab',
        Target: '/.serin',
        ReadOnly: true,
      }),
      expect.objectContaining({ Type: 'volume', Source: 'serin-slot-3-pipes' }),
    ]);
    expect(host.Binds).toBeUndefined();
  });

  test('has no network, no writable root and no namespace in common with the host', () => {
    expect(spec.NetworkDisabled).toBe(true);
    expect(host).toMatchObject({
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      Privileged: false,
      CgroupnsMode: 'private',
      IpcMode: 'private',
    });
    expect(host.PidMode).toBeUndefined();
    expect(host.UTSMode).toBeUndefined();
  });

  test('keeps three capabilities and may gain none', () => {
    expect(host.CapDrop).toEqual(['ALL']);
    expect(host.CapAdd).toEqual(['SETUID', 'SETGID', 'KILL']);
    expect(host.SecurityOpt).toEqual(['no-new-privileges', 'seccomp={"defaultAction":"SCMP_ACT_ERRNO"}']);
  });

  test('leaves what Docker masks in /proc and /sys masked', () => {
    expect(host.MaskedPaths).toEqual(
      expect.arrayContaining([
        '/proc/kcore',
        '/proc/keys',
        '/proc/locks',
        '/proc/timer_list',
        '/sys/firmware',
      ]),
    );
    expect(host).not.toHaveProperty('ReadonlyPaths');
  });

  test('is pinned to the core of its slot', () => {
    expect(host.CpusetCpus).toBe('2');
  });

  test('has room for the files, the input and the runner above the most a program may use, and no swap', () => {
    const room = policy.app.sizeBytes + inputMaxBytes + keptBytesMax + 64 * mebibyte;
    expect(hardMemoryBytes(policy)).toBe(policy.memoryMaxBytes + room);
    expect(host.Memory).toBe(policy.memoryMaxBytes + room);
    expect(host.MemorySwap).toBe(host.Memory);
  });

  test('bounds processes, shared memory, core files and queues', () => {
    expect(host.PidsLimit).toBe(108);
    expect(host.ShmSize).toBe(65_536);
    expect(host.Ulimits).toContainEqual({ Name: 'core', Soft: 1, Hard: 1 });
    expect(host.Ulimits).toContainEqual({ Name: 'msgqueue', Soft: 0, Hard: 0 });
  });

  test('has bounded work directories: executable where programs are built and placed, and nowhere else', () => {
    expect(host.Tmpfs).toEqual({
      '/.serin-pipes': 'rw,nosuid,nodev,noexec,size=4k,nr_inodes=4,mode=0700',
      '/dev/pts': 'ro,nosuid,nodev,noexec,size=4k,mode=0555',
      '/box': `rw,nosuid,nodev,size=${32 * mebibyte},nr_inodes=1000,exec,uid=200003,gid=200003,mode=0700`,
      '/app': `rw,nosuid,nodev,size=${16 * mebibyte},nr_inodes=2000,exec,mode=0755`,
      '/tmp': `rw,nosuid,nodev,size=${8 * mebibyte},nr_inodes=3000,noexec,mode=1777`,
      '/dev/shm': 'rw,nosuid,nodev,size=65536,nr_inodes=1024,noexec,mode=1777',
    });
  });

  test("has the slot's FIFOs where only root may enter, in memory and labelled with the worker", () => {
    expect(host.Mounts?.[1]).toMatchObject({
      Target: '/.serin-pipes/joined',
      VolumeOptions: {
        NoCopy: true,
        Labels: { 'serin.worker': 'w1' },
        DriverConfig: {
          Name: 'local',
          Options: { type: 'tmpfs', o: expect.stringContaining('mode=0700') as string },
        },
      },
    });
    const [other] =
      containerSpec(runtime, policy, { ...slot, index: 4 }, setting).HostConfig?.Mounts?.slice(1) ?? [];
    expect(other).toMatchObject({ Source: 'serin-slot-4-pipes' });
  });

  test('speaks over its own stdin once, without a terminal and without a log', () => {
    expect(spec).toMatchObject({ OpenStdin: true, StdinOnce: true, AttachStdin: true, Tty: false });
    expect(host.LogConfig).toEqual({ Type: 'none', Config: {} });
    expect(host).toMatchObject({ Init: false, AutoRemove: false, RestartPolicy: { Name: 'no' } });
  });

  test("takes nothing from the image's own command, environment or health check", () => {
    expect(spec).toMatchObject({ Env: [], Healthcheck: { Test: ['NONE'] }, WorkingDir: '/' });
  });

  test('carries the name of its worker, so that it can be found again', () => {
    expect(spec.Labels).toEqual({
      'serin.worker': 'w1',
      'serin.role': 'sandbox',
      'serin.slot': '3',
      'serin.fingerprint': 'python-3.13.5@1f2e3d4c5b6a',
    });
  });
});

describe("a companion's container", () => {
  const companion = containerSpec(runtime, policy, companionPlace(slot, 1), setting);
  const { Tmpfs: tmpfs, Memory: memory, CpusetCpus: cpus } = companion.HostConfig as typeof host;

  test('has the core of the slot and a uid that no slot and no other companion has', () => {
    const uids = [0, 1, 3, 4095].flatMap((index) =>
      Array.from({ length: companionsMax }, (_, each) => companionPlace({ index, cpu: 0, uid: 0 }, each).uid),
    );
    expect(cpus).toBe('2');
    expect(companion.Cmd).toEqual(['serve', '--uid', String(companionPlace(slot, 1).uid)]);
    expect(tmpfs?.['/box']).toContain(`uid=${companionPlace(slot, 1).uid},`);
    expect(new Set(uids).size).toBe(uids.length);
    expect(Math.min(...uids)).toBeGreaterThan(200_000 + 4096 + 1024);
  });

  test('holds an input and an answer of the largest size beside its program, and the memory for them', () => {
    const appBytes = 2 * inputMaxBytes + 64 * mebibyte;
    expect(tmpfs?.['/app']).toContain(`size=${appBytes},nr_inodes=2000`);
    expect(memory).toBe(hardMemoryBytes(policy) - policy.app.sizeBytes + appBytes);
  });

  test('is labelled as what it is', () => {
    expect(companion.Labels).toMatchObject({
      'serin.role': 'sandbox',
      'serin.slot': '3',
      'serin.companion': '1',
    });
  });
});
