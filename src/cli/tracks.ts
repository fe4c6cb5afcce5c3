/** The verbs that show and move tracks, and those about freezes. */
import {
  boundSchema,
  freezesSchema,
  frozenSchema,
  revisionSchema,
  rolledBackSchema,
  tracksSchema,
  unboundSchema,
} from './control-answers.ts';
import { exitCodes } from './failure.ts';
import type { ListingDeps } from './listings.ts';
import { formatTable } from './table.ts';
import { printJson, printLine } from './terminal.ts';

export const showTracks = async ({ client, stdout, json }: ListingDeps): Promise<number> => {
  const { value, raw } = await client.json(tracksSchema, { path: '/v1/tracks' });
  if (json) {
    printJson(stdout, raw);
    return exitCodes.ok;
  }
  if (value.tracks.length === 0) {
    printLine(stdout, 'No language is bound to a track yet.');
    return exitCodes.ok;
  }
  const rows = value.tracks.map((on) => [on.language, on.track, on.fingerprint, on.by, on.reason]);
  printLine(stdout, formatTable(['language', 'track', 'fingerprint', 'by', 'reason'], rows));
  for (const { language, track, fingerprint } of value.draining) {
    printLine(stdout, `draining: ${fingerprint}, which was on ${track} of ${language}`);
  }
  for (const { fingerprint, by, reason } of value.quarantined) {
    printLine(stdout, `quarantined: ${fingerprint} (${by}: ${reason})`);
  }
  printLine(stdout, `revision ${value.revision}`);
  return exitCodes.ok;
};

export interface MoveOptions {
  readonly reason?: string;
  readonly force?: true;
  readonly dryRun?: true;
}

interface TrackName {
  readonly language: string;
  readonly track: string;
}

/** `runtime` is a name (`python-3.14`), a whole fingerprint (`python-3.14.0@…`) or a range of versions (`^3.13`). */
export const setTrack = (
  deps: ListingDeps,
  to: TrackName & MoveOptions & { readonly runtime: string },
): Promise<number> =>
  bindBy(deps, to, {
    path: pathOf(to),
    method: 'PUT',
    body: { ...(to.runtime.includes('@') ? { fingerprint: to.runtime } : { runtime: to.runtime }) },
  });

/** What a track has becomes stable. */
export const promoteTrack = async (deps: ListingDeps, from: TrackName & MoveOptions): Promise<number> =>
  bindBy(deps, from, {
    path: `${pathOf(from)}/promote`,
    method: 'POST',
    body: await seenOn(deps, from),
  });

/** What the track has as this command begins: what is meant, should somebody else be faster. */
const seenOn = async (
  { client }: ListingDeps,
  { language, track }: TrackName,
): Promise<{ readonly fingerprint?: string }> => {
  const { value } = await client.json(tracksSchema, { path: '/v1/tracks' });
  const on = value.tracks.find((each) => each.language === language && each.track === track);
  return on === undefined ? {} : { fingerprint: on.fingerprint };
};

const bindBy = async (
  { client, stdout, json }: ListingDeps,
  { reason, force, dryRun }: MoveOptions,
  request: { readonly path: string; readonly method: string; readonly body: object },
): Promise<number> => {
  const { value, raw } = await client.json(boundSchema, {
    ...request,
    path: `${request.path}${queryOf({ dryRun })}`,
    body: {
      ...request.body,
      ...(reason === undefined ? {} : { reason }),
      ...(force === undefined ? {} : { force }),
    },
  });
  if (json) {
    printJson(stdout, raw);
    return exitCodes.ok;
  }
  const { binding, revision, changed, replaced, forced, warnings } = value;
  const range = binding.range === undefined ? '' : `, the newest in ${binding.range}`;
  const [is, told] =
    dryRun === true
      ? ['would be', '']
      : changed
        ? ['is', ` (revision ${revision})`]
        : ['is already', ` (revision ${revision})`];
  printLine(stdout, `${binding.language} on ${binding.track} ${is} ${binding.fingerprint}${range}${told}`);
  if (replaced !== undefined) printLine(stdout, `in place of ${replaced}`);
  if (forced.length > 0) printLine(stdout, `passed over: ${forced.join(', ')}`);
  for (const warning of warnings) printLine(stdout, `warning: ${warning}`);
  return exitCodes.ok;
};

/** A track goes back to what it had before; what it has is quarantined. */
export const rollbackTrack = async (
  deps: ListingDeps,
  { dryRun, reason, ...track }: TrackName & { readonly reason: string; readonly dryRun?: true },
): Promise<number> => {
  const { client, stdout, json } = deps;
  const { value, raw } = await client.json(rolledBackSchema, {
    path: `${pathOf(track)}/rollback${queryOf({ dryRun })}`,
    method: 'POST',
    body: { reason, ...(await seenOn(deps, track)) },
  });
  if (json) {
    printJson(stdout, raw);
    return exitCodes.ok;
  }
  const { binding, quarantined, revision, also, warnings } = value;
  const would = dryRun === true;
  const now =
    binding === undefined
      ? `has nothing ${would ? 'then' : 'now'}: its submissions go to stable`
      : `${would ? 'would go' : 'is'} back to ${binding.fingerprint}`;
  const told = would ? '' : ` (revision ${revision})`;
  printLine(stdout, `${track.language} on ${track.track} ${now}${told}`);
  for (const { track: other, fingerprint } of also) {
    printLine(
      stdout,
      `${other} of ${track.language} had it too, and ${would ? 'would have' : 'has'} ${fingerprint ?? 'nothing'}`,
    );
  }
  printLine(stdout, `${quarantined} ${would ? 'would be' : 'is'} quarantined`);
  for (const warning of warnings) printLine(stdout, `passed by: ${warning}`);
  return exitCodes.ok;
};

/** A track's runtime is taken away; what was sent to it is still judged by it. */
export const unsetTrack = async (
  { client, stdout, json }: ListingDeps,
  { dryRun, reason, ...track }: TrackName & MoveOptions,
): Promise<number> => {
  const { value, raw } = await client.json(unboundSchema, {
    path: `${pathOf(track)}${queryOf({ dryRun, reason })}`,
    method: 'DELETE',
  });
  if (json) {
    printJson(stdout, raw);
    return exitCodes.ok;
  }
  const { fingerprint, unfinished, revision, warnings } = value;
  const told = dryRun === true ? 'would be taken off' : `is off (revision ${revision})`;
  printLine(stdout, `${track.language} on ${track.track}: ${fingerprint} ${told}`);
  if (unfinished !== undefined && unfinished > 0)
    printLine(stdout, `${unfinished} unfinished submissions are still judged by it`);

  for (const warning of warnings) printLine(stdout, `warning: ${warning}`);
  return exitCodes.ok;
};

const pathOf = ({ language, track }: TrackName): string =>
  `/v1/tracks/${encodeURIComponent(language)}/${encodeURIComponent(track)}`;

/** What is not given is left out. */
const queryOf = (given: Readonly<Record<string, string | boolean | undefined>>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query.toString()}`;
};

export const showFreezes = async ({ client, stdout, json }: ListingDeps): Promise<number> => {
  const { value, raw } = await client.json(freezesSchema, { path: '/v1/freezes' });
  if (json) printJson(stdout, raw);
  else if (value.freezes.length === 0) printLine(stdout, 'Nothing blocks promotions, now or later.');
  else {
    const rows = value.freezes.map((freeze) => [
      freeze.name,
      freeze.kind,
      freeze.languages.length === 0 ? 'all' : freeze.languages.join(' '),
      instant(freeze.fromMs),
      instant(freeze.untilMs),
      freeze.inForce ? 'in force' : 'to come',
      `${freeze.by}: ${freeze.reason}`,
    ]);
    const headings = ['name', 'kind', 'languages', 'from', 'until', 'state', 'reason'];
    printLine(stdout, formatTable(headings, rows));
  }
  return exitCodes.ok;
};

export const addFreeze = async (
  { client, stdout, json }: ListingDeps,
  given: {
    readonly name: string;
    readonly from: string;
    readonly until: string;
    readonly reason: string;
    readonly languages: readonly string[];
    readonly contest: boolean;
  },
): Promise<number> => {
  const { name, contest, ...body } = given;
  const { value, raw } = await client.json(frozenSchema, {
    path: `/v1/freezes/${encodeURIComponent(name)}`,
    method: 'PUT',
    body: { ...body, kind: contest ? 'contest' : 'freeze' },
  });
  const { fromMs, untilMs, languages } = value.freeze;
  const what =
    languages.length === 0 ? 'nothing is promoted' : `nothing of ${languages.join(', ')} is promoted`;
  if (json) printJson(stdout, raw);
  else printLine(stdout, `${what} from ${instant(fromMs)} until ${instant(untilMs)}`);
  return exitCodes.ok;
};

export const removeFreeze = async (
  { client, stdout, json }: ListingDeps,
  { name, reason }: { readonly name: string; readonly reason: string },
): Promise<number> => {
  const { raw } = await client.json(revisionSchema, {
    path: `/v1/freezes/${encodeURIComponent(name)}${queryOf({ reason })}`,
    method: 'DELETE',
  });
  if (json) printJson(stdout, raw);
  else printLine(stdout, `${name} is ended`);
  return exitCodes.ok;
};

const instant = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
