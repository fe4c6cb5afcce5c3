/**
 * Server-sent events (WHATWG HTML, 9.2).
 *
 *   id: 1700000000000-0
 *   event: test
 *   data: {"type":"test","attempt":1,"index":1,…}
 *
 * One event is asked for when the one before has been taken by the socket, so a slow reader slows its own stream and
 * holds nothing in memory. A reader that takes nothing for long is let go. A silent stream carries comments, so that
 * proxies keep it open.
 */
import type { ServerResponse } from 'node:http';
import type { StoredEvent } from '../domain/events.ts';
import type { Trace } from '../domain/submission.ts';

/** Milliseconds after which a browser comes back when the stream broke. */
const reconnectMs = 1000;

/** With what its submission came with, so that whoever follows need not look that up. */
export interface TracedEvent extends StoredEvent {
  readonly trace: Trace;
}

const formatEvent = ({ id, event, trace }: TracedEvent): string =>
  `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify({ ...event, ...trace })}\n\n`;

export interface StreamTimes {
  readonly heartbeatMs: number;
  readonly stalledReaderMs: number;
}

/**
 * Writes events until they end. The head must have been written; the caller ends the response.
 *
 * @throws what the source throws, and an Error when the reader stalls or the signal aborts.
 */
export const writeEvents = async (
  response: ServerResponse,
  events: AsyncIterable<TracedEvent>,
  times: StreamTimes,
  signal: AbortSignal,
): Promise<void> => {
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': still here\n\n');
  }, times.heartbeatMs);
  try {
    await write(response, `retry: ${reconnectMs}\n\n`, times.stalledReaderMs, signal);
    for await (const event of events) {
      await write(response, formatEvent(event), times.stalledReaderMs, signal);
    }
  } finally {
    clearInterval(heartbeat);
  }
};

const write = async (
  response: ServerResponse,
  chunk: string,
  stalledReaderMs: number,
  signal: AbortSignal,
): Promise<void> => {
  signal.throwIfAborted();
  if (!response.write(chunk)) await drained(response, stalledReaderMs, signal);
};

const drained = (response: ServerResponse, stalledReaderMs: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      clearTimeout(deadline);
      response.removeListener('drain', onDrain);
      signal.removeEventListener('abort', onAbort);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onDrain = (): void => settle();
    const onAbort = (): void => settle(new Error('the reader is gone or the server is closing'));
    const deadline = setTimeout(
      () => settle(new Error(`the reader took nothing for ${stalledReaderMs} ms`)),
      stalledReaderMs,
    );
    response.once('drain', onDrain);
    signal.addEventListener('abort', onAbort, { once: true });
  });
