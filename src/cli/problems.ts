/** The verbs about problems that ask a server: import, list, show, remove. */
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { Client } from './client.ts';
import { CliFailure, exitCodes } from './failure.ts';
import { bytes, milliseconds, printable } from './figures.ts';
import type { ListingDeps } from './listings.ts';
import { problemAnswerSchema, problemsSchema, putProblemSchema, removedSchema } from './problem-answers.ts';
import type { ProblemAnswer, PutProblemAnswer, RevisionAnswer } from './problem-answers.ts';
import { formatTable } from './table.ts';
import { printJson, printLine } from './terminal.ts';
import type { Output } from './terminal.ts';

/** Rejects with the system's error where it cannot be read. A directory is packed on the way. */
export type OpenPackage = (path: string) => Promise<Readable>;

export interface ImportDeps extends ListingDeps {
  readonly stderr: Output;
  readonly openPackage: OpenPackage;
}

export interface ImportOptions {
  readonly paths: readonly string[];
  readonly id: string | undefined;
  readonly dryRun: boolean;
}

const addressOf = (id: string): string => `/v1/problems/${encodeURIComponent(id)}`;

/** One that is refused does not keep the others from being tried. @returns the exit code of the first refusal, or 0 */
export const importProblems = async (deps: ImportDeps, options: ImportOptions): Promise<number> => {
  const { paths, id } = options;
  if (id !== undefined && paths.length > 1) {
    throw new CliFailure(exitCodes.usage, '--id names one problem, and there are several packages');
  }
  const taken: { readonly id: string; readonly value: PutProblemAnswer; readonly raw: unknown }[] = [];
  let exitCode: number = exitCodes.ok;
  for (const path of paths) {
    try {
      const named = id ?? idOf(path);
      taken.push({ id: named, ...(await put(deps, path, named, options.dryRun)) });
    } catch (error) {
      if (!(error instanceof CliFailure) || paths.length === 1) throw error;
      printLine(deps.stderr, `serin: ${path}: ${error.message}`);
      if (exitCode === exitCodes.ok) ({ exitCode } = error);
    }
  }
  for (const { id: named, value } of taken) {
    for (const { place, message } of value.warnings) {
      printLine(deps.stderr, `warning  ${named}: ${printable(place)}: ${printable(message)}`);
    }
  }
  if (deps.json)
    printJson(
      deps.stdout,
      taken.map(({ raw }) => raw),
    );
  else if (taken.length > 0) printLine(deps.stdout, importTable(taken));
  return exitCode;
};

const aheadBytes = 256 * 1024;

const put = async (
  { client, openPackage }: ImportDeps,
  path: string,
  id: string,
  dryRun: boolean,
): Promise<{ readonly value: PutProblemAnswer; readonly raw: unknown }> => {
  const opened = await openPackage(path).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliFailure(exitCodes.usage, `cannot read ${path}: ${reason}`, { cause });
  });
  const query = dryRun ? '?dryRun=true' : '';
  // Without a strategy it would read 65 536 pieces ahead.
  const strategy = new ByteLengthQueuingStrategy({ highWaterMark: aheadBytes });
  const stream = Readable.toWeb(opened, { strategy }) as ReadableStream<Uint8Array>;
  return client.json(putProblemSchema, { path: `${addressOf(id)}${query}`, method: 'PUT', stream });
};

/** `path/to/aplusb.tar.gz` → `aplusb` */
const idOf = (path: string): string => {
  const name = basename(path.replace(/[/\\]+$/, ''));
  const id = name.replace(/\.(zip|tar|tgz|tar\.gz)$/i, '').toLowerCase();
  if (/^[a-z0-9][a-z0-9._-]{0,63}$/.test(id)) return id;
  throw new CliFailure(exitCodes.usage, `${JSON.stringify(name)} cannot be the id of a problem; say --id`);
};

const importTable = (taken: readonly { readonly id: string; readonly value: PutProblemAnswer }[]): string =>
  formatTable(
    ['problem', 'revision', 'title', 'tests', 'size', 'format'],
    taken.map(({ id, value }) => [
      id,
      value.problem === undefined ? 'none: a dry run' : `${value.problem.revision}`,
      printable(value.title),
      `${value.tests}`,
      bytes(value.bytes),
      value.format,
    ]),
    ['left', 'left', 'left', 'right', 'right'],
  );

export const listProblems = async ({ client, stdout, json }: ListingDeps): Promise<number> => {
  const problems: unknown[] = [];
  const rows: RevisionAnswer[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const { value, raw }: { value: Page; raw: unknown } = await client.json(problemsSchema, {
      path: `/v1/problems?limit=1000${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    });
    problems.push(...(raw as { readonly problems: readonly unknown[] }).problems);
    rows.push(...value.problems);
    cursor = value.next;
  }
  if (json) printJson(stdout, { problems });
  else if (rows.length === 0) printLine(stdout, 'There are no problems yet: serin problems import PATH');
  else {
    const cells = rows.map(({ id, revision, title, tests, bytes: size, by, atMs }) => [
      id,
      `${revision}`,
      printable(title),
      `${tests}`,
      size === undefined ? '-' : bytes(size),
      minute(atMs),
      by ?? '-',
    ]);
    const headings = ['problem', 'revision', 'title', 'tests', 'size', 'put', 'by'];
    printLine(stdout, formatTable(headings, cells, ['left', 'right', 'left', 'right', 'right']));
  }
  return exitCodes.ok;
};

type Page = (typeof problemsSchema)['_output'];

const minute = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

export const showProblem = async (
  { client, stdout, json }: ListingDeps,
  { id, revision }: { readonly id: string; readonly revision: number | undefined },
): Promise<number> => {
  const query = revision === undefined ? '' : `?revision=${revision}`;
  const { value, raw } = await client.json(problemAnswerSchema, { path: `${addressOf(id)}${query}` });
  if (json) printJson(stdout, raw);
  else tell(stdout, value);
  return exitCodes.ok;
};

const tell = (stdout: Output, problem: ProblemAnswer): void => {
  const { limits, languages, groups, tests, samples } = problem;
  printLine(stdout, `${problem.id}: ${printable(problem.title)}`);
  const facts = [
    [
      'revision',
      `${problem.revision} of ${minute(problem.atMs)}${problem.by === undefined ? '' : ` by ${problem.by}`}`,
    ],
    ['format', problem.format],
    ['judged', `${problem.mode}, by ${problem.judge.kind}, ${problem.scoring}`],
    [
      'limits',
      `${milliseconds(limits.cpuMs)} CPU, ${milliseconds(limits.wallMs)} real, ${bytes(limits.memoryBytes)}`,
    ],
    ['languages', languages?.join(' ') ?? 'all'],
    ['tests', `${tests.length}`],
  ];
  for (const [name = '', fact = ''] of facts) printLine(stdout, `  ${name.padEnd(10)} ${fact}`);
  const rows = groups.map((group) => [
    group.name === '' ? '(all)' : group.name,
    `${tests.filter((test) => test.group === group.name).length}`,
    group.aggregate,
    group.points ?? '-',
    group.requires.join(' ') || '-',
    group.sample === true ? 'yes' : '-',
  ]);
  const headings = ['group', 'tests', 'score', 'points', 'requires', 'sample'];
  printLine(stdout, `\n${formatTable(headings, rows, ['left', 'right'])}`);
  for (const { name, input, answer } of samples) {
    printLine(stdout, `\nsample ${name}`);
    printData(stdout, 'input', input);
    if (answer !== undefined) printData(stdout, 'answer', answer);
  }
};

const shownLines = 20;

const printData = (stdout: Output, what: string, data: ProblemAnswer['samples'][number]['input']): void => {
  if (data.encoding !== 'utf8') {
    printLine(stdout, `  ${what}: ${bytes(data.bytes)} that are no text`);
    return;
  }
  const lines = printable(data.text).replace(/\n$/, '').split('\n');
  printLine(stdout, `  ${what}:`);
  for (const line of lines.slice(0, shownLines)) printLine(stdout, `    ${line}`);
  if (lines.length > shownLines) printLine(stdout, `    … ${bytes(data.bytes)} in all (see --json)`);
};

export const removeProblems = async (
  { client, stdout, json }: ListingDeps,
  ids: readonly string[],
): Promise<number> => {
  const answers: unknown[] = [];
  for (const id of ids) answers.push(await remove(client, id));
  if (json) printJson(stdout, answers);
  else for (const id of ids) printLine(stdout, `${id} is deleted`);
  return exitCodes.ok;
};

const remove = async (client: Client, id: string): Promise<unknown> =>
  (await client.json(removedSchema, { path: addressOf(id), method: 'DELETE' })).raw;
