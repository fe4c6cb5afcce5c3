import { afterEach, expect, test, vi } from 'vitest';
import Docker from 'dockerode';
import { silentLogger } from '../../../src/domain/logger.ts';
import { labels } from '../../../src/sandbox/labels.ts';
import { removeOrphans } from '../../../src/sandbox/orphans.ts';
import { silentPoolMetrics } from '../../../src/sandbox/pool-metrics.ts';
import { openSandboxes } from '../../../src/sandbox/sandboxes.ts';
import type { OpenSandboxes } from '../../../src/sandbox/sandboxes.ts';
import { removeContainer } from '../../../src/sandbox/sandbox-container.ts';
import { removeStrays } from '../../../src/sandbox/strays.ts';
import { containersOf, docker, image, open, outputOf, script, slotBase, worker } from './open.ts';

const opened: OpenSandboxes[] = [];
const other = `${worker}-other`;

/** Opens sandboxes that are closed after the test, whatever becomes of it. */
const opening = async (options: Parameters<typeof open>[0] = {}): ReturnType<typeof open> => {
  const sandboxes = await open(options);
  opened.push(sandboxes);
  return sandboxes;
};

afterEach(async () => {
  for (const sandboxes of opened.splice(0)) await sandboxes.close(20_000);
  for (const name of [worker, other]) await removeOrphans(docker, name);
});

test('isolation fresh gives every lease a container that nobody had before', async () => {
  const sandboxes = await opening({ bounds: { isolation: 'fresh' } });
  const seen: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const lease = await sandboxes.lease('debian@1');
    seen.push(...(await containersOf(worker, 'sandbox')));
    expect(outputOf(await lease.run(script('ls -A /box; echo x > /box/x')))).toBe('');
    lease.release();
    await sandboxes.settled();
  }
  expect(new Set(seen).size).toBe(3);
  expect(sandboxes.figures.destroyed).toEqual(['fresh', 'fresh', 'fresh']);
});

test('runtimes that are bound are warm before they are asked for', async () => {
  const sandboxes = await opening();
  sandboxes.prewarm(['debian@1', 'debian@2']);
  await sandboxes.settled();
  expect(await containersOf(worker, 'sandbox')).toHaveLength(2);
  const lease = await sandboxes.lease('debian@2');
  expect(lease.waitedMs).toBeLessThan(50);
  lease.release();
});

test('closing removes every container and gives the slot back', async () => {
  const sandboxes = await open();
  sandboxes.prewarm(['debian@1']);
  await sandboxes.settled();
  const lease = await sandboxes.lease('debian@1');
  const running = lease.run(script('sleep 30', { wallMs: 20_000 }));
  const outcome = expect(running).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
  await sandboxes.close(20_000);
  await outcome;
  expect(await containersOf()).toEqual([]);
  await expect(sandboxes.lease('debian@1')).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
});

test('a worker that was killed finds its containers and its slot again when it is back', async () => {
  const killed = await open();
  killed.prewarm(['debian@1', 'debian@2']);
  await killed.settled();
  const left = await containersOf();
  expect(left).toHaveLength(3);
  const back = await opening();
  const now = await containersOf();
  expect(now.filter((id) => left.includes(id))).toEqual([]);
  expect(now).toHaveLength(1);
  const lease = await back.lease('debian@1');
  expect(outputOf(await lease.run(script('echo back')))).toBe('back\n');
  lease.release();
});

test('a slot that another worker holds is refused with its owner and the remedy, and nothing stays claimed', async () => {
  await opening({ slots: { base: slotBase + 1, count: 1, engineIsLocal: true } });
  const clash = open({ workerName: other, slots: { base: slotBase, count: 2, engineIsLocal: true } });
  await expect(clash).rejects.toMatchObject({
    code: 'SLOT_TAKEN',
    message: expect.stringMatching(
      new RegExp(`slot ${slotBase + 1} .*"${worker}".*SERIN_SLOT_BASE`),
    ) as string,
  });
  expect(await containersOf(other)).toEqual([]);
});

test('the runner of an idle worker is in use, as far as a clean-up of volumes can see', async () => {
  const sandboxes = await opening();
  expect(await containersOf(worker, 'sandbox')).toEqual([]);
  await sandboxes.lease('debian@1').then((lease) => lease.release());
  const [id = ''] = await containersOf(worker, 'sandbox');
  const { Mounts: mounts } = await docker.getContainer(id).inspect();
  const volume = docker.getVolume(mounts.find(({ Destination: at }) => at === '/.serin')?.Name ?? '');
  await sandboxes.settled();
  await removeContainer(docker, id);
  await vi.waitUntil(async () => (await containersOf(worker, 'sandbox')).length === 0, 10_000);
  await expect(volume.remove()).rejects.toMatchObject({ statusCode: 409 });
});

test('two workers with slots of their own live side by side', async () => {
  const [one, two] = await Promise.all([
    opening(),
    opening({ workerName: other, slots: { base: slotBase + 1, count: 1, engineIsLocal: true } }),
  ]);
  const reports = await Promise.all(
    [one, two].map(async (sandboxes) => {
      const lease = await sandboxes.lease('debian@1');
      const report = await lease.run(script('id -u'));
      lease.release();
      return outputOf(report).trim();
    }),
  );
  expect(reports).toEqual([String(200_000 + slotBase), String(200_001 + slotBase)]);
});

test('an engine that is not there is told as that', async () => {
  const nowhere = openSandboxes(
    {
      docker: new Docker({ socketPath: '/nowhere/docker.sock' }),
      runtime: () => undefined,
      metrics: silentPoolMetrics,
      log: silentLogger,
      monotonic: () => performance.now(),
      progress: () => undefined,
    },
    {
      workerName: worker,
      slots: { base: slotBase, engineIsLocal: true },
      runnerSource: { files: [] },
      policies: [
        {
          path: 'p.yaml',
          text:
            'apiVersion: serin/v1\nkind: SandboxPolicy\nname: default\nmemoryMaxBytes: 67108864\npidsMax: 64\nshmBytes: 65536\n' +
            'box: &dir { sizeBytes: 1048576, inodes: 64 }\napp: *dir\ntmp: *dir\n',
        },
      ],
      seccompProfile: '{}',
    },
  );
  await expect(nowhere).rejects.toMatchObject({ code: 'DOCKER_UNAVAILABLE', retryable: true });
});

test('a container of this worker that its pool does not know is removed once it is old enough to be sure', async () => {
  const sandboxes = await opening();
  sandboxes.prewarm(['debian@1']);
  await sandboxes.settled();
  const [known = ''] = await containersOf(worker, 'sandbox');
  const stray = await docker.createContainer({
    Image: image,
    Cmd: ['true'],
    NetworkDisabled: true,
    Labels: { [labels.worker]: worker, [labels.role]: 'sandbox' },
  });
  const soon = Date.now();
  expect(await removeStrays(docker, worker, new Set([known]), soon)).toBe(0);
  expect(await removeStrays(docker, worker, new Set([known]), soon + 120_000)).toBe(1);
  expect(await containersOf(worker, 'sandbox')).toEqual([known]);
  await expect(docker.getContainer(stray.id).inspect()).rejects.toMatchObject({ statusCode: 404 });
});

test('an OCI runtime that the engine does not have is refused with the names of those it has', async () => {
  await expect(open({ ociRuntime: 'no-such-runtime' })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(/no OCI runtime "no-such-runtime", it has .*runc/) as string,
  });
});

test('every OCI runtime that the engine offers runs sandboxes, or none where the runner says what it lacks there', async () => {
  const { Runtimes: offered } = (await docker.info()) as { Runtimes: Record<string, unknown> };
  // containerd's own names stand beside the OCI runtimes, and are none of them.
  const names = Object.keys(offered).filter((name) => !name.startsWith('io.containerd.'));
  expect(names).toContain('runc');
  for (const ociRuntime of names) {
    const sandboxes = await opening({ ociRuntime });
    const opened = sandboxes.lease('debian@1');
    if (ociRuntime !== 'runc' && (await opened.then(() => false).catch(() => true))) {
      // A sandbox that cannot be measured is refused, not run unmeasured.
      await expect(opened).rejects.toMatchObject({
        code: 'SANDBOX_FAILED',
        message: expect.stringMatching(/it said: runner: .* \(location \d+, errno \d+\)/) as string,
      });
      continue;
    }
    const lease = await opened;
    const [id = ''] = await containersOf(worker, 'sandbox');
    expect((await docker.getContainer(id).inspect()).HostConfig.Runtime).toBe(ociRuntime);
    expect(outputOf(await lease.run(script('echo from $0')))).toBe('from /bin/sh\n');
    lease.release();
    await sandboxes.close(20_000);
  }
});
