import { afterAll, expect, test } from 'vitest';
import type { ContainerCreateOptions } from 'dockerode';
import { encodeFields, integer, tags, text } from '../../../src/sandbox/fields.ts';
import { encodeFrame } from '../../../src/sandbox/frame.ts';
import { labels } from '../../../src/sandbox/labels.ts';
import { answerTypes } from '../../../src/sandbox/messages.ts';
import { removeOrphans } from '../../../src/sandbox/orphans.ts';
import { openSandboxContainer } from '../../../src/sandbox/sandbox-container.ts';
import { containersOf, docker, image, script, worker } from './open.ts';

const deps = { docker, monotonic: () => performance.now() };

/** What a runner says first, as octal escapes for printf. */
const hello = [
  ...encodeFrame({
    type: answerTypes.hello,
    id: 0,
    payload: encodeFields([
      integer(tags.protocolMin, 2),
      integer(tags.protocolMax, 2),
      text(tags.runnerVersion, 'a shell'),
      integer(tags.cgroupVersion, 1),
      integer(tags.uid, 7),
    ]),
  }),
]
  .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
  .join('');

/** A shell that passes for a runner: it greets, waits for a request, and then does something that no runner would. */
const impostor = (then: string): ContainerCreateOptions => ({
  Image: image,
  Entrypoint: ['/bin/sh', '-c', `printf '${hello}'; head -c 1 >/dev/null; ${then}`],
  Labels: { [labels.worker]: worker },
  OpenStdin: true,
  StdinOnce: true,
  NetworkDisabled: true,
  HostConfig: { Memory: 32 << 20, MemorySwap: 32 << 20, LogConfig: { Type: 'none', Config: {} } },
});

afterAll(async () => {
  await removeOrphans(docker, worker);
});

test('a container that the kernel kills for its memory is a memory limit of the program', async () => {
  const container = await openSandboxContainer(deps, impostor('exec tail /dev/zero'), 7);
  const command = script('');
  await expect(container.connection.run(command)).resolves.toMatchObject({
    fate: { kind: 'killed', by: 'memory' },
    memoryBytes: command.limits.memoryBytes,
    oomKills: 1,
  });
  await container.destroy('the test is over');
});

test('a container that ends by itself in the middle of a run is an error with its exit code and last words', async () => {
  const container = await openSandboxContainer(deps, impostor('echo broken >&2; exit 70'), 7);
  await expect(container.connection.run(script(''))).rejects.toMatchObject({
    code: 'SANDBOX_FAILED',
    message: expect.stringMatching(/broken.*exit code 70/s) as string,
  });
  await container.destroy('the test is over');
});

test('a runner that goes silent is killed a second after the wall limit', async () => {
  const container = await openSandboxContainer(deps, impostor('exec sleep 60'), 7);
  const begun = performance.now();
  await expect(container.connection.run(script('', { wallMs: 200 }))).rejects.toMatchObject({
    code: 'SANDBOX_FAILED',
  });
  expect(performance.now() - begun).toBeGreaterThanOrEqual(1_200);
  await expect
    .poll(async () => (await docker.getContainer(container.id).inspect()).State.Running, { timeout: 5_000 })
    .toBe(false);
  await container.destroy('the test is over');
});

test.each([
  ['that serves another uid', impostor('sleep 60'), 'RUNNER_PROTOCOL'],
  ['that is no runner at all', { ...impostor(''), Entrypoint: ['/bin/true'] }, 'SANDBOX_FAILED'],
  ['that cannot be executed', { ...impostor(''), Entrypoint: ['/nowhere'] }, 'SANDBOX_FAILED'],
  ['of an image that is not there', { ...impostor(''), Image: 'serin/nowhere:0' }, 'SANDBOX_FAILED'],
])('a container %s is refused, and nothing of it is left', async (_, options, code) => {
  await expect(openSandboxContainer(deps, options, 8)).rejects.toMatchObject({ code });
  expect(await containersOf()).toEqual([]);
});

test('destroying a container that is gone already, or twice at once, does no harm', async () => {
  const container = await openSandboxContainer(deps, impostor('sleep 60'), 7);
  await Promise.all([container.destroy('once'), container.destroy('twice')]);
  await container.destroy('again');
  expect(await containersOf()).toEqual([]);
});
