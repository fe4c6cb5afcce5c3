/** `serin images test --json` on the default set: every runtime that is built for the tests does what a judge needs of it. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRecipeFolders } from '../../src/imaging/recipe-folders.ts';
import { readRuntimeSets } from '../../src/main/images.ts';
import { runtimeName } from '../../src/domain/runtime.ts';
import { checkNames } from '../../src/workshop/checks.ts';
import { chosenRuntimes } from '../../src/workshop/chosen.ts';
import { readRecipes } from '../../src/workshop/read-recipes.ts';

interface Tried {
  readonly runtime: string;
  readonly fault: string | null;
  readonly outOfDate: boolean;
  readonly checks: readonly { readonly check: string; readonly state: string }[];
}

const recipes = readRecipes(await readRecipeFolders('images'));
const runtimes = (await chosenRuntimes({ sets: () => readRuntimeSets('images') }, recipes, ['default'])).map(
  ({ manifest }) => runtimeName(manifest),
);

let dataDir: string;
let exitCode: number;
let tried: ReadonlyMap<string, Tried>;

/** A hundred and forty programs on one core, some of which run until their limit, on a machine that may be busy. */
const everythingWithinMs = 1_200_000;

/** The last slots of the tests, which no service of theirs takes. */
const slots = ['--slot-base', '120', '--slots', '1'];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'serin-conformance-'));
  const argv = [
    'dist/src/main/serin.js',
    'images',
    'test',
    'default',
    '--json',
    '--data-dir',
    dataDir,
    ...slots,
  ];
  const { code, stdout, stderr } = await new Promise<{ code: number; stdout: string; stderr: string }>(
    (resolve) => {
      execFile(process.execPath, argv, { maxBuffer: 64 * 1024 * 1024 }, (error, out, err) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout: out, stderr: err }),
      );
    },
  );
  exitCode = code;
  if (!stdout.startsWith('{')) throw new Error(`images test said no JSON: ${stderr}`);
  const answer = JSON.parse(stdout) as { readonly runtimes: readonly Tried[] };
  tried = new Map(answer.runtimes.map((each) => [each.runtime, each]));
}, everythingWithinMs);

afterAll(() => rm(dataDir, { recursive: true, force: true }));

describe.each(runtimes)('%s', (runtime) => {
  test('is built, of the recipe that ships', () => {
    expect(tried.get(runtime)).toMatchObject({ fault: null, outOfDate: false });
  });

  test.each(checkNames)('shows %s, or says why it cannot', (name) => {
    const found = tried.get(runtime)?.checks.find(({ check }) => check === name);
    // One comparison, so that a failure shows what was expected and what the judge said.
    expect(['passed', 'not'], JSON.stringify(found)).toContain(found?.state);
  });
});

test('the exit code says whether all do', () => {
  const sound = [...tried.values()].every(
    ({ fault, checks }) => fault === null && checks.every(({ state }) => state !== 'failed'),
  );
  expect(exitCode).toBe(sound ? 0 : 1);
});
