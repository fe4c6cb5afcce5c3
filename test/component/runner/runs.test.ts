import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildTestImage, fates, killedBy, RunnerContainer } from './container.ts';

const mebibyte = 1024 * 1024;
let container: RunnerContainer;

beforeAll(async () => {
  buildTestImage();
  container = new RunnerContainer();
  await container.hello();
});

afterAll(() => container.destroy());

describe('a fate', () => {
  test('is the exit code of a program that ends by itself', async () => {
    const outcome = await container.program('exit-code', ['3']);
    expect(outcome).toMatchObject({ fate: fates.exited, code: 3, location: 0, oomKills: 0, clean: true });
    expect(outcome.wallMs).toBeGreaterThan(0);
  });

  test('is the signal that a program died of', async () => {
    expect(await container.program('dies-by-signal', ['11'])).toMatchObject({
      fate: fates.signaled,
      code: 11,
    });
  });

  test('is "not started", with errno and place, when the program is missing', async () => {
    expect(await container.run(['/app/missing'])).toMatchObject({
      fate: fates.notStarted,
      code: 2,
      location: 113,
    });
    expect(await container.run(['missing'])).toMatchObject({
      fate: fates.notStarted,
      code: 2,
      location: 113,
    });
    expect(await container.run(['/etc/passwd'])).toMatchObject({ fate: fates.notStarted, code: 13 });
  });

  test('tells a program that is found through PATH', async () => {
    const outcome = await container.run(['sh', '-c', 'echo "$0" "$HOME"'], {
      env: ['PATH=/nowhere:relative:/usr/bin', 'HOME=/box'],
    });
    expect(outcome).toMatchObject({ fate: fates.exited, code: 0 });
    expect(outcome.stdout.toString()).toBe('sh /box\n');
  });
});

describe('the CPU limit', () => {
  test('ends a busy loop close behind it', async () => {
    const outcome = await container.program('spins', [], { cpuMs: 100 });
    expect(outcome).toMatchObject({ fate: fates.killed, code: killedBy.cpu });
    expect(outcome.cpuMs).toBeGreaterThan(100);
    expect(outcome.cpuMs).toBeLessThan(150);
  });

  test('counts what children burn while the leader waits', async () => {
    const outcome = await container.program('spins', ['3'], { cpuMs: 150 });
    expect(outcome).toMatchObject({ fate: fates.killed, code: killedBy.cpu });
    expect(outcome.cpuMs).toBeGreaterThan(150);
  });
});

describe('the wall limit', () => {
  test('ends a program that sleeps and ignores signals', async () => {
    const outcome = await container.program('sleeps', [], { wallMs: 100 });
    expect(outcome).toMatchObject({ fate: fates.killed, code: killedBy.wall });
    expect(outcome.wallMs).toBeGreaterThanOrEqual(100);
    expect(outcome.cpuMs).toBeLessThan(50);
  });
});

describe('the memory limit', () => {
  test('ends a program that allocates more, not one that allocates less', async () => {
    const more = await container.program('allocates', ['200'], { memoryBytes: 64 * mebibyte });
    expect(more).toMatchObject({ fate: fates.killed, code: killedBy.memory });
    expect(more.memoryBytes).toBeGreaterThan(64 * mebibyte);

    const less = await container.program('allocates', ['48', '1', '5'], { memoryBytes: 64 * mebibyte });
    expect(less).toMatchObject({ fate: fates.exited, code: 0 });
    expect(less.memoryBytes).toBeGreaterThan(47 * mebibyte);
    expect(less.memoryBytes).toBeLessThan(52 * mebibyte);
  });

  test('counts all processes together', async () => {
    const outcome = await container.program('allocates', ['24', '4', '500'], { memoryBytes: 64 * mebibyte });
    expect(outcome).toMatchObject({ fate: fates.killed, code: killedBy.memory });
  });

  test('counts memory files that are mapped nowhere', async () => {
    const outcome = await container.program('fills-shared-memory', ['100'], {
      memoryBytes: 64 * mebibyte,
      fileBytes: 256 * mebibyte,
    });
    expect(outcome).toMatchObject({ fate: fates.killed, code: killedBy.memory });
  });

  test('above what the container holds, the kernel kills and its kills are counted', async () => {
    const outcome = await container.program('allocates', ['2000'], { memoryBytes: 4096 * mebibyte });
    expect(outcome).toMatchObject({ fate: fates.signaled, code: 9, clean: true });
    expect(outcome.oomKills).toBeGreaterThan(0);
    expect(await container.program('exit-code', ['0'])).toMatchObject({ fate: fates.exited, oomKills: 0 });
  });

  test('does not count the input, and the peak of a run is its own', async () => {
    const outcome = await container.program('exit-code', ['0'], {
      stdin: Buffer.alloc(40 * mebibyte),
      memoryBytes: 16 * mebibyte,
    });
    expect(outcome).toMatchObject({ fate: fates.exited });
    expect(outcome.memoryBytes).toBeLessThan(4 * mebibyte);
  });
});

describe('output', () => {
  test('of both streams arrives whole', async () => {
    const outcome = await container.run(['sh', '-c', 'echo out; echo err >&2; exit 2']);
    expect(outcome).toMatchObject({ fate: fates.exited, code: 2, stdoutTotal: 4, stderrTotal: 4 });
    expect(outcome.stdout.toString()).toBe('out\n');
    expect(outcome.stderr.toString()).toBe('err\n');
  });

  test('of many small writes arrives whole and in order', async () => {
    const outcome = await container.program('writes-lines', ['50000']);
    expect(outcome).toMatchObject({ fate: fates.exited, code: 0, stdoutTotal: 250_000 });
    expect(outcome.stdout.equals(Buffer.from('line\n'.repeat(50_000)))).toBe(true);
  });

  test('of exactly the limit is no fault, one byte more is', async () => {
    const bounds = { stdoutBytes: 3 * mebibyte };
    const exact = await container.program('writes', ['1', String(3 * mebibyte)], bounds);
    expect(exact).toMatchObject({ fate: fates.exited, code: 0, stdoutTotal: 3 * mebibyte });
    expect(exact.stdout.length).toBe(3 * mebibyte);

    const over = await container.program('writes', ['1', String(3 * mebibyte + 1)], bounds);
    expect(over).toMatchObject({ fate: fates.killed, code: killedBy.output });
    expect(over.stdout.length).toBe(3 * mebibyte);
  });

  test('without end is ended by its limit', async () => {
    const outcome = await container.program('writes', ['1'], { stdoutBytes: 8 * mebibyte });
    expect(outcome).toMatchObject({ fate: fates.killed, code: killedBy.output });
    expect(outcome.stdout.length).toBe(8 * mebibyte);
  });

  test('to standard error over its limit is dropped and is no fault', async () => {
    const outcome = await container.program('writes', ['2', '300000'], { stderrBytes: 1000 });
    expect(outcome).toMatchObject({ fate: fates.exited, code: 0, stderrTotal: 300_000 });
    expect(outcome.stderr.length).toBe(1000);
  });

  test('of 64 MiB streams through', async () => {
    const outcome = await container.program('writes', ['1', String(64 * mebibyte)], {
      stdoutBytes: 64 * mebibyte,
      memoryBytes: 16 * mebibyte,
    });
    expect(outcome).toMatchObject({ fate: fates.exited, code: 0 });
    expect(outcome.stdout.length).toBe(64 * mebibyte);
  });
});

describe('the streams of a program', () => {
  test('can be reopened by name, and the input never be changed', async () => {
    const outcome = await container.program('reopens', [], { stdin: 'twice\n' });
    expect(outcome).toMatchObject({ fate: fates.exited, code: 0 });
    expect(outcome.stdout.toString()).toBe('twice\ntwice\n');
    expect(outcome.stderr.toString()).toBe('err\n');
  });

  test('may all be closed without confusing the runner', async () => {
    expect(await container.program('closes-everything')).toMatchObject({ fate: fates.exited, code: 4 });
  });

  test('carry whatever a program writes, runner frames too, as mere bytes', async () => {
    const outcome = await container.program('speaks-the-protocol');
    expect(outcome).toMatchObject({ fate: fates.exited, code: 0, stdoutTotal: 16, stderrTotal: 16 });
    expect(container.unread).toBe(0);
  });

  test('begin with an input that is empty when none was sent, and belongs to one run only', async () => {
    expect((await container.run(['cat'], { stdin: 'first' })).stdout.toString()).toBe('first');
    expect((await container.run(['cat'])).stdout.toString()).toBe('');
  });

  test('take an input of many frames', async () => {
    const input = Buffer.from('0123456789abcdef'.repeat(200_000));
    const outcome = await container.run(['md5sum'], { stdin: input });
    const { createHash } = await import('node:crypto');
    expect(outcome.stdout.toString()).toContain(createHash('md5').update(input).digest('hex'));
  });
});

describe('the limit of a file', () => {
  test('stops a sparse file as well', async () => {
    expect(await container.program('sparse', ['only'], { fileBytes: mebibyte })).toMatchObject({
      fate: fates.exited,
      code: 7,
    });
  });
});

describe('CANCEL', () => {
  test('ends the run that is under way', async () => {
    container.startRun(['/out/programs/sleeps'], { wallMs: 60_000 });
    setTimeout(() => container.cancel(), 50);
    const outcome = await container.report();
    expect(outcome).toMatchObject({ fate: fates.killed, code: killedBy.cancel, clean: true });
    expect(outcome.wallMs).toBeLessThan(10_000);
  });

  test('is passed over when nothing runs, and other requests wait until the run is over', async () => {
    container.cancel();
    container.startRun(['/out/programs/sleeps', '30']);
    container.startRun(['/out/programs/exit-code', '6']);
    expect(await container.report()).toMatchObject({ fate: fates.exited, code: 0 });
    expect(await container.report()).toMatchObject({ fate: fates.exited, code: 6 });
  });
});
