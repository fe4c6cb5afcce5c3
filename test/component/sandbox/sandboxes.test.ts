import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inputOf } from '../../../src/domain/run.ts';
import type { ProgramFile, RunCommand, RunReport } from '../../../src/domain/run.ts';
import { removeOrphans } from '../../../src/sandbox/orphans.ts';
import { containersOf, docker, open, outputOf, script, worker } from './open.ts';

const fingerprint = 'debian@1';
let sandboxes: Awaited<ReturnType<typeof open>>;

beforeAll(async () => {
  sandboxes = await open();
});

afterAll(async () => {
  await sandboxes.close(20_000);
  await removeOrphans(docker, worker);
});

const runOnce = async (command: RunCommand, files: readonly ProgramFile[] = []): Promise<RunReport> => {
  const lease = await sandboxes.lease(fingerprint);
  try {
    if (files.length > 0) await lease.put(files);
    return await lease.run(command);
  } finally {
    lease.release();
  }
};

const file = (path: string, data: string | Buffer, executable = false): ProgramFile => ({
  path,
  data: Buffer.from(data),
  executable,
});

describe('a run on a real container', () => {
  test('reads its input and its files, and gives its output and exit code', async () => {
    const report = await runOnce(script('cat /app/dir/part; cat; echo complaint >&2; exit 3', {}, 'input'), [
      file('dir/part', 'file '),
    ]);
    expect(report).toMatchObject({ fate: { kind: 'exited', code: 3 }, stdoutBytes: 10, stderrBytes: 10 });
    expect(outputOf(report)).toBe('file inputcomplaint\n');
    expect(report.wallMs).toBeGreaterThan(0);
  });

  test('passes megabytes of input and output without loss', async () => {
    const stdin = Buffer.alloc(9 * 1024 * 1024, 'serin ');
    const limits = { ...script('').limits, outputBytes: 16 * 1024 * 1024 };
    const report = await runOnce({ ...script('cat'), stdin: inputOf(stdin), limits });
    expect(report.fate).toEqual({ kind: 'exited', code: 0 });
    expect(report.stdout.equals(stdin)).toBe(true);
  });

  test('places files of more than one frame, byte for byte', async () => {
    const data = Buffer.alloc(3 * 1024 * 1024 + 17, 'x');
    const report = await runOnce(script('wc -c < /app/big'), [file('big', data)]);
    expect(outputOf(report).trim()).toBe(String(data.length));
  });

  test.each([
    ['a signal', script('kill -SEGV $$'), { kind: 'signaled', signal: 11 }],
    ['the CPU limit', script('while :; do :; done', { cpuMs: 200 }), { kind: 'killed', by: 'cpu' }],
    ['the wall limit', script('sleep 30', { wallMs: 300 }), { kind: 'killed', by: 'wall' }],
    [
      'the memory limit',
      script('tail /dev/zero', { memoryBytes: 32 << 20 }),
      { kind: 'killed', by: 'memory' },
    ],
    ['the output limit', script('yes', { outputBytes: 1000 }), { kind: 'killed', by: 'output' }],
  ])('ends by %s as that', async (_, command, fate) => {
    const report = await runOnce(command);
    expect(report.fate).toEqual(fate);
    expect(report.stdout.length).toBeLessThanOrEqual(command.limits.outputBytes);
  });

  test('of a program that is not there tells so', async () => {
    const report = await runOnce({ ...script(''), argv: ['/nowhere'] });
    expect(report.fate).toMatchObject({ kind: 'notStarted', errno: 2 });
  });

  test('that is cancelled ends at once, and the slot goes on', async () => {
    const lease = await sandboxes.lease(fingerprint);
    const abort = new AbortController();
    const begun = performance.now();
    setTimeout(() => abort.abort(), 100);
    const report = await lease.run(script('sleep 30', { wallMs: 20_000 }), abort.signal);
    expect(report.fate).toEqual({ kind: 'killed', by: 'cancel' });
    expect(performance.now() - begun).toBeLessThan(5_000);
    await expect(lease.run(script('echo on'))).resolves.toMatchObject({ fate: { kind: 'exited', code: 0 } });
    lease.release();
  });

  test('gives artifacts to collect, which run from /app read-only', async () => {
    const lease = await sandboxes.lease(fingerprint);
    const compile = script(
      'printf "#!/bin/sh\necho built\n" > out; chmod +x out; ln -s /etc/passwd link; echo x > no',
    );
    await lease.run({ ...compile, phase: 'compile' });
    const files = await lease.collect(['out', 'link'], { maxBytes: 1000, maxFiles: 10 });
    expect(files).toEqual([{ path: 'out', executable: true, data: Buffer.from('#!/bin/sh\necho built\n') }]);
    await expect(lease.collect(['*'], { maxBytes: 3, maxFiles: 10 })).rejects.toMatchObject({
      code: 'ARTIFACTS_TOO_LARGE',
    });
    await lease.reset();
    await lease.put(files);
    const report = await lease.run({ ...script(''), argv: ['/app/out'] });
    expect(outputOf(report)).toBe('built\n');
    lease.release();
  });
});

describe('a program in a sandbox', () => {
  test('has the uid of its slot, no capabilities, no new privileges and two filters', async () => {
    const status = outputOf(await runOnce(script('cat /proc/self/status')));
    expect(status).toMatch(/^Uid:\t200900\t200900\t200900\t200900$/m);
    expect(status).toMatch(/^Gid:\t200900\t/m);
    expect(status).toMatch(/^CapEff:\t0{16}$/m);
    expect(status).toMatch(/^CapBnd:\t0{14}(e0|00)$/m);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    expect(status).toMatch(/^Seccomp:\t2$/m);
  });

  test('sees no network but a loopback of its own, and no other process', async () => {
    const report = await runOnce(script('ls /sys/class/net; ls -d /proc/[0-9]*'));
    expect(outputOf(report)).toMatch(/^lo\n\/proc\/1\n(\/proc\/\d+\n){1,3}$/);
  });

  test.each(['/app/f', '/f', '/etc/f', '/.serin/f', '/proc/sys/kernel/core_pattern'])(
    'cannot write %s',
    async (path) => {
      const report = await runOnce(script(`echo x > ${path}`));
      expect(report.fate).not.toEqual({ kind: 'exited', code: 0 });
    },
  );

  test('can execute what it makes in its working directory, and nothing in /tmp or /dev/shm', async () => {
    const report = await runOnce(
      script('for d in /box /tmp /dev/shm; do cp /bin/true $d/t && $d/t && echo $d; done 2>/dev/null'),
    );
    expect(report.stdout.toString()).toBe('/box\n');
  });

  test('that leaves files and processes everywhere is gone when the next one comes, in the same container', async () => {
    await runOnce(script('true'));
    await sandboxes.settled();
    const before = await containersOf(worker, 'sandbox');
    await runOnce(
      script(
        'echo secret | tee /box/s /tmp/s /dev/shm/s; mkdir -p /box/d && chmod 000 /box/d; ' +
          'for i in 1 2 3 4 5; do setsid sleep 100 & done; echo $$',
      ),
    );
    const next = await runOnce(
      script(
        'cat /box/s /tmp/s /dev/shm/s 2>/dev/null; ls -A /box /dev/shm /tmp; ls -d /proc/[0-9]* | wc -l',
      ),
    );
    expect(next.stdout.toString()).toMatch(/^\/box:\n\n\/dev\/shm:\n\n\/tmp:\n[34]\n$/);
    await sandboxes.settled();
    expect(await containersOf(worker, 'sandbox')).toEqual(before);
    expect(sandboxes.figures.resets.every((verified) => verified)).toBe(true);
  });
});

describe('when things break', () => {
  test('a container that is killed in the middle of a run is an error that may be retried, and is replaced', async () => {
    const lease = await sandboxes.lease(fingerprint);
    const running = lease.run(script('sleep 30', { wallMs: 20_000 }));
    running.catch(() => undefined);
    await delay(200);
    const before = await containersOf(worker, 'sandbox');
    await Promise.all(before.map((id) => docker.getContainer(id).kill()));
    await expect(running).rejects.toMatchObject({ code: 'SANDBOX_FAILED', retryable: true });
    lease.release();
    await expect(runOnce(script('echo again'))).resolves.toMatchObject({ fate: { kind: 'exited', code: 0 } });
    await sandboxes.settled();
    const after = await containersOf(worker, 'sandbox');
    expect(after.filter((id) => before.includes(id))).toEqual([]);
    expect(sandboxes.figures.destroyed).toContain('died');
  });

  test('an unknown runtime is refused without taking a slot', async () => {
    await expect(sandboxes.lease('cobol@1')).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
    await expect(runOnce(script('true'))).resolves.toBeDefined();
  });
});
