/** What a program wrote in a test, or said to the problem's interactor, for people. */
import { z } from 'zod';
import { printable } from './figures.ts';
import { printLine } from './terminal.ts';
import type { Output } from './terminal.ts';

export const transcriptSchema = z.object({
  entries: z.array(z.object({ from: z.string(), text: z.string(), atMs: z.number() })),
  truncated: z.boolean(),
});

type TranscriptAnswer = z.infer<typeof transcriptSchema>;

interface Written {
  readonly stdout?: string | undefined;
  readonly stderr?: string | undefined;
  readonly transcript?: TranscriptAnswer | undefined;
}

/** Lines of a log or an output that are shown. */
const shownLines = 40;

/** `elsewhere`: where all of it is to be had. */
export const printOutput = (
  output: Output,
  { stdout = '', stderr = '', transcript }: Written,
  elsewhere: string,
): void => {
  if (stdout !== '') printBlock(output, 'output', stdout, elsewhere);
  if (stderr !== '') printBlock(output, 'standard error', stderr, elsewhere);
  if (transcript !== undefined) printConversation(output, transcript, elsewhere);
};

export const printBlock = (output: Output, title: string, text: string, elsewhere: string): void => {
  printLine(output, `${title}:`);
  printLines(output, linesOf(text), elsewhere);
};

const arrows: Readonly<Record<string, string>> = { program: '>', interactor: '<' };

const printConversation = (
  output: Output,
  { entries, truncated }: TranscriptAnswer,
  elsewhere: string,
): void => {
  const lines = entries.flatMap(({ from, text }) =>
    linesOf(text).map((line) => `${arrows[from] ?? from} ${line}`),
  );
  printLine(output, 'conversation (> the program, < the interactor):');
  printLines(output, lines, elsewhere);
  if (truncated) printLine(output, '  … and more was said than was kept');
};

const linesOf = (text: string): string[] => printable(text).replace(/\n$/, '').split('\n');

const printLines = (output: Output, lines: readonly string[], elsewhere: string): void => {
  for (const line of lines.slice(0, shownLines)) printLine(output, `  ${line}`);
  if (lines.length > shownLines)
    printLine(output, `  … ${lines.length - shownLines} more lines (${elsewhere})`);
};
