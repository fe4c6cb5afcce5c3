/** Whether a revision of the gray rules has come everywhere. */
import type { Client } from './client.ts';
import { exitCodes } from './failure.ts';
import type { ListingDeps } from './listings.ts';
import { statusSchema } from './rules-answers.ts';
import type { StatusAnswer } from './rules-answers.ts';
import { formatTable } from './table.ts';
import { printJson, printLine } from './terminal.ts';
import type { Output } from './terminal.ts';

const usualWaitSeconds = 30;

/** The server holds an answer for a minute at most. */
const longestHeldSeconds = 50;

export interface StatusOptions {
  readonly revision?: number;
  readonly wait?: true | number;
}

/** 1 where it has not come everywhere. */
export const showRulesStatus = async (
  { client, stdout, json }: ListingDeps,
  { revision, wait }: StatusOptions,
): Promise<number> => {
  const seconds = wait === undefined ? 0 : wait === true ? usualWaitSeconds : wait;
  const { value, raw } = await ask(client, revision, seconds);
  if (json) printJson(stdout, raw);
  else {
    tellNodes(stdout, value);
    printLine(stdout, toldStatus(value));
  }
  return value.everywhere ? exitCodes.ok : exitCodes.failed;
};

export const showNodes = async ({ client, stdout, json }: ListingDeps): Promise<number> => {
  const { value, raw } = await client.json(statusSchema, { path: '/v1/rules/nodes' });
  if (json) printJson(stdout, raw);
  else tellNodes(stdout, value);
  return exitCodes.ok;
};

/** Of the verbs that publish. */
export const awaitRevision = async (
  { client, stdout }: { readonly client: Client; readonly stdout: Output },
  revision: number,
  wait: true | number,
): Promise<number> => {
  const { value } = await ask(client, revision, wait === true ? usualWaitSeconds : wait);
  printLine(stdout, toldStatus(value));
  return value.everywhere ? exitCodes.ok : exitCodes.failed;
};

const ask = async (
  client: Client,
  revision: number | undefined,
  seconds: number,
): Promise<{ readonly value: StatusAnswer; readonly raw: unknown }> => {
  let left = seconds;
  let wanted = revision;
  for (;;) {
    const held = Math.min(left, longestHeldSeconds);
    const query = new URLSearchParams({ wait: `${held}s` });
    if (wanted !== undefined) query.set('revision', String(wanted));
    const answer = await client.json(statusSchema, { path: `/v1/rules/status?${query.toString()}` });
    left -= held;
    if (answer.value.everywhere || left <= 0) return answer;
    wanted = answer.value.wanted;
  }
};

const toldStatus = ({ wanted, everywhere, nodes }: StatusAnswer): string => {
  const serving = nodes.filter((node) => node.serving).length;
  return everywhere
    ? `revision ${wanted} is served by all ${nodes.length} nodes`
    : `revision ${wanted} is served by ${serving} of ${nodes.length} nodes`;
};

const tellNodes = (stdout: Output, { nodes, revision }: StatusAnswer): void => {
  if (nodes.length === 0) {
    printLine(stdout, 'No node says that it is alive.');
    return;
  }
  const rows = nodes.map((node) => [
    node.node,
    String(node.revision),
    node.digest.slice(0, 12),
    new Date(node.sinceMs).toISOString(),
    node.serving ? 'yes' : 'no',
    node.alarms.length === 0 ? '-' : node.alarms.join(' '),
  ]);
  const headings = ['node', 'revision', 'digest', 'since', 'serving', 'alarms'];
  printLine(stdout, formatTable(headings, rows, ['left', 'right', 'left', 'left', 'left', 'left']));
  printLine(stdout, `newest revision: ${revision}`);
};
