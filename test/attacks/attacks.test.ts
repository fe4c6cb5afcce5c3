/**
 * Hostile programs against a real service, once with each isolation policy. The verdict of each must be the one that
 * attacks.yaml says, and after each one nothing of it may be left anywhere. What is run is told in settings.ts.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import { select } from './catalogue.ts';
import { listenOn, memory } from './host.ts';
import type { Memory } from './host.ts';
import { settledSandboxes } from './invariants.ts';
import type { Scene } from './invariants.ts';
import { writeDocument, writeResults } from './report.ts';
import type { Row } from './report.ts';
import { settings, uidOf } from './settings.ts';
import { countBindings, strike, warmWitness } from './strike.ts';

const { wanted, isolations, shared, workerName, slotBase, resultsPath } = settings;
const selected = await select(wanted);
const tracks = [...new Set(['stable', ...selected.map(({ attack }) => attack.track)])];
const rows: Row[] = [];

describe.each(isolations)('%s', (isolation) => {
  let scene: Scene;
  let startMemory: Memory;

  const closing: (() => Promise<unknown>)[] = [];
  /** In reverse, also when the opening got no further than half of the way. */
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'serin-attacks-'));
    closing.push(() => rm(directory, { recursive: true, force: true }));
    const canaries = await plantCanaries(directory);
    const service = await startService({
      workerName,
      slotBase,
      flags: ['--slots', '1', '--isolation', isolation, '--tracks', tracks.join(',')],
      env: { SERIN_LOG_LEVEL: 'debug' },
    });
    closing.push(() => service.close());
    const listeners = await Promise.all(['127.0.0.1', '0.0.0.0'].map(listenOn));
    closing.push(() => Promise.all(listeners.map((listener) => listener.close())));
    scene = {
      docker: new Docker(),
      service,
      isolation,
      uid: uidOf(slotBase),
      expectedSandboxes: await countBindings(service.url, tracks),
      canaries,
      listeners,
      alone: !shared,
    };
    await settledSandboxes(scene);
    for (const { language, track } of languagesOf()) await warmWitness(service.url, language, track);
    await settledSandboxes(scene);
    startMemory = await memory();
  });

  // What a fresh container is for, attacks on the next submission, is tried on it in CI too; the whole suite tries all.
  const tried = selected.filter(
    ({ attack: { id } }) => wanted !== 'ci' || isolation === 'reuse' || /^(process|leftovers)\//.test(id),
  );
  test.for(
    tried.map((one) => ({
      ...one,
      title: `${one.attack.id} in ${one.language}, ${isolation}: ${one.first.verdicts.join(' or ')}, and nothing is left`,
    })),
  )('$title', async (one) => {
    const row = await strike(scene, isolation, startMemory, one);
    rows.push(row);
    expect(row.faults).toEqual([]);
  });
});

/** Two files that nobody in a sandbox may change; the second one's path stands in the service's environment. */
const plantCanaries = (directory: string) =>
  Promise.all(
    ['canary', 'named-canary'].map(async (name) => {
      const path = join(directory, name);
      const content = `nobody in a sandbox may touch ${path}\n`;
      await writeFile(path, content, { mode: 0o644 });
      if (name === 'named-canary') process.env['CANARY'] = path;
      return { path, content };
    }),
  );

const languagesOf = () => {
  const known = new Map(
    selected.map(({ language, attack: { track } }) => [`${language} ${track}`, { language, track }]),
  );
  return known.values();
};

afterAll(async () => {
  const { stdout } = await promisify(execFile)('docker', ['version', '--format', '{{.Server.Version}}']);
  const report = {
    finishedAt: new Date().toISOString(),
    kernel: release(),
    docker: stdout.trim(),
    alone: !shared,
    rows,
  };
  if (wanted === 'all') {
    await writeResults(report);
    await writeDocument(report);
  } else if (resultsPath !== '') {
    await writeResults(report, resultsPath);
    await writeDocument(report, resultsPath.replace(/\.json$/, '.md'));
  }
});
