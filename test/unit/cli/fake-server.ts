/** A server that speaks as much of Serin's API as a test says, on a real socket. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

type Answer = (asked: Asked, response: ServerResponse) => void;

export interface FakeServer {
  readonly url: string;
  readonly asked: Asked[];
  close(): Promise<void>;
}

export const json = (value: unknown, status = 200): Answer => {
  return (_, response) => {
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': type }).end(JSON.stringify(value));
  };
};

/** Each call takes the next of the answers; the last one stays. */
export const inTurn = (...answers: Answer[]): Answer => {
  let turn = 0;
  return (asked, response) => {
    const answer = answers[Math.min(turn, answers.length - 1)];
    turn += 1;
    answer?.(asked, response);
  };
};

/** Server-sent events; `broken` cuts the connection after them. */
export const events = (list: readonly { id: string; type: string }[], broken = false): Answer => {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const { id, ...event } of list) {
      response.write(`id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
    if (broken) setTimeout(() => response.destroy(), 20);
    else response.end();
  };
};

/** `routes` by `METHOD /path`; query strings do not count. */
export const startFakeServer = async (routes: Readonly<Record<string, Answer>>): Promise<FakeServer> => {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const sent = Buffer.concat(chunks);
      const path = request.url ?? '';
      const isJson = request.headers['content-type'] !== 'application/octet-stream';
      const body: unknown = sent.length === 0 ? undefined : isJson ? JSON.parse(sent.toString()) : sent;
      const entry = { method: request.method ?? '', path, headers: request.headers, body };
      asked.push(entry);
      const route = routes[`${entry.method} ${path.split('?')[0] ?? ''}`];
      if (route === undefined) response.writeHead(404).end('nothing here');
      else route(entry, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
