import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../../src/domain/limits.ts';
import type { Auxiliary } from '../../../src/judging/auxiliary.ts';
import { Companions } from '../../../src/judging/companions.ts';
import type { Lease } from '../../../src/judging/ports.ts';
import { factsOf } from '../../support/facts.ts';

const programOf = (name: string): Auxiliary => ({
  protocol: 'testlib',
  runtime: factsOf(),
  files: [{ path: name, data: Buffer.from(name), executable: true }],
  entry: name,
  sourcePaths: [],
  limits: defaultLimits,
});

const world = () => {
  const acts: string[] = [];
  const unused = (): never => {
    throw new Error('nothing is run here');
  };
  const companions = new Companions((fingerprint) => {
    acts.push(`open ${fingerprint}`);
    const lease: Lease = {
      waitedMs: 0,
      wanted: false,
      companion: unused,
      join: unused,
      run: unused,
      collect: unused,
      put: (files) => {
        acts.push(...files.map(({ path }) => path));
        return Promise.resolve();
      },
      reset: () => {
        acts.push('reset');
        return Promise.resolve();
      },
      release: () => void acts.push(`release ${fingerprint}`),
    };
    return Promise.resolve(lease);
  });
  return { acts, companions };
};

const small = [{ name: 'input', data: Buffer.from('x') }];
const large = [{ name: 'input', data: Buffer.alloc(20 * 1024 * 1024) }];

describe('a companion', () => {
  test('that was given what is not held in memory is emptied when that was judged, and only then', async () => {
    const { acts, companions } = world();
    const companion = await companions.of('a');
    const program = programOf('checker');
    await companion.place(program, small);
    await companion.emptyOfStreams();
    await companion.place(program, [{ name: 'output', data: { bytes: 1, read: () => [Buffer.from('x')] } }]);
    await companion.emptyOfStreams();
    await companion.place(program, small);
    await companion.emptyOfStreams();
    expect(acts.slice(1)).toEqual([
      'checker',
      'tests/1/input',
      'tests/2/output',
      'reset',
      'checker',
      'tests/1/input',
    ]);
  });

  test('is opened once for each fingerprint, and released where nothing else does it', async () => {
    const { acts, companions } = world();
    expect(await companions.of('a')).toBe(await companions.of('a'));
    await companions.of('b');
    companions.release();
    expect(acts).toEqual(['open a', 'open b', 'release a', 'release b']);
  });

  test('keeps its program, and gives each test a directory of its own', async () => {
    const { acts, companions } = world();
    const companion = await companions.of('a');
    const checker = programOf('checker');
    expect(await companion.place(checker, small)).toBe('/app/tests/1');
    expect(await companion.place(checker, small)).toBe('/app/tests/2');
    expect(acts.slice(1)).toEqual(['checker', 'tests/1/input', 'tests/2/input']);
  });

  test('is reset before it holds too much, holds another program, or runs in a box that was kept', async () => {
    const { acts, companions } = world();
    const companion = await companions.of('a');
    const [checker, interactor] = [programOf('checker'), programOf('interactor')];
    await companion.place(checker, large);
    await companion.place(checker, large);
    await companion.place(interactor, small);
    companion.leftBehind();
    await companion.place(interactor, small);
    expect(acts.slice(1)).toEqual([
      ...['checker', 'tests/1/input', 'reset', 'checker', 'tests/1/input'],
      ...['reset', 'interactor', 'tests/1/input', 'reset', 'interactor', 'tests/1/input'],
    ]);
  });
});
