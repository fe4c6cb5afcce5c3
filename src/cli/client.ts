/** HTTP to one Serin. Every failure becomes a `CliFailure` that says what is wrong and what can be done about it. */
import { createParser } from 'eventsource-parser';
import type { z } from 'zod';
import { problemSchema } from './answers.ts';
import { CliFailure, exitCodes } from './failure.ts';

export interface ClientDeps {
  readonly fetch: typeof fetch;
  /** `http://127.0.0.1:8080` */
  readonly server: string;
  readonly key: string | undefined;
}

export interface ServerEvent {
  readonly id: string | undefined;
  readonly data: unknown;
}

export interface Client {
  readonly server: string;
  /** `body` present: sent as JSON; `bytes` and `stream`: as they are. Statuses in `also` are answers, not failures. */
  json<T>(schema: z.ZodType<T>, request: JsonRequest): Promise<{ readonly value: T; readonly raw: unknown }>;
  text(path: string): Promise<string>;
  /** Events until the stream ends; `ended` false when it broke off. */
  events(
    path: string,
    lastEventId: string | undefined,
    onEvent: (event: ServerEvent) => void,
  ): Promise<Ending>;
}

export interface JsonRequest {
  readonly path: string;
  readonly method?: string;
  readonly body?: unknown;
  readonly bytes?: Buffer;
  readonly stream?: ReadableStream<Uint8Array>;
  readonly also?: readonly number[];
}

export type Ending = 'ended' | 'broke';

/**
 * A stream is sent before anything is answered. Where a request may have to be made again (after a redirect, or because a window asks for a
 * password) fetch keeps all of what it has sent in memory.
 */
const streamed = { duplex: 'half', redirect: 'error', window: null } as const;

export const openClient = (deps: ClientDeps): Client => {
  const base = serverUrl(deps.server);
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (deps.key !== undefined) headers.set('authorization', `Bearer ${deps.key}`);
    try {
      return await deps.fetch(new URL(path, base), { ...init, headers });
    } catch (cause) {
      throw unreachable(deps.server, cause);
    }
  };

  return {
    server: deps.server,
    json: async (schema, { path, method = 'GET', also = [], ...carried }) => {
      const accept = 'application/json, application/problem+json';
      const { type, body } = carriedBy(carried);
      const answer = await ask(path, {
        method,
        headers: { accept, ...(type === undefined ? {} : { 'content-type': type }) },
        ...(body === undefined ? {} : { body }),
        ...(body instanceof ReadableStream ? streamed : {}),
      });
      if (!answer.ok && !also.includes(answer.status)) throw await refusal(answer);
      const raw: unknown = await answer.json().catch(() => undefined);
      const parsed = schema.safeParse(raw);
      if (!parsed.success) throw strange(deps.server, path);
      return { value: parsed.data, raw };
    },
    text: async (path) => {
      const answer = await ask(path, {});
      if (!answer.ok) throw await refusal(answer);
      return answer.text();
    },
    events: async (path, lastEventId, onEvent) => {
      const resume = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
      const answer = await ask(path, { headers: { accept: 'text/event-stream', ...resume } });
      if (!answer.ok) throw await refusal(answer);
      return answer.body === null ? 'ended' : readEvents(answer.body, onEvent);
    },
  };
};

const carriedBy = ({ body, bytes, stream }: Pick<JsonRequest, 'body' | 'bytes' | 'stream'>) => {
  if (stream !== undefined) return { type: 'application/octet-stream', body: stream };
  if (bytes !== undefined) return { type: 'application/octet-stream', body: new Uint8Array(bytes) };
  return body === undefined ? {} : { type: 'application/json', body: JSON.stringify(body) };
};

const readEvents = async (
  body: ReadableStream<Uint8Array>,
  onEvent: (event: ServerEvent) => void,
): Promise<Ending> => {
  const parser = createParser({ onEvent: ({ id, data }) => onEvent({ id, data: jsonOf(data) }) });
  const decoder = new TextDecoder();
  try {
    for await (const chunk of body) parser.feed(decoder.decode(chunk, { stream: true }));
    return 'ended';
  } catch {
    return 'broke';
  }
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const serverUrl = (server: string): URL => {
  if (/^https?:\/\//.test(server) && URL.canParse(server)) return new URL(server);
  throw new CliFailure(
    exitCodes.usage,
    `"${server}" is not the address of a server; write http://HOST:PORT or https://HOST`,
  );
};

const unreachable = (server: string, cause: unknown): CliFailure =>
  new CliFailure(
    exitCodes.unavailable,
    `no Serin answers at ${server} (${reasonOf(cause)}). Start one with "./serin up", or name another with --server.`,
    { cause },
  );

/** `fetch failed` says nothing; what lies under it does. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error.cause === undefined ? error.message : reasonOf(error.cause);
};

const strange = (server: string, path: string): CliFailure =>
  new CliFailure(
    exitCodes.unavailable,
    `what answers at ${server}${path} does not speak Serin's API, version 1`,
  );

/** A problem document as sentences, one line for each faulty field. */
const refusal = async (answer: Response): Promise<CliFailure> => {
  const exitCode = answer.status >= 500 ? exitCodes.unavailable : exitCodes.usage;
  const problem = problemSchema.safeParse(await answer.json().catch(() => undefined));
  if (!problem.success) return new CliFailure(exitCode, `the server answered ${answer.status}`);
  const { title, detail, code, errors = [], traceId } = problem.data;
  const about = [
    code,
    exitCode === exitCodes.unavailable && traceId !== undefined ? `trace ${traceId}` : undefined,
  ];
  const named = about.filter((part) => part !== undefined).join(', ');
  // A detail of several lines tells the faults, which follow here one by one.
  const told = errors.length === 0 ? detail : detail?.replace(/:?\n.*/s, '');
  const head = `${title}${told === undefined ? '' : `: ${told}`}${named === '' ? '' : ` (${named})`}`;
  const wait = answer.headers.get('retry-after');
  return new CliFailure(
    exitCode,
    [
      head,
      ...errors.map((error) => `  ${fieldOf(error.pointer)}: ${error.detail}`),
      ...(wait === null ? [] : [`  try again in ${wait} s`]),
    ].join('\n'),
  );
};

/** `/tests/0/name` → `tests[0].name`; a pointer to the whole stays the whole. */
const fieldOf = (pointer: string): string => {
  if (!pointer.startsWith('/')) return pointer === '' ? 'the request' : pointer;
  const parts = pointer.slice(1).split('/');
  return parts
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(
      (path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`),
      '',
    );
};
