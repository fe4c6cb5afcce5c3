import { describe, expect, test } from 'vitest';
import { lintRecipes } from '../../../src/workshop/lint.ts';
import type { LintInput } from '../../../src/workshop/lint.ts';
import { baseFolder, programsFolder, runtimeFolder, wholePrograms } from './recipe-fixtures.ts';
import type { RuntimeFixture } from './recipe-fixtures.ts';

const sets = 'apiVersion: serin/v1\nkind: RuntimeSets\nsets:\n  default: [lua]\n';
const lua: RuntimeFixture = { language: 'lua', version: '5.4', bootstrap: 'stable' };

const clean: LintInput = {
  folders: [baseFolder('trixie'), baseFolder('forky'), runtimeFolder(lua), wholePrograms('lua')],
  policies: ['default'],
  sets,
  candidates: undefined,
};

const withFolders = (...folders: LintInput['folders']): LintInput => ({ ...clean, folders });
const withRuntime = (change: Partial<RuntimeFixture>): LintInput =>
  withFolders(
    baseFolder('trixie'),
    baseFolder('forky'),
    runtimeFolder({ ...lua, ...change }),
    wholePrograms('lua'),
  );

const errorsOf = (input: LintInput): string[] =>
  lintRecipes(input).errors.map(({ path, message }) => `${path}: ${message}`);
const warningsOf = (input: LintInput): string[] =>
  lintRecipes(input).warnings.map(({ path, message }) => `${path}: ${message}`);

const manifest = 'images/lua/5.4/runtime.yaml';

test('recipes that are in order have nothing said about them', () => {
  expect(lintRecipes(clean)).toEqual({ errors: [], warnings: [], runtimes: 1, languages: 1 });
});

describe('the faults of a manifest', () => {
  test('are those that building refuses, beside all others', () => {
    const broken = { ...lua, suite: 'jessie', dockerfile: 'FROM debian\n' };
    expect(errorsOf(withFolders(baseFolder('trixie'), runtimeFolder(broken), wholePrograms('lua')))).toEqual([
      expect.stringContaining(`${manifest}:6 /suite`),
      'images/lua/5.4/Dockerfile:1: must begin with "ARG BASE"',
      `images/sets.yaml:4 /sets/default/0: there is no recipe for lua`,
    ]);
  });

  test('are an environment that leaves something to the host, and a command that would be searched for', () => {
    const run = "{ argv: [cat, '/app/{source}'], env: { PATH: /usr/bin, HOME: /box } }";
    expect(errorsOf(withRuntime({ run }))).toEqual([
      `${manifest}:9 /run/env: does not set LANG, LC_ALL, TZ`,
      `${manifest}:9 /run/argv/0: "cat" must be an absolute path`,
    ]);
  });

  test('are a policy and programs that nobody has', () => {
    expect(errorsOf(withRuntime({ more: 'policy: roomy\nprograms: moon\n' }))).toEqual([
      `${manifest}:12 /policy: there is no policy "roomy", there is default`,
      `${manifest}:13 /programs: there are no images/moon/programs`,
    ]);
  });

  test('are told of a variant only where it says them itself', () => {
    const more = `variants:
  - language: luajit
    displayName: LuaJIT
    run: { argv: [luajit, x] }
`;
    expect(errorsOf(withRuntime({ more }))).toEqual([
      `${manifest}:15 /variants/0/run/argv/0: "luajit" must be an absolute path`,
    ]);
    const run = "{ argv: [cat, '/app/{source}'], env: {} }";
    expect(errorsOf(withRuntime({ run, more: more.replace(/ {4}run.*\n/, '') }))).toHaveLength(2);
  });

  test('are files and families that two generations do not share', () => {
    const newer = {
      language: 'lua',
      version: '5.5',
      suite: 'forky',
      extension: '.lua',
      more: 'family: moon\n',
    };
    expect(errorsOf({ ...clean, folders: [...clean.folders, runtimeFolder(newer)] })).toEqual([
      'images/lua/5.5/runtime.yaml /source/extensions: lua-5.5 says .lua, lua-5.4 says .txt',
      'images/lua/5.5/runtime.yaml /family: lua-5.5 says moon, lua-5.4 says lua',
    ]);
  });
});

describe('the faults of a Dockerfile', () => {
  test.each([
    ['no base that could be given', 'FROM debian\n', ':1: must begin with "ARG BASE"'],
    [
      'another ground',
      '# why\nARG BASE=serin/base:trixie\n\nFROM debian\n',
      ':4: must go on with "FROM ${BASE}"',
    ],
    ['nothing', '', ': must begin with "ARG BASE"'],
  ])('are %s', (_, dockerfile, said) => {
    expect(errorsOf(withRuntime({ dockerfile }))).toEqual([`images/lua/5.4/Dockerfile${said}`]);
  });

  test('are not a named stage on the base', () => {
    const dockerfile = 'ARG BASE=serin/base:trixie\nFROM ${BASE} AS made\nFROM ${BASE}\n';
    expect(errorsOf(withRuntime({ dockerfile }))).toEqual([]);
  });
});

describe('the faults of programs', () => {
  const onlyWith = (programs: Record<string, string>): LintInput =>
    withFolders(baseFolder('trixie'), runtimeFolder(lua), programsFolder('lua', programs));

  test('are that there are none', () => {
    expect(errorsOf(withFolders(baseFolder('trixie'), runtimeFolder(lua)))).toEqual([
      'images/lua: there are no programs that show it works: write images/lua/programs/',
    ]);
  });

  test('are a check without a program or a reason', () => {
    const whole = Object.fromEntries(
      wholePrograms('lua').files.map(({ path, data }) => [path, data.toString()]),
    );
    const { 'sum.txt': _, 'eof.txt': __, ...rest } = whole;
    const why = 'apiVersion: serin/v1\nkind: Programs\nnot: { eof: it knows no end of input }\n';
    expect(errorsOf(onlyWith({ ...rest, 'programs.yaml': why }))).toEqual([
      expect.stringMatching(/^images\/lua\/programs: there is no program for the check "sum"/),
    ]);
  });

  test('are a folder without the file that the runtime begins with', () => {
    const whole = Object.fromEntries(
      wholePrograms('lua').files.map(({ path, data }) => [
        path.replace('main.txt', 'other.txt'),
        data.toString(),
      ]),
    );
    expect(errorsOf(onlyWith(whole))).toEqual([
      'images/lua/programs/multi-file: there is no main.txt, with which the program begins',
    ]);
  });

  test('are what was left to be filled in, anywhere', () => {
    const folder = wholePrograms('lua');
    const files = folder.files.map((file) =>
      file.path === 'eof.txt' ? { ...file, data: Buffer.from('\n-- FILL IN: read\n') } : file,
    );
    const said = 'images/lua/programs/eof.txt:2: is left to be filled in';
    expect(errorsOf(withFolders(baseFolder('trixie'), runtimeFolder(lua), { ...folder, files }))).toEqual([
      said,
    ]);
  });
});

describe('sets', () => {
  test('may not name what no recipe has, nor be called like a language', () => {
    const text = `${sets}  lua: [lua-5.4]\n  more: [moon]\n`;
    expect(errorsOf({ ...clean, sets: text })).toEqual([
      'images/sets.yaml:5 /sets/lua: is the name of a language or a family as well',
      'images/sets.yaml:6 /sets/more/0: there is no recipe for moon',
    ]);
  });

  test('are missed where there are none, or none that is the default', () => {
    expect(warningsOf({ ...clean, sets: undefined })).toEqual([
      'images/sets.yaml: is missing: every runtime is built',
    ]);
    expect(warningsOf({ ...clean, sets: sets.replace('default', 'other') })).toEqual([
      'images/sets.yaml:3 /sets: there is no set "default": every runtime is built',
    ]);
  });
});

describe('warnings', () => {
  test('tell of a language that serves nobody, and of programs that show nothing', () => {
    const folders = [baseFolder('trixie'), runtimeFolder({ language: 'lua', version: '5.4' })];
    const input = withFolders(...folders, wholePrograms('lua'), wholePrograms('moon'));
    expect(errorsOf(input)).toEqual([]);
    expect(warningsOf(input)).toEqual([
      'images/moon/programs: no runtime is shown by these',
      `${manifest} /bootstrap: no version of lua is bound to a track by itself`,
    ]);
  });

  test('tell of a language that the survey does not look for', () => {
    const candidates =
      'apiVersion: serin/v1\nkind: Candidates\nlanguages: { moon: { packages: [moonscript] } }\n';
    expect(warningsOf({ ...clean, candidates })).toEqual([
      'images/candidates.yaml: does not name lua: the survey cannot say what Debian has for it',
    ]);
    expect(errorsOf({ ...clean, candidates: candidates.replace('moonscript', 'Moon Script') })).toEqual([
      'images/candidates.yaml:3 /languages/moon/packages/0: must be the name of a package',
    ]);
  });
});
