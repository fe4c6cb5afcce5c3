/** `serin up` and `serin demo`: the service as a process, until a signal ends it. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Output } from '../cli/terminal.ts';
import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';
import { openLogger } from '../telemetry/logger.ts';
import type { Config } from './config.ts';
import type { ConfigInputs } from './config-sources.ts';
import { readSamples } from './demo-samples.ts';
import type { DemoSample } from './demo-samples.ts';
import { runDemo } from './demo.ts';
import { shortCommit } from './identity.ts';
import type { Identity } from './identity.ts';
import { buildImages, chosenRecipes, hasRuntimes } from './images.ts';
import { openBuildProgress } from './images/build-progress.ts';
import { openLifecycle } from './lifecycle.ts';
import { roleNames } from './settings/service.ts';
import type { Lifecycle } from './lifecycle.ts';
import { start } from './start.ts';
import type { Started } from './start.ts';

export interface ServiceDeps {
  readonly identity: Identity;
  readonly inputs: Pick<ConfigInputs, 'root'>;
  readonly stdout: Output;
  readonly stderr: Output & { readonly isTTY?: boolean };
  readonly fetch: typeof fetch;
}

const monotonic = (): number => performance.now();

/** Runs until a signal says so; a second signal ends at once. */
export const up = async (deps: ServiceDeps, config: Config): Promise<number> => {
  const { lifecycle, log } = opened(deps, config);
  const stopped = untilSignal();
  // One process that is all of Serin sees to its images; roles on their own take what the host has.
  const withImages = config.roles.length === roleNames.length;
  const begun = begin(deps, config, { lifecycle, log }, () =>
    withImages ? buildOrGoOn(deps, config, log) : Promise.resolve(),
  );
  const started = await firstOf(begun, stopped, lifecycle);
  log.info({ url: started.url, roles: config.roles, build: buildOf(deps.identity) }, 'serin is up');
  const signal = await stopped;
  log.info({ signal }, 'stopping: submissions under way end first');
  return (await lifecycle.close()).length === 0 ? 0 : 1;
};

export const demo = async (deps: ServiceDeps, config: Config): Promise<number> => {
  const { lifecycle, log } = opened(deps, config);
  const stopped = untilSignal();
  const { url } = await firstOf(
    begin(deps, config, { lifecycle, log }, () => buildShown(config, deps.stderr)),
    stopped,
    lifecycle,
  );
  try {
    const samples = await builtSamples(deps, config);
    const asked = { url, samples, tracks: ['stable', 'canary'] };
    const outcome = await Promise.race([
      runDemo({ fetch: deps.fetch, monotonic, stdout: deps.stdout, stderr: deps.stderr }, asked),
      stopped.then(() => false),
    ]);
    const faults = await lifecycle.close();
    return outcome && faults.length === 0 ? 0 : 1;
  } catch (error) {
    await lifecycle.close();
    throw error;
  }
};

/** The samples in the languages that are built, which by default are all. */
const builtSamples = async (deps: ServiceDeps, config: Config): Promise<readonly DemoSample[]> => {
  const built = new Set((await chosenRecipes(config)).map(({ manifest }) => manifest.language));
  const samples = await readSamples(join(deps.inputs.root, 'test/programs/samples/samples.yaml'));
  return samples.filter(({ language }) => built.has(language));
};

const begin = async (
  deps: ServiceDeps,
  config: Config,
  opened: { readonly lifecycle: Lifecycle; readonly log: Logger },
  prepareImages: () => Promise<void>,
): Promise<Started> => {
  await prepareImages();
  return start(config, { ...opened, identity: deps.identity });
};

const passable: ReadonlySet<string> = new Set(['MANIFEST_INVALID', 'IMAGE_BUILD_FAILED', 'STORAGE_FULL']);

/**
 * A recipe that is being edited, or a mirror that is away, keeps no service down that has images to serve: what is wrong is told, and
 * every pool says for itself what it lacks.
 */
const buildOrGoOn = async (deps: ServiceDeps, config: Config, log: Logger): Promise<void> => {
  try {
    await buildShown(config, deps.stderr);
  } catch (error) {
    if (!(error instanceof SerinError) || !passable.has(error.code)) throw error;
    if (!(await hasRuntimes(config))) throw error;
    for (const { path, message } of error.faults) log.error({ path }, message);
    log.error({ code: error.code, cause: error.message }, 'going on with the runtime images that there are');
  }
};

const buildShown = async (config: Config, stderr: Output): Promise<void> => {
  const display = openBuildProgress(stderr);
  try {
    await buildImages(config, {
      onPlan: (images) => display.plan(images),
      onProgress: (progress) => display.tell(progress),
    });
  } finally {
    display.end();
  }
};

/** How long what is being opened may take to notice that it is not wanted any more. */
const abandonedStartMs = 5_000;

/**
 * What was started, unless a signal came first: then everything opened by now is closed, what is opened yet is closed by the lifecycle,
 * and the process ends.
 */
const firstOf = async (
  begun: Promise<Started>,
  stopped: Promise<NodeJS.Signals>,
  lifecycle: Lifecycle,
): Promise<Started> => {
  try {
    const first = await Promise.race([begun, stopped]);
    if (typeof first !== 'string') return first;
  } catch (error) {
    await lifecycle.close();
    throw error;
  }
  await lifecycle.close();
  await Promise.race([begun.catch(() => undefined), sleep(abandonedStartMs)]);
  return process.exit(130);
};

const opened = (deps: ServiceDeps, config: Config) => {
  const log = openLogger({
    level: config.logLevel,
    format: config.logFormat,
    terminal: deps.stderr.isTTY === true,
    base: {
      version: deps.identity.version,
      commit: shortCommit(deps.identity.commit),
      worker: config.workerName,
    },
  });
  return { log, lifecycle: openLifecycle({ log, monotonic }) };
};

/** On its own: every line has the short commit already. */
const buildOf = ({ release, commit, dirty, builtAtMs }: Identity) => ({
  release,
  commit,
  dirty,
  ...(builtAtMs === undefined ? {} : { builtAtMs }),
  node: process.version,
});

const untilSignal = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    let asked = false;
    const heard = (signal: NodeJS.Signals): void => {
      if (asked) process.exit(1);
      asked = true;
      resolve(signal);
    };
    process.on('SIGINT', heard);
    process.on('SIGTERM', heard);
  });
