import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { silentLogger } from '../../../src/domain/logger.ts';
import type { RunCommand, RunReport } from '../../../src/domain/run.ts';
import type { Calibration } from '../../../src/domain/worker.ts';
import { calibrate } from '../../../src/judging/calibrate.ts';
import { Calibrator } from '../../../src/judging/calibrator.ts';
import type { Lease } from '../../../src/judging/ports.ts';

const report = (cpuMs: number, changes: Partial<RunReport> = {}): RunReport => ({
  fate: { kind: 'exited', code: 0 },
  cpuMs,
  wallMs: cpuMs,
  memoryBytes: 1,
  oomKills: 0,
  stdoutBytes: 0,
  stderrBytes: 0,
  stdout: Buffer.alloc(0),
  stderr: Buffer.alloc(0),
  ...changes,
});

const world = (run: (command: RunCommand, at: number) => RunReport) => {
  const commands: RunCommand[] = [];
  let released = 0;
  const lease: Lease = {
    waitedMs: 0,
    wanted: false,
    companion: () => Promise.reject(new Error('none is asked for')),
    join: () => Promise.reject(new Error('nobody is joined')),
    put: () => Promise.resolve(),
    run: (command) => {
      commands.push(command);
      return Promise.resolve(run(command, commands.length - 1));
    },
    collect: () => Promise.resolve([]),
    reset: () => Promise.resolve(),
    release: () => {
      released += 1;
    },
  };
  return { lease, commands, released: () => released };
};

const never = new AbortController().signal;
const cpuFigures = [49, 400, 50, 48, 49.5];

describe('calibrate', () => {
  test('runs each workload five times as a program and takes the medians', async () => {
    const { lease, commands } = world(({ argv }, at) =>
      report(argv[2] === 'cpu' ? (cpuFigures[at] ?? 0) : 100 + at),
    );
    const { cpuMs, memoryMs, speed } = await calibrate(lease, never);
    expect({ cpuMs, memoryMs }).toEqual({ cpuMs: 49.5, memoryMs: 107 });
    expect(speed).toBeCloseTo(98 / 49.5, 9);
    expect(commands.map(({ argv }) => argv.join(' '))).toEqual([
      ...Array.from({ length: 5 }, () => '/.serin/runner calibrate cpu'),
      ...Array.from({ length: 5 }, () => '/.serin/runner calibrate memory'),
    ]);
    expect(commands.every(({ phase }) => phase === 'run')).toBe(true);
  });

  test.each([
    ['a workload that fails', report(50, { fate: { kind: 'exited', code: 1 } })],
    ['a workload that was killed', report(50, { fate: { kind: 'killed', by: 'cpu' } })],
    ['a figure of nothing', report(0)],
    ['a figure that is none', report(Number.NaN)],
  ])('%s is no measurement', async (_, given) => {
    const { lease } = world(() => given);
    await expect(calibrate(lease, never)).rejects.toThrow(/told nothing/);
  });
});

describe('Calibrator', () => {
  const open = (lease: () => Promise<Lease>) => {
    const published: Calibration[] = [];
    const calibrator = new Calibrator({
      lease,
      publish: (calibration) => published.push(calibration),
      log: silentLogger,
      deadline: () => never,
    });
    return { calibrator, published };
  };

  test('measures once, publishes, and gives its lease back', async () => {
    const { lease, commands, released } = world(() => report(49));
    const { calibrator, published } = open(() => Promise.resolve(lease));
    calibrator.begin([]);
    expect(calibrator.current()).toBeUndefined();
    calibrator.begin(['a', 'b']);
    calibrator.begin(['a']);
    expect(await calibrator.timeScale()).toBeCloseTo(0.5, 9);
    calibrator.begin(['a']);
    expect(calibrator.current()).toEqual({ cpuMs: 49, memoryMs: 49, speed: 2 });
    expect(published).toEqual([calibrator.current()]);
    expect(commands).toHaveLength(10);
    expect(released()).toBe(1);
  });

  test('what fails is absent, scales by 1, and is tried again with the next occasion', async () => {
    const { lease, released } = world((_, at) =>
      at === 3 ? report(1, { fate: { kind: 'exited', code: 64 } }) : report(98),
    );
    let engineIsThere = false;
    const { calibrator, published } = open(() =>
      engineIsThere
        ? Promise.resolve(lease)
        : Promise.reject(new SerinError('DOCKER_UNAVAILABLE', 'no engine')),
    );
    calibrator.begin(['a']);
    expect(await calibrator.timeScale()).toBe(1);
    expect(calibrator.current()).toBeUndefined();
    engineIsThere = true;
    calibrator.begin(['a']);
    await calibrator.timeScale();
    expect({ known: calibrator.current(), released: released() }).toEqual({ known: undefined, released: 1 });
    calibrator.begin(['a']);
    await calibrator.timeScale();
    expect(published).toEqual([{ cpuMs: 98, memoryMs: 98, speed: 1 }]);
    expect(released()).toBe(2);
  });
});
