import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import type { RuntimeFacts } from '../../../src/domain/runtime.ts';
import type { SubmissionResult, Verdict } from '../../../src/domain/verdict.ts';
import { checkNames } from '../../../src/workshop/checks.ts';
import { isSound, tryRuntimes } from '../../../src/workshop/conformance.ts';
import type { ConformancePorts, RuntimeOutcome, Trial } from '../../../src/workshop/conformance.ts';
import type { RecipeFolder } from '../../../src/workshop/ports.ts';
import { readRecipes } from '../../../src/workshop/read-recipes.ts';
import { baseFolder, programsFolder, runtimeFolder, wholePrograms } from './recipe-fixtures.ts';

const lua = runtimeFolder({ language: 'lua', version: '5.4' });
const perl = runtimeFolder({ language: 'perl', version: '5.40' });
const folders = [baseFolder('trixie'), lua, wholePrograms('lua'), perl, wholePrograms('perl')];

const resultOf = (verdict: Verdict): SubmissionResult => ({
  verdict,
  score: 0,
  cpuMs: 1,
  wallMs: 2,
  memoryBytes: 3,
  tests: [],
  timings: { queuedMs: 0, leaseMs: 0, compileMs: 0, runMs: 0, totalMs: 0 },
  harness: 'h',
  worker: 'w',
});

/** An engine that has everything, and a judge that finds what is expected. */
const fake = (given: readonly RecipeFolder[]) => {
  const recipes = readRecipes(given);
  const trials: (Trial & { readonly runtime: string })[] = [];
  const ports: ConformancePorts = {
    built: (reference) => {
      const recipe = recipes.runtimes.find((each) => each.reference === reference);
      const facts = { fingerprint: `${reference}@1`, runtime: reference, manifest: recipe?.manifest };
      return Promise.resolve(facts as RuntimeFacts);
    },
    judge: (runtime, trial) => {
      trials.push({ ...trial, runtime: runtime.runtime });
      return Promise.resolve(resultOf(trial.check.verdict));
    },
  };
  const run = (
    change: Partial<ConformancePorts> = {},
    { slots = 1, signal = new AbortController().signal } = {},
  ): Promise<RuntimeOutcome[]> =>
    tryRuntimes({ ...ports, ...change }, recipes.runtimes, recipes.programs, {
      slots,
      signal,
      onOutcome: () => undefined,
    });
  return { run, trials, ports };
};

const failedChecks = ({ checks }: RuntimeOutcome) =>
  checks.filter(({ state }) => state === 'failed').map(({ check }) => check);

describe('a runtime', () => {
  test('is sound when every program ends as it should', async () => {
    const { run, trials } = fake(folders);
    const outcomes = await run();
    expect(outcomes.map(({ runtime }) => runtime)).toEqual(['lua-5.4', 'perl-5.40']);
    expect(outcomes.every(isSound)).toBe(true);
    expect(outcomes[0]?.checks.map(({ check }) => check)).toEqual(checkNames);
    expect(trials).toHaveLength(2 * checkNames.length);
  });

  test('is not when one ends otherwise, and both verdicts are told', async () => {
    const { run } = fake(folders);
    const judge: ConformancePorts['judge'] = (_, { check }) =>
      Promise.resolve(resultOf(check.name === 'eof' ? 'wrong_answer' : check.verdict));
    const [outcome] = await run({ judge });
    expect(outcome?.checks.find(({ check }) => check === 'eof')).toMatchObject({
      state: 'failed',
      expected: 'accepted',
      result: { verdict: 'wrong_answer' },
    });
    expect(outcome && isSound(outcome)).toBe(false);
  });

  test('that is not built fails, with the command that builds it, and the rest goes on', async () => {
    const { run, ports } = fake(folders);
    const built: ConformancePorts['built'] = (reference) =>
      reference === 'serin/lua:5.4' ? Promise.resolve(undefined) : ports.built(reference);
    const [first, second] = await run({ built });
    expect(first).toEqual({
      runtime: 'lua-5.4',
      fault: 'serin/lua:5.4 is not built: serin images build lua-5.4',
      checks: [],
    });
    expect(second && isSound(second)).toBe(true);
  });

  test('whose image cannot be probed, or whose sandbox fails, fails alone', async () => {
    const { run, ports } = fake(folders);
    const built: ConformancePorts['built'] = (reference) =>
      reference === 'serin/lua:5.4'
        ? Promise.reject(new SerinError('IMAGE_PROBE_FAILED', 'probe "version" failed'))
        : ports.built(reference);
    const judge: ConformancePorts['judge'] = (facts, trial, signal) =>
      trial.check.name === 'sum'
        ? Promise.reject(new SerinError('SANDBOX_FAILED', 'no container'))
        : ports.judge(facts, trial, signal);
    const [first, second] = await run({ built, judge });
    expect(first?.fault).toBe('probe "version" failed');
    expect(second?.checks.filter(({ state }) => state === 'failed')).toEqual([
      { check: 'sum', state: 'failed', reason: 'no container' },
    ]);
  });

  test('of another manifest than the recipe is told to be so', async () => {
    const { run, ports } = fake(folders);
    const built: ConformancePorts['built'] = async (reference) => {
      const facts = await ports.built(reference);
      return facts && { ...facts, manifest: { ...facts.manifest, displayName: 'Before' } };
    };
    expect((await run({ built })).map(({ outOfDate }) => outOfDate)).toEqual([true, true]);
    expect((await run()).map(({ outOfDate }) => outOfDate)).toEqual([undefined, undefined]);
  });
});

describe('the programs of a language', () => {
  const why = 'apiVersion: serin/v1\nkind: Programs\n';

  test('that cannot show something say why, and that is no failure', async () => {
    const programs = wholePrograms('lua').files.filter(({ path }) => !path.startsWith('multi-file'));
    const given = Object.fromEntries(programs.map(({ path, data }) => [path, data.toString()]));
    const folder = programsFolder('lua', {
      ...given,
      'programs.yaml': `${why}not: { multi-file: a program is one file }\n`,
    });
    const { run } = fake([baseFolder('trixie'), lua, folder]);
    const [outcome] = await run();
    expect(outcome?.checks.at(-1)).toEqual({
      check: 'multi-file',
      state: 'not',
      reason: 'a program is one file',
    });
    expect(outcome && isSound(outcome)).toBe(true);
  });

  test('that are missing without a reason fail', async () => {
    const { run } = fake([baseFolder('trixie'), lua, programsFolder('lua', { 'hello.txt': 'x' }), perl]);
    const [first, second] = await run();
    expect(first && failedChecks(first)).toEqual(checkNames.filter((name) => name !== 'hello'));
    expect(second?.fault).toBe('there are no programs: images/perl/programs');
  });

  test('are those of another language where the manifest says so', async () => {
    const moon = runtimeFolder({ language: 'moon', version: '1', more: 'programs: lua\n' });
    const { run, trials } = fake([baseFolder('trixie'), wholePrograms('lua'), moon]);
    expect((await run()).every(isSound)).toBe(true);
    expect(new Set(trials.map(({ runtime }) => runtime))).toEqual(new Set(['serin/moon:1']));
  });

  test('have generous limits, those of their check, and those of the language, the last first', async () => {
    const given = wholePrograms('lua').files.map(({ path, data }) => [path, data.toString()] as const);
    const limits = `${why}limits: { hello: { cpuMs: 20000 }, time-limit: { memoryBytes: 67108864 } }\n`;
    const folder = programsFolder('lua', { ...Object.fromEntries(given), 'programs.yaml': limits });
    const { run, trials } = fake([baseFolder('trixie'), lua, folder]);
    await run();
    const limitsOf = (name: string) => trials.find(({ check }) => check.name === name)?.limits;
    const mebibyte = 1024 * 1024;
    expect(limitsOf('sum')).toMatchObject({ cpuMs: 10_000, wallMs: 30_000, memoryBytes: 512 * mebibyte });
    expect(limitsOf('memory-limit')).toMatchObject({ cpuMs: 10_000, memoryBytes: 256 * mebibyte });
    expect(limitsOf('hello')).toMatchObject({ cpuMs: 20_000, memoryBytes: 512 * mebibyte });
    expect(limitsOf('time-limit')).toMatchObject({ cpuMs: 1_000, memoryBytes: 64 * mebibyte });
  });
});

describe('the work', () => {
  test('ends when it is told to stop', async () => {
    const { run } = fake(folders);
    const stopping = new AbortController();
    const judge: ConformancePorts['judge'] = () => {
      stopping.abort(new SerinError('SHUTTING_DOWN', 'stopped'));
      return Promise.reject(new SerinError('SANDBOX_FAILED', 'killed'));
    };
    await expect(run({ judge }, { signal: stopping.signal })).rejects.toThrow('stopped');
  });

  test('ends when the engine is gone', async () => {
    const { run } = fake(folders);
    const judge = () => Promise.reject(new SerinError('DOCKER_UNAVAILABLE', 'gone'));
    await expect(run({ judge })).rejects.toMatchObject({ code: 'DOCKER_UNAVAILABLE' });
  });

  test('is spread over slots, a runtime on one of them', async () => {
    const { run, ports } = fake(folders);
    const running = new Set<string>();
    let most = 0;
    const judge: ConformancePorts['judge'] = async (facts, trial, signal) => {
      expect(running.has(facts.runtime)).toBe(false);
      running.add(facts.runtime);
      most = Math.max(most, running.size);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running.delete(facts.runtime);
      return ports.judge(facts, trial, signal);
    };
    await run({ judge }, { slots: 2 });
    expect(most).toBe(2);
  });
});
