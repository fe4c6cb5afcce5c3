/**
 * `serin images test`: the conformance programs on real sandboxes, judged by the judge itself. It needs Docker and nothing else: no Redis,
 * no server.
 */
import { join } from 'node:path';
import type { TestOptions } from '../../cli/image-verbs.ts';
import { openProgressLine, printJson, printLine } from '../../cli/terminal.ts';
import { SerinError } from '../../domain/errors.ts';
import { sha256Hex, shortDigest } from '../../fingerprint/canonical.ts';
import { runtimeFacts } from '../../imaging/catalogue.ts';
import type { RuntimeFacts } from '../../domain/runtime.ts';
import type { Sandboxes } from '../../judging/ports.ts';
import { readRecipeFolders } from '../../imaging/recipe-folders.ts';
import { openSandboxes } from '../../sandbox/sandboxes.ts';
import type { OpenSandboxes } from '../../sandbox/sandboxes.ts';
import { silentPoolMetrics } from '../../sandbox/pool-metrics.ts';
import { openLogger } from '../../telemetry/logger.ts';
import { chosenRuntimes } from '../../workshop/chosen.ts';
import { isSound, tryRuntimes } from '../../workshop/conformance.ts';
import type { ConformancePorts, RuntimeOutcome } from '../../workshop/conformance.ts';
import { readRecipes } from '../../workshop/read-recipes.ts';
import type { Recipes, RuntimeRecipe } from '../../workshop/read-recipes.ts';
import type { Config } from '../config.ts';
import { lockDataDir } from '../data-lock.ts';
import { openDocker } from '../docker.ts';
import { cataloguePorts, namesOr, readRuntimeSets } from '../images.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { openLifecycle } from '../lifecycle.ts';
import { harnessOf, sandboxOptions } from '../sandbox-options.ts';
import { conformanceJson, conformanceText } from './conformance-report.ts';
import type { ImageVerbDeps } from './deps.ts';
import { judgeAlone } from './judge-alone.ts';

const sandboxCloseMs = 10_000;

export const testVerb = async (
  deps: Pick<ImageVerbDeps, 'identity' | 'stdout' | 'stderr'>,
  config: Config,
  { names, track, json }: TestOptions,
): Promise<number> => {
  const recipes = readRecipes(await readRecipeFolders(config.imagesDir));
  const sets = () => readRuntimeSets(config.imagesDir);
  const chosen = (await chosenRuntimes({ sets }, recipes, namesOr(config, names))).filter(
    ({ manifest }) => track === undefined || manifest.bootstrap === track,
  );
  if (chosen.length === 0) {
    throw new SerinError('RUNTIME_NOT_FOUND', `no runtime that was named begins on ${track ?? 'a track'}`);
  }
  const outcomes = await untilDone(deps, config, recipes, chosen);
  if (json) printJson(deps.stdout, conformanceJson(outcomes));
  else for (const line of conformanceText(outcomes)) printLine(deps.stdout, line);
  return outcomes.every(isSound) ? 0 : 1;
};

/** Whatever happens, and on Ctrl-C too, the containers are taken away before this ends. */
const untilDone = async (
  deps: Pick<ImageVerbDeps, 'identity' | 'stderr'>,
  config: Config,
  recipes: Recipes,
  chosen: readonly RuntimeRecipe[],
): Promise<RuntimeOutcome[]> => {
  const log = openLogger({
    level: config.logLevel,
    format: config.logFormat,
    terminal: deps.stderr.isTTY === true,
    base: { version: deps.identity.version },
  });
  const lifecycle = openLifecycle({ log, monotonic: () => performance.now() });
  const stopping = new AbortController();
  const stop = (): void => stopping.abort(new SerinError('SHUTTING_DOWN', 'stopped before all was tried'));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const line = openProgressLine(deps.stderr);
  try {
    const ports = await openPorts(deps, config, lifecycle, log);
    let done = 0;
    line.show(`trying ${chosen.length} runtimes`);
    return await tryRuntimes(ports, chosen, recipes.programs, {
      slots: ports.slots,
      signal: stopping.signal,
      onOutcome: ({ runtime }) => line.show(`tried ${(done += 1)} of ${chosen.length}: ${runtime}`),
    });
  } finally {
    line.clear();
    await lifecycle.close();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    if (stopping.signal.aborted) leave(deps.stderr);
  }
};

/** A program that was killed may leave a connection to the engine open, for which nobody who pressed Ctrl-C wants to wait. */
const leave = (stderr: ImageVerbDeps['stderr']): never => {
  printLine(stderr, 'serin: stopped before all was tried; nothing is left behind');
  return process.exit(130);
};

const openPorts = async (
  { identity }: Pick<ImageVerbDeps, 'identity'>,
  config: Config,
  lifecycle: Lifecycle,
  log: ReturnType<typeof openLogger>,
): Promise<ConformancePorts & { readonly slots: number }> => {
  const docker = openDocker(config.dockerHost);
  const known = new Map<string, RuntimeFacts>();
  const options = await sandboxOptions(config);
  const workerName = await ownName(config, lifecycle);
  const sandboxes = await claimed(() =>
    openSandboxes(
      {
        docker,
        runtime: (fingerprint) => known.get(fingerprint),
        metrics: silentPoolMetrics,
        log,
        monotonic: () => performance.now(),
        progress: () => undefined,
      },
      { ...options, workerName },
    ),
  );
  lifecycle.add('sandboxes', () => sandboxes.close(sandboxCloseMs), { deadlineMs: 2 * sandboxCloseMs });
  const judging = {
    sandboxes: sandboxes satisfies Sandboxes,
    harness: await harnessOf(identity, docker, sandboxes),
    worker: workerName,
    rerunMargin: config.rerunMargin / 100,
    log,
  };
  return {
    slots: sandboxes.slots.length,
    built: async (reference) => {
      const facts = await factsIfBuilt(config, reference);
      if (facts !== undefined) known.set(facts.fingerprint, facts);
      return facts;
    },
    judge: (facts, { check, files, limits }, signal) => {
      const { name, input, answer } = check;
      const test = { name, input, ...(answer === undefined ? {} : { answer }) };
      return judgeAlone(judging, facts, { files, tests: [test] }, limits, signal);
    },
  };
};

/**
 * Two workers of one name would take each other's containers for left-overs. So this one is called like no service, nor like the same
 * verb of another installation on this host; and in one installation it runs once for each first slot.
 */
const ownName = async ({ workerName, dataDir, slotBase }: Config, lifecycle: Lifecycle): Promise<string> => {
  const lock = await lockDataDir(join(dataDir, 'images-test', String(slotBase)), process.pid);
  lifecycle.add('lock', () => lock.release());
  return `${workerName.slice(0, 40)}-test-${shortDigest(sha256Hex(dataDir))}`;
};

const factsIfBuilt = async (config: Config, reference: string): Promise<RuntimeFacts | undefined> => {
  try {
    return await runtimeFacts(cataloguePorts(config), reference);
  } catch (cause) {
    if (cause instanceof SerinError && cause.code === 'RUNTIME_NOT_FOUND') return undefined;
    throw cause;
  }
};

/** A service on this host holds slots of its own: programs beside it would falsify its timings, and it theirs. */
const claimed = async (open: () => Promise<OpenSandboxes>): Promise<OpenSandboxes> => {
  try {
    return await open();
  } catch (cause) {
    if (!(cause instanceof SerinError) || cause.code !== 'SLOT_TAKEN') throw cause;
    throw new SerinError(
      'SLOT_TAKEN',
      `${cause.message}. To test images beside it, take slots that it does not have: --slot-base 64 --slots 1`,
      { cause },
    );
  }
};
