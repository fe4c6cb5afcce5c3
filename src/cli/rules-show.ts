/** The verbs that show gray rules: what there is, one revision, the history, an export, what differs. */
import { exitCodes } from './failure.ts';
import type { ListingDeps } from './listings.ts';
import { diffSchema, draftDiffSchema, revisionsSchema, rulesSchema } from './rules-answers.ts';
import type { DocumentAnswer } from './rules-answers.ts';
import type { RuleText } from './rule-files.ts';
import { formatTable } from './table.ts';
import { printJson, printLine } from './terminal.ts';

/** A table of documents; of one revision, or of the newest. */
export const showRules = async (
  { client, stdout, json }: ListingDeps,
  revision: number | undefined,
): Promise<number> => {
  const path = revision === undefined ? '/v1/rules' : `/v1/rules/revisions/${revision}`;
  const { value, raw } = await client.json(rulesSchema, { path });
  if (json) {
    printJson(stdout, raw);
    return exitCodes.ok;
  }
  const rows = Object.entries(value.layers).flatMap(([layer, documents]) =>
    documents.map((document) => [
      layer,
      document.kind,
      document.metadata.name,
      document.metadata.owner ?? '-',
      summary(document),
    ]),
  );
  if (rows.length === 0) printLine(stdout, 'There are no gray rules: everything goes to stable.');
  else printLine(stdout, formatTable(['layer', 'kind', 'name', 'owner', 'what'], rows));
  const { about } = value;
  const by = about === undefined ? '' : `, by ${about.by}: ${about.message}`;
  printLine(stdout, `revision ${value.revision}${by}`);
  return exitCodes.ok;
};

const summary = ({ spec }: DocumentAnswer): string => {
  const off = spec['enabled'] === false ? 'off; ' : '';
  const weights = spec['weights'];
  if (typeof weights === 'object' && weights !== null) {
    const told = Object.entries(weights).map(([track, percent]) => `${track} ${percent}`);
    return `${off}${told.join(', ')}`;
  }
  if (typeof spec['track'] === 'string') return `${off}to ${spec['track']}`;
  const { list } = spec as { readonly list?: { readonly count?: number } };
  return `${off}${list?.count === undefined ? Object.keys(spec).join(', ') : `${list.count} ids`}`;
};

export const showRulesHistory = async (
  { client, stdout, json }: ListingDeps,
  { limit }: { readonly limit: number },
): Promise<number> => {
  const { value, raw } = await client.json(revisionsSchema, { path: `/v1/rules/revisions?limit=${limit}` });
  if (json) printJson(stdout, raw);
  else if (value.revisions.length === 0) printLine(stdout, 'No gray rules were ever published.');
  else {
    const rows = value.revisions.map((each) => [
      String(each.revision),
      new Date(each.atMs).toISOString(),
      each.layer,
      each.approvedBy === undefined ? each.by : `${each.by}, approved by ${each.approvedBy}`,
      each.digest.slice(0, 12),
      each.restores === undefined ? each.message : `${each.message} (restores ${each.restores})`,
    ]);
    const headings = ['revision', 'when', 'layer', 'by', 'digest', 'message'];
    printLine(stdout, formatTable(headings, rows, ['right']));
  }
  return exitCodes.ok;
};

export interface ExportOptions {
  readonly layer?: string;
  readonly format: 'yaml' | 'json';
  readonly revision?: number;
  readonly output?: string;
}

/** YAML or JSON in canonical form, which `apply` takes. */
export const exportRules = async (
  {
    client,
    stdout,
    writeFile,
  }: ListingDeps & {
    readonly writeFile: (path: string, text: string) => Promise<void>;
  },
  { layer, format, revision, output }: ExportOptions,
): Promise<number> => {
  const path = revision === undefined ? '/v1/rules' : `/v1/rules/revisions/${revision}`;
  const query = new URLSearchParams({ format });
  if (layer !== undefined) query.set('layer', layer);
  let text = await client.text(`${path}?${query.toString()}`);
  if (format === 'json') {
    // What can be read in again is a list of documents.
    const { layers } = rulesSchema.parse(JSON.parse(text));
    text = `${JSON.stringify(Object.values(layers).flat(), undefined, 2)}\n`;
  }
  if (output === undefined) stdout.write(text);
  else await writeFile(output, text);
  return exitCodes.ok;
};

/** 0: they mean the same; 1: they do not. */
export const diffDraft = async (
  { client, stdout, json }: ListingDeps,
  files: readonly RuleText[],
  { layer, patch }: { readonly layer: string; readonly patch?: true },
): Promise<number> => {
  const body = { layer, mode: patch === true ? 'patch' : 'replace', files };
  const { value, raw } = await client.json(draftDiffSchema, { path: '/v1/rules/diff', method: 'POST', body });
  if (json) printJson(stdout, raw);
  else {
    for (const { sentence } of value.diff) printLine(stdout, sentence);
    for (const { path, message } of value.warnings) printLine(stdout, `warning: ${path}: ${message}`);
    if (value.diff.length === 0) printLine(stdout, `means the same as revision ${value.from}`);
  }
  return value.diff.length === 0 ? exitCodes.ok : exitCodes.failed;
};

export const diffRevisions = async (
  { client, stdout, json }: ListingDeps,
  { from, to }: { readonly from: number; readonly to?: number },
): Promise<number> => {
  const query = new URLSearchParams({ from: String(from), ...(to === undefined ? {} : { to: String(to) }) });
  const { value, raw } = await client.json(diffSchema, { path: `/v1/rules/diff?${query.toString()}` });
  if (json) printJson(stdout, raw);
  else for (const { sentence } of value.diff) printLine(stdout, sentence);
  return value.diff.length === 0 ? exitCodes.ok : exitCodes.failed;
};
