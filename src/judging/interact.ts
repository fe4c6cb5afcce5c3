/**
 * A conversation of the submitted program with the problem's interactor.
 *
 *   place files ─▶ both leases join the slot's FIFOs, crosswise ─▶ both run at once ─▶ one ends ─▶ the other gets a grace ─▶ both have ended
 *
 * The program is held to its own limits; waiting for the interactor is wall time. The interactor is held to its own as well, with a wall limit that
 * is never the shorter one. Whoever is left when the other has ended finds the end of its input, and a program that does not end by itself
 * within the grace is ended. The interactor gets longer: it has to read what is left and to make up its mind.
 *
 * A transcript would have to be taken where the pipes are: nothing of the conversation passes through here. It belongs into `Conversation`, as what
 * the sandbox kept of both directions.
 */
import { inputOf } from '../domain/run.ts';
import type { RunCommand, RunReport } from '../domain/run.ts';
import type { Interaction } from '../verdict/interaction.ts';
import type { Lease } from './ports.ts';

/** For the one that is left, in milliseconds, before the scale of the machine. */
export const graceMs = { program: 1_000, interactor: 10_000 } as const;

export interface Side {
  readonly lease: Pick<Lease, 'join' | 'run'>;
  readonly command: RunCommand;
}

export type Conversation = Interaction;

interface Ended {
  readonly who: 'program' | 'interactor';
  readonly report: RunReport;
}

/** @throws what the sandbox throws; the other side has ended by then. */
export const converse = async (
  program: Side,
  interactor: Side,
  scale: number,
  signal: AbortSignal,
): Promise<Conversation> => {
  await program.lease.join({ stdin: 'a', stdout: 'b' });
  await interactor.lease.join({ stdin: 'b', stdout: 'a' });
  const ending = { program: new AbortController(), interactor: new AbortController() };
  const begin = async (who: Ended['who'], { lease, command }: Side): Promise<Ended> => ({
    who,
    report: await lease.run(joined(command), AbortSignal.any([signal, ending[who].signal])),
  });
  const runs = {
    program: begin('program', program),
    interactor: begin('interactor', interactor),
  };
  try {
    const first = await Promise.race([runs.program, runs.interactor]);
    const other = first.who === 'program' ? 'interactor' : 'program';
    const last = await within(graceMs[other] * scale, runs[other], () => ending[other].abort());
    const reports = { [first.who]: first.report, [last.who]: last.report } as Record<Ended['who'], RunReport>;
    return { ...reports, first: first.who };
  } catch (cause) {
    ending.program.abort();
    ending.interactor.abort();
    await Promise.allSettled([runs.program, runs.interactor]);
    throw cause;
  }
};

const joined = (command: RunCommand): RunCommand => ({
  ...command,
  stdin: inputOf(Buffer.alloc(0)),
  joined: true,
});

/** What comes of it; it is asked to end when the time is over. */
const within = async <T>(ms: number, outcome: Promise<T>, end: () => void): Promise<T> => {
  const timer = setTimeout(end, ms);
  try {
    return await outcome;
  } finally {
    clearTimeout(timer);
  }
};
