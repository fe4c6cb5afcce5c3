import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import type { RuntimeFacts } from '../../../src/domain/runtime.ts';
import type { WorkerStatus } from '../../../src/domain/worker.ts';
import { runtimeFingerprint } from '../../../src/fingerprint/runtime-fingerprint.ts';
import { buildImage } from '../../../src/imaging/builder.ts';
import { findRuntimes, fingerprintNow, runtimeFacts } from '../../../src/imaging/catalogue.ts';
import type { CataloguePorts } from '../../../src/imaging/catalogue.ts';
import { inspectImage } from '../../../src/imaging/inspector.ts';
import { unknownPackages } from '../../../src/imaging/package-list.ts';
import type { ImageAnswers } from '../../../src/imaging/prober.ts';
import { ChangedImages } from '../../../src/judging/changed-images.ts';
import { ImageVerifier } from '../../../src/judging/image-verifier.ts';
import { PoolWorker } from '../../../src/judging/pool-worker.ts';
import { bindingOf } from '../../support/facts.ts';
import { docker, removeTinyImages, repository, tinyBuild, tinyManifest } from './tiny-runtime.ts';

const ignore = (): void => undefined;
const manifest = tinyManifest({ version: '5' });
const reference = `${repository}:5`;

const build = (dockerfile?: string) => buildImage({ docker }, tinyBuild('5', manifest, dockerfile), ignore);

/** What this run's images answered; of every other image of this machine it is taken as known, so that none is probed. */
let known: Map<string, ImageAnswers>;
beforeEach(() => {
  known = new Map();
});

const catalogue = (): CataloguePorts => ({
  docker,
  fingerprintOf: runtimeFingerprint,
  probeCache: {
    get: async (id) => {
      const image = await inspectImage({ docker }, id);
      const ours = image?.labels['serin.runtime'] === `${manifest.language}-5`;
      return ours ? known.get(id) : { probes: { version: '0', features: {} }, packages: unknownPackages };
    },
    put: (id, answers) => {
      known.set(id, answers);
      return Promise.resolve();
    },
  },
});

/** A worker on the real engine, bound to a fingerprint. */
const workerBoundTo = (fingerprint: string) => {
  const counted = { changes: 0, withdrawals: 0 };
  const told: WorkerStatus[] = [];
  const binding = bindingOf({
    language: manifest.language,
    runtime: `${manifest.language}-5`,
    fingerprint,
  });
  const changed = new ChangedImages({ count: () => (counted.changes += 1), log: silentLogger });
  const verifier = new ImageVerifier({
    fingerprintNow: (facts) => fingerprintNow({ ...catalogue(), background: true }, facts),
    forget: (id) => Promise.resolve(void known.delete(id)),
    onWithdrawn: () => (counted.withdrawals += 1),
    log: silentLogger,
  });
  const worker = new PoolWorker(
    {
      discover: async () => (await findRuntimes(catalogue(), ignore)).map(({ facts }) => facts),
      publish: () => Promise.resolve(),
      tracks: () => ({ bindings: [binding], draining: [] }),
      refused: (bindings, runtimes) =>
        new Map([...changed.look(bindings, runtimes), ...verifier.withdrawn()]),
      verify: (runtimes) => verifier.begin(runtimes),
      engineFault: () => undefined,
      prewarm: ignore,
      queue: () => ({ resume: ignore, pause: ignore, busy: () => 0 }),
      heartbeat: (status) => Promise.resolve(void told.push(status)),
      paused: ignore,
      calibration: () => undefined,
      now: () => 0,
      log: silentLogger,
    },
    { name: 'w', tracks: ['stable'], slots: 1, harness: 'h', release: '0.1.0+1fa6633' },
  );
  return { worker, verifier, told, counted };
};

const factsNow = (): Promise<RuntimeFacts> => runtimeFacts(catalogue(), reference);

beforeAll(async () => {
  await build();
});
/** An image that lost its name to another is not found by it any more. */
let nameless: string | undefined;
afterAll(async () => {
  await removeTinyImages();
  if (nameless !== undefined) await docker.getImage(nameless).remove({ force: true });
});

test('a worker whose image under the same tag has another fingerprint does not serve the bound one, and says so', async () => {
  const bound = await factsNow();
  // Another host, on which the same recipe gave other layers.
  await build('ARG DEBIAN\nFROM ${DEBIAN}\nCOPY files /usr/lib/tiny\nENV TINY=1\nWORKDIR /srv/other\n');
  await docker.getImage(bound.image.id).remove({ force: true });
  const here = await factsNow();
  nameless = here.image.id;
  expect(here.fingerprint).not.toBe(bound.fingerprint);

  const { worker, told, counted } = workerBoundTo(bound.fingerprint);
  await worker.reconcile();
  await worker.reconcile();
  expect(worker.runtime(bound.fingerprint)).toBeUndefined();
  expect(told.at(-1)).toMatchObject({
    state: 'paused',
    reason: `${reference} is ${here.fingerprint} here, but ${bound.fingerprint} is bound: load the archive of the bound image ("serin images load"), or bind the other`,
  });
  expect(told.at(-1)?.fingerprints).toContain(here.fingerprint);
  expect(counted.changes).toBe(1);

  // The remedy: the same layers again, as an archive would bring them.
  await build();
  await worker.reconcile();
  expect(told.at(-1)?.state).toBe('ready');
  expect(worker.runtime(bound.fingerprint)?.fingerprint).toBe(bound.fingerprint);
});

test('an image that answers otherwise than what is cached of it is served until it was asked, and never again', async () => {
  const truth = await factsNow();
  known.set(truth.image.id, { probes: { version: '9.9', features: {} }, packages: unknownPackages });
  const recorded = await factsNow();
  const { worker, verifier, told, counted } = workerBoundTo(recorded.fingerprint);
  await worker.reconcile();
  expect(told.at(-1)?.state).toBe('ready');
  await verifier.settled();
  await worker.reconcile();
  expect(counted.withdrawals).toBe(1);
  expect(known.has(truth.image.id)).toBe(false);
  expect(told.at(-1)?.state).toBe('paused');
  expect(told.at(-1)?.reason).toContain(`${recorded.fingerprint} is withdrawn`);
  expect(told.at(-1)?.reason).toContain(truth.fingerprint);
  expect(worker.runtime(recorded.fingerprint)).toBeUndefined();
});

test('an image that answers as before stays in service', async () => {
  const bound = await factsNow();
  const { worker, verifier, told } = workerBoundTo(bound.fingerprint);
  await worker.reconcile();
  await verifier.settled();
  await worker.reconcile();
  expect(told.at(-1)).toMatchObject({ state: 'ready' });
  expect(verifier.withdrawn().size).toBe(0);
});
