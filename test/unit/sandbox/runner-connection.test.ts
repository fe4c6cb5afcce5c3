import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { inputOf } from '../../../src/domain/run.ts';
import { integer, tags, text } from '../../../src/sandbox/fields.ts';
import { encodeFrame } from '../../../src/sandbox/frame.ts';
import { maxDataBytes } from '../../../src/sandbox/messages.ts';
import { FakeRunner, command, startedRunner } from './fake-runner.ts';

const failing = (code: string, message: RegExp): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string });

const file = (path: string, data = 'x') => ({ path, data: Buffer.from(data), executable: false });

describe('greeting', () => {
  test('tells what the runner is', async () => {
    const runner = new FakeRunner();
    runner.hello(200_007);
    await expect(runner.connection.hello()).resolves.toMatchObject({ uid: 200_007, protocolMax: 3 });
  });

  test('by a runner of the version before goes on, without what it does not know', async () => {
    const runner = new FakeRunner();
    runner.hello(200_000, 2);
    await runner.connection.hello();
    await expect(runner.connection.join({ stdin: 'a', stdout: 'b' })).rejects.toEqual(
      failing('RUNNER_PROTOCOL', /speaks protocol 2: no joined/),
    );
    for (const beyond of [
      { keepBox: true },
      { transcriptBytes: 1 },
      { outputFile: 'out' },
      { directories: ['d'] },
    ] as const) {
      await expect(runner.connection.run({ ...command, ...beyond })).rejects.toMatchObject({
        code: 'RUNNER_PROTOCOL',
      });
    }
    await expect(runner.connection.run(command)).resolves.toMatchObject({ fate: { kind: 'exited' } });
    expect(runner.names()).toEqual(['run']);
  });

  test('by a runner that speaks other protocols only is refused, and its container is killed', async () => {
    const runner = new FakeRunner();
    runner.hello(200_000, 9);
    await expect(runner.connection.hello()).rejects.toEqual(
      failing('RUNNER_PROTOCOL', /speaks protocols 9 to 9/),
    );
    expect(runner.kills).toBe(1);
  });

  test('that does not come in time ends the connection', async () => {
    const runner = new FakeRunner({ helloMs: 20 });
    await expect(runner.connection.hello()).rejects.toEqual(
      failing('SANDBOX_FAILED', /did not greet within 20 ms/),
    );
    expect(runner.kills).toBe(1);
  });

  test('by something that is no runner ends the connection with what it said', async () => {
    const runner = new FakeRunner();
    runner.write(Buffer.from('exec format error'), 'stderr');
    runner.die();
    await expect(runner.connection.hello()).rejects.toEqual(failing('SANDBOX_FAILED', /exec format error/));
  });
});

describe('a run', () => {
  test('gives the report with what was captured up to the limits', async () => {
    const runner = await startedRunner();
    runner.onRequest = (name, id) => {
      if (name !== 'run') return;
      runner.output(id, 'stdout', 'hel');
      runner.output(id, 'stderr', 'a long complaint');
      runner.output(id, 'stdout', 'lo');
      runner.report(id, { fate: 2, code: 11 });
    };
    const report = await runner.connection.run(command);
    expect(report).toMatchObject({
      fate: { kind: 'signaled', signal: 11 },
      cpuMs: 1.5,
      wallMs: 2,
      memoryBytes: 4096,
    });
    expect(report.stdout.toString()).toBe('hello');
    expect(report.stderr.toString()).toBe('a long com');
  });

  test('gives what a joined program said and when, and what it said in all', async () => {
    const runner = await startedRunner();
    runner.onRequest = (name, id) => {
      if (name !== 'run') return;
      runner.said(id, 3_000_000, 'hello');
      runner.said(id, 4_500_000, 'again');
      runner.report(id);
    };
    const report = await runner.connection.run({ ...command, joined: true, transcriptBytes: 10 });
    expect(report.said?.map(({ atMs, data }) => [atMs, data.toString()])).toEqual([
      [3, 'hello'],
      [4.5, 'again'],
    ]);
    expect(report.stdout).toHaveLength(0);
  });

  test('sends a large input in frames of a mebibyte before the command', async () => {
    const runner = await startedRunner();
    const stdin = Buffer.alloc(2 * maxDataBytes + 5, 'i');
    await runner.connection.run({ ...command, stdin: inputOf(stdin) });
    expect(runner.names()).toEqual(['stdin', 'stdin', 'stdin', 'run']);
    expect(Buffer.concat(runner.requests.slice(0, 3).map(({ payload }) => payload)).equals(stdin)).toBe(true);
  });

  test('reads an input that comes in pieces, and fails when it is shorter than it says', async () => {
    const runner = await startedRunner();
    const pieces = ['one ', 'two ', ''].map((text) => Buffer.from(text));
    await runner.connection.run({ ...command, stdin: { bytes: 8, read: () => pieces } });
    expect(runner.names()).toEqual(['stdin', 'stdin', 'run']);
    const short = runner.connection.run({ ...command, stdin: { bytes: 9, read: () => pieces } });
    await expect(short).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
    expect(runner.connection.deathReason).toContain('could not be read');
  });

  test('hands standard output on as it comes, and keeps only what it is told to', async () => {
    const runner = await startedRunner();
    runner.onRequest = (name, id) => {
      if (name !== 'run') return;
      runner.output(id, 'stdout', 'hello ');
      runner.output(id, 'stdout', 'world');
      runner.report(id);
    };
    const pieces: string[] = [];
    const report = await runner.connection.run({
      ...command,
      onStdout: (piece) => {
        pieces.push(piece.toString());
      },
      keptBytes: 8,
    });
    expect(pieces).toEqual(['hello ', 'world']);
    expect(report.stdout.toString()).toBe('hello wo');
  });

  test('sends an input that has a key once', async () => {
    const runner = new FakeRunner();
    runner.hello(200_000, 2);
    await runner.connection.hello();
    const stdin = inputOf(Buffer.from('1 2'), 'digest');
    await runner.connection.run({ ...command, stdin });
    await runner.connection.run({ ...command, stdin });
    expect(runner.names()).toEqual(['stdin', 'run', 'run']);
  });

  test('whose processes take long to die is waited for once the runner has said so', async () => {
    const runner = await startedRunner({ beyondWallMs: 20, burialMs: 2_000 });
    const limits = { ...command.limits, wallMs: 20 };
    runner.onRequest = (name, id) => {
      if (name !== 'run') return;
      runner.send('ending', id, []);
      setTimeout(() => runner.report(id), 120);
    };
    await expect(runner.connection.run({ ...command, limits })).resolves.toMatchObject({
      fate: { kind: 'exited' },
    });
  });

  test('that the runner refused leaves a container that is not used on', async () => {
    const runner = await startedRunner();
    runner.onRequest = (_name, id) => runner.error(id, 'no');
    await expect(runner.connection.run(command)).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
    expect(runner.connection.clean).toBe(false);
  });

  test('without input sends no input frame', async () => {
    const runner = await startedRunner();
    await runner.connection.run(command);
    expect(runner.names()).toEqual(['run']);
  });

  test('that its caller cancels is reported as cancelled by the runner', async () => {
    const runner = await startedRunner();
    let runId = 0;
    runner.onRequest = (name, id) => {
      if (name === 'run') runId = id;
      if (name === 'cancel') runner.report(runId, { fate: 3, code: 5 });
    };
    const abort = new AbortController();
    const running = runner.connection.run(command, abort.signal);
    await delay(5);
    abort.abort();
    await expect(running).resolves.toMatchObject({ fate: { kind: 'killed', by: 'cancel' } });
    expect(runner.names()).toEqual(['run', 'cancel']);
  });

  test('that was cancelled before it began is never sent', async () => {
    const runner = await startedRunner();
    const report = await runner.connection.run(command, AbortSignal.abort());
    expect(report.fate).toEqual({ kind: 'killed', by: 'cancel' });
    expect(runner.names()).toEqual([]);
  });

  test('that was cancelled is cancelled even where the runner does not heed it', async () => {
    const runner = await startedRunner({ cancelMs: 20 });
    runner.onRequest = () => undefined;
    const abort = new AbortController();
    const running = runner.connection.run(command, abort.signal);
    await delay(5);
    abort.abort();
    await expect(running).resolves.toMatchObject({ fate: { kind: 'killed', by: 'cancel' } });
    expect(runner.kills).toBe(1);
    expect(runner.connection.deathReason).toBeDefined();
  });

  test('whose runner is silent a while after the wall limit is an error and no time limit', async () => {
    const runner = await startedRunner({ beyondWallMs: 10 });
    runner.onRequest = () => undefined;
    const run = runner.connection.run({ ...command, limits: { ...command.limits, wallMs: 20 } });
    await expect(run).rejects.toEqual(failing('SANDBOX_FAILED', /did not run within 30 ms/));
    expect(runner.kills).toBe(1);
  });

  test('whose container the kernel killed for its memory is a memory limit, with what was captured', async () => {
    const runner = await startedRunner();
    runner.exit = () => Promise.resolve({ oomKilled: true, exitCode: 137 });
    runner.onRequest = (_, id) => {
      runner.output(id, 'stdout', 'so far');
      runner.die();
    };
    const report = await runner.connection.run(command);
    expect(report).toMatchObject({
      fate: { kind: 'killed', by: 'memory' },
      memoryBytes: command.limits.memoryBytes,
      oomKills: 1,
    });
    expect(report.stdout.toString()).toBe('so far');
  });

  test('whose container was killed by anybody else is an error', async () => {
    const runner = await startedRunner();
    runner.onRequest = () => runner.die();
    await expect(runner.connection.run(command)).rejects.toEqual(failing('SANDBOX_FAILED', /exit code 137/));
  });

  test('whose container was lost after an earlier OOM kill is an error: Docker remembers the old one', async () => {
    const runner = await startedRunner();
    runner.exit = () => Promise.resolve({ oomKilled: true, exitCode: 137 });
    runner.onRequest = (_, id) => runner.report(id, { fate: 3, code: 3, oomKills: 1 });
    await runner.connection.run(command);
    runner.onRequest = () => runner.die();
    await expect(runner.connection.run(command)).rejects.toEqual(failing('SANDBOX_FAILED', /was lost/));
  });

  test('leaves the connection unclean when its wipe was not verified', async () => {
    const runner = await startedRunner();
    runner.onRequest = (_, id) => runner.report(id, { clean: false });
    await runner.connection.run(command);
    expect(runner.connection.clean).toBe(false);
  });

  test('is not judged when a file of its program could not be placed', async () => {
    const runner = await startedRunner();
    runner.onRequest = (name, id) => {
      if (name === 'put') runner.error(id, 'no space');
      if (name === 'run') runner.error(id, 'refused before');
    };
    await runner.connection.put([file('a')]);
    await expect(runner.connection.run(command)).rejects.toEqual(failing('SANDBOX_FAILED', /no space/));
    runner.onRequest = (name, id) => runner.answer(name, id);
    await runner.connection.reset();
    await expect(runner.connection.run(command)).resolves.toMatchObject({ fate: { kind: 'exited' } });
  });

  test('is refused while another is under way', async () => {
    const runner = await startedRunner();
    runner.onRequest = () => undefined;
    const first = runner.connection.run(command);
    await expect(runner.connection.run(command)).rejects.toEqual(
      failing('SANDBOX_FAILED', /still asked to run/),
    );
    runner.die();
    await expect(first).rejects.toBeDefined();
  });
});

describe('placing files', () => {
  test('cuts them into frames that continue each other', async () => {
    const runner = await startedRunner();
    await runner.connection.put([
      { path: 'big', data: Buffer.alloc(maxDataBytes + 1), executable: true },
      file('empty', ''),
    ]);
    expect(runner.requests.map(({ payload }) => runner.pathOf(payload))).toEqual(['big', 'big', 'empty']);
  });

  test('reads one that is not in memory no further than the runner takes it', async () => {
    const runner = await startedRunner({ stalledMs: 30 });
    runner.deaf = true;
    let given = 0;
    function* read(): Iterable<Buffer> {
      for (; given < 100; given += 1) yield Buffer.alloc(maxDataBytes);
    }
    const putting = runner.connection.put([
      { path: 'a', data: { bytes: 100 * maxDataBytes, read }, executable: false },
    ]);
    await expect(putting).rejects.toEqual(failing('SANDBOX_FAILED', /it read nothing for 30 ms/));
    expect(given).toBeLessThanOrEqual(1);
  });

  test('of which one turns out to be shorter than it said leaves a container that nobody goes on with', async () => {
    const runner = await startedRunner();
    const read = () => [Buffer.from('ab'), Buffer.alloc(0), Buffer.from('c')];
    await runner.connection.put([{ path: 'a', data: { bytes: 3, read }, executable: false }]);
    expect(runner.requests).toHaveLength(2);
    await expect(
      runner.connection.put([{ path: 'b', data: { bytes: 4, read }, executable: false }]),
    ).rejects.toEqual(failing('SANDBOX_FAILED', /b said that it has 4 bytes, and gave 3/));
    await expect(runner.connection.run(command)).rejects.toEqual(
      failing('SANDBOX_FAILED', /a file could not be read/),
    );
    expect(runner.kills).toBe(1);
  });

  test('waits for a runner that is slow, and gives up on one that takes nothing', async () => {
    const runner = await startedRunner({ stalledMs: 30 });
    runner.deaf = true;
    const putting = runner.connection.put([
      { path: 'a', data: Buffer.alloc(maxDataBytes), executable: false },
    ]);
    await expect(putting).rejects.toEqual(failing('SANDBOX_FAILED', /it read nothing for 30 ms/));
    expect(runner.kills).toBe(1);
  });
});

describe('collecting', () => {
  const part = (path: string, append: boolean, data: string) => [
    text(tags.path, path),
    integer(tags.mode, 0o555),
    integer(tags.append, append ? 1 : 0),
    text(tags.data, data),
  ];
  const done = (files: number, bytes: number) => [integer(tags.files, files), integer(tags.bytes, bytes)];
  const bounds = { maxBytes: 10, maxFiles: 2 };

  test('puts files together from their parts', async () => {
    const runner = await startedRunner();
    runner.onRequest = (_, id) => {
      runner.send('file', id, part('a', false, 'one'));
      runner.send('file', id, part('a', true, 'two'));
      runner.send('file', id, part('b', false, ''));
      runner.send('done', id, done(2, 6));
    };
    await expect(runner.connection.collect(['*'], bounds)).resolves.toEqual([
      { path: 'a', executable: true, data: Buffer.from('onetwo') },
      { path: 'b', executable: true, data: Buffer.alloc(0) },
    ]);
  });

  test('over the bounds fails and the connection goes on', async () => {
    const runner = await startedRunner();
    runner.onRequest = (_, id) => runner.error(id, 'too much');
    await expect(runner.connection.collect(['*'], bounds)).rejects.toEqual(
      failing('SANDBOX_FAILED', /too much/),
    );
    runner.onRequest = (name, id) => runner.answer(name, id);
    await expect(runner.connection.reset()).resolves.toMatchObject({ verified: true });
  });

  test.each([
    [
      'more than was allowed',
      (runner: FakeRunner, id: number) => runner.send('file', id, part('a', false, 'x'.repeat(11))),
    ],
    [
      'a continuation of nothing',
      (runner: FakeRunner, id: number) => runner.send('file', id, part('a', true, 'x')),
    ],
    ['another count than came', (runner: FakeRunner, id: number) => runner.send('done', id, done(1, 0))],
    ['an answer to something else', (runner: FakeRunner, id: number) => runner.report(id)],
    ['an answer to nobody', (runner: FakeRunner, id: number) => runner.report(id + 1)],
    [
      'a frame of unknown type',
      (runner: FakeRunner, id: number) =>
        runner.write(encodeFrame({ type: 0x99, id, payload: Buffer.alloc(0) })),
    ],
  ])('from a runner that sends %s ends the connection', async (_, answer) => {
    const runner = await startedRunner();
    runner.onRequest = (_name, id) => answer(runner, id);
    await expect(runner.connection.collect(['*'], bounds)).rejects.toEqual(failing('RUNNER_PROTOCOL', /./));
    expect(runner.kills).toBe(1);
    await expect(runner.connection.reset()).rejects.toEqual(failing('SANDBOX_FAILED', /any more/));
  });
});

test('a connection that died tells why, once, and has its container killed', async () => {
  const runner = await startedRunner();
  runner.die();
  await expect(runner.connection.closed).resolves.toBe('its stream ended');
  expect(runner.connection.deathReason).toBe('its stream ended');
  expect(runner.kills).toBe(1);
});
