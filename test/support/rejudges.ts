/** What the system tests say about rejudges. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface RejudgeTold {
  readonly id: string;
  readonly state: string;
  readonly progress: Readonly<
    Record<
      'total' | 'waiting' | 'judging' | 'done' | 'same' | 'changed' | 'skipped' | 'failed' | 'cancelled',
      number
    >
  >;
  readonly verdicts: readonly { readonly from: string; readonly to: string; readonly count: number }[];
}

interface Side {
  readonly verdict: string;
  readonly score: number;
  readonly cpuMs: number;
  readonly track: string;
  readonly fingerprint: string;
}

export interface DiffTold {
  readonly items: readonly {
    readonly submission: string;
    readonly state: string;
    readonly changed?: boolean;
    readonly old?: Side;
    readonly new?: Side;
    readonly reason?: string;
  }[];
  readonly cursor?: string;
}

export const call = async <T>(url: string, method = 'GET', body?: unknown): Promise<T> => {
  const answer = await fetch(url, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
};

export const rejudgeWhere = (url: string, filter: object, track: string): Promise<RejudgeTold> =>
  call(`${url}/v1/rejudges`, 'POST', { filter, track, reason: 'a test' });

export const rejudgeUntil = async (
  url: string,
  id: string,
  holds: (rejudge: RejudgeTold) => boolean,
  withinMs = 120_000,
): Promise<RejudgeTold> => {
  const until = Date.now() + withinMs;
  for (;;) {
    const told = await call<RejudgeTold>(`${url}/v1/rejudges/${id}`);
    if (holds(told)) return told;
    if (Date.now() > until) throw new Error(`rejudge ${id} is still ${JSON.stringify(told)}`);
    await sleep(50);
  }
};

export const isOver = ({ state }: RejudgeTold): boolean => state === 'finished' || state === 'cancelled';

/** The whole diff, page by page. */
export const diffOf = async (url: string, id: string, query = 'limit=7'): Promise<DiffTold['items']> => {
  const items: DiffTold['items'][number][] = [];
  let cursor: string | undefined;
  do {
    const more = cursor === undefined ? '' : `&cursor=${cursor}`;
    const page = await call<DiffTold>(`${url}/v1/rejudges/${id}/diff?${query}${more}`);
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items;
};
