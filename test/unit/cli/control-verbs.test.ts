/** The verbs about tracks and releases, spoken to the real HTTP face over tracks in memory. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { gcc16 } from '../../support/control-world.ts';
import { bindingOf } from '../../support/facts.ts';
import { appOf, world } from '../http/world.ts';
import { fakeCli } from './fake-cli.ts';
import type { Ran } from './fake-cli.ts';

let app: FastifyInstance;
let url: string;
beforeEach(async () => {
  app = await appOf(world());
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => app.close());

const run = (...argv: string[]): Promise<Ran> => fakeCli().run(...argv, '--server', url);
const toCanary = (...more: string[]): Promise<Ran> =>
  run('tracks', 'set', 'cpp', 'canary', 'cpp-16', '--reason', 'try gcc 16', ...more);

const gcc14 = bindingOf().fingerprint;

describe('tracks', () => {
  test('set binds by a name, a fingerprint or a range, and says what it made of it', async () => {
    const named = await toCanary();
    expect(named.exitCode).toBe(0);
    expect(named.stdout).toContain(`cpp on canary is ${gcc16.fingerprint} (revision 2)\n`);
    const again = await run('tracks', 'set', 'cpp', 'canary', gcc16.fingerprint);
    expect(again.stdout).toBe(`cpp on canary is already ${gcc16.fingerprint} (revision 2)\n`);
    const range = await run('tracks', 'set', 'cpp', 'beta', '^16', '--json');
    expect(JSON.parse(range.stdout)).toMatchObject({ binding: { range: '^16' }, changed: true });
  });

  test('a dry run says would, and changes nothing', async () => {
    expect((await toCanary('--dry-run')).stdout).toContain(`cpp on canary would be ${gcc16.fingerprint}\n`);
    expect((await run('tracks')).stdout).not.toContain('canary');
  });

  test('a refusal names the guard and the way to go, and ends with 2', async () => {
    const refused = await run('tracks', 'set', 'cpp', 'stable', 'cpp-16');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('was never canary here');
    expect(refused.stderr).toContain(`serin tracks set cpp canary ${gcc16.fingerprint}`);
  });

  test('force needs a reason, and is told', async () => {
    const without = await run('tracks', 'set', 'cpp', 'stable', 'cpp-16', '--force');
    expect(without).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('say why') as string });
    const forced = await run(
      'tracks',
      'set',
      'cpp',
      'stable',
      'cpp-16',
      '--force',
      '--reason',
      'an emergency',
    );
    expect(forced.stdout).toContain(`in place of ${gcc14}\npassed over: not-canaried\n`);
  });

  test('promote, rollback and unset move a language through its life', async () => {
    await toCanary();
    const promoted = await run('tracks', 'promote', 'cpp', '--reason', 'no flips');
    expect(promoted.stdout).toContain(
      `cpp on stable is ${gcc16.fingerprint} (revision 3)\nin place of ${gcc14}\n`,
    );
    const off = await run('tracks', 'unset', 'cpp', 'canary', '--reason', 'done');
    expect(off.stdout).toBe(`cpp on canary: ${gcc16.fingerprint} is off (revision 4)\n`);
    const listed = (await run('tracks')).stdout;
    expect(listed).toMatch(/^cpp +stable +cpp-16\.2\.0@ba9876543210 +anonymous +no flips$/m);
    expect(listed).toContain(`draining: ${gcc16.fingerprint}, which was on canary of cpp`);
    const back = await run('tracks', 'rollback', 'cpp', 'stable', '--reason', 'wrong answers');
    expect(back.stdout).toBe(
      `cpp on stable is back to ${gcc14} (revision 5)\n${gcc16.fingerprint} is quarantined\n`,
    );
  });

  test('rollback without a reason is refused before anybody is asked', async () => {
    const refused = await run('tracks', 'rollback', 'cpp', 'canary');
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--reason') as string });
  });

  test('rolling back canary says what became of it', async () => {
    await toCanary();
    const trial = await run('tracks', 'rollback', 'cpp', 'canary', '--reason', 'flips', '--dry-run');
    expect(trial.stdout).toContain(`${gcc16.fingerprint} would be quarantined`);
    const back = await run('tracks', 'rollback', 'cpp', 'canary', '--reason', 'flips');
    expect(back.stdout).toBe(
      `cpp on canary has nothing now: its submissions go to stable (revision 3)\n${gcc16.fingerprint} is quarantined\n`,
    );
    expect((await run('tracks')).stdout).toContain(`quarantined: ${gcc16.fingerprint} (anonymous: flips)`);
    const held = await toCanary();
    expect(held).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('serin lineage release') as string,
    });
    const lifted = await run('lineage', 'release', gcc16.fingerprint, '--reason', 'the checker was wrong');
    expect(lifted.stdout).toBe(`${gcc16.fingerprint} may be bound again (revision 4)\n`);
    expect((await toCanary()).exitCode).toBe(0);
  });
});

describe('lineage', () => {
  test('is a table of releases with their stage', async () => {
    await toCanary();
    const { stdout } = await run('lineage');
    expect(stdout).toMatch(/^cpp +cpp-14\.2\.0@0123456789ab +stable +stable +1970-01-01 00:00/m);
    expect(stdout).toMatch(/^cpp +cpp-16\.2\.0@ba9876543210 +canary +canary /m);
    expect((await run('lineage', 'rust')).stdout).toContain('No worker has told');
  });

  test('is a graph in the language of Graphviz, and a picture', async () => {
    await toCanary();
    await run('tracks', 'promote', 'cpp', '--reason', 'no "flips" <yet>');
    const dot = (await run('lineage', '--dot')).stdout;
    expect(dot).toMatch(/^digraph \{/);
    expect(dot).toContain('subgraph cluster_cpp');
    expect(dot).toContain('promote on stable');
    const { stdout: svg, exitCode } = await run('lineage', 'cpp', '--svg');
    expect(exitCode).toBe(0);
    expect(svg).toContain('<svg');
    expect(svg).toContain('no &quot;flips&quot; &lt;yet&gt;');
    expect((await run('lineage', '--svg', '--dot')).exitCode).toBe(2);
  });

  test('history tells what happened, the latest first, and as much as is asked for', async () => {
    await toCanary();
    await run('lineage', 'quarantine', gcc14, '--reason', 'x');
    const { stdout } = await run('history', 'cpp', '--limit', '1');
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(stdout).toMatch(/bind +cpp-16\.2\.0@ba9876543210 +canary +anonymous +try gcc 16/);
  });
});

describe('freezes', () => {
  const winter = [
    '--from',
    '2020-01-01T00:00:00Z',
    '--until',
    '2099-01-02T01:00:00+01:00',
    '--reason',
    'holidays',
  ];

  test('are added, shown, block promotions and are removed', async () => {
    await toCanary();
    const added = await run('freezes', 'add', 'winter', ...winter, '--languages', 'cpp');
    expect(added.stdout).toBe(
      'nothing of cpp is promoted from 2020-01-01T00:00:00Z until 2099-01-02T00:00:00Z\n',
    );
    expect((await run('freezes')).stdout).toMatch(/^winter +freeze +cpp .*anonymous: holidays$/m);
    await run('freezes', 'remove', 'winter', '--reason', 'enough');
    expect((await run('freezes')).stdout).toBe('Nothing blocks promotions, now or later.\n');
  });

  test('for a language that is not here are refused: they would freeze nothing', async () => {
    const refused = await run('freezes', 'add', 'winter', ...winter, '--languages', 'cpp,pyhton');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('pyhton is neither a language nor a family here; there are cpp');
  });

  test('of a local time are refused: it would mean another instant on each server', async () => {
    const local = ['--from', '2020-01-01 00:00', '--until', '2099-01-02', '--reason', 'r'];
    const refused = await run('freezes', 'add', 'winter', ...local);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('/from');
  });
});

describe('provenance', () => {
  test('is exported to standard output, with its digest on standard error', async () => {
    await toCanary();
    const { stdout, stderr } = await run('provenance', 'export', gcc16.fingerprint);
    const { digest } = JSON.parse(stdout) as { digest: string };
    expect(stderr).toBe(`${gcc16.fingerprint} was canary in prod; not signed\ndigest ${digest}\n`);
  });

  test('of this very environment, or a file that is none, is not imported', async () => {
    await toCanary();
    const { stdout } = await run('provenance', 'export', gcc16.fingerprint);
    const { digest } = JSON.parse(stdout) as { digest: string };
    const cli = fakeCli({ files: { 'p.json': stdout, 'q.json': 'no' } });
    const imported = (file: string) =>
      cli.run('provenance', 'import', file, '--reason', 'r', '--digest', digest, '--server', url);
    expect((await imported('p.json')).stderr).toContain('which is this environment');
    expect((await imported('q.json')).stderr).toContain('q.json is not JSON');
  });
});
