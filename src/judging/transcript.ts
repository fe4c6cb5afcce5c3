/**
 * Who said what in a conversation, put together from what each side's runner told of it. A piece's time is from before the other could
 * answer it, by one clock for both, so the order of times is the order of the conversation.
 */
import type { RunReport } from '../domain/run.ts';
import type { Transcript, TranscriptEntry } from '../domain/verdict.ts';
import type { Interaction } from '../verdict/interaction.ts';

interface Said {
  readonly from: TranscriptEntry['from'];
  readonly atMs: number;
  readonly parts: Buffer[];
}

/** At most so many entries; undefined where none was asked for. There are no holes in it: where something is missing it ends. */
export const transcriptOf = (
  { program, interactor }: Pick<Interaction, 'program' | 'interactor'>,
  mostEntries: number,
): Transcript | undefined => {
  if (program.said === undefined || interactor.said === undefined) return undefined;
  const completeUntilMs = Math.min(completeUntil(program), completeUntil(interactor));
  const pieces = [...piecesOf('program', program), ...piecesOf('interactor', interactor)]
    .filter(({ atMs }) => atMs <= completeUntilMs)
    .sort((left, right) => left.atMs - right.atMs);
  const all = joinedLines(pieces);
  const beginMs = Math.min(begunAt(program), begunAt(interactor), pieces[0]?.atMs ?? Infinity);
  return {
    entries: all.slice(0, mostEntries).map(({ from, atMs, parts }) => ({
      from,
      text: Buffer.concat(parts).toString('utf8'),
      atMs: Math.round((atMs - beginMs) * 1000) / 1000,
    })),
    truncated: all.length > mostEntries || !isWhole(program) || !isWhole(interactor),
  };
};

const piecesOf = (from: Said['from'], { said = [] }: RunReport): Said[] =>
  said.map(({ atMs, data }) => ({ from, atMs, parts: [data] }));

/** A side whose container was lost with its last words has no end, and what it said in all is not known. */
const isWhole = ({ said = [], stdoutBytes, endedMs }: RunReport): boolean =>
  endedMs !== undefined && said.reduce((sum, { data }) => sum + data.length, 0) >= stdoutBytes;

const completeUntil = (report: RunReport): number =>
  isWhole(report) ? Infinity : (report.said?.at(-1)?.atMs ?? -Infinity);

const begunAt = ({ endedMs, wallMs }: RunReport): number =>
  endedMs === undefined ? Infinity : endedMs - wallMs;

const newline = 0x0a;

/** A line that comes in pieces is one entry, unless the other says something in between. */
const joinedLines = (pieces: readonly Said[]): Said[] => {
  const entries: Said[] = [];
  for (const piece of pieces) {
    const last = entries.at(-1);
    if (last?.from === piece.from && last.parts.at(-1)?.at(-1) !== newline) last.parts.push(...piece.parts);
    else entries.push(piece);
  }
  return entries;
};
