/**
 * How much of what programs say is kept with a result. A result of 10⁵ tests has to be read as one document, so all that is text in it has a
 * bound together, and each test an equal share of that; for the usual number of tests the share is never reached.
 */
const mebibyte = 1024 * 1024;

/** Of each stream, of all tests together. */
const outputBytesInAll = 64 * mebibyte;
const messageBytesInAll = 16 * mebibyte;

const transcriptEntriesInAll = 200_000;

/** Of one test. */
const mostTranscriptEntries = 2000;
const mostMessageBytes = 4096;
const leastMessageBytes = 160;

export interface KeptBytes {
  /** Of the program's standard output, and of its standard error. */
  readonly outputBytes: number;
  /** It is kept byte for byte, as runs have it. */
  readonly exact?: true;
  /** Of each message: to users, to judges. */
  readonly messageBytes: number;
  /** Entries of a transcript, whose text on each side is bounded as the output of a program is. */
  readonly transcriptEntries: number;
}

export const keptBytesOf = (wantedOutputBytes: number, tests: number): KeptBytes => {
  const share = (bytes: number): number => Math.floor(bytes / Math.max(1, tests));
  return {
    outputBytes: Math.min(wantedOutputBytes, share(outputBytesInAll)),
    messageBytes: Math.max(leastMessageBytes, Math.min(mostMessageBytes, share(messageBytesInAll))),
    transcriptEntries: Math.max(1, Math.min(mostTranscriptEntries, share(transcriptEntriesInAll))),
  };
};

/** At most so many bytes of a text, ended by "…" where there is more. */
export const shortened = (text: string, bytes: number): string => {
  const buffer = Buffer.from(text);
  if (buffer.length <= bytes) return text;
  // A cut within a character leaves a replacement at the end.
  return `${buffer
    .subarray(0, bytes)
    .toString('utf8')
    .replace(/\uFFFD$/, '')}…`;
};
