/** What the system tests say to a running service. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Answer {
  readonly id: string;
  readonly state: string;
  readonly decision: {
    readonly track: string;
    readonly runtime: string;
    readonly fingerprint: string;
    readonly reason: string;
  };
  readonly result?: {
    readonly verdict: string;
    readonly detail?: string;
    readonly message?: string;
    readonly score: number;
    readonly cpuMs: number;
    readonly memoryBytes: number;
    readonly compile?: { readonly ok: boolean; readonly cached: boolean; readonly log: string };
    readonly tests: readonly {
      readonly name: string;
      readonly verdict: string;
      readonly detail?: string;
      readonly message?: string;
      readonly exitCode?: number;
      readonly signal?: string;
      readonly cpuMs: number;
      readonly wallMs: number;
      readonly memoryBytes: number;
      readonly stdout?: string;
      readonly runs?: readonly { readonly cpuMs: number; readonly verdict: string }[];
    }[];
    readonly timings: { readonly runMs: number };
    readonly timeScale?: number;
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Answer & { readonly code?: string };
}

export const post = async (url: string, body: unknown, query = ''): Promise<Reply> => {
  const answer = await fetch(`${url}/v1/submissions${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Reply['body'] };
};

export const get = async (url: string, id: string, query = ''): Promise<Answer> => {
  const answer = await fetch(`${url}/v1/submissions/${id}${query}`);
  if (!answer.ok) throw new Error(`GET ${id}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
};

/** The submission once it is finished. */
export const finished = async (url: string, id: string, withinMs = 60_000): Promise<Answer> => {
  const until = Date.now() + withinMs;
  for (;;) {
    const answer = await get(url, id, '?wait=5s');
    if (answer.state === 'finished') return answer;
    if (Date.now() > until) throw new Error(`${id} is still ${answer.state} after ${withinMs} ms`);
    await sleep(50);
  }
};

/** Submit and wait for the verdict. */
export const judged = async (url: string, body: unknown): Promise<Answer> => {
  const reply = await post(url, body, '?wait=30s');
  if (reply.status >= 400) throw new Error(`${reply.status}: ${JSON.stringify(reply.body)}`);
  return reply.body.state === 'finished' ? reply.body : finished(url, reply.body.id);
};
