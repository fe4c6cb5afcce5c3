import { expect, test } from 'vitest';
import type { ImageVerbs } from '../../../src/cli/image-verbs.ts';
import { fakeCli, silentLocal } from './fake-cli.ts';

interface Call {
  readonly verb: string;
  readonly settings: unknown;
  readonly options: unknown;
}

const run = async (argv: readonly string[], env: Record<string, string> = {}) => {
  const calls: Call[] = [];
  const images = Object.fromEntries(
    Object.keys(silentLocal.images).map((verb) => [
      verb,
      (settings: unknown, options: unknown) => {
        calls.push({ verb, settings, options });
        return Promise.resolve(7);
      },
    ]),
  ) as unknown as ImageVerbs;
  const { exitCode, stderr } = await fakeCli({ env, local: { ...silentLocal, images } }).run(
    'images',
    ...argv,
  );
  return { calls, exitCode, stderr };
};

const mebibyte = 1024 * 1024;
const usual = { names: [], parallel: undefined, fresh: false, minFreeBytes: 2048 * mebibyte, json: false };

test.each([
  [['build'], 'build', {}, usual],
  [['build', '--all', '--json'], 'build', {}, { ...usual, names: ['all'], json: true }],
  [
    ['build', 'python', 'cpp-16', '--parallel', '3', '--fresh', '--min-free-mib', '10', '--port', '9'],
    'build',
    { port: '9' },
    { names: ['python', 'cpp-16'], parallel: 3, fresh: true, minFreeBytes: 10 * mebibyte, json: false },
  ],
  [['test'], 'test', {}, { names: [], track: undefined, json: false }],
  [
    ['test', 'python', '--track', 'canary', '--port', '9', '--json'],
    'test',
    { port: '9' },
    { names: ['python'], track: 'canary', json: true },
  ],
  [['list', '--json'], 'list', {}, { json: true }],
  [['lint'], 'lint', {}, { json: false }],
  [['survey', '--write', 'a.md'], 'survey', {}, { write: 'a.md', json: false }],
  [
    ['new', 'lua', '--version', '5.4', '--suite', 'trixie', '--packages', 'lua5.4, gcc'],
    'create',
    {},
    { language: 'lua', version: '5.4', suite: 'trixie', packages: ['lua5.4', 'gcc'], like: undefined },
  ],
  [
    ['new', 'lua', '--version', '5.5', '--suite', 'forky', '--like', 'lua/5.4'],
    'create',
    {},
    { language: 'lua', version: '5.5', suite: 'forky', packages: [], like: 'lua/5.4' },
  ],
  [['save', 'lua'], 'save', {}, { names: ['lua'], output: '.', json: false }],
  [['save', 'lua', '--output', 'out/'], 'save', {}, { names: ['lua'], output: 'out/', json: false }],
  [['load', 'a.tar.gz'], 'load', {}, { files: ['a.tar.gz'], expect: undefined, json: false }],
  [['load', 'a', '--expect', 'lua-5@1'], 'load', {}, { files: ['a'], expect: 'lua-5@1', json: false }],
  [
    ['prune', '--dry-run', '--server', 'http://there'],
    'prune',
    {},
    { dryRun: true, offline: false, server: 'http://there', key: undefined, json: false },
  ],
])(
  'images %j is given its options, and apart from them its settings',
  async (argv, verb, settings, options) => {
    const { calls, exitCode } = await run(argv);
    expect(calls).toEqual([{ verb, settings, options }]);
    expect(exitCode).toBe(7);
  },
);

test('pruning asks the server that the environment names', async () => {
  const { calls } = await run(['prune'], { SERIN_SERVER: 'http://elsewhere', SERIN_KEY: 'secret' });
  expect(calls[0]?.options).toMatchObject({ server: 'http://elsewhere', key: 'secret' });
});

test.each([
  [['new', 'lua', '--version', '5.4'], /required option '--suite/],
  [['new', 'lua', '--version', '5.4', '--suite', 'jessie'], /Allowed choices are trixie, forky/],
  [['build', '--parallel', 'many'], /whole number/],
  [['save'], /missing required argument 'names'/],
  [['load'], /missing required argument 'files'/],
  [['polish'], /unknown command 'polish'/],
])('images %j is misuse', async (argv, said) => {
  const { calls, exitCode, stderr } = await run(argv);
  expect({ calls, exitCode }).toEqual({ calls: [], exitCode: 2 });
  expect(stderr).toMatch(said);
});
