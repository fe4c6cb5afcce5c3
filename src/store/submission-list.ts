/**
 * The submissions of a tenant, newest first.
 *
 * The script that accepts a submission appends its id to its tenant's stream, so the order is that of acceptance by Redis' clock, and an
 * entry costs about forty bytes. All else is in the records: a page reads entries backwards, looks at their records, and keeps
 * those that the filter means. One call looks at a bounded number of records; where that was not enough for a page, the cursor goes
 * on from there. An entry whose record has expired is taken out when it is met, and by the sweep.
 */
import { SerinError } from '../domain/errors.ts';
import { matchesFilter } from '../domain/submission-filter.ts';
import type { SubmissionFilter } from '../domain/submission-filter.ts';
import type { SubmissionRecord } from '../domain/submission.ts';
import type { Keys } from './keys.ts';
import { decodeRecord } from './record-codec.ts';
import type { RedisLink } from './redis-connection.ts';
import { values } from './versioned.ts';

export interface ListPlace {
  readonly redis: RedisLink;
  readonly keys: Keys;
}

export interface ListRequest {
  readonly tenant: string;
  readonly filter: SubmissionFilter;
  /** Records of one page. */
  readonly limit: number;
  /** What an earlier page ended with. */
  readonly cursor?: string;
}

export interface ListPage {
  /** With the summary of their verdicts in their attempts, without results. */
  readonly records: readonly SubmissionRecord[];
  /** Present: there may be more. */
  readonly cursor?: string;
}

export interface ListBounds {
  /** Records that one call looks at, at most. */
  readonly mostRead: number;
  /** Records that are asked for at once. */
  readonly piece: number;
}

export const defaultListBounds: ListBounds = { mostRead: 2_000, piece: 200 };

/** Redis' clock and that of the host that accepted may differ by this much. */
const clockMarginMs = 60_000;

/** @throws SerinError INVALID_REQUEST for a cursor that is none of ours, STORE_UNAVAILABLE */
export const listSubmissions = async (
  place: ListPlace,
  request: ListRequest,
  bounds: ListBounds = defaultListBounds,
): Promise<ListPage> => {
  const { filter, limit } = request;
  const oldest = String(Math.max(0, (filter.fromMs ?? 0) - clockMarginMs));
  const records: SubmissionRecord[] = [];
  let before = request.cursor === undefined ? newestOf(filter) : `(${decodeCursor(request.cursor)}`;
  for (let read = 0; read < bounds.mostRead; read += bounds.piece) {
    const entries = await entriesBefore(place, request.tenant, before, oldest, bounds.piece);
    for (const { entry, record } of await withRecords(place, request.tenant, entries)) {
      before = `(${entry}`;
      if (record === undefined || !matchesFilter(filter, record)) continue;
      records.push(record);
      if (records.length === limit) return { records, cursor: encodeCursor(entry) };
    }
    if (entries.length < bounds.piece) return { records };
  }
  return { records, cursor: encodeCursor(before.slice(1)) };
};

/** Removes entries of submissions accepted before a time whose records have expired; answers how many. */
export const sweepList = async (place: ListPlace, acceptedBeforeMs: number): Promise<number> => {
  const { redis, keys } = place;
  const { piece } = defaultListBounds;
  let removed = 0;
  for (const tenant of await redis.run((client) => client.smembers(keys.tenants))) {
    let after = '-';
    for (;;) {
      const from = after;
      const entries = await redis.run((client) =>
        client.xrange(keys.submissions(tenant), from, String(acceptedBeforeMs), 'COUNT', piece),
      );
      const ids = entries.map(([entry, fields]) => ({ entry, submission: fields[1] ?? '' }));
      const there = await answersOf(place, (asked) =>
        ids.forEach(({ submission }) => asked.exists(keys.record(submission))),
      );
      const gone = ids.filter((_, index) => there[index] === 0).map(({ entry }) => entry);
      removed += await forget(place, tenant, gone);
      if (entries.length < piece) break;
      after = `(${ids.at(-1)?.entry ?? ''}`;
    }
  }
  return removed;
};

interface Entry {
  readonly entry: string;
  readonly submission: string;
}

const entriesBefore = async (
  { redis, keys }: ListPlace,
  tenant: string,
  before: string,
  oldest: string,
  count: number,
): Promise<Entry[]> => {
  const entries = await redis.run((client) =>
    client.xrevrange(keys.submissions(tenant), before, oldest, 'COUNT', count),
  );
  return entries.map(([entry, fields]) => ({ entry, submission: fields[1] ?? '' }));
};

const withRecords = async (
  place: ListPlace,
  tenant: string,
  entries: readonly Entry[],
): Promise<{ readonly entry: string; readonly record?: SubmissionRecord }[]> => {
  const answers = await answersOf(place, (asked) =>
    entries.forEach(({ submission }) => asked.hgetall(place.keys.record(submission))),
  );
  const looked = entries.map(({ entry, submission }, index) => {
    const fields = answers[index] as Record<string, string>;
    const gone = Object.keys(fields).length === 0;
    return { entry, gone, ...(gone ? {} : readable(submission, fields)) };
  });
  await forget(
    place,
    tenant,
    looked.filter(({ gone }) => gone).map(({ entry }) => entry),
  );
  return looked;
};

/** One record that cannot be read must not hide the others; whoever looks it up is told. */
const readable = (submission: string, fields: Record<string, string>): { record?: SubmissionRecord } => {
  try {
    return { record: decodeRecord(submission, fields).record };
  } catch (error) {
    if (error instanceof SerinError && error.code === 'INTERNAL') return {};
    throw error;
  }
};

const forget = async (
  { redis, keys }: ListPlace,
  tenant: string,
  gone: readonly string[],
): Promise<number> => {
  if (gone.length === 0) return 0;
  return await redis.run((client) => client.xdel(keys.submissions(tenant), ...gone));
};

type Pipeline = ReturnType<Parameters<Parameters<RedisLink['run']>[0]>[0]['pipeline']>;

const answersOf = ({ redis }: ListPlace, ask: (asked: Pipeline) => void): Promise<unknown[]> =>
  redis.run((client) => {
    const asked = client.pipeline();
    ask(asked);
    return asked.exec().then(values);
  });

const newestOf = ({ toMs }: SubmissionFilter): string =>
  toMs === undefined ? '+' : String(toMs + clockMarginMs);

const encodeCursor = (entry: string): string => Buffer.from(entry).toString('base64url');

const decodeCursor = (cursor: string): string => {
  const entry = Buffer.from(cursor, 'base64url').toString();
  if (/^\d{1,15}-\d{1,15}$/.test(entry)) return entry;
  throw new SerinError('INVALID_REQUEST', 'the cursor is none of this list', {
    faults: [{ path: 'query:cursor', message: 'give back the cursor of the page before, as it was' }],
  });
};
