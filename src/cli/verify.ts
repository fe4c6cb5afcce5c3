/** `serin problems verify`: a problem's own submissions are judged, and each is held against what is expected of it. */
import { submissionSchema, verificationSchema } from './answers.ts';
import type { SubmissionAnswer, VerificationAnswer } from './answers.ts';
import type { Client } from './client.ts';
import { exitCodes } from './failure.ts';
import { bytes, milliseconds } from './figures.ts';
import { printOutput } from './shown-output.ts';
import { formatTable } from './table.ts';
import { openProgressLine, printJson, printLine } from './terminal.ts';
import type { Output } from './terminal.ts';
import { gotWithin, isExpected, separation } from './verify-figures.ts';
import type { Verified } from './verify-figures.ts';

export interface VerifyDeps {
  readonly client: Client;
  readonly stdout: Output;
  readonly stderr: Output;
}

export interface VerifyOptions {
  readonly revision?: number;
  readonly track?: readonly string[];
  readonly only?: readonly string[];
  readonly timeFactor?: number;
  readonly showOutput?: boolean;
  readonly json?: boolean;
}

/** Bytes of output of each test that come back to be shown. */
const keptOutputBytes = 16_384;

/** @returns the exit code: 0 where everything came to what is expected and nothing was left out */
export const verify = async (deps: VerifyDeps, id: string, options: VerifyOptions): Promise<number> => {
  const { value: verification } = await deps.client.json(verificationSchema, {
    path: `/v1/problems/${encodeURIComponent(id)}/verifications`,
    method: 'POST',
    body: {
      ...(options.revision === undefined ? {} : { revision: options.revision }),
      tracks: options.track ?? ['stable'],
      only: options.only ?? [],
      timeFactor: options.timeFactor ?? 1,
      ...(options.showOutput === true ? { keepOutputBytes: keptOutputBytes } : {}),
    },
  });
  const verified = await followAll(deps, verification, options.timeFactor ?? 1);
  if (options.json === true) printJson(deps.stdout, { ...verification, submissions: verified.map(asJson) });
  else tell(deps.stdout, verification, verified);
  const good = verified.every(isExpected) && verification.skipped.length === 0;
  return good ? exitCodes.ok : exitCodes.failed;
};

const followAll = async (
  { client, stderr }: VerifyDeps,
  { submissions, limits }: VerificationAnswer,
  timeFactor: number,
): Promise<Verified[]> => {
  const line = openProgressLine(stderr);
  const verified: Verified[] = [];
  for (const each of submissions) {
    line.show(`${verified.length + 1} of ${submissions.length}: ${each.name} on ${each.track}`);
    const { result } = await finished(client, each.submission);
    verified.push({ ...each, result, got: gotWithin(result, limits.cpuMs, timeFactor) });
  }
  line.clear();
  return verified;
};

/** The server holds each answer for a minute at most. */
const finished = async (
  client: Client,
  id: string,
): Promise<{ readonly result: NonNullable<SubmissionAnswer['result']> }> => {
  for (;;) {
    const path = `/v1/submissions/${encodeURIComponent(id)}?wait=60s`;
    const { value } = await client.json(submissionSchema, { path });
    if (value.result !== undefined) return { result: value.result };
  }
};

const tell = (stdout: Output, verification: VerificationAnswer, verified: readonly Verified[]): void => {
  const rows = verified.map((each) => [
    isExpected(each) ? '✓' : '✗',
    each.name,
    each.track,
    expectedOf(each),
    each.got + (each.result.points === undefined ? '' : ` ${each.result.points.got}`),
    milliseconds(each.result.cpuMs),
    bytes(each.result.memoryBytes),
  ]);
  printLine(
    stdout,
    formatTable(['', 'submission', 'track', 'expected', 'got', 'slowest test', 'memory'], rows, [
      ...['left', 'left', 'left', 'left', 'left'],
      ...['right', 'right'],
    ] as const),
  );
  for (const each of verified.filter((one) => !isExpected(one))) {
    printLine(stdout, whyNot(each));
    // One that should have failed and did not has no test that decided.
    const test = decidingTest(each) ?? each.result.tests[0];
    if (test !== undefined) printOutput(stdout, test, 'GET /v1/submissions/:id has all of it');
  }
  for (const { name, track, reason } of verification.skipped) {
    printLine(stdout, `not judged: ${name}${track === undefined ? '' : ` on ${track}`}: ${reason}`);
  }
  for (const track of new Set(verified.map((each) => each.track))) {
    const told = separation(
      verified.filter((each) => each.track === track),
      verification.limits.cpuMs,
    );
    if (told !== undefined) printLine(stdout, `${track}: ${told}`);
  }
  const good = verified.filter(isExpected).length;
  printLine(stdout, `${good} of ${verified.length} as expected.`);
};

const expectedOf = ({ expected }: Verified): string => {
  if (expected.length === 0) return 'anything';
  return expected.length <= 2
    ? expected.join(' or ')
    : `${expected[0] ?? ''} or ${expected.length - 1} others`;
};

type TestAnswer = Verified['result']['tests'][number];

const decidingTest = ({ result }: Verified): TestAnswer | undefined =>
  result.tests.find(({ verdict }) => verdict !== 'accepted' && verdict !== 'skipped');

/** The first test that decided, with what is known of it. */
const whyNot = (verified: Verified): string => {
  const { name, track, submission, result } = verified;
  const test = decidingTest(verified);
  const place = test === undefined ? '' : `, test ${test.name}: ${test.verdict}`;
  const detail = test?.detail ?? result.detail;
  const message = test?.message ?? result.message;
  return [
    `✗ ${name} on ${track}${place}`,
    ...(detail === undefined ? [] : [detail]),
    ...(message === undefined ? [] : [message]),
    `submission ${submission}`,
  ].join('; ');
};

const asJson = ({ result, ...rest }: Verified) => ({
  ...rest,
  asExpected: isExpected({ result, ...rest }),
  ...(result.points === undefined ? {} : { points: result.points }),
  cpuMs: result.cpuMs,
  wallMs: result.wallMs,
  memoryBytes: result.memoryBytes,
});
