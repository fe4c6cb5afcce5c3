/** Event streams over a listening socket, as a browser would read them. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import type { EventSourceMessage } from 'eventsource-parser';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HttpOptions } from '../../../src/http/options.ts';
import { accepted, appOf, decision, recordOf, traceId, world } from './world.ts';
import type { World } from './world.ts';

let here: World;
let app: FastifyInstance;
let url: string;

const start = async (options: Partial<HttpOptions> = {}): Promise<void> => {
  app = await appOf(here, options);
  url = await app.listen({ port: 0, host: '127.0.0.1' });
};

beforeEach(() => {
  here = world();
  here.put(recordOf({ id: 'a' }));
  here.event('a', { type: 'queued', attempt: 1, decision });
});
afterEach(() => app.close());

const compile = (): void => here.event('a', { type: 'compiling', attempt: 1 });
const pass = (index: number): void =>
  here.event('a', { type: 'test', attempt: 1, index, count: 2, name: String(index), verdict: 'accepted' });

interface Reader {
  readonly response: Response;
  readonly messages: EventSourceMessage[];
  readonly comments: string[];
  /** Fulfilled when the server ends the stream. */
  readonly ended: Promise<void>;
  readonly leave: () => void;
}

const follow = async (headers: Record<string, string> = {}, query = ''): Promise<Reader> => {
  const controller = new AbortController();
  const address = `${url}/v1/submissions/a/events${query}`;
  const response = await fetch(address, { headers, signal: controller.signal });
  const messages: EventSourceMessage[] = [];
  const comments: string[] = [];
  const parser = createParser({
    onEvent: (message) => messages.push(message),
    onComment: (comment) => comments.push(comment),
  });
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? [])
      parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
  };
  const ended = read();
  ended.catch(() => undefined);
  return { response, messages, comments, ended, leave: () => controller.abort() };
};

const names = (reader: Reader): (string | undefined)[] => reader.messages.map(({ event }) => event);

describe('an event stream', () => {
  test('tells what was and what comes, and ends after finished', async () => {
    await start();
    const reader = await follow();
    expect(reader.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(reader.response.headers.get('x-release-tag')).toBe('cpp-16.2.0@ba9876543210;track=canary');
    expect(reader.response.headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
    await expect.poll(() => names(reader)).toEqual(['queued']);
    compile();
    pass(1);
    pass(2);
    here.finish('a');
    await reader.ended;
    expect(names(reader)).toEqual(['queued', 'compiling', 'test', 'test', 'finished']);
    expect(reader.messages.map(({ id }) => id)).toEqual(['1-0', '2-0', '3-0', '4-0', '5-0']);
    expect(JSON.parse(reader.messages[2]?.data ?? '')).toMatchObject({ type: 'test', index: 1, count: 2 });
    expect(JSON.parse(reader.messages[4]?.data ?? '')).toEqual({
      type: 'finished',
      attempt: 1,
      result: accepted,
      traceId,
    });
    expect(here.listeners.count).toBe(0);
  });

  test('every event says the trace and the release tag that its submission came with', async () => {
    await start();
    const { spec } = recordOf();
    here.put(recordOf({ id: 'a', spec: { ...spec, inboundReleaseTag: 'web-7' } }));
    const reader = await follow();
    here.finish('a');
    await reader.ended;
    const told = reader.messages.map(({ data }) => JSON.parse(data) as object);
    expect(told.length).toBeGreaterThan(1);
    for (const each of told) expect(each).toMatchObject({ traceId, inboundReleaseTag: 'web-7' });
  });

  test('loses nothing and repeats nothing when a reader comes back with the last id it had', async () => {
    await start();
    const first = await follow();
    compile();
    await expect.poll(() => first.messages.length).toBe(2);
    first.leave();
    await expect.poll(() => here.listeners.count).toBe(0);
    pass(1);
    const second = await follow({ 'last-event-id': first.messages.at(-1)?.id ?? '' });
    pass(2);
    here.finish('a');
    await second.ended;
    expect(names(second)).toEqual(['test', 'test', 'finished']);
  });

  test('takes the last id from the query too, where a browser cannot set headers', async () => {
    await start();
    compile();
    here.finish('a');
    const reader = await follow({}, '?lastEventId=2-0');
    await reader.ended;
    expect(names(reader)).toEqual(['finished']);
  });

  test('has nothing to say after finished: 204, so that a browser stops', async () => {
    await start();
    here.finish('a');
    const reader = await follow({ 'last-event-id': '2-0' });
    expect(reader.response.status).toBe(204);
  });

  test('refuses an id that is none of ours', async () => {
    await start();
    const reader = await follow({ 'last-event-id': '$ 0 *' });
    expect(reader.response.status).toBe(400);
    expect(here.listeners.count).toBe(0);
  });

  test('is kept open by comments while nothing happens', async () => {
    await start({ heartbeatMs: 10 });
    const reader = await follow();
    await expect.poll(() => reader.comments.length).toBeGreaterThan(2);
    reader.leave();
  });

  test('frees everything when its reader goes away', async () => {
    await start({ heartbeatMs: 10 });
    const readers = await Promise.all(Array.from({ length: 20 }, () => follow()));
    await expect.poll(() => here.listeners.count).toBe(20);
    for (const reader of readers) reader.leave();
    await expect.poll(() => here.listeners.count).toBe(0);
  });

  test('ends when the server closes, and closing does not wait for it', async () => {
    await start();
    const reader = await follow();
    await expect.poll(() => here.listeners.count).toBe(1);
    await app.close();
    await reader.ended;
    expect(here.listeners.count).toBe(0);
  });

  test('breaks off with a line in the log when the store fails', async () => {
    // eslint-disable-next-line @typescript-eslint/require-await
    here.ports.submissions.follow = async function* () {
      yield { id: '1-0', submission: 'a', event: { type: 'compiling', attempt: 1 } };
      throw new Error('Redis is gone');
    };
    await start();
    const reader = await follow();
    await reader.ended;
    expect(names(reader)).toEqual(['compiling']);
    expect(here.lines.map(({ message }) => message)).toContain('an event stream broke off');
  });

  test('asks for no more events than its reader takes, and lets a stalled reader go', async () => {
    let asked = 0;
    let closed = false;
    const result = { ...accepted, message: 'x'.repeat(100_000) };
    // eslint-disable-next-line @typescript-eslint/require-await
    here.ports.submissions.follow = async function* () {
      try {
        for (;;) {
          asked += 1;
          yield { id: `${asked}-0`, submission: 'a', event: { type: 'finished', attempt: 1, result } };
        }
      } finally {
        closed = true;
      }
    };
    await start({ stalledReaderMs: 300 });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined).pause();
    socket.write('GET /v1/submissions/a/events HTTP/1.1\r\nHost: x\r\n\r\n');
    await expect.poll(() => asked).toBeGreaterThan(0);
    await sleep(150);
    const soFar = asked;
    await sleep(100);
    expect(asked).toBe(soFar);
    await expect.poll(() => closed, { timeout: 5000 }).toBe(true);
    socket.destroy();
  });
});
