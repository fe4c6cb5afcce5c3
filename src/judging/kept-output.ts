/** What a result keeps of what a program wrote. */
import { runCapture } from '../domain/run.ts';
import type { RunReport } from '../domain/run.ts';
import type { CapturedText, TestResult } from '../domain/verdict.ts';
import type { KeptBytes } from './kept-bounds.ts';

/** Of a submission, text to be shown; of a run, the streams as they are. */
export const keptOutput = (
  { exact, outputBytes }: Pick<KeptBytes, 'exact' | 'outputBytes'>,
  report: RunReport,
): Pick<TestResult, 'stdout' | 'stderr' | 'output'> => {
  if (outputBytes === 0) return {};
  if (exact) {
    return {
      output: {
        stdout: captured(report.stdout.subarray(0, outputBytes), report.stdoutBytes),
        stderr: captured(report.stderr.subarray(0, runCapture.stderrBytes), report.stderrBytes),
      },
    };
  }
  return { stdout: excerpt(report.stdout, outputBytes), stderr: excerpt(report.stderr, outputBytes) };
};

const captured = (kept: Buffer, bytes: number): CapturedText => {
  const truncated = bytes > kept.length;
  const text = utf8(truncated ? wholeCharacters(kept) : kept);
  return text === undefined
    ? { text: kept.toString('base64'), encoding: 'base64', bytes, truncated }
    : { text, encoding: 'utf8', bytes, truncated };
};

const utf8 = (bytes: Buffer): string | undefined => {
  try {
    // A byte order mark is part of what was written.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** Without the beginning of a character that was cut at the end. */
const wholeCharacters = (bytes: Buffer): Buffer => {
  // A character has four bytes at most, of which all but the first are 10xxxxxx.
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
};

const excerpt = (output: Buffer, bytes: number): string => output.subarray(0, bytes).toString('utf8');
