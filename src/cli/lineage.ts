/** The verbs about releases: where they come from, what happened to them, what others vouch for. */
import { instance } from '@viz-js/viz';
import {
  historySchema,
  importedSchema,
  lineageSchema,
  provenanceAnswerSchema,
  revisionSchema,
} from './control-answers.ts';
import type { LineageNodeAnswer } from './control-answers.ts';
import { CliFailure, exitCodes } from './failure.ts';
import { lineageGraph } from './lineage-graph.ts';
import type { ListingDeps } from './listings.ts';
import { readNamed } from './material.ts';
import type { ReadFile } from './material.ts';
import { formatTable } from './table.ts';
import { printJson, printLine } from './terminal.ts';

/** As a table, as JSON, in Graphviz' language or as a picture. */
export type LineageForm = 'table' | 'dot' | 'svg';

export const showLineage = async (
  { client, stdout, json }: ListingDeps,
  { language, form }: { readonly language: string | undefined; readonly form: LineageForm },
): Promise<number> => {
  const query = language === undefined ? '' : `?language=${encodeURIComponent(language)}`;
  const { value, raw } = await client.json(lineageSchema, { path: `/v1/lineage${query}` });
  if (json) printJson(stdout, raw);
  else if (form !== 'table') {
    const graphviz = await instance();
    // `canon` is the graph as it was given, without places and sizes.
    stdout.write(graphviz.renderString(lineageGraph(value), { format: form === 'dot' ? 'canon' : 'svg' }));
  } else if (value.nodes.length === 0) {
    const of = language === undefined ? '' : ` of ${language}`;
    printLine(stdout, `No worker has told of a runtime${of} yet.`);
  } else {
    const nodes = [...value.nodes].sort((a, b) => a.language.localeCompare(b.language));
    printLine(
      stdout,
      formatTable(['language', 'fingerprint', 'stage', 'tracks', 'since', ''], nodes.map(rowOf)),
    );
    printLine(stdout, `revision ${value.revision}, ${value.environment}`);
  }
  return exitCodes.ok;
};

const rowOf = (node: LineageNodeAnswer): string[] => [
  node.language,
  node.fingerprint,
  node.stage,
  node.tracks.length === 0 ? '-' : node.tracks.join(' '),
  minute(node.sinceMs),
  [
    node.rollbackTarget ? 'a rollback goes here' : undefined,
    node.draining ? 'draining' : undefined,
    ...node.provenance.map(({ environment, stage }) => `${stage} in ${environment}`),
    node.quarantine === undefined
      ? undefined
      : `quarantined by ${node.quarantine.by}: ${node.quarantine.reason}`,
  ]
    .filter((note) => note !== undefined)
    .join('; '),
];

export const showHistory = async (
  { client, stdout, json }: ListingDeps,
  { language, limit }: { readonly language: string | undefined; readonly limit: number | undefined },
): Promise<number> => {
  const query = new URLSearchParams({
    ...(language === undefined ? {} : { language }),
    ...(limit === undefined ? {} : { limit: String(limit) }),
  });
  const path = `/v1/history${query.size === 0 ? '' : `?${query.toString()}`}`;
  const { value, raw } = await client.json(historySchema, { path });
  if (json) printJson(stdout, raw);
  else if (value.events.length === 0) {
    printLine(stdout, `Nothing has happened${language === undefined ? '' : ` to ${language}`} yet.`);
  } else {
    const rows = value.events.map((event) => [
      minute(event.atMs),
      event.kind,
      event.fingerprint ?? event.freeze ?? '',
      event.track ?? '-',
      event.by,
      [event.reason, event.forced === undefined ? undefined : `forced: ${event.forced.join(', ')}`]
        .filter((text) => text !== undefined)
        .join('; '),
    ]);
    printLine(stdout, formatTable(['when (UTC)', 'what', 'of', 'track', 'by', 'why'], rows));
  }
  return exitCodes.ok;
};

export const setQuarantine = async (
  { client, stdout, json }: ListingDeps,
  to: {
    readonly act: 'quarantine' | 'release';
    readonly fingerprint: string;
    readonly reason: string;
  },
): Promise<number> => {
  const { act, fingerprint, reason } = to;
  const { value, raw } = await client.json(revisionSchema, {
    path: `/v1/lineage/${encodeURIComponent(fingerprint)}/${act}`,
    method: 'POST',
    body: { reason },
  });
  if (json) printJson(stdout, raw);
  else {
    const is =
      act === 'release' ? 'may be bound again' : value.changed ? 'is quarantined' : 'is quarantined already';
    printLine(stdout, `${fingerprint} ${is} (revision ${value.revision})`);
  }
  return exitCodes.ok;
};

/** The record goes to standard output, what is worth knowing of it to standard error. */
export const exportProvenance = async (
  { client, stdout, stderr }: ListingDeps & { readonly stderr: ListingDeps['stdout'] },
  fingerprint: string,
): Promise<number> => {
  const { value, raw } = await client.json(provenanceAnswerSchema, {
    path: `/v1/provenance/${encodeURIComponent(fingerprint)}`,
  });
  printJson(stdout, raw);
  const { record, digest, signature } = value;
  const signed = signature === undefined ? 'not signed' : `signed by key ${signature.keyId}`;
  printLine(stderr, `${record.fingerprint} was ${record.stage} in ${record.environment}; ${signed}`);
  printLine(stderr, `digest ${digest}`);
  return exitCodes.ok;
};

export const importProvenance = async (
  { client, stdout, json }: ListingDeps,
  readFile: ReadFile,
  given: { readonly file: string; readonly reason: string; readonly digest?: string },
): Promise<number> => {
  const provenance = parsed(given.file, (await readNamed(readFile, given.file)).toString('utf8'));
  const { value, raw } = await client.json(importedSchema, {
    path: '/v1/provenance',
    method: 'POST',
    body: {
      provenance,
      reason: given.reason,
      ...(given.digest === undefined ? {} : { expectedDigest: given.digest }),
    },
  });
  const { environment, stage, keyId } = value.provenance;
  const believed = keyId === undefined ? 'by its digest' : `by the signature of key ${keyId}`;
  if (json) printJson(stdout, raw);
  else printLine(stdout, `it is on record: ${stage} in ${environment}, ${believed}`);
  return exitCodes.ok;
};

const parsed = (file: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new CliFailure(
      exitCodes.usage,
      `${file} is not JSON: give the file that "provenance export" wrote`,
    );
  }
};

/** `2026-11-25 07:30` */
const minute = (ms: number | undefined): string =>
  ms === undefined ? '-' : new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
