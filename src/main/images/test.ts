/**
 * `serin images test`: the conformance programs on real sandboxes, judged by the judge itself. It needs Docker and nothing else: no Redis,
 * no server.
 */
import type { TestOptions } from '../../cli/image-verbs.ts';
import { openProgressLine, printJson, printLine } from '../../cli/terminal.ts';
import { SerinError } from '../../domain/errors.ts';
import { readRecipeFolders } from '../../imaging/recipe-folders.ts';
import { openLogger } from '../../telemetry/logger.ts';
import { chosenRuntimes } from '../../workshop/chosen.ts';
import { isSound, tryRuntimes } from '../../workshop/conformance.ts';
import type { ConformancePorts, RuntimeOutcome } from '../../workshop/conformance.ts';
import { readRecipes } from '../../workshop/read-recipes.ts';
import type { Recipes, RuntimeRecipe } from '../../workshop/read-recipes.ts';
import type { Config } from '../config.ts';
import { namesOr, readRuntimeSets } from '../images.ts';
import { openLifecycle } from '../lifecycle.ts';
import { conformanceJson, conformanceText } from './conformance-report.ts';
import type { ImageVerbDeps } from './deps.ts';
import { openJudgeAlone } from './open-judge.ts';
import type { OpenJudge } from './open-judge.ts';

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
    const alone = await openJudgeAlone(deps.identity, config, lifecycle, log);
    let done = 0;
    line.show(`trying ${chosen.length} runtimes`);
    return await tryRuntimes(portsOf(alone), chosen, recipes.programs, {
      slots: alone.slots,
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

const portsOf = ({ built, judge }: OpenJudge): ConformancePorts => ({
  built,
  judge: (facts, { check, files, limits }, signal) => {
    const { name, input, answer } = check;
    const test = { name, input, ...(answer === undefined ? {} : { answer }) };
    return judge(facts, { files, tests: [test] }, limits, signal);
  },
});
