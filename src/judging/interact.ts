/**
 * A conversation of the submitted program with the problem's interactor.
 *
 *   both leases join the slot's FIFOs, crosswise ─▶ both run at once ─▶ one ends ─▶ the other gets a grace ─▶ both have ended
 *
 * The program is held to its own limits; waiting for the interactor is wall time. The interactor is held to its own as well, with a wall limit that
 * is never the shorter one. Whoever is left when the other has ended finds the end of its input.
 *
 *   the program ended     the interactor reads what is left and makes up its mind; a grace later it is ended, as if by its wall limit: it lingered
 *   content interactor    the program has to end well, within its own limits
 *   other interactor      nothing that the program does matters any more: a short grace later it is ended
 *
 * Nothing of the conversation passes through here. Where a transcript is wanted, the commands say so, and the reports of both sides have what each
 * of them said (`transcript.ts`).
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

interface Course {
  /** Of the machine's time. */
  readonly scale: number;
  /** Whether an interactor that ended like this leaves the verdict to how the program ends. */
  readonly isContent: (interactor: RunReport) => boolean;
}

/** @throws what the sandbox throws; the other side has ended by then. */
export const converse = async (
  program: Side,
  interactor: Side,
  { scale, isContent }: Course,
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
    const patient = first.who === 'interactor' && isContent(first.report);
    const end = (): void => ending[other].abort();
    const last = patient ? await runs[other] : await within(graceMs[other] * scale, runs[other], end);
    // Nobody cancelled the submission: it was waited for longer than there was a reason to.
    const ended = ending[other].signal.aborted && !signal.aborted;
    const over = ended ? overWaited(last.report) : last.report;
    if (first.who === 'interactor') return told(over, first.report, 'interactor');
    // Its own wall limit is the program's and the grace, so whichever of the two ended it, it had its time after the program.
    const lingered = over.fate.kind === 'killed' && over.fate.by === 'wall';
    return { ...told(first.report, over, 'program'), ...(lingered ? { lingered } : {}) };
  } catch (cause) {
    ending.program.abort();
    ending.interactor.abort();
    await Promise.allSettled([runs.program, runs.interactor]);
    throw cause;
  }
};

/**
 * Who ended first is for the runners to say, which have one clock: a killed program is buried before it is reported, and its interactor, that
 * read the end of its input, may be reported sooner. `reported`: the one whose report came first, where a container was lost with its clock.
 */
const told = (program: RunReport, interactor: RunReport, reported: Ended['who']): Conversation => {
  const [ofProgram, ofInteractor] = [program.endedMs, interactor.endedMs];
  if (ofProgram === undefined || ofInteractor === undefined) return { program, interactor, first: reported };
  return { program, interactor, first: ofProgram <= ofInteractor ? 'program' : 'interactor' };
};

const overWaited = (report: RunReport): RunReport =>
  report.fate.kind === 'killed' && report.fate.by === 'cancel'
    ? { ...report, fate: { kind: 'killed', by: 'wall' } }
    : report;

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
