/**
 * testlib's protocol: the exit code says what the output is, the first line on standard error says why.
 *
 *   exit  testlib           stderr begins                here
 *   0     _ok               ok                           accepted
 *   1     _wa               wrong answer                 wrong
 *   2     _pe               wrong output format          wrong, `format`
 *   3     _fail             FAIL                         failed: the checker's own failure, or the answer is not as good as the output
 *   4     _dirt             wrong output format          wrong, `format`
 *   7     _points, quitp    points X                     partial: X points
 *   8     _unexpected_eof   unexpected eof               wrong, `format`
 *   p + base   _pc(p)       partially correct (p)        partial: p of 200
 *
 * The numbers are those of `resultExitCode` in testlib.h without EJUDGE and CONTESTER, which stand for other systems: a code of theirs
 * (5, 6, 0xAC…) is a failure here. The base of `_pc` is 50 with -DTESTSYS and 0 without, and 16 in copies that do not take it off;
 * p is 0…200. Without TESTSYS `_pc(1)` is the exit code of `_wa`, so the first line decides: where it says `partially correct (p)` and
 * the exit code is one that p may have, that is it. It has to be the first line and to agree with the code because a checker may quote
 * the output of a submission further down.
 *
 * `points X` is X points, as on Codeforces and DMOJ. Systems that take it for a share of the points (UOJ, Hydro) have a testlib of their own.
 *
 * An interpreter that dies of an uncaught exception exits with 1 too, which would be `_wa`, and one of Go with 2, which would be `_pe`: where
 * a line of standard error begins like that of one then, whatever was written before it, the checker has crashed (`crashes`).
 */
import type { RunReport } from '../domain/run.ts';
import { decimalOf, exactOf, readAmount } from './exact.ts';
import { failure } from './judged-output.ts';
import type { JudgedOutput } from './judged-output.ts';
import { firstLine, shownLine, shownText } from './shown-text.ts';

const partialBases = [50, 0, 16];
const mostPartial = 200;

export const byTestlib = (exitCode: number, report: RunReport): JudgedOutput => {
  const first = firstLine(report.stderr);
  const said = messages(first, report.stderr);
  const partial = partOf(first.toString('latin1'), exitCode);
  if (partial !== undefined) {
    const share = decimalOf(exactOf(String(partial)).div(mostPartial));
    return { kind: 'partial', share, ...said };
  }
  switch (exitCode) {
    case 0:
      return { kind: 'accepted', ...said };
    case 1:
      return isCrash(report.stderr) ? crashed(exitCode, report) : { kind: 'wrong', ...said };
    case 2:
      return isCrash(report.stderr)
        ? crashed(exitCode, report)
        : { kind: 'wrong', detail: 'format', ...said };
    case 4:
    case 8:
      return { kind: 'wrong', detail: 'format', ...said };
    case 3:
      return failure(
        'fail',
        'The judging program says that it failed, or that the answer is wrong (_fail).',
        report,
      );
    case 7:
      return byPoints(first.toString('latin1'), said, report);
    default:
      return failure(`exit:${exitCode}`, unknownCode(exitCode), report);
  }
};

const crashed = (exitCode: number, report: RunReport): JudgedOutput =>
  failure(`exit:${exitCode}`, 'The judging program ended with an uncaught exception.', report);

type Said = Pick<Extract<JudgedOutput, { kind: 'accepted' }>, 'message' | 'judgeMessage'>;

/** Operators are given all of it where there is more than the line. */
const messages = (first: Buffer, all: Buffer): Said => {
  const message = shownLine(first);
  const judgeMessage = all.length > first.length ? shownText(all) : undefined;
  return {
    ...(message === undefined ? {} : { message }),
    ...(judgeMessage === undefined || judgeMessage === message ? {} : { judgeMessage }),
  };
};

const partOf = (line: string, exitCode: number): number | undefined => {
  const told = /^partially correct \(([0-9]{1,3})\)(?: |$)/.exec(line)?.[1];
  if (told === undefined) return undefined;
  const part = Number(told);
  return part <= mostPartial && partialBases.some((base) => base + part === exitCode) ? part : undefined;
};

const byPoints = (line: string, said: Said, report: RunReport): JudgedOutput => {
  const told = /^points +([^ ]+)(?: |$)/.exec(line)?.[1];
  const points = told === undefined ? undefined : readAmount(told);
  return points === undefined
    ? failure(
        'points',
        'The judging program exited with 7 (points), but its first line does not give any.',
        report,
      )
    : { kind: 'partial', points: decimalOf(points), ...said };
};

/**
 * What interpreters write when a program of theirs dies, at the beginning of a line: a checker quotes outputs in lines of its own words, so that
 * is not a submission's.
 */
const crashes: readonly RegExp[] = [
  /^Traceback \(most recent call last\):\r?\n +File "/m,
  // A Python program that cannot be read has no traceback.
  /^ +File ".*", line [0-9]+\r?\n(?:.*\n){0,4}(?:SyntaxError|IndentationError|TabError): /m,
  /^Exception in thread "/m,
  /^Error: (?:Could not find or load main class|Main method not found|Unable to initialize main class) /m,
  /^(?:panic: |fatal error: )(?:.*\n){1,20}?goroutine [0-9]+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[/m,
  /^Node\.js v[0-9]+\.[0-9.]+$/m,
];

const isCrash = (stderr: Buffer): boolean => {
  const text = stderr.toString('latin1');
  return crashes.some((crash) => crash.test(text));
};

const unknownCode = (exitCode: number): string =>
  `The judging program exited with ${exitCode}, which is no result of testlib. Result codes are 0, 1, 2, 3, 4, 7 and 8; for _pc compile it with -DTESTSYS, and write nothing else to standard error before.`;
