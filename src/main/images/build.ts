/** `serin images build`: builds, shows it while it is done, and sums up. */
import type { BuildOptions as BuildRequest } from '../../cli/image-verbs.ts';
import { bytes } from '../../cli/figures.ts';
import { printJson, printLine } from '../../cli/terminal.ts';
import { SerinError } from '../../domain/errors.ts';
import type { Fault } from '../../domain/errors.ts';
import type { RuntimeFacts } from '../../domain/runtime.ts';
import { diskUse } from '../../imaging/engine-room.ts';
import type { DiskUse } from '../../imaging/engine-room.ts';
import type { Config } from '../config.ts';
import { buildImages, roomPorts } from '../images.ts';
import { openBuildProgress } from './build-progress.ts';
import type { ImageVerbDeps } from './deps.ts';

interface BuildReport {
  readonly runtimes: readonly RuntimeFacts[];
  readonly built: readonly string[];
  readonly cached: readonly string[];
  readonly failed: readonly Fault[];
  readonly seconds: number;
  readonly disk: { readonly before: DiskUse; readonly after: DiskUse };
}

export const buildVerb = async (
  deps: Pick<ImageVerbDeps, 'stdout' | 'stderr'>,
  config: Config,
  request: BuildRequest,
): Promise<number> => {
  const report = await build(deps, config, request);
  if (request.json) printJson(deps.stdout, asJson(report));
  else for (const line of summary(report)) printLine(deps.stderr, line);
  return report.failed.length === 0 ? 0 : 1;
};

const build = async (
  { stderr }: Pick<ImageVerbDeps, 'stderr'>,
  config: Config,
  request: BuildRequest,
): Promise<BuildReport> => {
  const startedMs = performance.now();
  const before = await diskUse(roomPorts(config));
  const states = new Map<string, string>();
  const display = openBuildProgress(request.json ? { write: () => undefined } : stderr);
  let runtimes: readonly RuntimeFacts[] = [];
  let failed: readonly Fault[] = [];
  // With the bars taken away; the engine ends what it was building by itself, and the next build takes it up.
  const leave = (): void => process.exit(130);
  process.once('SIGINT', leave);
  try {
    runtimes = await buildImages(config, {
      only: request.names,
      parallel: request.parallel,
      fresh: request.fresh,
      minFreeBytes: request.minFreeBytes,
      onPlan: (images) => display.plan(images),
      onProgress: (progress) => {
        states.set(progress.image, progress.state);
        display.tell(progress);
      },
    });
  } catch (error) {
    // What failed is told beside what did not; only a failure of all has nothing beside it.
    if (!(error instanceof SerinError) || error.code !== 'IMAGE_BUILD_FAILED') throw error;
    failed = error.faults;
  } finally {
    process.off('SIGINT', leave);
    display.end();
  }
  const inState = (wanted: string): string[] =>
    [...states].filter(([, state]) => state === wanted).map(([image]) => image);
  return {
    runtimes,
    built: inState('built'),
    cached: inState('cached'),
    failed,
    seconds: (performance.now() - startedMs) / 1000,
    disk: { before, after: await diskUse(roomPorts(config)) },
  };
};

const asJson = ({ runtimes, failed, seconds, ...rest }: BuildReport) => ({
  runtimes: runtimes.map(({ runtime, version, fingerprint, image }) => ({
    runtime,
    version,
    fingerprint,
    image: image.reference,
    sizeBytes: image.sizeBytes,
  })),
  ...rest,
  failed: failed.map(({ path: image, message: reason }) => ({ image, reason })),
  seconds: Math.round(seconds * 10) / 10,
});

const summary = ({ built, cached, failed, seconds, disk }: BuildReport): string[] => {
  const free = disk.after.freeBytes === undefined ? '' : `, ${bytes(disk.after.freeBytes)} free`;
  return [
    `${built.length} built, ${cached.length} as they were, ${failed.length} failed, in ${seconds.toFixed(0)} s`,
    `images take ${bytes(disk.before.imagesBytes)} → ${bytes(disk.after.imagesBytes)}${free}`,
    ...failed.map(({ path, message }) => `✗ ${path}: ${message}`),
  ];
};
