/**
 * What goes in and out of one run of a test. An input that is stored is read as the sandbox takes it, an output is compared as
 * it comes, and a stored answer is read beside it: none of them is ever held whole, and the report keeps of the output only
 * what the caller wants to see.
 */
import { createHash } from 'node:crypto';
import { inputOf } from '../domain/run.ts';
import type { RunCommand, RunInput } from '../domain/run.ts';
import { isStored } from '../domain/submission.ts';
import type { TestCase, TestData } from '../domain/submission.ts';
import type { Checker } from '../domain/checker.ts';
import type { Answer } from '../verdict/answer.ts';
import type { CheckOutcome } from '../verdict/difference.ts';
import type { JudgedOutput } from '../verdict/judge-program.ts';
import { openCheck } from '../verdict/output-check.ts';
import type { AssignedTest } from './assignment.ts';
import type { Spool, TestDataReader } from './ports.ts';
import { withoutSecrets } from './secret-words.ts';

export interface TestStreams extends Pick<RunCommand, 'stdin' | 'onStdout' | 'keptBytes'> {
  /** What the output came to; for a program that ended well. Throws what made the comparison impossible. */
  readonly outcome: () => CheckOutcome;
}

/** Smaller inputs are sent again sooner than they are looked up. */
const keyedBytes = 16 * 1024;

/**
 * For one run: another run of the same test needs streams of its own. Without a checker the output goes to the spool, because a
 * program of the problem's is to read it.
 *
 * @throws SerinError BLOB_NOT_FOUND, BLOB_CORRUPT
 */
export const openStreams = async (
  data: TestDataReader,
  judge: Checker | Spool,
  keptBytes: number,
  test: TestCase,
): Promise<TestStreams> => {
  const stdin = await openInput(data, test.input);
  if ('written' in judge) {
    return {
      stdin,
      keptBytes,
      ...taking(
        (piece) => judge.write(piece),
        () => ({ ok: true }),
      ),
    };
  }
  if (test.answer === undefined) return { stdin, keptBytes, outcome: () => ({ ok: true }) };
  const check = openCheck(judge, await openAnswer(data, test.answer));
  return {
    stdin,
    keptBytes,
    ...taking(
      (piece) => check.push(piece),
      () => check.end(),
    ),
  };
};

/** Whoever hands the output on could do nothing with an error, and goes on; it is told when the outcome is asked for. */
const taking = (
  take: (piece: Buffer) => void,
  outcome: () => CheckOutcome,
): Required<Pick<TestStreams, 'onStdout' | 'outcome'>> => {
  let failure: { readonly cause: unknown } | undefined;
  return {
    onStdout: (piece) => {
      if (failure !== undefined) return;
      try {
        take(piece);
      } catch (cause) {
        failure = { cause };
      }
    },
    outcome: () => {
      if (failure !== undefined) throw failure.cause;
      return outcome();
    },
  };
};

/** Holds bytes that are there as a whole against an answer. @throws SerinError BLOB_NOT_FOUND, BLOB_CORRUPT */
export const comparedWhole = async (
  data: TestDataReader,
  checker: Checker,
  test: Pick<AssignedTest, 'answer' | 'secret'>,
  output: Buffer,
): Promise<JudgedOutput> => {
  if (test.answer === undefined) return { kind: 'accepted' };
  const check = openCheck(checker, await openAnswer(data, test.answer));
  check.push(output);
  return compared(check.end(), test);
};

/** The word of a comparison. */
export const compared = ({ ok, message }: CheckOutcome, test: Pick<AssignedTest, 'secret'>): JudgedOutput =>
  withoutSecrets({ kind: ok ? 'accepted' : 'wrong', ...(message === undefined ? {} : { message }) }, test);

const openInput = async (reader: TestDataReader, data: TestData): Promise<RunInput> => {
  if (!isStored(data)) {
    return data.length < keyedBytes
      ? inputOf(data)
      : inputOf(data, createHash('sha256').update(data).digest('hex'));
  }
  const opened = await reader.open(data);
  return { bytes: opened.bytes, key: data.digest, read: () => opened.stream() };
};

const openAnswer = async (reader: TestDataReader, data: TestData): Promise<Answer> => {
  if (!isStored(data)) return data;
  const opened = await reader.open(data);
  return { [Symbol.iterator]: () => opened.pieces()[Symbol.iterator]() };
};
