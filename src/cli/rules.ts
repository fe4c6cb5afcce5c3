/** The verbs that change gray rules: apply, remove, rollback, approve, withdraw, segments. */
import { exitCodes } from './failure.ts';
import type { ListingDeps } from './listings.ts';
import { proposalsSchema, publishedSchema, withdrawnSchema } from './rules-answers.ts';
import type { RuleText } from './rule-files.ts';
import { awaitRevision } from './rules-status.ts';
import { printJson, printLine } from './terminal.ts';
import type { Output } from './terminal.ts';

export interface ChangeOptions {
  readonly message?: string;
  readonly expected?: number;
  readonly commit?: string;
  readonly dryRun?: true;
  /** `true`: for as long as is usual; seconds otherwise. */
  readonly wait?: true | number;
}

interface ChangeDeps extends ListingDeps {
  readonly stderr: Output;
}

/** A layer becomes these documents; with `patch`, they are added to it or replace those of their names. */
export const applyRules = (
  deps: ChangeDeps,
  files: readonly RuleText[],
  { layer, patch, ...options }: ChangeOptions & { readonly layer: string; readonly patch?: true },
): Promise<number> =>
  change(deps, options, {
    path: `/v1/rules/${encodeURIComponent(layer)}`,
    method: patch === true ? 'PATCH' : 'PUT',
    body: { files, ...said(options) },
  });

export const removeRules = (
  deps: ChangeDeps,
  names: readonly string[],
  { layer, ...options }: ChangeOptions & { readonly layer: string },
): Promise<number> =>
  change(deps, options, {
    path: `/v1/rules/${encodeURIComponent(layer)}`,
    method: 'PATCH',
    body: { remove: names, ...said(options) },
  });

export const rollbackRules = (
  deps: ChangeDeps,
  revision: number,
  { layer, ...options }: ChangeOptions & { readonly layer?: string },
): Promise<number> =>
  change(deps, options, {
    path: '/v1/rules/rollback',
    method: 'POST',
    body: { revision, ...(layer === undefined ? {} : { layer }), ...said(options) },
  });

export const approveRules = (
  deps: ChangeDeps,
  id: string,
  { wait }: Pick<ChangeOptions, 'wait'>,
): Promise<number> =>
  change(deps, wait === undefined ? {} : { wait }, {
    path: `/v1/rules/proposals/${encodeURIComponent(id)}/approve`,
    method: 'POST',
  });

/** A file of ids is sent as it is read. */
export const putSegment = (
  deps: ChangeDeps,
  { name, stream }: { readonly name: string; readonly stream: ReadableStream<Uint8Array> },
  options: ChangeOptions,
): Promise<number> => {
  const query = new URLSearchParams(
    Object.entries(said(options)).map(([key, value]): [string, string] => [key, String(value)]),
  );
  return change(deps, options, {
    path: `/v1/rules/segments/${encodeURIComponent(name)}?${query.toString()}`,
    method: 'PUT',
    stream,
  });
};

const said = ({ message, expected, commit }: ChangeOptions) => ({
  ...(message === undefined ? {} : { message }),
  ...(expected === undefined ? {} : { expected }),
  ...(commit === undefined ? {} : { commit }),
});

interface ChangeRequest {
  readonly path: string;
  readonly method: string;
  readonly body?: object;
  readonly stream?: ReadableStream<Uint8Array>;
}

const change = async (
  deps: ChangeDeps,
  { dryRun, wait }: Pick<ChangeOptions, 'dryRun' | 'wait'>,
  request: ChangeRequest,
): Promise<number> => {
  const { client, stdout, stderr, json } = deps;
  const mark = request.path.includes('?') ? '&' : '?';
  const path = dryRun === true ? `${request.path}${mark}dryRun=true` : request.path;
  const { value, raw } = await client.json(publishedSchema, { ...request, path });
  if (json) printJson(stdout, raw);
  else tellChange(stdout, value, dryRun === true);
  if (wait === undefined || dryRun === true || value.proposal !== undefined) return exitCodes.ok;
  return awaitRevision({ client, stdout: json ? stderr : stdout }, value.revision, wait);
};

const tellChange = (
  stdout: Output,
  { revision, changed, diff, warnings, proposal, count }: ReturnType<typeof publishedSchema.parse>,
  dryRun: boolean,
): void => {
  if (count !== undefined) printLine(stdout, `${count} ids`);
  for (const { sentence } of diff) printLine(stdout, `  ${sentence}`);
  for (const { path, message } of warnings) printLine(stdout, `warning: ${path}: ${message}`);
  if (proposal !== undefined) {
    const { asks, id } = proposal;
    const who =
      asks.length === 0 ? 'this environment asks' : `${asks.join(', ')} ask${asks.length === 1 ? 's' : ''}`;
    printLine(stdout, `waits for approval, for which ${who}: serin rules approve ${id}`);
  } else if (changed) printLine(stdout, `revision ${revision}`);
  else if (diff.length === 0) printLine(stdout, `nothing changes: it is revision ${revision}`);
  else if (dryRun) printLine(stdout, `a dry run: nothing was published, revision ${revision} stays`);
  else printLine(stdout, `it is revision ${revision} already`);
};

export const showProposals = async ({ client, stdout, json }: ListingDeps): Promise<number> => {
  const { value, raw } = await client.json(proposalsSchema, { path: '/v1/rules/proposals' });
  if (json) printJson(stdout, raw);
  else if (value.proposals.length === 0) printLine(stdout, 'Nothing waits for approval.');
  for (const { id, layer, by, message, diff, stale, atMs } of json ? [] : value.proposals) {
    const late = stale ? '; its layer was changed since, so it cannot be approved any more' : '';
    printLine(stdout, `${id}  layer ${layer}, ${by}, ${new Date(atMs).toISOString()}: ${message}${late}`);
    for (const { sentence } of diff) printLine(stdout, `  ${sentence}`);
  }
  return exitCodes.ok;
};

export const withdrawRules = async ({ client, stdout, json }: ListingDeps, id: string): Promise<number> => {
  const { value, raw } = await client.json(withdrawnSchema, {
    path: `/v1/rules/proposals/${encodeURIComponent(id)}/withdraw`,
    method: 'POST',
  });
  if (json) printJson(stdout, raw);
  else printLine(stdout, `proposal ${value.id} of ${value.by} is withdrawn`);
  return exitCodes.ok;
};
