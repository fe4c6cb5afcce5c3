import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestImage, fates, killedBy, RunnerContainer } from './container.ts';

const mebibyte = 1024 * 1024;
let container: RunnerContainer;

beforeAll(buildTestImage);

beforeEach(async () => {
  container = new RunnerContainer();
  await container.hello();
});

afterEach(() => container.destroy());

/** The next program in the same container is judged right and finds nothing. */
const expectNothingLeft = async (): Promise<void> => {
  const outcome = await container.program('finds-nothing');
  expect(outcome.stdout.toString()).toBe('box 0 tmp 0 shm 0 processes 2 mode 700\n');
  expect(outcome).toMatchObject({ fate: fates.exited, code: 0, clean: true });
  expect(await container.reset()).toMatchObject({ verified: true, reason: '' });
};

describe('processes', () => {
  test('of a fork bomb are killed, and the next run is as ever', async () => {
    for (const processes of [64, 1000]) {
      const outcome = await container.program('fork-bomb', [], { wallMs: 300, cpuMs: 5_000, processes });
      expect(outcome).toMatchObject({ fate: fates.killed, clean: true });
    }
    await expectNothingLeft();
  });

  test('that outlive their leader and hold its streams are killed with it', async () => {
    const outcome = await container.program('leaves-daemons', ['5']);
    expect(outcome).toMatchObject({ fate: fates.exited, code: 0, clean: true });
    expect(outcome.stdout.toString()).toBe('gone\n');
    expect(outcome.wallMs).toBeLessThan(5_000);
    await expectNothingLeft();
  });

  test('are offered to the OOM killer before the runner', async () => {
    const outcome = await container.run(['cat', '/proc/1/oom_score_adj', '/proc/self/oom_score_adj']);
    expect(outcome.stdout.toString()).toBe('0\n1000\n');
  });

  test('are no more than allowed', async () => {
    const outcome = await container.run(['sh', '-c', 'sleep 1 & sleep 1 & sleep 1 & wait'], { processes: 3 });
    expect(outcome.stderr.toString()).toMatch(/fork/i);
  });

  test('cannot signal, trace or read the runner', async () => {
    const signals = await container.program('signals-init', [], { wallMs: 2_000 });
    expect(signals.stdout.toString()).toBe('stop 1\nkill 1\nparent 1\n');
    const opened = await container.program('opens-everything');
    expect(opened.stdout.toString()).toBe('0\n');
    await expectNothingLeft();
  });
});

describe('what is left behind', () => {
  test('in any work directory is gone after the run, however hard to remove', async () => {
    const outcome = await container.program('litters', [], { cpuMs: 20_000, wallMs: 60_000 });
    expect(outcome).toMatchObject({ fate: fates.exited, code: 0, clean: true });
    await expectNothingLeft();
  });

  test('stays for COLLECT after a compilation, and is gone after RESET', async () => {
    expect(await container.program('litters', [], { phase: 'compile', wallMs: 60_000 })).toMatchObject({
      clean: true,
    });
    expect(await container.reset()).toMatchObject({ verified: true, reason: '' });
    await expectNothingLeft();
  });

  test('in time stamps is gone too', async () => {
    const stamp = async (): Promise<string> =>
      (await container.run(['stat', '-c', '%Y %y', '/box', '/tmp'])).stdout.toString();
    const before = await stamp();
    expect(await container.program('touches-box')).toMatchObject({ code: 0, clean: true });
    expect(await stamp()).toBe(before);
  });

  test('in the kernel by 100 000 missing names is a reason to destroy the container', async () => {
    const outcome = await container.program('stats-missing-names', ['100000'], {
      cpuMs: 60_000,
      wallMs: 60_000,
    });
    expect(outcome).toMatchObject({ fate: fates.exited, code: 0 });
    expect(await container.reset()).toMatchObject({ verified: false, reason: 'memory' });
  });

  test('below /app is gone after RESET', async () => {
    container.put('deep/er/file', 'x');
    container.put('top', 'y');
    expect((await container.run(['cat', '/app/deep/er/file', '/app/top'])).stdout.toString()).toBe('xy');
    expect(await container.reset()).toMatchObject({ verified: true });
    expect((await container.run(['ls', '-A', '/app'])).stdout.toString()).toBe('');
  });
});

describe('the system call filters', () => {
  const probe = async (phase: 'compile' | 'run'): Promise<Record<string, number>> => {
    const outcome = await container.program('probes-calls', [], { phase });
    expect(outcome).toMatchObject({ fate: fates.exited, code: 0 });
    const lines = outcome.stdout.toString().trim().split('\n');
    return Object.fromEntries(lines.map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]));
  };

  const everywhere = {
    ptrace: 1,
    process_vm_readv: 1,
    unshare: 1,
    setns: 1,
    mount: 1,
    umount2: 1,
    pivot_root: 1,
    chroot: 1,
    bpf: 1,
    perf_event_open: 1,
    userfaultfd: 1,
    keyctl: 1,
    add_key: 1,
    shmget: 1,
    semget: 1,
    msgget: 1,
    mq_open: 1,
    io_setup: 1,
    setuid: 1,
    setresuid: 1,
    setxattr: 1,
    seccomp: 1,
    fanotify_init: 1,
    open_by_handle_at: 1,
    memfd_secret: 1,
    clone3: 38,
    io_uring_setup: 38,
    openat2: 38,
    'clone-user-namespace': 1,
    'clone-sibling': 1,
    'personality-no-random': 1,
    'personality-query': 0,
    'mqueue-file': 24,
    'raise-limit': 1,
  };

  test('refuse in both phases what nobody needs', async () => {
    expect(await probe('run')).toMatchObject(everywhere);
    expect(await probe('compile')).toMatchObject(everywhere);
  });

  test('let no socket be made when a program runs, and only local ones when it is compiled', async () => {
    const run = await probe('run');
    const compile = await probe('compile');
    for (const family of [2, 10, 16, 17, 40, 38]) {
      expect(run[`socket-${family}`]).toBe(1);
      expect(compile[`socket-${family}`]).toBe(97);
    }
    expect(run['socket-1']).toBe(1);
    expect(compile['socket-1']).toBe(0);
  });

  test.runIf(process.arch === 'x64')('kill a program that calls by another ABI', async () => {
    for (const abi of ['i386', 'x32']) {
      expect(await container.program('foreign-abi', [abi])).toMatchObject({ fate: fates.signaled, code: 31 });
    }
  });
});

describe('COLLECT', () => {
  test('gives regular files that match, in path order, and follows nothing', async () => {
    expect(await container.program('makes-artifacts', [], { phase: 'compile' })).toMatchObject({ code: 0 });
    const collected = await container.collect(['*.class']);
    if ('error' in collected) throw new Error(collected.error.message);
    expect(collected.files.map(({ path, mode, data }) => [path, mode, data.length])).toEqual([
      ['a.class', 0o444, 1],
      ['b/Main.class', 0o444, 4],
      ['empty.class', 0o444, 0],
      ['large.class', 0o555, 600_000],
    ]);
    const large = collected.files[3]?.data ?? Buffer.alloc(0);
    expect(large.every((byte, index) => byte === index % 251)).toBe(true);
  });

  test('refuses as a whole what is over its bounds', async () => {
    await container.program('makes-artifacts', [], { phase: 'compile' });
    expect(await container.collect(['*.class'], { maxFiles: 3 })).toMatchObject({ error: { location: 132 } });
    expect(await container.collect(['*.class'], { maxBytes: 600_004 })).toMatchObject({
      error: { location: 133 },
    });
    expect(await container.collect(['*.class'], { maxFiles: 4, maxBytes: 600_005 })).toHaveProperty('files');
    expect(await container.collect(['nothing'])).toEqual({ files: [] });
  });

  test('weighs a sparse file by its length', async () => {
    await container.program('sparse', [], { phase: 'compile' });
    expect(await container.collect(['sparse'], { maxBytes: mebibyte })).toMatchObject({
      error: { location: 133 },
    });
  });
});

test('two hundred hostile runs in one container leave it verified', async () => {
  const hostile: [string, string[]][] = [
    ['fork-bomb', []],
    ['leaves-daemons', ['3']],
    ['touches-box', []],
    ['allocates', ['80']],
    ['speaks-the-protocol', []],
  ];
  for (let round = 0; round < 200; round++) {
    const [name, args] = hostile[round % hostile.length] ?? ['exit-code', []];
    const outcome = await container.program(name, args, {
      wallMs: name === 'fork-bomb' ? 60 : 10_000,
      processes: 32,
      memoryBytes: 32 * mebibyte,
    });
    expect(outcome.clean).toBe(true);
    if (name === 'allocates') expect(outcome).toMatchObject({ code: killedBy.memory });
    expect(await container.reset()).toMatchObject({ verified: true, reason: '' });
  }
  await expectNothingLeft();
});
