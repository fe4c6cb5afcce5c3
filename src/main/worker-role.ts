/**
 * The worker role: jobs of its tracks, judged in containers of this host.
 *
 * Its parts tell each other little: the warm pool knows fingerprints, the pool worker knows which of them it may take work for, the
 * queue workers know jobs. Whatever changes (bindings, the engine, time), `reconcile` looks at all of it again.
 */
import { join } from 'node:path';
import { Calibrator } from '../judging/calibrator.ts';
import { abandon, judge } from '../judging/judge.ts';
import { PoolWorker } from '../judging/pool-worker.ts';
import type { PoolQueue } from '../judging/pool-worker.ts';
import type { JudgingPorts } from '../judging/ports.ts';
import { JudgeWorker } from '../queue/judge-worker.ts';
import { openSandboxes } from '../sandbox/sandboxes.ts';
import type { OpenSandboxes } from '../sandbox/sandboxes.ts';
import { OutputSpool } from '../store/output-spool.ts';
import { closeRedis, openPatientRedis } from '../store/redis-connection.ts';
import { StoredDataReader } from '../store/stored-data.ts';
import { ProgramCache } from '../store/program-cache.ts';
import { auxiliaryRuntime } from './auxiliary.ts';
import { openDocker } from './docker.ts';
import { servedRuntimes } from './images.ts';
import { keepPrefetching } from './prefetching.ts';
import { repeat } from './repeat.ts';
import { secondLooks } from './second-looks.ts';
import { harnessOf, sandboxOptions } from './sandbox-options.ts';
import type { Shared } from './shared.ts';
import { openTestData } from './test-data.ts';
import type { TestData } from './test-data.ts';
import { workerImages } from './worker-images.ts';

const mebibyte = 1024 * 1024;
const reconcileEveryMs = 3_000;
/** Beside reconciling, which looks at images and may take long. */
const heartbeatEveryMs = 5_000;
const cachedInMemoryBytes = 256 * mebibyte;
/** Of each run that a program of the problem judges. */
const heldOutputBytes = 4 * mebibyte;
const sandboxCloseMs = 10_000;

/** @throws SerinError DOCKER_UNAVAILABLE, SLOT_TAKEN, IMAGE_BUILD_FAILED, CONFIG_INVALID */
export const openWorker = async (shared: Shared): Promise<PoolWorker> => {
  const { config, lifecycle, log, metrics, registry, bindings } = shared;
  const docker = openDocker(config.dockerHost);
  const wanted = await servedRuntimes(config);
  // The pool worker knows what is served; the sandboxes ask it when a container is made, which is later.
  const served: { worker?: PoolWorker } = {};
  const runtime = (fingerprint: string) => served.worker?.runtime(fingerprint);
  const sandboxes = await openSandboxes(
    {
      docker,
      runtime,
      metrics: metrics.sandbox,
      log,
      monotonic: shared.monotonic,
      progress: (line) => log.debug({ line }, 'building the runner'),
    },
    await sandboxOptions(config),
  );
  lifecycle.add('sandboxes', () => sandboxes.close(sandboxCloseMs), { deadlineMs: 2 * sandboxCloseMs });
  const harness = await harnessOf(shared.identity, docker, sandboxes);
  const calibrator = openCalibrator(shared, sandboxes);
  const testData = await openTestData(shared);
  const judging = await judgingPorts(shared, { sandboxes, runtime, harness, calibrator, testData });
  const queues = new Map(
    config.tracks.map((track) => [track, openQueue(shared, judging, track, sandboxes.slots.length)]),
  );
  const worker = new PoolWorker(
    {
      ...workerImages(shared, () => void served.worker?.reconcile(), wanted),
      tracks: () => bindings.current(),
      engineFault: () => sandboxes.engineFault(),
      prewarm: (fingerprints) => {
        sandboxes.prewarm(fingerprints);
        calibrator.begin(fingerprints);
      },
      queue: (track) => queueOf(queues, track),
      heartbeat: (status) => registry.heartbeat(status),
      paused: (track, paused) => metrics.workers.paused(track, paused),
      calibration: () => calibrator.current(),
      now: shared.now,
      log,
    },
    {
      name: config.workerName,
      tracks: config.tracks,
      slots: sandboxes.slots.length,
      harness,
      release: shared.identity.release,
    },
  );
  served.worker = worker;
  keepReconciled(shared, worker, sandboxes);
  if (testData.problemCache !== undefined) {
    keepPrefetching(shared, testData.problemCache, () =>
      [...queues.values()].some((each) => each.busy() > 0),
    );
  }
  return worker;
};

const openCalibrator = ({ metrics, log }: Shared, sandboxes: OpenSandboxes): Calibrator =>
  new Calibrator({
    lease: (fingerprint, signal) => sandboxes.lease(fingerprint, signal),
    publish: (calibration) => metrics.workers.calibrated(calibration),
    log,
    deadline: (ms) => AbortSignal.timeout(ms),
  });

const judgingPorts = async (
  shared: Shared,
  own: Pick<JudgingPorts, 'sandboxes' | 'runtime' | 'harness'> & {
    readonly calibrator: Calibrator;
    readonly testData: TestData;
  },
): Promise<JudgingPorts> => {
  const { config, metrics, log, now, monotonic, newId } = shared;
  const { calibrator, testData, ...ports } = own;
  return {
    ...ports,
    ...secondLooks(shared),
    store: shared.store,
    data: new StoredDataReader(testData.uploads),
    problems: {
      definition: (digest) => shared.problems.definitions.read(digest),
      data: new StoredDataReader(testData.problems),
    },
    auxiliary: (language) =>
      auxiliaryRuntime(
        { bindings: () => shared.bindings.current().bindings, runtime: own.runtime },
        language,
      ),
    compileCache: await ProgramCache.open(
      { now, newId, log },
      {
        directory: join(config.dataDir, 'programs', config.workerName),
        memoryBytes: cachedInMemoryBytes,
        diskBytes: Math.max(1, config.compileCacheBytes),
      },
    ),
    spool: () =>
      new OutputSpool({
        directory: join(config.dataDir, 'outputs', config.workerName),
        heldBytes: heldOutputBytes,
        newId,
      }),
    worker: config.workerName,
    rerunMargin: config.rerunMargin / 100,
    limitMultipliers: config.limitMultipliers === 'on',
    parallelTests: config.parallelTests === 'on',
    timeScale: async () => (config.timeScaling === 'off' ? undefined : calibrator.timeScale()),
    metrics: metrics.judging,
    log,
    now,
    monotonic,
  };
};

interface TrackQueue extends PoolQueue {
  readonly worker: JudgeWorker;
}

/** One track's queue worker: closed until the pool is joined. */
const openQueue = (shared: Shared, judging: JudgingPorts, track: string, concurrency: number): TrackQueue => {
  const { lifecycle, log, config, control, redisUrl } = shared;
  const redis = openPatientRedis({ url: redisUrl, name: `serin-worker-${track}`, log });
  lifecycle.add(`redis of ${track}`, () => closeRedis(redis));
  const worker = new JudgeWorker(
    {
      redis,
      prefix: shared.queuePrefix,
      judge: (job, signal) => judge(judging, job, signal),
      onPoison: (job, reason) => abandon(judging, job, reason),
      now: shared.now,
      log,
    },
    { track, name: config.workerName, concurrency },
  );
  const stopListening = control.subscribe((message) => {
    if (message.type === 'cancelled') worker.cancel(message.submission, message.attempt);
  });
  lifecycle.add(
    `queue of ${track}`,
    async () => {
      await worker.close(config.shutdownGraceSeconds * 1000);
      stopListening();
    },
    { deadlineMs: (config.shutdownGraceSeconds + 10) * 1000 },
  );
  const told = (doing: Promise<void>): void => {
    doing.catch((cause: unknown) => log.warn({ track, cause: String(cause) }, 'the queue did not follow'));
  };
  return {
    worker,
    resume: () => told(worker.resume().then(() => worker.start())),
    pause: (reason) => told(worker.pause(reason)),
    busy: () => worker.busy,
  };
};

const queueOf = (queues: ReadonlyMap<string, TrackQueue>, track: string): TrackQueue => {
  const queue = queues.get(track);
  if (queue === undefined) throw new RangeError(`this worker does not serve track ${track}`);
  return queue;
};

const keepReconciled = (shared: Shared, worker: PoolWorker, sandboxes: OpenSandboxes): void => {
  const { lifecycle, log, control, registry, config } = shared;
  const task = repeat('reconcile', reconcileEveryMs, log, () => worker.reconcile());
  const heartbeat = repeat('heartbeat', heartbeatEveryMs, log, () => worker.tell());
  const stops = [
    sandboxes.onEngineChange((fault) => {
      if (fault === undefined) worker.imagesChanged();
      task.soon();
    }),
    control.subscribe((message) => {
      if (message.type === 'bindings') task.soon();
    }),
    control.onGap(() => task.soon()),
  ];
  lifecycle.add('pool membership', async () => {
    for (const stop of stops) stop();
    await heartbeat.stop();
    await task.stop();
    await worker.stop();
    await Promise.all(config.tracks.map((track) => registry.retire(`${config.workerName}/${track}`)));
  });
};
