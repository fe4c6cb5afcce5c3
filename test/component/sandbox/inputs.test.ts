import { afterAll, beforeAll, expect, test } from 'vitest';
import { inputOf } from '../../../src/domain/run.ts';
import type { RunInput } from '../../../src/domain/run.ts';
import { removeOrphans } from '../../../src/sandbox/orphans.ts';
import { docker, open, outputOf, script, worker } from './open.ts';

const mebibyte = 1024 * 1024;

let sandboxes: Awaited<ReturnType<typeof open>>;

beforeAll(async () => {
  sandboxes = await open();
});

afterAll(async () => {
  await sandboxes.close(20_000);
  await removeOrphans(docker, worker);
});

/** An input that counts how often it was read. */
const counted = (text: string, key: string): { input: RunInput; reads: () => number } => {
  let reads = 0;
  const plain = inputOf(Buffer.from(text), key);
  const read = () => {
    reads += 1;
    return plain.read();
  };
  return { input: { ...plain, read }, reads: () => reads };
};

const run = async (text: string, stdin: RunInput) => {
  const lease = await sandboxes.lease('debian@1');
  try {
    return await lease.run({ ...script(text), stdin });
  } finally {
    lease.release();
  }
};

test('an input that is kept is sent once, and read from its beginning by every later run and lease', async () => {
  const { input, reads } = counted('one\ntwo\n', 'a');
  expect(outputOf(await run('head -n 1 >/dev/null; cat', input))).toBe('two\n');
  expect(outputOf(await run('cat /dev/stdin /dev/stdin', input))).toBe('one\ntwo\none\ntwo\n');
  expect(outputOf(await run('cat', input))).toBe('one\ntwo\n');
  expect(reads()).toBe(1);
  expect(sandboxes.figures.destroyed).toEqual([]);
});

test('a program changes neither the bytes of a kept input, nor its mode, nor its times', async () => {
  const { input } = counted('as it was\n', 'b');
  const meddle = `
    (chmod 000 /dev/stdin; touch -d 1999-01-01 /dev/stdin; echo more >> /dev/stdin; : > /dev/stdin) 2>/dev/null
    cat; stat -L -c '%a %u %s' /dev/stdin`;
  const look = `stat -L -c '%a %X %Y %s' /dev/stdin; cat`;
  expect(outputOf(await run(meddle, input))).toBe('as it was\n444 0 10\n');
  expect(outputOf(await run(look, input))).toBe('444 0 0 10\nas it was\n');
});

test('an input of 200 MiB comes through in pieces and is not the memory of the program', async () => {
  const piece = Buffer.alloc(mebibyte, 'serin ');
  const input: RunInput = {
    bytes: 200 * mebibyte,
    read: function* () {
      for (let sent = 0; sent < 200; sent += 1) yield piece;
    },
  };
  const report = await run('wc -c', input);
  expect(outputOf(report)).toBe(`${200 * mebibyte}\n`);
  expect(report.memoryBytes).toBeLessThan(32 * mebibyte);
  expect(outputOf(await run('ls -A /box; cat', inputOf(Buffer.from('next'))))).toBe('next');
});

test.each(['cpu', 'memory'])('the %s workload of the calibration runs as a program', async (workload) => {
  const lease = await sandboxes.lease('debian@1');
  const command = { ...script(''), argv: ['/.serin/runner', 'calibrate', workload] };
  const report = await lease.run(command);
  lease.release();
  expect(report.fate).toEqual({ kind: 'exited', code: 0 });
  expect(report.cpuMs).toBeGreaterThan(5);
});

test('a program can neither read, list nor lock what all containers share, and opens no terminal', async () => {
  const look = `
    cat /.serin/runner >/dev/null && echo read
    ls /.serin >/dev/null && echo listed
    flock -n /.serin true && echo locked the directory
    flock -n /.serin/runner true && echo locked the runner
    (exec 3< /dev/ptmx) && echo opened a terminal
    /.serin/runner serve --uid 1 && echo served
    true`;
  const lease = await sandboxes.lease('debian@1');
  const report = await lease.run(script(look));
  lease.release();
  expect(report.stdout.toString()).toBe('');
  expect(report.fate).toEqual({ kind: 'exited', code: 0 });
});
