import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeOrphans } from '../../../src/sandbox/orphans.ts';
import { deliverRunner, ensureRunnerVolume, volumeFor } from '../../../src/sandbox/runner-delivery.ts';
import type { DeliveredRunner } from '../../../src/sandbox/runner-delivery.ts';
import { removeContainer } from '../../../src/sandbox/sandbox-container.ts';
import { firstFileOf, tarOf } from '../../../src/sandbox/tar.ts';
import { containersOf, docker, image, runnerSource, worker } from './open.ts';

const volumes: string[] = [];
let delivered: DeliveredRunner;

beforeAll(async () => {
  const progress = () => undefined;
  delivered = await deliverRunner({ docker, progress }, await runnerSource(), worker);
});

afterAll(async () => {
  await removeOrphans(docker, worker);
  for (const name of volumes)
    await docker
      .getVolume(name)
      .remove()
      .catch(() => undefined);
});

/** Does something with a container that has the volume and is never started. */
const withVolume = async <Result>(
  volume: string,
  use: (container: Awaited<ReturnType<typeof docker.createContainer>>) => Promise<Result>,
): Promise<Result> => {
  const container = await docker.createContainer({
    Image: image,
    Cmd: ['/bin/true'],
    Labels: { 'serin.worker': worker },
    HostConfig: { Mounts: [{ Type: 'volume', Source: volume, Target: '/v' }] },
  });
  try {
    return await use(container);
  } finally {
    await removeContainer(docker, container.id);
  }
};

const contents = (volume: string): Promise<Buffer | undefined> =>
  withVolume(volume, async (container) => firstFileOf(await container.getArchive({ path: '/v/runner' })));

/** A binary that no other test has, and the volume that it will lie in. */
const something = async (): Promise<{ binary: Buffer; volume: string }> => {
  const binary = randomBytes(300_000);
  const { volume } = await volumeFor(binary);
  volumes.push(volume);
  return { binary, volume };
};

test('the runner lies in a volume that is named by what lies in it', async () => {
  const binary = await contents(delivered.volume);
  expect((await volumeFor(binary ?? Buffer.alloc(0))).volume).toBe(delivered.volume);
  expect(
    createHash('sha256')
      .update(binary ?? '')
      .digest('hex'),
  ).toBe(delivered.digest);
});

test('delivering again builds nothing and changes nothing', async () => {
  const lines: string[] = [];
  const again = await deliverRunner(
    { docker, progress: (line) => lines.push(line) },
    await runnerSource(),
    worker,
  );
  expect(again).toEqual(delivered);
  expect(lines).toEqual([]);
});

test('workers that deliver at once agree, and leave no helper behind', async () => {
  const { binary, volume } = await something();
  const names = await Promise.all([1, 2, 3].map(() => ensureRunnerVolume(docker, image, binary, worker)));
  expect(names).toEqual([volume, volume, volume]);
  expect((await contents(volume))?.equals(binary)).toBe(true);
  expect(await containersOf()).toEqual([]);
});

test('a volume that a crash left half filled is filled again', async () => {
  const { binary, volume } = await something();
  await withVolume(volume, async (container) => {
    const half = binary.subarray(0, 1000);
    await container.putArchive(await tarOf([{ path: 'runner', data: half, executable: true }]), {
      path: '/v',
    });
  });
  await ensureRunnerVolume(docker, image, binary, worker);
  expect((await contents(volume))?.equals(binary)).toBe(true);
});

test('a runner that does not compile is told with the compiler’s words', async () => {
  const dockerfile = `FROM ${image} AS runner\nRUN echo the words && exit 3\n`;
  const files = [{ path: 'Dockerfile', data: Buffer.from(dockerfile), executable: false }];
  await expect(deliverRunner({ docker, progress: () => undefined }, { files }, worker)).rejects.toMatchObject(
    {
      code: 'IMAGE_BUILD_FAILED',
      message: expect.stringContaining('the words') as string,
    },
  );
});
