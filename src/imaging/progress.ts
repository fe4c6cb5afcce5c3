import { createInterface } from 'node:readline';

/** One line of what the engine tells while it builds, pulls or imports. */
export interface ProgressLine {
  readonly stream?: string;
  readonly status?: string;
  readonly error?: string;
}

/** Lines of output kept to explain a failure. */
const keptLines = 20;

/**
 * Read the engine's JSON lines to their end. The engine answers 200 before it starts, so a failure is a line as well.
 *
 * @throws Error with the engine's words and the last lines of output.
 */
export const followProgress = async (
  body: NodeJS.ReadableStream,
  onLine: (line: ProgressLine) => void,
): Promise<void> => {
  const tail: string[] = [];
  for await (const text of createInterface({ input: body, crlfDelay: Infinity })) {
    if (text.trim() === '') continue;
    const line = JSON.parse(text) as ProgressLine;
    if (line.error !== undefined) throw new Error([line.error, ...tail].join('\n').trimEnd());
    const said = line.stream?.trimEnd() ?? '';
    if (said !== '') tail.push(said);
    if (tail.length > keptLines) tail.shift();
    onLine(line);
  }
};

/** A step of a build as the classic builder announces it. */
export interface BuildStep {
  /** From 1. */
  readonly index: number;
  readonly count: number;
  /** The instruction on one line, cut short. */
  readonly instruction: string;
}

const announcement = /^Step (\d+)\/(\d+) : (.*)/s;
const instructionLength = 100;

/** `Step 2/5 : RUN …`, or undefined for any other line. */
export const parseBuildStep = (text: string): BuildStep | undefined => {
  const match = announcement.exec(text);
  if (match === null) return undefined;
  const [, index = '', count = '', instruction = ''] = match;
  return {
    index: Number(index),
    count: Number(count),
    instruction: instruction.replaceAll(/\s+/g, ' ').trim().slice(0, instructionLength),
  };
};
