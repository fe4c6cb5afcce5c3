/**
 * What it costs each runtime to greet: `hello` of its conformance programs, by the judge itself, on real sandboxes. One submission holds
 * all runs of a runtime, so what is compiled is compiled once, and the first run, which reads the image from disk, does not count.
 *
 * Runtimes that are not built are left out and named. Figures of busy machines are of busy machines: CPU time least so.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { silentLogger } from '../src/domain/logger.ts';
import { resolveLimits } from '../src/domain/limits.ts';
import { readRecipeFolders } from '../src/imaging/recipe-folders.ts';
import { loadConfig } from '../src/main/config.ts';
import { readIdentity } from '../src/main/identity.ts';
import { readRuntimeSets } from '../src/main/images.ts';
import { openJudgeAlone } from '../src/main/images/open-judge.ts';
import type { OpenJudge } from '../src/main/images/open-judge.ts';
import type { Lifecycle } from '../src/main/lifecycle.ts';
import { usualLimits } from '../src/workshop/checks.ts';
import { chosenRuntimes } from '../src/workshop/chosen.ts';
import { programsOf } from '../src/workshop/lint-programs.ts';
import { readRecipes } from '../src/workshop/read-recipes.ts';
import type { Recipes, RuntimeRecipe } from '../src/workshop/read-recipes.ts';
import { documentResult } from './document.ts';
import { describeMachine } from './machine.ts';
import { markdownTable, printTable, record } from './report.ts';
import { startupPicture } from './startup-picture.ts';
import { summarise } from './statistics.ts';

const usualRuns = 21;
const quickRuns = 5;
const greeting = 'Hello, Serin!\n';

interface Greeting {
  readonly language: string;
  readonly version: string;
  readonly track: string;
  readonly fingerprint: string;
  readonly runs: number;
  readonly compileCpuMs: number | null;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryBytes: number;
}

/** `npm run bench -- startup [--quick] [NAME…]`: sets, languages or runtimes; every one that is built unless told. */
export const startup = async (argv: readonly string[], lifecycle: Lifecycle): Promise<void> => {
  const quick = argv.includes('--quick');
  const names = argv.filter((word) => !word.startsWith('--'));
  const machine = await describeMachine();
  const recipes = readRecipes(await readRecipeFolders('images'));
  const sets = () => readRuntimeSets('images');
  const chosen = await chosenRuntimes({ sets }, recipes, names.length === 0 ? ['all'] : names);
  const judge = await openJudgeAlone(readIdentity(), configOf(), lifecycle, silentLogger);
  const greetings: Greeting[] = [];
  const missing: string[] = [];
  for (const recipe of chosen) {
    lifecycle.closing.throwIfAborted();
    const greeted = await greet(judge, recipes, recipe, quick ? quickRuns : usualRuns, lifecycle.closing);
    if (typeof greeted === 'string') missing.push(greeted);
    else greetings.push(greeted);
    process.stderr.write(`${recipe.reference}\n`);
  }
  for (const reason of missing) process.stderr.write(`left out: ${reason}\n`);
  const rows = greetings.map(cellsOf);
  printTable(titles, rows);
  // Some of them say nothing about all.
  if (names.length > 0) return;
  await record('startup', { machine, quick, greetings, missing });
  await documentResult('startup', machine, markdownTable(titles, rows), quick);
  await mkdir('docs/pictures', { recursive: true });
  await writeFile('docs/pictures/startup.svg', await startupPicture(greetings));
};

/** Far from the slots of services and of tests. */
const configOf = () =>
  loadConfig({
    env: {},
    flags: { slots: '1', slotBase: '96' },
    readFile: () => undefined,
    hostname: hostname(),
    cwd: process.cwd(),
    root: process.cwd(),
  });

/** A sentence where there is nothing to measure. @throws SerinError when the sandbox fails. */
const greet = async (
  judge: OpenJudge,
  recipes: Recipes,
  { reference, manifest }: RuntimeRecipe,
  runs: number,
  signal: AbortSignal,
): Promise<Greeting | string> => {
  const facts = await judge.built(reference);
  const files = recipes.programs.get(programsOf(manifest))?.sources.get('hello');
  if (facts === undefined) return `${reference} is not built`;
  if (files === undefined) return `${reference} has no program that greets`;
  const tests = Array.from({ length: runs + 1 }, (_each, at) => ({
    name: String(at),
    input: Buffer.alloc(0),
    answer: Buffer.from(greeting),
  }));
  const result = await judge.judge(facts, { files, tests }, resolveLimits(usualLimits), signal);
  if (result.verdict !== 'accepted') return `${reference} did not greet: ${result.verdict}`;
  const counted = result.tests.slice(1);
  return {
    language: manifest.language,
    version: facts.version,
    track: manifest.bootstrap ?? 'none',
    fingerprint: facts.fingerprint,
    runs,
    compileCpuMs: result.compile?.cpuMs ?? null,
    cpuMs: summarise(counted.map((test) => test.cpuMs)).p50,
    wallMs: summarise(counted.map((test) => test.wallMs)).p50,
    memoryBytes: summarise(counted.map((test) => test.memoryBytes)).p50,
  };
};

const titles = ['language', 'generation', 'version', 'compile CPU ms', 'CPU ms', 'wall ms', 'peak MiB'];

const cellsOf = (each: Greeting): string[] => [
  each.language,
  each.track,
  each.version,
  each.compileCpuMs === null ? '–' : each.compileCpuMs.toFixed(0),
  each.cpuMs.toFixed(1),
  each.wallMs.toFixed(1),
  (each.memoryBytes / 1024 / 1024).toFixed(1),
];
