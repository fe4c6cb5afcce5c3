import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inputOf } from '../../../src/domain/run.ts';
import type { RunCommand } from '../../../src/domain/run.ts';
import type { SlotLease } from '../../../src/sandbox/lease.ts';
import { removeOrphans } from '../../../src/sandbox/orphans.ts';
import { docker, open, outputOf, script, worker } from './open.ts';

const mebibyte = 1024 * 1024;
let sandboxes: Awaited<ReturnType<typeof open>>;
let lease: SlotLease;

beforeAll(async () => {
  sandboxes = await open();
  lease = await sandboxes.lease('debian@1');
});

afterAll(async () => {
  await sandboxes.close(20_000);
  await removeOrphans(docker, worker);
});

const exited = { kind: 'exited', code: 0 };
const inputFile = 'input.txt';
const outputFile = 'output.txt';

const reading = (text: string, input: string, key?: string): RunCommand => ({
  ...script(text),
  stdin: inputOf(Buffer.from(input), key),
  inputFile,
});

describe('an input file', () => {
  test('is read as a regular file, from its beginning each time, and standard input is empty', async () => {
    const look =
      'cat; stat -L -c "%F %s %a" input.txt; cat input.txt input.txt; tail -c 3 input.txt; (cd /; wc -c < /box/input.txt)';
    const report = await lease.run(reading(look, 'one\ntwo\n'));
    expect(report.fate).toEqual(exited);
    expect(outputOf(report)).toBe('regular file 8 444\none\ntwo\none\ntwo\nwo\n8\n');
  });

  test('is read by what the program starts, and in place of a standard input that is closed', async () => {
    const report = await lease.run(
      reading('exec 0<&-; exec 0< input.txt; read a; sh -c "head -n 1 input.txt"; echo $a', 'x\ny\n'),
    );
    expect(outputOf(report)).toBe('x\nx\n');
  });

  test('may be empty, and may be kept for later runs', async () => {
    expect(outputOf(await lease.run(reading('wc -c < input.txt', '')))).toBe('0\n');
    for (const _ of [1, 2]) {
      expect(outputOf(await lease.run(reading('cat input.txt', 'kept', 'files-a')))).toBe('kept');
    }
    expect(
      outputOf(await lease.run({ ...script('cat'), stdin: inputOf(Buffer.from('kept'), 'files-a') })),
    ).toBe('kept');
  });

  test('cannot be changed, is not the memory of the program, and is gone after the run', async () => {
    const meddle =
      '(echo more >> input.txt; : > input.txt; chmod 777 input.txt; touch -d 1999-01-01 input.txt) 2>/dev/null; stat -L -c "%s %Y" input.txt';
    expect(outputOf(await lease.run(reading(meddle, 'as it was')))).toBe('9 0\n');
    const piece = Buffer.alloc(mebibyte, 'serin ');
    const stdin = { bytes: 200 * mebibyte, read: () => Array.from({ length: 200 }, () => piece) };
    const report = await lease.run({ ...script('wc -c < input.txt'), stdin, inputFile });
    expect(outputOf(report)).toBe(`${200 * mebibyte}\n`);
    expect(report.memoryBytes).toBeLessThan(32 * mebibyte);
    expect(outputOf(await lease.run(script('ls -A; ls /proc/self/fd')))).toBe('0\n1\n2\n3\n');
  });

  test('may be removed by the program', async () => {
    const report = await lease.run(reading('rm input.txt; ls -A; mkdir input.txt', 'x'));
    expect(report.fate).toEqual(exited);
    expect(outputOf(await lease.run(reading('cat input.txt', 'next')))).toBe('next');
  });
});

describe('an output file', () => {
  const writing = (text: string, changes: Partial<RunCommand> = {}): RunCommand => ({
    ...script(text),
    outputFile,
    ...changes,
  });

  test('counts as the output, and standard output is dropped', async () => {
    const pieces: Buffer[] = [];
    const onStdout = (piece: Buffer) => pieces.push(Buffer.from(piece));
    const report = await lease.run(
      writing('echo loud; echo complaint >&2; echo answer > output.txt', { onStdout }),
    );
    expect(report).toMatchObject({ fate: exited, stdoutBytes: 7, stderrBytes: 10 });
    expect(report.stdout.toString()).toBe('answer\n');
    expect(Buffer.concat(pieces).toString()).toBe('answer\n');
    expect(outputOf(await lease.run(script('ls -A')))).toBe('');
  });

  test('is what it is at the end, whoever wrote it, also of a program that did not end well', async () => {
    const report = await lease.run(writing('(echo a > output.txt); echo b >> output.txt; kill -SEGV $$'));
    expect(report).toMatchObject({ fate: { kind: 'signaled', signal: 11 } });
    expect(report.stdout.toString()).toBe('a\nb\n');
  });

  test('of a megabyte and more comes whole, and one over the limit is killed by output', async () => {
    const big = writing('head -c 5000000 /dev/zero > output.txt');
    const whole = await lease.run({ ...big, limits: { ...big.limits, outputBytes: 8 * mebibyte } });
    expect(whole).toMatchObject({ fate: exited, stdoutBytes: 5_000_000 });
    expect(whole.stdout.length).toBe(5_000_000);
    const over = await lease.run(big);
    expect(over.fate).toEqual({ kind: 'killed', by: 'output' });
    expect(over.stdout.length).toBe(mebibyte);
    const exact = writing('head -c 1000 /dev/zero > output.txt');
    const atLimit = await lease.run({ ...exact, limits: { ...exact.limits, outputBytes: 1000 } });
    expect(atLimit).toMatchObject({ fate: exited, stdoutBytes: 1000 });
  });

  test.each([
    ['was never made', 'echo x', 'run'],
    ['was removed', 'echo x > output.txt; rm output.txt', 'run'],
    ['is a directory', 'mkdir output.txt; echo x > output.txt/a', 'run'],
    ['is a link to a file', 'echo x > real; ln -s real output.txt', 'compile'],
    ['is a link out of the box', 'ln -s /etc/passwd output.txt', 'compile'],
    ['is a link to the runner', 'ln -s /proc/1/environ output.txt', 'compile'],
    ['is a FIFO', 'mkfifo output.txt', 'compile'],
    ['may not be read', 'echo x > output.txt; chmod 000 output.txt', 'run'],
  ] as const)('that %s is an empty output', async (_, text, phase) => {
    const report = await lease.run(writing(text, { phase }));
    expect(report).toMatchObject({ fate: exited, stdoutBytes: 0 });
    expect(report.stdout.length).toBe(0);
    await lease.reset();
  });

  test('cannot be a hole of a terabyte: its size is bounded, and what is read of it by the output limit', async () => {
    const refused = await lease.run(writing('truncate -s 1T output.txt'));
    expect(refused.fate).not.toEqual(exited);
    const limits = { ...script('').limits, fileBytes: 2 * 1024 * mebibyte * 1024 };
    const hole = await lease.run({ ...writing('truncate -s 1T output.txt'), limits });
    expect(hole.fate).toEqual({ kind: 'killed', by: 'output' });
    expect(hole.stdout.length).toBe(mebibyte);
    expect(hole.wallMs).toBeLessThan(5_000);
  });

  test('may be a second name of another file', async () => {
    const report = await lease.run(writing('echo x > real; ln real output.txt'));
    expect(report.stdout.toString()).toBe('x\n');
  });

  test('may be the answer to an input file', async () => {
    const command = { ...reading('tr a-z A-Z < input.txt > output.txt', 'both\n'), outputFile };
    expect((await lease.run(command)).stdout.toString()).toBe('BOTH\n');
  });

  test('that links to the input file is an empty output', async () => {
    const command = { ...reading('mv input.txt output.txt', 'both\n'), outputFile };
    expect(await lease.run(command)).toMatchObject({ fate: exited, stdoutBytes: 0 });
  });
});

describe('a box', () => {
  test('that is kept gives its files to collect, and is empty after the reset', async () => {
    const command: RunCommand = {
      ...script('echo 42 > feedback/score.txt; echo fine > feedback/message; ln feedback/message other'),
      directories: ['feedback'],
      keepBox: true,
    };
    await expect(lease.run(command)).resolves.toMatchObject({ fate: exited });
    const files = await lease.collect(['feedback/*'], { maxBytes: 1000, maxFiles: 10 });
    expect(files.map(({ path, data }) => [path, data.toString()])).toEqual([
      ['feedback/message', 'fine\n'],
      ['feedback/score.txt', '42\n'],
    ]);
    await lease.reset();
    expect(outputOf(await lease.run(script('ls -A')))).toBe('');
  });

  describe('whose files are collected by their names', () => {
    const bounds = { maxBytes: 1000, maxFiles: 10, named: true } as const;
    const after = async (text: string) => {
      await lease.run({ ...reading(text, '5'), directories: ['feedback'], keepBox: true });
      try {
        const files = await lease.collect(['feedback/score.txt', 'feedback/none', 'output'], bounds);
        return files.map(({ path, data }) => [path, data.toString()]);
      } finally {
        await lease.reset();
      }
    };

    test('gives those that are there and no others', async () => {
      const found = await after('echo 1 > feedback/score.txt; echo 2 > output; touch feedback/more');
      expect(found).toEqual([
        ['feedback/score.txt', '1\n'],
        ['output', '2\n'],
      ]);
      expect(await after('touch feedback/more')).toEqual([]);
    });

    test.each([
      ['the file', 'echo 1 > feedback/score.txt; chmod 0 feedback/score.txt'],
      ['its directory', 'echo 1 > feedback/score.txt; chmod 0 feedback'],
      ['both', 'echo 1 > feedback/score.txt; chmod 0 feedback/score.txt; chmod 444 feedback'],
    ])('gives what nobody may read: %s', async (_, text) => {
      expect(await after(text)).toEqual([['feedback/score.txt', '1\n']]);
    });

    test.each([
      ['a directory', 'mkdir feedback/score.txt'],
      ['a link, the only one that there can be', `mv ${inputFile} feedback/score.txt`],
      ['not there: its directory was moved', 'echo 1 > feedback/score.txt; mv feedback elsewhere'],
      ['behind a link', `rmdir feedback; mv ${inputFile} feedback`],
      ['below a file', 'rmdir feedback; echo 1 > feedback'],
    ])('refuses a name that is %s', async (_, text) => {
      await expect(after(text)).rejects.toMatchObject({ code: 'ARTIFACTS_SPOILED' });
    });

    test('is bounded', async () => {
      await expect(after('head -c 2000 /dev/zero > feedback/score.txt')).rejects.toMatchObject({
        code: 'ARTIFACTS_TOO_LARGE',
      });
    });
  });

  test('that is kept is there for the next pass, with the same directories', async () => {
    const pass = {
      ...script('echo pass >> state/log; cat state/log'),
      directories: ['state'],
      keepBox: true as const,
    };
    await lease.run(pass);
    expect(outputOf(await lease.run(pass))).toBe('pass\npass\n');
    await lease.reset();
  });

  test('has directories that the program may write, and is wiped with them', async () => {
    const command = { ...script('echo x > a/x; echo y > b/y; ls -d */'), directories: ['a', 'b'] };
    expect(outputOf(await lease.run(command))).toBe('a/\nb/\n');
    expect(outputOf(await lease.run(script('ls -A')))).toBe('');
    await lease.reset();
    expect(sandboxes.figures.resets.every(Boolean)).toBe(true);
    expect(sandboxes.figures.destroyed).toEqual([]);
  });
});

test('a companion holds an input and an answer of the largest size, and may use all of its memory beside them', async () => {
  const companion = await lease.companion('debian@1');
  const data = Buffer.alloc(256 * mebibyte, 'serin\n');
  await companion.put([{ path: 'input', data, executable: false }]);
  await companion.put([{ path: 'answer', data, executable: false }]);
  const compare = script(
    'cmp /app/input /app/answer && wc -c < /app/answer; head -c 200m /dev/zero | tail -c 190m | wc -c',
    {
      memoryBytes: 1024 * mebibyte,
      cpuMs: 30_000,
      wallMs: 60_000,
    },
  );
  const report = await companion.run(compare);
  expect(report.fate).toEqual(exited);
  expect(outputOf(report)).toBe(`${data.length}\n${190 * mebibyte}\n`);
  companion.release();
  await sandboxes.settled();
  expect(sandboxes.figures.destroyed).toEqual([]);
});
