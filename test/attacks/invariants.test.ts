/** The examination after an attack can fail: each thing that it has to notice is planted once, on a real service. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import { labels } from '../../src/sandbox/labels.ts';
import { removeContainer } from '../../src/sandbox/sandbox-container.ts';
import { listenOn, memory } from './host.ts';
import { examine, settledSandboxes, takeBaseline } from './invariants.ts';
import type { Outcome, Scene } from './invariants.ts';
import { settings, uidOf } from './settings.ts';
import { countBindings } from './strike.ts';

/** Beside the slot of the attacks. */
const slotBase = settings.slotBase + 1;
const canaryText = 'untouched\n';
let scene: Scene;
let canary: string;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'serin-invariants-'));
  closing.push(() => rm(directory, { recursive: true, force: true }));
  canary = join(directory, 'canary');
  await writeFile(canary, canaryText);
  const service = await startService({
    workerName: `${settings.workerName}-invariants`,
    slotBase,
    flags: ['--slots', '1', '--tracks', 'stable'],
  });
  // What a killed worker leaves is taken away by the next of its name, and there may be none.
  closing.push(() => removeSandboxes(service.workerName));
  closing.push(() => service.close());
  const listener = await listenOn('127.0.0.1');
  closing.push(() => listener.close());
  scene = {
    docker: new Docker(),
    service,
    isolation: 'reuse',
    uid: uidOf(slotBase),
    expectedSandboxes: await countBindings(service.url, ['stable']),
    canaries: [{ path: canary, content: canaryText }],
    listeners: [listener],
    alone: false,
  };
  await settledSandboxes(scene);
});

const removeSandboxes = async (worker: string): Promise<void> => {
  const docker = new Docker();
  const filters = { label: [`${labels.worker}=${worker}`] };
  const left = await docker.listContainers({ all: true, filters });
  await Promise.all(left.map(({ Id: id }) => removeContainer(docker, id)));
};

afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

/** What is broken after something was planted. */
const brokenBy = async (
  plant: () => Promise<unknown>,
  changed: Partial<Scene> = {},
  place = 0,
): Promise<string[]> => {
  const before = await takeBaseline(scene, await memory());
  const sandbox = before.sandboxes[place];
  await plant();
  const outcomes: Outcome[] = await examine({ ...scene, ...changed }, before, sandbox);
  return outcomes.filter(({ holds }) => !holds).map(({ name }) => name);
};

const execute = async (command: string, ...words: string[]): Promise<void> => {
  const [code] = (await once(spawn(command, words, { stdio: 'ignore' }), 'exit')) as [number];
  expect(code).toBe(0);
};

test('nothing is broken when nothing has happened', async () => {
  expect(await brokenBy(() => Promise.resolve())).toEqual([]);
});

test('a process of the sandbox user is noticed', async () => {
  const stray = spawn('/bin/sleep', ['60'], { uid: scene.uid, gid: scene.uid, stdio: 'ignore' });
  try {
    expect(await brokenBy(() => Promise.resolve())).toEqual(['no process of the sandbox user is left']);
  } finally {
    stray.kill('SIGKILL');
    await once(stray, 'exit');
  }
});

test("a second process in a worker's container is noticed, whoever it runs as", async () => {
  const [sandbox] = await settledSandboxes(scene);
  const id = sandbox?.id ?? '';
  const plant = () => execute('docker', 'exec', '-d', id, '/bin/sleep', '8');
  expect(await brokenBy(plant)).toContain('no process of the sandbox user is left');
});

test('a container that computes while it should be idle is noticed', async () => {
  // Another container than the one that the next tests look at: it is busy for some time.
  const sandbox = (await settledSandboxes(scene))[1];
  const loop = ['/usr/bin/timeout', '6', '/bin/sh', '-c', 'while :; do :; done'];
  const plant = () => execute('docker', 'exec', '-d', sandbox?.id ?? '', ...loop);
  expect(await brokenBy(plant, {}, 1)).toContain('the container is idle');
});

test('a changed file of the host is noticed', async () => {
  try {
    expect(await brokenBy(() => writeFile(canary, 'changed\n'))).toEqual(['files of the host are unchanged']);
  } finally {
    await writeFile(canary, canaryText);
  }
});

test('a connection to the host is noticed', async () => {
  const port = scene.listeners[0]?.port ?? 0;
  const knock = async (): Promise<void> => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    await once(socket.resume(), 'close');
  };
  expect(await brokenBy(knock)).toEqual(['nobody reached a listener of the host']);
});

test('a container too few is noticed', async () => {
  const more = { expectedSandboxes: scene.expectedSandboxes + 1 };
  expect(await brokenBy(() => Promise.resolve(), more)).toEqual(['there are as many containers as expected']);
});

test('a mount of the host is noticed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'serin-mount-'));
  try {
    expect(await brokenBy(() => execute('mount', '-t', 'tmpfs', 'none', directory))).toEqual([
      'the mounts of the host are the same',
    ]);
  } finally {
    await execute('umount', directory);
    await rm(directory, { recursive: true });
  }
});

test('memory and processes that are missing afterwards are noticed where the machine is not shared', async () => {
  const before = await takeBaseline(scene, await memory());
  const plenty = {
    ...before,
    outsiders: new Set<number>(),
    memory: { availableBytes: 2 ** 50, slabBytes: 0 },
  };
  const outcomes = await examine({ ...scene, alone: true }, plenty, before.sandboxes[0]);
  expect(outcomes.filter(({ holds }) => !holds).map(({ name }) => name)).toEqual([
    'no process appeared outside the sandboxes',
    'the memory of the host is back',
  ]);
});

test('a service that is gone is noticed', async () => {
  const before = await takeBaseline(scene, await memory());
  await scene.service.kill();
  const outcomes = await examine(scene, before, undefined);
  const broken = outcomes.filter(({ holds }) => !holds).map(({ name }) => name);
  expect(broken).toContain('the service is ready');
  expect(broken).toContain('there are as many containers as expected');
  expect(broken).toContain('no system error was counted');
});
