import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import type { Fault } from '../../../src/domain/errors.ts';
import { loadManifests } from '../../../src/workshop/load-manifest.ts';

const path = 'images/lua/5.4/runtime.yaml';

const good = `apiVersion: serin/v1
kind: Runtime
language: lua
version: '5.4'
displayName: Lua 5.4
suite: trixie
source:
  file: main.lua
  extensions: [.lua]
compile:
  argv: [/usr/bin/luac, -p, '{sources}']
  keepSources: true
run:
  argv: [/usr/bin/lua, '/app/{source}']
probes:
  version:
    argv: [/usr/bin/lua, -v]
    pattern: '^Lua (\\d+\\.\\d+\\.\\d+)'
editor:
  codemirror: lua
  monaco: lua
  template: print("hello")
`;

const loadManifest = (file: string, text: string) => loadManifests(file, text)[0];

const faultsOf = (text: string): readonly Fault[] => {
  try {
    loadManifest(path, text);
  } catch (error) {
    if (error instanceof SerinError && error.code === 'MANIFEST_INVALID') return error.faults;
    throw error;
  }
  return [];
};

describe('a manifest', () => {
  test('is read with its defaults filled in', () => {
    const manifest = loadManifest(path, good);
    expect(manifest).toMatchObject({
      language: 'lua',
      policy: 'default',
      run: { env: {}, extraProcesses: 0 },
      compile: { artifacts: [], keepSources: true, limits: { cpuMs: 10_000, memoryBytes: 1_073_741_824 } },
      multipliers: { time: 1, memory: 1 },
    });
  });

  test('may share parts by anchors', () => {
    const text = good
      .replace('keepSources: true', 'keepSources: true\n  env: &env { TZ: UTC }')
      .replace('run:\n', 'run:\n  env: *env\n');
    expect(loadManifest(path, text).run.env).toEqual({ TZ: 'UTC' });
  });
});

describe('the faults of a manifest', () => {
  test.each([
    [
      'an unknown key',
      good.replace('suite: trixie', 'suite: trixie\nsweet: trixie'),
      `${path}:7 /sweet`,
      'no such key',
    ],
    [
      'an unknown key deep inside',
      good.replace('  file:', '  fill: 1\n  file:'),
      `${path}:8 /source/fill`,
      'no such key',
    ],
    ['a missing key', good.replace("version: '5.4'\n", ''), `${path}:1 /version`, 'string'],
    ['a missing key deep inside', good.replace('  file: main.lua\n', ''), `${path}:7 /source/file`, 'string'],
    ['a version that YAML read as a number', good.replace("'5.4'", '5.4'), `${path}:4 /version`, 'string'],
    ['a suite that nobody has', good.replace('suite: trixie', 'suite: jessie'), `${path}:6 /suite`, 'trixie'],
    [
      'an empty command',
      good.replace("[/usr/bin/lua, '/app/{source}']", '[]'),
      `${path}:14 /run/argv`,
      'at least 1|>=1',
    ],
    ['a word that is no text', good.replace('-p', '7'), `${path}:11 /compile/argv/1`, 'string'],
    [
      '{sources} inside a word',
      good.replace("'{sources}'", "'-i={sources}'"),
      `${path}:11 /compile/argv`,
      'word of its own',
    ],
    [
      'a compile step that leaves nothing',
      good.replace('keepSources: true', 'keepSources: false'),
      `${path}:10 /compile`,
      'nothing would be left',
    ],
    [
      'a pattern without a group',
      good.replace(/pattern: .*/, "pattern: '^Lua'"),
      `${path}:18 /probes/version/pattern`,
      'capture group',
    ],
    [
      'a pattern that is no regular expression',
      good.replace(/pattern: .*/, "pattern: '(['"),
      `${path}:18 /probes/version/pattern`,
      'capture group',
    ],
    [
      'a language that no image can be named by',
      good.replace('language: lua', "language: 'c++'"),
      `${path}:3 /language`,
      'lower case',
    ],
    ['a file name that climbs', good.replace('main.lua', '../main.lua'), `${path}:8 /source/file`, ''],
    [
      'a variable name that is none',
      good.replace('run:\n', 'run:\n  env: { "A=B": "1" }\n'),
      `${path}:14 /run/env/A=B`,
      '',
    ],
    ['no template', good.replace(/ {2}template.*\n/, ''), `${path}:19 /editor/template`, ''],
  ])('name the line of %s', (_, text, place, message) => {
    const faults = faultsOf(text);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.path).toBe(place);
    expect(faults[0]?.message).toMatch(new RegExp(message));
  });

  test('are all told at once', () => {
    const text = good.replace('lua\n', 'LUA\n').replace('suite: trixie', 'suite: jessie').replace('-p', '7');
    expect(faultsOf(text).map((fault) => fault.path)).toEqual([
      `${path}:3 /language`,
      `${path}:6 /suite`,
      `${path}:11 /compile/argv/1`,
    ]);
  });

  test('name the line of broken YAML', () => {
    const faults = faultsOf(good.replace('source:\n', 'source: [\n'));
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) expect(fault.path).toMatch(/^images\/lua\/5\.4\/runtime\.yaml:\d+$/);
  });

  test('name a key given twice', () => {
    const faults = faultsOf(good.replace('language: lua', 'language: lua\nlanguage: lua'));
    expect(faults).toEqual([{ path: `${path}:4`, message: expect.stringContaining('unique') as string }]);
  });

  test.each([
    ['an empty file', ''],
    ['a list', '- a\n- b\n'],
    ['a word', 'runtime\n'],
    ['an alias to nothing', `${good}policy: *nothing\n`],
  ])('are told for %s', (_, text) => {
    expect(faultsOf(text)).not.toEqual([]);
  });

  test('are told for a bomb of aliases, in no time', () => {
    const level = (name: string, of: string): string =>
      `${name}: &${name} [${Array<string>(10).fill(`*${of}`).join(', ')}]`;
    const bomb = [
      'a: &a [x]',
      level('b', 'a'),
      level('c', 'b'),
      level('d', 'c'),
      level('e', 'd'),
      level('f', 'e'),
    ];
    expect(faultsOf(bomb.join('\n'))).toEqual([
      { path, message: expect.stringContaining('alias') as string },
    ]);
  });
});

describe('variants', () => {
  const varied = `${good}variants:
  - language: luajit
    displayName: LuaJIT
    compile: null
    run: { argv: [/usr/bin/luajit, '/app/{source}'] }
    probes: { features: { jit: { argv: [/usr/bin/luajit, -v] } } }
  - { language: lua-fast, displayName: Lua with more flags, family: fast }
`;

  test('inherit what they do not say, and are merged with what they do', () => {
    const [own, jit, fast] = loadManifests(path, varied);
    expect(own).toMatchObject({ language: 'lua', displayName: 'Lua 5.4' });
    expect(own.family).toBeUndefined();
    expect(jit).toMatchObject({
      language: 'luajit',
      family: 'lua',
      programs: 'lua',
      version: '5.4',
      run: { argv: ['/usr/bin/luajit', '/app/{source}'], env: {} },
      probes: { version: own.probes.version, features: { jit: { argv: ['/usr/bin/luajit', '-v'] } } },
    });
    expect(jit?.compile).toBeUndefined();
    expect(fast).toMatchObject({ family: 'fast', compile: own.compile, run: own.run });
  });

  test('name the line of what is wrong in them, and what they inherit is told once', () => {
    expect(faultsOf(varied.replace('LuaJIT', "''").replace('suite: trixie', 'suite: jessie'))).toMatchObject([
      { path: `${path}:6 /suite` },
      { path: `${path}:25 /variants/0/displayName` },
    ]);
  });

  test('need a language and a name of their own', () => {
    expect(faultsOf(`${good}variants: [{ compile: null }]\n`).map((fault) => fault.path)).toEqual([
      `${path}:23 /variants/0/language`,
      `${path}:23 /variants/0/displayName`,
    ]);
  });

  test('that are no list are refused like any key that is not known', () => {
    expect(faultsOf(`${good}variants: cpp17\n`)).toEqual([
      { path: `${path}:23 /variants`, message: 'there is no such key' },
    ]);
  });
});
