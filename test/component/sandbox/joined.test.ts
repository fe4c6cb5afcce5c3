import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inputOf } from '../../../src/domain/run.ts';
import type { RunCommand, RunReport } from '../../../src/domain/run.ts';
import { labels } from '../../../src/sandbox/labels.ts';
import type { SlotLease } from '../../../src/sandbox/lease.ts';
import { removeOrphans } from '../../../src/sandbox/orphans.ts';
import { containersOf, docker, open, outputOf, script, slotBase, worker } from './open.ts';

let sandboxes: Awaited<ReturnType<typeof open>>;
let lease: SlotLease;
let companion: SlotLease;
/** What is relayed keeps every promise that bare FIFOs keep. */
let transcript: Pick<RunCommand, 'transcriptBytes'> = {};

beforeAll(async () => {
  sandboxes = await open();
  lease = await sandboxes.lease('debian@1');
  companion = await lease.companion('debian@1');
});

afterAll(async () => {
  await sandboxes.close(20_000);
  await removeOrphans(docker, worker);
});

const joined = (text: string, limits: Partial<RunCommand['limits']> = {}): RunCommand => ({
  ...script(text, limits),
  joined: true,
  ...transcript,
});

const pipes = { stdin: 'to-program', stdout: 'from-program' };
const crosswise = { stdin: pipes.stdout, stdout: pipes.stdin };

interface Ended {
  readonly program: RunReport;
  readonly interactor: RunReport;
  readonly first: 'program' | 'interactor';
}

/** Both at once, joined crosswise; the interactor is the companion's. */
const pair = async (program: RunCommand, interactor: RunCommand): Promise<Ended> => {
  await Promise.all([lease.join(pipes), companion.join(crosswise)]);
  const order: Ended['first'][] = [];
  const run = async (of: SlotLease, command: RunCommand, name: Ended['first']): Promise<RunReport> => {
    const report = await of.run(command);
    order.push(name);
    return report;
  };
  const [programReport, interactorReport] = await Promise.all([
    run(lease, program, 'program'),
    run(companion, interactor, 'interactor'),
  ]);
  const [first = 'program'] = order;
  return { program: programReport, interactor: interactorReport, first };
};

const exited = { kind: 'exited', code: 0 };

describe.each([
  ['', {}],
  [' with a transcript', { transcriptBytes: 65_536 }],
])('two programs joined by FIFOs%s', (_, wanted) => {
  beforeAll(() => {
    transcript = wanted;
  });
  afterAll(() => {
    transcript = {};
  });

  test('talk line by line, and each ends by itself', async () => {
    const { program, interactor } = await pair(
      joined('while read n; do echo $((n + 1)); done; echo done >&2'),
      joined('n=0; while [ $n -lt 1000 ]; do echo $n; read n; done; echo $n >&2'),
    );
    expect([program.fate, interactor.fate]).toEqual([exited, exited]);
    expect([outputOf(program), outputOf(interactor)]).toEqual(['done\n', '1000\n']);
  });

  test('see the end of the other: the interactor when the program is dead', async () => {
    const { program, interactor } = await pair(joined('exit 3'), joined('read line || echo "end" >&2'));
    expect(program.fate).toEqual({ kind: 'exited', code: 3 });
    expect(outputOf(interactor)).toBe('end\n');
  });

  test('see the end of the other: the program when the interactor is dead', async () => {
    const { program } = await pair(joined('read line; echo "$line" >&2; exec yes'), joined('echo last'));
    expect(program.fate).toEqual({ kind: 'signaled', signal: 13 });
    expect(outputOf(program)).toBe('last\n');
  });

  test('keep what was written before the other began, and after the writer is dead', async () => {
    await Promise.all([lease.join(pipes), companion.join(crosswise)]);
    await expect(companion.run(joined('echo early'))).resolves.toMatchObject({ fate: exited });
    const report = await lease.run(joined('cat >&2; echo unheard'));
    expect(outputOf(report)).toBe('early\n');
    expect(report.fate).toEqual({ kind: 'signaled', signal: 13 });
  });

  test('are ended by their own wall limits when one never reads and the pipe is full', async () => {
    const { program, interactor, first } = await pair(
      joined('yes', { wallMs: 400 }),
      joined('sleep 30', { wallMs: 900 }),
    );
    expect([program.fate, interactor.fate]).toEqual([
      { kind: 'killed', by: 'wall' },
      { kind: 'killed', by: 'wall' },
    ]);
    expect(program.wallMs).toBeLessThan(800);
    expect(first).toBe('program');
  });

  test('wait for each other in vain no longer than their wall limits', async () => {
    const { program, interactor } = await pair(
      joined('read line', { wallMs: 300 }),
      joined('read line', { wallMs: 5_000 }),
    );
    expect(program.fate).toEqual({ kind: 'killed', by: 'wall' });
    expect(interactor).toMatchObject({ fate: { kind: 'exited', code: 1 } });
    expect(interactor.wallMs).toBeLessThan(2_000);
  });

  test('are told in the order in which they ended, however soon one follows the other', async () => {
    for (let round = 0; round < 20; round += 1) {
      const left = await pair(joined('exit 3'), joined('read line; exit 1'));
      expect(left.program.endedMs).toBeLessThan(left.interactor.endedMs ?? 0);
      const refused = await pair(joined('read line; exit 3'), joined('exit 1'));
      expect(refused.interactor.endedMs).toBeLessThan(refused.program.endedMs ?? 0);
      const unheard = await pair(joined('exit 3'), joined('exec yes'));
      expect(unheard.program.endedMs).toBeLessThan(unheard.interactor.endedMs ?? 0);
    }
  });

  test('see a stream that the other closes and lives on, a moment later', async () => {
    const { program, interactor } = await pair(
      joined('cat >&2; echo all of it'),
      joined('echo one; echo two; exec >&-; read line; echo "$line" >&2'),
    );
    expect([program.fate, interactor.fate]).toEqual([exited, exited]);
    expect([outputOf(program), outputOf(interactor)]).toEqual(['one\ntwo\n', 'all of it\n']);
    expect(program.wallMs).toBeLessThan(2_000);
  });

  test('are cancelled by themselves, and the other sees the end', async () => {
    await Promise.all([lease.join(pipes), companion.join(crosswise)]);
    const abort = new AbortController();
    const running = [lease.run(joined('read line'), abort.signal), companion.run(joined('read line'))];
    setTimeout(() => abort.abort(), 100);
    const [program, interactor] = await Promise.all(running);
    expect(program?.fate).toEqual({ kind: 'killed', by: 'cancel' });
    expect(interactor?.fate).toEqual({ kind: 'exited', code: 1 });
  });

  test('may open their streams anew', async () => {
    const { program, interactor } = await pair(
      // Each stays until the other has opened: a FIFO without another side lets nobody in.
      joined('read a < /dev/stdin; echo "got $a" > /dev/stdout; read end'),
      joined('echo hello > /dev/stdout; read b < /dev/stdin; echo "$b" >&2; echo end'),
    );
    expect([program.fate, interactor.fate]).toEqual([exited, exited]);
    expect(outputOf(interactor)).toBe('got hello\n');
  });

  test('never meet what an earlier pair has left', async () => {
    await pair(joined('echo left over; yes | head -c 30000'), joined('echo left over; exec sleep 0.2'));
    const { program, interactor } = await pair(joined('cat >&2 <&0'), joined('exec >&-; cat >&2'));
    expect([outputOf(program), outputOf(interactor)]).toEqual(['', '']);
  });

  test('are buried with all that they started: what holds on to a FIFO does not keep the other from its end', async () => {
    const hold = `(setsid sh -c 'exec 5<>/proc/self/fd/0 6<>/proc/self/fd/1; sleep 30' &) ; exec 7<>/proc/self/fd/1; exit 0`;
    const { program, interactor } = await pair(joined(hold), joined('read line || echo end >&2'));
    expect(program.fate).toEqual(exited);
    expect(outputOf(interactor)).toBe('end\n');
    expect(interactor.wallMs).toBeLessThan(5_000);
    await lease.reset();
    await companion.reset();
    expect(sandboxes.figures.resets.slice(-2)).toEqual([true, true]);
    expect(sandboxes.figures.destroyed).toEqual([]);
  });

  test('reach neither the directory of the FIFOs nor each other', async () => {
    const look = `
      ls /.serin-pipes /.serin-pipes/joined; stat -f /.serin-pipes/joined; touch /.serin-pipes/joined/to-program
      echo uid $(id -u); cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '`;
    const { program, interactor } = await pair(
      joined(`: of-program; echo begun; (${look}) >&2 2>&1; echo looked; read line`),
      joined(`: of-interactor; read line; (${look}) >&2 2>&1; read line; echo looked`),
    );
    expect([program.fate, interactor.fate]).toEqual([exited, exited]);
    const [one, other] = [program, interactor].map(({ stderr }) => stderr.toString());
    for (const seen of [one, other]) {
      expect(seen?.match(/Permission denied/g)).toHaveLength(4);
      expect(seen).not.toMatch(/^(joined|to-program|from-program)$/m);
    }
    expect(one).toContain('of-program');
    expect(one).not.toContain('of-interactor');
    expect(other).toContain('of-interactor');
    expect(other).not.toContain('of-program');
    const uids = [one, other].map((seen) => /^uid (\d+)$/m.exec(seen ?? '')?.[1]);
    expect(uids).toEqual([String(200_000 + slotBase), String(210_000 + 4 * slotBase)]);
  });

  test('leave their containers as clean as any other run', async () => {
    await pair(joined('echo a'), joined('cat > /dev/null'));
    await lease.reset();
    await companion.reset();
    expect(sandboxes.figures.resets.every(Boolean)).toBe(true);
    expect(sandboxes.figures.destroyed).toEqual([]);
  });
});

test('10 000 rounds of one line pass between two programs, none of which is lost or early', async () => {
  const program = joined('while read n; do echo $((n + 1)); done', { cpuMs: 30_000, wallMs: 60_000 });
  const interactor = joined('n=0; while [ $n -lt 10000 ]; do echo $n; read n; done; echo $n >&2', {
    cpuMs: 30_000,
    wallMs: 60_000,
  });
  const ended = await pair(program, interactor);
  expect([ended.program.fate, ended.interactor.fate]).toEqual([exited, exited]);
  expect(outputOf(ended.interactor)).toBe('10000\n');
});

test('an interactor and a manager of several programs have a companion each, all at once', async () => {
  const other = await lease.companion('debian@1');
  await Promise.all([
    lease.join({ stdin: 'c', stdout: 'a' }),
    companion.join({ stdin: 'a', stdout: 'b' }),
    other.join({ stdin: 'b', stdout: 'c' }),
  ]);
  const pass = 'read n; echo $((n + 1)) | tee /dev/stderr';
  const reports = await Promise.all([
    lease.run(joined(`echo 1; read n; echo $n >&2`)),
    companion.run(joined(pass)),
    other.run(joined(pass)),
  ]);
  expect(reports.map(({ stderr }) => stderr.toString())).toEqual(['3\n', '2\n', '3\n']);
  other.release();
});

describe('a run', () => {
  test('that is joined and was not joined is refused, and so is one that was and is not', async () => {
    await expect(lease.run(joined('true'))).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
    await lease.reset();
    await lease.join(pipes);
    await expect(lease.run(script('true'))).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
    await lease.reset();
    await expect(lease.run({ ...script('cat'), stdin: inputOf(Buffer.from('on')) })).resolves.toMatchObject({
      fate: exited,
    });
  });
});

test('a companion that died in a run is replaced on its slot, and the pair is judged anew', async () => {
  const other = await lease.companion('debian@1');
  await Promise.all([lease.join(pipes), other.join(crosswise)]);
  const filters = { label: [`${labels.worker}=${worker}`, `${labels.companion}=1`] };
  const [container] = await docker.listContainers({ filters });
  const running = other.run(joined('read line'));
  running.catch(() => undefined);
  await docker.getContainer(container?.Id ?? '').kill();
  await expect(running).rejects.toMatchObject({ code: 'SANDBOX_FAILED', retryable: true });
  await expect(other.run(joined('true'))).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
  // The program was joined to one that is gone: it may begin, and finds the end.
  await expect(lease.run(joined('read line'))).resolves.toMatchObject({ fate: { kind: 'exited', code: 1 } });
  await Promise.all([lease.join(pipes), other.join(crosswise)]);
  const reports = await Promise.all([
    lease.run(joined('echo a; cat')),
    other.run(joined('read a; echo $a >&2')),
  ]);
  expect(reports[1].stderr.toString()).toBe('a\n');
  other.release();
  await sandboxes.settled();
});

test('closing the sandboxes leaves neither a container nor a volume of the slot', async () => {
  const filters = { label: [`${labels.worker}=${worker}`] };
  expect((await docker.listVolumes({ filters })).Volumes).toHaveLength(1);
  await sandboxes.close(20_000);
  expect(await containersOf()).toEqual([]);
  expect((await docker.listVolumes({ filters })).Volumes).toEqual([]);
});
