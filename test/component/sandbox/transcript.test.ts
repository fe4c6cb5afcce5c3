import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunCommand, RunReport } from '../../../src/domain/run.ts';
import type { SlotLease } from '../../../src/sandbox/lease.ts';
import { removeOrphans } from '../../../src/sandbox/orphans.ts';
import { docker, open, outputOf, script, worker } from './open.ts';

let sandboxes: Awaited<ReturnType<typeof open>>;
let lease: SlotLease;
let companion: SlotLease;

beforeAll(async () => {
  sandboxes = await open();
  lease = await sandboxes.lease('debian@1');
  companion = await lease.companion('debian@1');
});

afterAll(async () => {
  await lease.reset();
  await companion.reset();
  expect(sandboxes.figures.resets.every(Boolean)).toBe(true);
  expect(sandboxes.figures.destroyed).toEqual([]);
  await sandboxes.close(20_000);
  await removeOrphans(docker, worker);
});

const generous = { cpuMs: 30_000, wallMs: 60_000 };

const talks = (text: string, transcriptBytes = 65_536, limits = generous): RunCommand => ({
  ...script(text, limits),
  joined: true,
  transcriptBytes,
});

const perl = (text: string, transcriptBytes?: number): RunCommand => ({
  ...talks('', transcriptBytes),
  argv: ['/usr/bin/perl', '-e', text],
});

const pair = async (program: RunCommand, interactor: RunCommand): Promise<[RunReport, RunReport]> => {
  await lease.join({ stdin: 'to-program', stdout: 'from-program' });
  await companion.join({ stdin: 'from-program', stdout: 'to-program' });
  return Promise.all([lease.run(program), companion.run(interactor)]);
};

const saidBy = ({ said = [] }: RunReport): string => Buffer.concat(said.map(({ data }) => data)).toString();

/** What both said, in the order of its times. */
const together = (program: RunReport, interactor: RunReport): string =>
  [...(program.said ?? []), ...(interactor.said ?? [])]
    .toSorted((left, right) => left.atMs - right.atMs)
    .map(({ data }) => data.toString())
    .join('');

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const exited = { kind: 'exited', code: 0 };

/** Both say so many bytes, and tell the digest of what they hear. */
const bothWays = (say: string, bytes: number): string =>
  `(${say}) | head -c ${bytes} & head -c ${bytes} | md5sum >&2; wait`;

/** What the runner holds for a worker that reads nothing is more. */
const leastToldBytes = 256 * 1024;

describe('what joined programs say', () => {
  test('is told of both, in the order of the conversation, and reaches the other as it is', async () => {
    const [program, interactor] = await pair(
      talks('while read n; do echo "$n and one"; done'),
      talks('for n in 1 2 3; do echo $n; read answer; echo "$answer" >&2; done'),
    );
    expect(together(program, interactor)).toBe('1\n1 and one\n2\n2 and one\n3\n3 and one\n');
    expect(interactor.stderr.toString()).toBe('1 and one\n2 and one\n3 and one\n');
    expect([program.stdoutBytes, interactor.stdoutBytes]).toEqual([30, 6]);
    const times = [...(program.said ?? []), ...(interactor.said ?? [])].map(({ atMs }) => atMs);
    const beginMs = Math.min(...[program, interactor].map(({ endedMs = 0, wallMs }) => endedMs - wallMs));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(beginMs);
    expect(Math.max(...times)).toBeLessThanOrEqual(Math.max(program.endedMs ?? 0, interactor.endedMs ?? 0));
  });

  test('is not told where no transcript is wanted, of one of the two either', async () => {
    const { transcriptBytes: _, ...silent } = talks('read line; echo "$line" >&2; echo b');
    const [program, interactor] = await pair(talks('echo a; read line; echo "$line" >&2'), silent);
    expect([saidBy(program), outputOf(program)]).toEqual(['a\n', 'b\n']);
    expect([interactor.said, outputOf(interactor), interactor.stdoutBytes]).toEqual([undefined, 'a\n', 0]);
  });

  test('passes in both directions at once, a MiB each in large pieces', async () => {
    const bytes = 1024 * 1024;
    const numbers = Array.from({ length: 200_000 }, (_, index) => `${index + 1}\n`)
      .join('')
      .slice(0, bytes);
    const say = bothWays('seq 1 200000', bytes);
    const reports = await pair(talks(say, 2 * bytes), talks(say, 2 * bytes));
    for (const report of reports) {
      expect(report).toMatchObject({ fate: exited, stdoutBytes: bytes });
      expect(report.stderr.toString()).toBe(`${md5(numbers)}  -\n`);
      // A worker that is slow to read loses the end of a transcript, never a part of the conversation.
      expect(saidBy(report).length).toBeGreaterThanOrEqual(leastToldBytes);
      expect(numbers.startsWith(saidBy(report))).toBe(true);
    }
  });

  test('passes in both directions at once, a MiB each in small pieces', async () => {
    const bytes = 7 * 150_000;
    const say = `perl -e 'for (1..150000) { syswrite STDOUT, "1234567" }' & head -c ${bytes} | md5sum >&2; wait`;
    const reports = await pair(talks(say), talks(say));
    for (const report of reports) {
      expect(report).toMatchObject({ fate: exited, stdoutBytes: bytes });
      expect(report.stderr.toString()).toBe(`${md5('1234567'.repeat(150_000))}  -\n`);
      expect(saidBy(report)).toBe('1234567'.repeat(9_363).slice(0, 65_536));
    }
  });

  test('passes in packets of single bytes', async () => {
    const packets = `use Fcntl; fcntl(STDOUT, F_SETFL, 0x4001) or die; for (1..9999) { syswrite STDOUT, "x" }`;
    const [program, interactor] = await pair(perl(packets), talks('wc -c >&2'));
    expect(program.fate).toEqual(exited);
    expect(saidBy(program)).toBe('x'.repeat(9_999));
    expect(outputOf(interactor)).toBe('9999\n');
  });

  test('passes in 10 000 rounds of one line, in order', async () => {
    const [program, interactor] = await pair(
      talks('while read n; do echo $((n + 1)); done', 1024 * 1024),
      talks('n=0; while [ $n -lt 10000 ]; do echo $n; read n; done; echo $n >&2', 1024 * 1024),
    );
    expect([program.fate, interactor.fate]).toEqual([exited, exited]);
    expect(outputOf(interactor)).toBe('10000\n');
    const lines = Array.from({ length: 10_000 }, (_, round) => `${round}\n${round + 1}\n`).join('');
    expect(together(program, interactor)).toBe(lines);
  });

  test('is told up to a bound and heard beyond it', async () => {
    const [program, interactor] = await pair(talks('seq 1 20000', 1000), talks('tail -n 1 >&2'));
    expect(saidBy(program)).toHaveLength(1000);
    expect(program.stdoutBytes).toBe(108_894);
    expect(outputOf(interactor)).toBe('20000\n');
  });

  test('is heard to the last byte after its program was killed, however late', async () => {
    const [program, interactor] = await pair(
      talks('seq 1 13000; kill -9 $$'),
      talks('sleep 0.5; tail -n 1 >&2'),
    );
    expect(program).toMatchObject({ fate: { kind: 'signaled', signal: 9 }, stdoutBytes: 66_894 });
    expect(program.wallMs).toBeLessThan(interactor.wallMs);
    expect(program.endedMs).toBeLessThan(interactor.endedMs ?? 0);
    expect(outputOf(interactor)).toBe('13000\n');
  });

  test('is heard to the last byte of a pipe that its program has enlarged', async () => {
    const large = `fcntl(STDOUT, 1031, 262144) or die; syswrite STDOUT, "x" x 250000; kill 9, $$`;
    const [program, interactor] = await pair(perl(large), talks('sleep 0.5; wc -c >&2'));
    expect(program).toMatchObject({ fate: { kind: 'signaled', signal: 9 }, stdoutBytes: 250_000 });
    expect(outputOf(interactor)).toBe('250000\n');
  });

  test('is heard by one that makes its own pipe small', async () => {
    const small = `fcntl(STDIN, 1031, 4096) or die; select undef, undef, undef, 0.5; $n += length while <STDIN>; print STDERR $n`;
    const [program, interactor] = await pair(talks('sleep 0.3; seq 1 20000; sleep 0.5'), perl(small));
    expect(program.fate).toEqual(exited);
    expect(outputOf(interactor)).toBe('108894');
  });

  test('is what a program said before it was cancelled, and so is the other’s', async () => {
    await lease.join({ stdin: 'to-program', stdout: 'from-program' });
    await companion.join({ stdin: 'from-program', stdout: 'to-program' });
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 200);
    const [program, interactor] = await Promise.all([
      lease.run(talks('echo hello; exec sleep 30'), abort.signal),
      companion.run(talks('read line; echo "heard $line"; read line; echo over')),
    ]);
    expect(program.fate).toEqual({ kind: 'killed', by: 'cancel' });
    expect([saidBy(program), saidBy(interactor)].map((text) => text.split('\n')[0])).toEqual([
      'hello',
      'heard hello',
    ]);
  });

  test('stops a program that goes on when nobody reads', async () => {
    const [program] = await pair(talks('exec yes'), talks('head -n 3 > /dev/null; exit 5'));
    expect(program.fate).toEqual({ kind: 'signaled', signal: 13 });
  });
});

test('a transcript of a run that is not joined is refused', async () => {
  await expect(lease.run({ ...script('true'), transcriptBytes: 1 })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  });
});
