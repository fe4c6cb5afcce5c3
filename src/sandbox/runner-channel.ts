import type { Duplex } from 'node:stream';
import { FrameDecoder } from './frame.ts';
import type { Frame } from './frame.ts';
import { StreamDemux } from './stream-demux.ts';

const stderrTailCharacters = 2048;

export interface ChannelEvents {
  /** A throw from here closes the channel with that error. */
  readonly frame: (frame: Frame) => void;
  /** Once. `cause` is there when the other side, or the stream, broke its rules. */
  readonly closed: (reason: string, cause: unknown) => void;
}

/**
 * Frames over Docker's attached stream, with back pressure towards the runner. (Towards us there is none to be had: what
 * comes is bounded by the limits of the run, and is taken from the stream as it arrives.)
 */
export class RunnerChannel {
  readonly #socket: Duplex;
  readonly #events: ChannelEvents;
  readonly #stalledMs: number;
  readonly #demux = new StreamDemux();
  readonly #frames = new FrameDecoder();
  #stderrTail = '';
  #closed = false;
  #resumeSending: (() => void) | undefined;

  constructor(socket: Duplex, events: ChannelEvents, stalledMs: number) {
    this.#socket = socket;
    this.#events = events;
    this.#stalledMs = stalledMs;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('drain', () => this.#resumeSending?.());
    socket.on('error', (error: Error) => this.close(`its stream broke: ${error.message}`));
    socket.on('end', () => this.close('its stream ended'));
    socket.on('close', () => this.close('its stream was closed'));
  }

  /**
   * Writes buffers as one burst, and waits while the other side is slow. Resolves also when the channel closes meanwhile:
   * whoever waits for an answer is told so.
   */
  async send(buffers: readonly Buffer[]): Promise<void> {
    if (this.#closed) return;
    this.#socket.cork();
    for (const buffer of buffers) this.#socket.write(buffer);
    this.#socket.uncork();
    if (!this.#socket.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const stalled = setTimeout(
        () => this.close(`it read nothing for ${this.#stalledMs} ms`),
        this.#stalledMs,
      );
      this.#resumeSending = () => {
        clearTimeout(stalled);
        this.#resumeSending = undefined;
        resolve();
      };
    });
  }

  close(reason: string, cause?: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.destroy();
    this.#resumeSending?.();
    const said = this.#stderrTail.trim();
    this.#events.closed(said === '' ? reason : `${reason}; it said: ${said}`, cause);
  }

  #receive(chunk: Buffer): void {
    try {
      this.#demux.push(chunk, (stream, bytes) => {
        if (stream === 'stderr') {
          this.#stderrTail = (this.#stderrTail + bytes.toString('utf8')).slice(-stderrTailCharacters);
        } else {
          this.#frames.push(bytes, (frame) => {
            if (!this.#closed) this.#events.frame(frame);
          });
        }
      });
    } catch (error) {
      this.close(error instanceof Error ? error.message : 'it could not be understood', error);
    }
  }
}
