import { expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { fakeCli, silentLocal } from './fake-cli.ts';

test('local verbs get their settings by name and answer the exit code', async () => {
  const calls: unknown[] = [];
  const note =
    (name: string, exitCode: number) =>
    (...args: unknown[]) => {
      calls.push([name, ...args]);
      return Promise.resolve(exitCode);
    };
  const local = {
    up: note('up', 0),
    demo: note('demo', 1),
    images: silentLocal.images,
    problems: silentLocal.problems,
    rules: silentLocal.rules,
    config: note('config', 0),
  };
  const cli = fakeCli({ local });
  expect((await cli.run('up', '--port', '9', '--config', 'my.yaml')).exitCode).toBe(0);
  expect((await cli.run('demo')).exitCode).toBe(1);
  await cli.run('config', '--json', '--port', '9');
  expect(calls).toEqual([
    ['up', { port: '9', config: 'my.yaml' }],
    ['demo', {}],
    ['config', { port: '9' }, { json: true }],
  ]);
});

test('nothing, help and --help of a verb are answered on stdout with 0', async () => {
  const cli = fakeCli();
  expect(await cli.run()).toEqual({ exitCode: 0, stdout: cli.help(), stderr: '' });
  expect(await cli.run('help')).toEqual({ exitCode: 0, stdout: cli.help(), stderr: '' });
  const verb = await cli.run('help', 'submit');
  expect(verb.stdout).toMatch(/^Usage: serin submit/);
  expect(await cli.run('submit', '--help')).toEqual(verb);
});

test('an unknown verb suggests the nearest and ends with 2', async () => {
  const { exitCode, stderr } = await fakeCli().run('langauges');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/unknown command 'langauges'\n\(Did you mean languages\?\)/);
});

test('images without a verb is misuse', async () => {
  expect((await fakeCli().run('images')).exitCode).toBe(2);
});

test('a faulty configuration ends with 2, our other failures with 1, each in one sentence', async () => {
  const failing = (error: Error) =>
    fakeCli({ local: { ...silentLocal, up: () => Promise.reject(error) } }).run('up');
  expect(await failing(new SerinError('CONFIG_INVALID', 'two faults'))).toMatchObject({
    exitCode: 2,
    stderr: 'serin: two faults\n',
  });
  expect(await failing(new SerinError('DATA_DIR_TAKEN', 'pid 7 runs here'))).toMatchObject({
    exitCode: 1,
    stderr: 'serin: pid 7 runs here\n',
  });
});

test('a failure of many faults tells each, unless its sentence does', async () => {
  const faults = [
    { path: 'images/lua/5.4/runtime.yaml:3', message: 'there is no such key' },
    { path: 'images/lua', message: 'is told' },
  ];
  const up = () => Promise.reject(new SerinError('MANIFEST_INVALID', 'one is told, one is not', { faults }));
  expect((await fakeCli({ local: { ...silentLocal, up } }).run('up')).stderr).toBe(
    'serin: one is told, one is not\n  images/lua/5.4/runtime.yaml:3: there is no such key\n',
  );
});

test('what nobody foresaw keeps its stack', async () => {
  const local = { ...silentLocal, up: () => Promise.reject(new Error('unforeseen')) };
  const { exitCode, stderr } = await fakeCli({ local }).run('up');
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^serin: Error: unforeseen\n +at /);
});

test('tests are run by the script of the checkout', async () => {
  const { exitCode, stderr } = await fakeCli().run('test', 'some.test.ts', '--bail=1');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('./serin test');
});
