/** `serin submit`: guess the language → send → follow → tell. */
import { createHash } from 'node:crypto';
import type { ResultAnswer, SubmissionAnswer } from './answers.ts';
import { blobSchema, languagesSchema, submissionSchema } from './answers.ts';
import type { Client } from './client.ts';
import { CliFailure, exitCodes } from './failure.ts';
import { bytes, milliseconds, printable } from './figures.ts';
import { encode, guessLanguage, readNamed, readSources } from './material.ts';
import type { ReadFile } from './material.ts';
import { printBlock, printOutput } from './shown-output.ts';
import { formatTable } from './table.ts';
import { openProgressLine, printJson, printLine } from './terminal.ts';
import type { Output } from './terminal.ts';
import { watchToVerdict } from './watch.ts';

export interface SubmitDeps {
  readonly client: Client;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly readFile: ReadFile;
  readonly readStdin: () => Promise<Buffer>;
  readonly sleep: (ms: number) => Promise<void>;
}

export interface SubmitOptions {
  readonly language?: string;
  readonly input?: string;
  readonly answer?: string;
  readonly problem?: string;
  readonly track?: string;
  readonly checker?: string;
  readonly abs?: number;
  readonly rel?: number;
  readonly cpuMs?: number;
  readonly wallMs?: number;
  readonly memoryBytes?: number;
  readonly outputBytes?: number;
  readonly fileBytes?: number;
  readonly processes?: number;
  /** With a problem; without one, output comes back in any case. */
  readonly showOutput?: boolean;
  readonly json?: boolean;
  readonly wait: boolean;
}

/** Bytes of output that come back to be shown. */
const keptOutputBytes = 16_384;
/** Where there is all that is shown in part. */
const inJson = 'see --json';

/** @returns the exit code: 0 for `accepted`, 1 for any other verdict */
export const submit = async (
  deps: SubmitDeps,
  paths: readonly string[],
  options: SubmitOptions,
): Promise<number> => {
  const request = await buildRequest(deps, paths, options);
  const accepted = await deps.client.json(submissionSchema, {
    path: '/v1/submissions',
    method: 'POST',
    body: request,
  });
  if (!options.wait) {
    if (options.json === true) printJson(deps.stdout, accepted.raw);
    else printLine(deps.stdout, accepted.value.id);
    return exitCodes.ok;
  }
  const finished = await awaitVerdict(deps, accepted.value.id, options);
  if (options.json === true) printJson(deps.stdout, finished.raw);
  else printVerdict(deps.stdout, finished.value, options);
  return finished.value.result?.verdict === 'accepted' ? exitCodes.ok : exitCodes.failed;
};

const buildRequest = async (
  deps: SubmitDeps,
  paths: readonly string[],
  options: SubmitOptions,
): Promise<object> => {
  const [first = ''] = paths;
  const sources = await readSources(deps.readFile, paths);
  const judged = options.problem === undefined ? await byTest(deps, options) : byProblem(options);
  const language = options.language ?? guessLanguage(first, await languages(deps.client));
  return {
    language,
    ...sources,
    ...judged,
    ...given({ track: options.track }),
  };
};

const byTest = async (deps: SubmitDeps, options: SubmitOptions): Promise<object> => ({
  tests: [await readTest(deps, options)],
  limits: limitsOf(options),
  keepOutputBytes: keptOutputBytes,
  ...given({ checker: checkerOf(options) }),
});

/** The problem has its tests and its checker; limits and a wish for output go along, and the server says who may. */
const byProblem = (options: SubmitOptions): object => {
  const { problem, input, answer, showOutput } = options;
  if (input !== undefined || answer !== undefined || checkerOf(options) !== undefined) {
    const detail = '--problem says how it is judged: leave out --input, --answer, --checker, --abs and --rel';
    throw new CliFailure(exitCodes.usage, detail);
  }
  const limits = limitsOf(options);
  return {
    problem,
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(showOutput === true ? { keepOutputBytes: keptOutputBytes } : {}),
  };
};

const limitsOf = (options: SubmitOptions): Record<string, unknown> =>
  given({
    cpuMs: options.cpuMs,
    wallMs: options.wallMs,
    memoryBytes: options.memoryBytes,
    outputBytes: options.outputBytes,
    fileBytes: options.fileBytes,
    processes: options.processes,
  });

const languages = async (client: Client) =>
  (await client.json(languagesSchema, { path: '/v1/languages' })).value.languages;

/** One encoding holds for both, so one of them that is not text takes the other along; a large one is a blob and does not. */
const readTest = async (deps: SubmitDeps, options: SubmitOptions): Promise<object> => {
  if (options.input === '-' && options.answer === '-') {
    throw new CliFailure(exitCodes.usage, 'standard input cannot be both --input and --answer');
  }
  const read = async (path: string) => (path === '-' ? deps.readStdin() : readNamed(deps.readFile, path));
  const input = options.input === undefined ? Buffer.alloc(0) : await read(options.input);
  const answer = options.answer === undefined ? undefined : await read(options.answer);
  const inline = [input, ...(answer === undefined ? [] : [answer])].filter((data) => !isLarge(data));
  const encoding = inline.some((data) => encode(data).encoding === 'base64') ? 'base64' : 'utf8';
  const dataOf = async (data: Buffer) => {
    if (isLarge(data)) return putBlob(deps, data);
    return encoding === 'base64' ? data.toString('base64') : encode(data).text;
  };
  return {
    encoding,
    input: await dataOf(input),
    ...(answer === undefined ? {} : { answer: await dataOf(answer) }),
  };
};

/** More than this does not travel in the request. */
const largestInlineBytes = 1024 * 1024;

const isLarge = (data: Buffer): boolean => data.length > largestInlineBytes;

/** Always sent, also where the server has it: that costs little, and mends a copy that was damaged there. */
const putBlob = async (deps: SubmitDeps, data: Buffer): Promise<{ blob: string }> => {
  const digest = createHash('sha256').update(data).digest('hex');
  const path = `/v1/blobs/sha256:${digest}`;
  const put = await deps.client.json(blobSchema, { path, method: 'PUT', bytes: data });
  return { blob: put.value.blob };
};

const checkerOf = (options: SubmitOptions): object | undefined => {
  const { checker: kind, abs, rel } = options;
  if (kind === undefined && abs === undefined && rel === undefined) return undefined;
  return { kind: kind ?? 'floats', ...given({ abs, rel }) };
};

const given = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const awaitVerdict = async (deps: SubmitDeps, id: string, options: SubmitOptions) => {
  const line = openProgressLine(deps.stderr);
  const onStep = (step: string) => (options.json === true ? undefined : line.show(step));
  try {
    return await watchToVerdict({ client: deps.client, sleep: deps.sleep, onStep }, id);
  } finally {
    line.clear();
  }
};

const printVerdict = (stdout: Output, answer: SubmissionAnswer, options: SubmitOptions): void => {
  const { decision, result } = answer;
  if (result === undefined) return;
  const detail = result.detail === undefined ? '' : ` (${result.detail})`;
  const points = result.points === undefined ? '' : `: ${pointsText(result.points)}`;
  printLine(stdout, `${result.verdict}${detail}${points}`);
  if (result.message !== undefined) printLine(stdout, printable(result.message));
  const rule = decision.rule === undefined ? '' : ` ${decision.rule}`;
  printLine(
    stdout,
    formatTable(
      ['track', 'why', 'fingerprint', 'cpu', 'wall', 'memory', 'end to end'],
      [
        [
          decision.track,
          `${decision.reason}${rule}`,
          decision.fingerprint,
          milliseconds(result.cpuMs),
          milliseconds(result.wallMs),
          bytes(result.memoryBytes),
          milliseconds(result.timings.totalMs),
        ],
      ],
      ['left', 'left', 'left', 'right', 'right', 'right', 'right'],
    ),
  );
  if (decision.why !== undefined) printLine(stdout, `${decision.reason}: ${printable(decision.why)}`);
  printGroups(stdout, result);
  printCompilerLog(stdout, result);
  printTests(stdout, result, options);
};

const pointsText = ({ got, most }: { readonly got: string; readonly most: string }): string =>
  `${got} of ${most} points`;

/** Of a problem that is scored: which group gave what. */
const printGroups = (stdout: Output, { groups = [] }: ResultAnswer): void => {
  const scored = groups.filter(({ points }) => points !== undefined);
  if (scored.length === 0) return;
  const rows = scored.map(({ name, verdict, points }) => [
    name,
    verdict,
    points?.got ?? '',
    points?.most ?? '',
  ]);
  const columns = ['left', 'left', 'right', 'right'] as const;
  printLine(stdout, formatTable(['group', 'verdict', 'points', 'of'], rows, columns));
};

const printCompilerLog = (stdout: Output, { compile }: ResultAnswer): void => {
  if (compile === undefined || compile.log.trim() === '') return;
  printBlock(stdout, compile.ok ? 'compiler said' : 'compiler refused', compile.log, inJson);
};

/** What a test came to, where that was not to be expected; its output, where there was no answer to compare with. */
const printTests = (stdout: Output, { tests }: ResultAnswer, options: SubmitOptions): void => {
  for (const test of tests) {
    const wanted = options.answer === undefined || test.verdict !== 'accepted';
    if (!wanted || test.verdict === 'skipped') continue;
    const said = test.message ?? (options.showOutput === true ? test.verdict : undefined);
    if (said !== undefined) printLine(stdout, `test ${test.name}: ${printable(said)}`);
    printOutput(stdout, test, inJson);
  }
};
