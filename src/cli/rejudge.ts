/** The verbs that list submissions and judge them again. */
import { rejudgeSchema, rejudgesSchema, submissionListSchema, diffSchema } from './rejudge-answers.ts';
import type { DiffItem, RejudgeAnswer } from './rejudge-answers.ts';
import { CliFailure, exitCodes } from './failure.ts';
import { bytes, milliseconds, printable } from './figures.ts';
import type { ListingDeps } from './listings.ts';
import { formatTable } from './table.ts';
import { openProgressLine, printJson, printLine } from './terminal.ts';
import type { Output } from './terminal.ts';

/** What selects submissions, as the options name it. */
export interface FilterOptions {
  readonly problem?: string;
  readonly language?: string;
  readonly fingerprint?: string;
  readonly verdict?: string;
  readonly onTrack?: string;
  readonly user?: string;
  readonly contest?: string;
  readonly from?: string;
  readonly to?: string;
}

const filterOf = (options: FilterOptions): Record<string, string> => {
  const { problem, language, fingerprint, verdict, onTrack: track, user, contest, from, to } = options;
  return given({ problem, language, fingerprint, verdict, track, user, contest, from, to });
};

const given = (fields: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );

export const showSubmissions = async (
  { client, stdout, json }: ListingDeps,
  options: FilterOptions & { readonly state?: string; readonly limit: number },
): Promise<number> => {
  const asked = { ...filterOf(options), ...given({ state: options.state }) };
  const found: { readonly rows: unknown[]; readonly told: string[][] } = { rows: [], told: [] };
  let cursor: string | undefined;
  // A page may be short, or empty, and yet not the last.
  do {
    const limit = String(Math.min(500, options.limit - found.told.length));
    const query = new URLSearchParams({ ...asked, limit, ...given({ cursor }) });
    const { value, raw } = await client.json(submissionListSchema, {
      path: `/v1/submissions?${query.toString()}`,
    });
    found.rows.push(...(raw as { submissions: unknown[] }).submissions);
    found.told.push(
      ...value.submissions.map(({ result, ...row }) => [
        row.id,
        new Date(row.createdAtMs).toISOString().slice(0, 19).replace('T', ' '),
        printable(row.problem ?? '-'),
        row.language,
        printable(row.user ?? '-'),
        `${result?.verdict ?? row.state}${row.rejudging === true ? ' (rejudging)' : ''}`,
        result === undefined ? '' : String(result.score),
        result === undefined ? '' : milliseconds(result.cpuMs),
        result === undefined ? '' : bytes(result.memoryBytes),
        row.track,
        row.fingerprint,
      ]),
    );
    cursor = value.cursor;
  } while (cursor !== undefined && found.told.length < options.limit);
  if (json) printJson(stdout, { submissions: found.rows, ...(cursor === undefined ? {} : { cursor }) });
  else if (found.told.length === 0) printLine(stdout, 'There is no such submission.');
  else {
    const headings = ['submission', 'accepted at (UTC)', 'problem', 'language', 'user', 'verdict'];
    const figures = ['score', 'cpu', 'memory', 'track', 'fingerprint'];
    const left = headings.map(() => 'left' as const);
    const table = formatTable([...headings, ...figures], found.told, [...left, 'right', 'right', 'right']);
    printLine(stdout, table);
    if (cursor !== undefined) printLine(stdout, `only the newest ${found.told.length}: --limit shows more`);
  }
  return exitCodes.ok;
};

export interface RejudgeDeps extends ListingDeps {
  readonly stderr: Output;
  readonly sleep: (ms: number) => Promise<void>;
}

export interface RejudgeOptions extends FilterOptions {
  readonly track: string;
  readonly reason?: string;
  readonly currentRevision?: true;
  readonly watch?: true;
}

/** One by its id, or all that the options mean. */
export const rejudge = async (
  deps: RejudgeDeps,
  submission: string | undefined,
  options: RejudgeOptions,
): Promise<number> => {
  const filter = filterOf(options);
  const one = submission !== undefined;
  if (one === Object.keys(filter).length > 0) {
    throw new CliFailure(
      exitCodes.usage,
      one
        ? 'give the id of a submission or a filter, not both'
        : 'say which: the id of a submission, or a filter such as --problem or --verdict',
    );
  }
  const { value, raw } = await deps.client.json(rejudgeSchema, {
    path: one ? `/v1/submissions/${encodeURIComponent(submission)}/rejudge` : '/v1/rejudges',
    method: 'POST',
    body: {
      track: options.track,
      ...given({ reason: options.reason }),
      ...(options.currentRevision === true ? { revision: 'current' } : {}),
      ...(one ? {} : { filter }),
    },
  });
  if (options.watch === true) return await watch(deps, value.id);
  if (deps.json) printJson(deps.stdout, raw);
  else printLine(deps.stdout, `${value.id}: "serin rejudges show ${value.id}" tells how far it is`);
  return exitCodes.ok;
};

const betweenLooksMs = 500;

const watch = async (deps: RejudgeDeps, id: string): Promise<number> => {
  const line = openProgressLine(deps.stderr);
  try {
    for (;;) {
      const { value } = await lookUp(deps, id);
      if (value.state === 'finished' || value.state === 'cancelled') break;
      if (!deps.json) line.show(progressOf(value));
      await deps.sleep(betweenLooksMs);
    }
  } finally {
    line.clear();
  }
  return await showRejudge(deps, { id, all: false });
};

const lookUp = ({ client }: ListingDeps, id: string) =>
  client.json(rejudgeSchema, { path: `/v1/rejudges/${encodeURIComponent(id)}` });

const progressOf = ({ state, progress }: RejudgeAnswer): string => {
  const { total, done, changed, skipped, failed, cancelled } = progress;
  const others = Object.entries({ skipped, failed, cancelled }).filter(([, count]) => count > 0);
  return [
    `${state}: ${done} of ${total} judged again`,
    `${changed} changed`,
    ...others.map(([word, count]) => `${count} ${word}`),
  ].join(', ');
};

export const showRejudges = async ({ client, stdout, json }: ListingDeps): Promise<number> => {
  const { value, raw } = await client.json(rejudgesSchema, { path: '/v1/rejudges' });
  if (json) printJson(stdout, raw);
  else if (value.rejudges.length === 0) printLine(stdout, 'Nothing has been rejudged.');
  else {
    const rows = value.rejudges.map((each) => [
      each.id,
      each.state,
      each.track,
      `${each.progress.done}/${each.progress.total}`,
      `${each.progress.changed}`,
      printable(each.by),
      printable(each.reason),
    ]);
    printLine(stdout, formatTable(['rejudge', 'state', 'track', 'done', 'changed', 'by', 'why'], rows));
  }
  return exitCodes.ok;
};

/** Progress, the table of verdicts, and what has changed; with `all`, every submission. */
export const showRejudge = async (
  deps: ListingDeps,
  { id, all }: { readonly id: string; readonly all: boolean },
): Promise<number> => {
  const { value, raw } = await lookUp(deps, id);
  const told: unknown[] = [];
  const items: DiffItem[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({
      limit: '500',
      ...given({ cursor, only: all ? undefined : 'changed' }),
    });
    const page = await deps.client.json(diffSchema, {
      path: `/v1/rejudges/${encodeURIComponent(id)}/diff?${query.toString()}`,
    });
    told.push(...(page.raw as { items: unknown[] }).items);
    items.push(...page.value.items);
    cursor = page.value.cursor;
  } while (cursor !== undefined);
  if (deps.json) printJson(deps.stdout, { ...(raw as object), items: told });
  else printRejudge(deps.stdout, value, items);
  return exitCodes.ok;
};

const printRejudge = (stdout: Output, rejudged: RejudgeAnswer, items: readonly DiffItem[]): void => {
  printLine(stdout, progressOf(rejudged));
  printLine(stdout, `on ${rejudged.track}, by ${printable(rejudged.by)}: ${printable(rejudged.reason)}`);
  if (rejudged.truncated === true) {
    printLine(stdout, 'More submissions are meant than one rejudge takes: these are the newest.');
  }
  if (rejudged.verdicts.length > 0) {
    const rows = rejudged.verdicts.map(({ from, to, count }) => [from, to, `${count}`]);
    printLine(stdout, `\n${formatTable(['old', 'new', 'submissions'], rows, ['left', 'left', 'right'])}`);
  }
  if (items.length > 0) {
    const headings = ['submission', 'old', 'new', 'cpu', '', 'fingerprint', ''];
    printLine(stdout, `\n${formatTable(headings, items.map(rowOf))}`);
  }
};

const rowOf = ({ submission, state, old, new: now, reason }: DiffItem): string[] => [
  submission,
  verdictOf(old),
  now === undefined ? [state, reason].filter((text) => text !== undefined).join(': ') : verdictOf(now),
  old === undefined ? '' : milliseconds(old.cpuMs),
  now === undefined ? '' : milliseconds(now.cpuMs),
  old?.fingerprint ?? '',
  now?.fingerprint ?? '',
];

const verdictOf = (side: DiffItem['old']): string =>
  side === undefined ? '-' : `${side.verdict}${side.detail === undefined ? '' : ` (${side.detail})`}`;

export const controlRejudge = async (
  { client, stdout, json }: ListingDeps,
  { id, act }: { readonly id: string; readonly act: 'pause' | 'resume' | 'cancel' },
): Promise<number> => {
  const { value, raw } = await client.json(rejudgeSchema, {
    path: `/v1/rejudges/${encodeURIComponent(id)}/${act}`,
    method: 'POST',
  });
  if (json) printJson(stdout, raw);
  else printLine(stdout, progressOf(value));
  return exitCodes.ok;
};
