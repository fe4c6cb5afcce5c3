import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestImage, encodeFrame, fates, readError, RunnerContainer } from './container.ts';

const fixtures = new URL('../../../sandboxes/runner/fixtures/', import.meta.url);
const bytesOf = (name: string): Buffer =>
  Buffer.from(readFileSync(new URL(`${name}.hex`, fixtures), 'utf8').replace(/\s/g, ''), 'hex');

let container: RunnerContainer;

beforeAll(buildTestImage);

beforeEach(() => {
  container = new RunnerContainer();
});

afterEach(() => container.destroy());

describe('a connection', () => {
  test('begins with what the runner speaks', async () => {
    expect(await container.hello()).toMatchObject({ protocolMin: 1, protocolMax: 3, uid: 290_000 });
  });

  test('that is closed ends the container, even while a program runs', async () => {
    await container.hello();
    container.startRun(['/out/programs/sleeps'], { wallMs: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    container.hangUp();
    expect(await container.exit).toBe(0);
  });

  test('that is closed in the middle of a frame ends the container', async () => {
    await container.hello();
    container.write(bytesOf('run').subarray(0, 40));
    container.hangUp();
    expect(await container.exit).toBe(0);
  });

  test('may deliver a frame in any pieces', async () => {
    await container.hello();
    for (const byte of encodeFrame(5, 9, Buffer.alloc(0))) {
      container.write(Buffer.from([byte]));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await container.next()).toMatchObject({ type: 0x86, id: 9 });
  });

  test('outlives SIGTERM for no longer than it takes to end', async () => {
    await container.hello();
    spawnSync('docker', ['kill', '--signal', 'TERM', container.name]);
    expect(await container.exit).toBe(0);
  });
});

describe('a protocol error', () => {
  const requests = readdirSync(fixtures)
    .filter((name) => name.startsWith('malformed-') && name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .map((name) => ({
      name,
      ...(JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), 'utf8')) as {
        side: string;
        location: number;
      }),
    }))
    .filter(({ side }) => side === 'request');

  test.each(requests)('$name is answered with its location and ends the runner with 71', async (fixture) => {
    await container.hello();
    container.write(bytesOf(fixture.name));
    const answer = await container.next();
    expect(answer.type).toBe(0x87);
    expect(readError(answer).location).toBe(fixture.location);
    expect(await container.exit).toBe(71);
  });

  test('during a run ends the runner as well', async () => {
    await container.hello();
    container.startRun(['/out/programs/sleeps'], { wallMs: 60_000 });
    container.write(bytesOf('malformed-flags'));
    expect(readError(await container.next()).location).toBe(22);
    expect(await container.exit).toBe(71);
  });
});

describe('a refused PUT', () => {
  beforeEach(() => container.hello());

  const refusedAt = async (location: number): Promise<void> => {
    const answer = await container.next();
    expect(answer.type).toBe(0x87);
    expect(readError(answer).location).toBe(location);
  };

  test('names a path that leaves /app', async () => {
    for (const path of ['../x', '/etc/x', 'a/../../x', 'a//b', './a', 'a/']) {
      container.put(path, 'x');
      await refusedAt(40);
    }
  });

  test('names a file that is there already, and one that was not put last', async () => {
    container.put('a', 'x');
    container.put('a', 'y');
    await refusedAt(42);
    container.put('b', 'x');
    container.put('a', 'y', { append: true });
    await refusedAt(43);
  });

  test('makes every run fail until a reset, so that no program runs with half of its files', async () => {
    container.put('a', 'x');
    container.put('a', 'y');
    await refusedAt(42);
    container.startRun(['/out/programs/exit-code']);
    await refusedAt(60);
    expect(await container.reset()).toMatchObject({ verified: true });
    expect(await container.program('exit-code')).toMatchObject({ fate: fates.exited });
  });
});

describe('JOIN', () => {
  const pipes = '/.serin-pipes:rw,nosuid,nodev,noexec,size=4k,nr_inodes=8,mode=0700';
  const errorAt = async (location: number): Promise<void> => {
    expect(readError(await container.next()).location).toBe(location);
  };

  test('is refused where the container has no directory for FIFOs, and so is a run that says it is joined', async () => {
    await container.hello();
    expect(await container.join('a', 'b')).toBe(70);
    container.startRun(['/out/programs/exit-code'], { fields: [['JOINED', 1]] });
    await errorAt(67);
    expect(await container.program('exit-code', ['4'])).toMatchObject({ fate: fates.exited, code: 4 });
  });

  test('takes no file for a FIFO, is used up by any run, and leaves nothing open', async () => {
    const directory = `${pipes.split(':')[0] ?? ''}/joined:rw,size=4k,nr_inodes=8,mode=0700`;
    const joining = new RunnerContainer({ flags: ['--tmpfs', pipes, '--tmpfs', directory] });
    try {
      await joining.hello();
      expect(await joining.join('a', 'b')).toBe(0);
      expect(await joining.join('b', 'a')).toBe(0);
      joining.startRun(['/out/programs/exit-code']);
      expect(readError(await joining.next()).location).toBe(67);
      expect(await joining.program('exit-code', ['5'])).toMatchObject({ code: 5 });
      expect(await joining.join('a', 'b')).toBe(0);
      joining.stdin('sent');
      joining.startRun(['/out/programs/exit-code'], { fields: [['JOINED', 1]] });
      expect(readError(await joining.next()).location).toBe(67);
      expect(await joining.reset()).toMatchObject({ verified: true });
      // More pairs than the directory has inodes: no name stays behind.
      for (let round = 0; round < 10; round += 1) {
        expect(await joining.join(`in-${round}`, `out-${round}`)).toBe(0);
        const options = { fields: [['JOINED', 1]] as const, wallMs: 2_000 };
        const outcome = await joining.run(['sh', '-c', 'cat; ls /proc/self/fd >&2'], options);
        expect(outcome).toMatchObject({ fate: fates.exited, code: 0, stdoutTotal: 0, clean: true });
        expect(outcome.stderr.toString()).toBe('0\n1\n2\n3\n');
      }
      for (let round = 0; round < 10; round += 1) {
        expect(await joining.join(`in-${round}`, `out-${round}`)).toBe(0);
        expect(await joining.reset()).toMatchObject({ verified: true });
      }
    } finally {
      await joining.destroy();
    }
  });
});

describe('PUT', () => {
  test('writes files that programs can execute and nobody can change', async () => {
    await container.hello();
    container.put('bin/tool', '#!/bin/sh\n', { mode: 0o555 });
    container.put('bin/tool', 'echo put; ', { mode: 0o555, append: true });
    container.put('bin/tool', 'echo again\n', { mode: 0o555, append: true });
    const outcome = await container.run(['/app/bin/tool']);
    expect(outcome.stdout.toString()).toBe('put\nagain\n');
    const attempt = await container.run([
      'sh',
      '-c',
      'chmod 777 /app/bin/tool; echo x > /app/bin/tool; echo x > /app/new; rm -f /app/bin/tool; ls -R /app',
    ]);
    expect(attempt.stdout.toString()).toBe('/app:\nbin\n\n/app/bin:\ntool\n');
  });

  test('that fills /app is refused, and a reset makes room again', async () => {
    await container.hello();
    for (let index = 0; index < 70; index++) container.put(`file-${index}`, Buffer.alloc(1024 * 1024));
    const answer = await container.next();
    expect(readError(answer)).toMatchObject({ location: 44, errno: 28 });
    container.send(5);
    for (;;) if ((await container.next()).type === 0x86) break;
    container.put('again', Buffer.alloc(1024 * 1024));
    expect(await container.run(['ls', '/app'])).toMatchObject({ code: 0 });
  });
});

describe('the command line', () => {
  const runner = (script: string) =>
    spawnSync(
      'docker',
      ['run', '--rm', '--network', 'none', '--entrypoint', 'sh', 'serin-runner-test', '-c', script],
      { encoding: 'utf8' },
    );

  test('is refused as a whole when anything in it is wrong', () => {
    const wrong = [
      '',
      'serve',
      'serve --uid',
      'serve --uid 2x',
      'serve --uid 0',
      'serve --uid -1',
      'serve --uid 1 2',
    ];
    const outcome = runner(wrong.map((words) => `/out/runner ${words}; echo $?`).join('\n'));
    expect(outcome.stdout).toBe('70\n'.repeat(wrong.length));
    expect(outcome.stderr.match(/location 1,/g)).toHaveLength(wrong.length);
  });

  test('starts nothing but PID 1, and only with work directories of its own', () => {
    expect(runner('/out/runner serve --uid 290000; true').stderr).toContain('location 2,');
    expect(runner('exec /out/runner serve --uid 290000').stderr).toContain('location 7,');
  });

  test('tells the version', () => {
    expect(runner('/out/runner --version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
