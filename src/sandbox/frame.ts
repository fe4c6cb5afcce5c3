import { SerinError } from '../domain/errors.ts';

/**
 * Frames of the runner protocol (`sandboxes/runner/PROTOCOL.md`):
 *
 *     length u32 le | type u8 | flags u8 = 0 | id u16 le | payload, length bytes
 */
export const frameHeaderBytes = 8;

/** The longest payload that either side may send: 1 MiB of data and 64 KiB for what stands around it. */
export const maxPayloadBytes = 1024 * 1024 + 64 * 1024;

export interface Frame {
  readonly type: number;
  /** The number of the request that this frame is or answers; 0 for what was not asked for. */
  readonly id: number;
  readonly payload: Buffer;
}

const protocolError = (detail: string): SerinError => new SerinError('RUNNER_PROTOCOL', detail);

/** The header of a frame whose payload follows by itself, so that large payloads are never copied. */
export const encodeFrameHeader = (type: number, id: number, payloadBytes: number): Buffer => {
  if (payloadBytes > maxPayloadBytes) {
    throw protocolError(`a frame of ${payloadBytes} bytes is over the bound of ${maxPayloadBytes}`);
  }
  const header = Buffer.allocUnsafe(frameHeaderBytes);
  header.writeUInt32LE(payloadBytes, 0);
  header.writeUInt8(type, 4);
  header.writeUInt8(0, 5);
  header.writeUInt16LE(id, 6);
  return header;
};

/** A whole frame in one buffer. */
export const encodeFrame = ({ type, id, payload }: Frame): Buffer =>
  Buffer.concat([encodeFrameHeader(type, id, payload.length), payload]);

/**
 * Cuts a stream of bytes into frames, however the stream was split on its way. A payload that lies within one chunk is
 * given as a view of it; only what crosses chunks is copied, once.
 */
export class FrameDecoder {
  readonly #chunks: Buffer[] = [];
  #available = 0;
  #header: { readonly length: number; readonly type: number; readonly id: number } | undefined;

  /** Calls `onFrame` for every frame that `chunk` completes. Throws `RUNNER_PROTOCOL`; the stream is lost then. */
  push(chunk: Buffer, onFrame: (frame: Frame) => void): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#available += chunk.length;
    for (;;) {
      if (this.#header === undefined) {
        if (this.#available < frameHeaderBytes) return;
        this.#header = readHeader(this.#take(frameHeaderBytes));
      }
      if (this.#available < this.#header.length) return;
      const { type, id, length } = this.#header;
      this.#header = undefined;
      onFrame({ type, id, payload: this.#take(length) });
    }
  }

  /** True when no frame is half received. */
  get atBoundary(): boolean {
    return this.#header === undefined && this.#available === 0;
  }

  /** The next `length` bytes, which are known to be there. */
  #take(length: number): Buffer {
    const first = this.#chunks[0];
    this.#available -= length;
    if (first === undefined || length === 0) return Buffer.alloc(0);
    if (first.length === length) {
      this.#chunks.shift();
      return first;
    }
    if (first.length > length) {
      this.#chunks[0] = first.subarray(length);
      return first.subarray(0, length);
    }
    return this.#gather(length);
  }

  #gather(length: number): Buffer {
    const gathered = Buffer.allocUnsafe(length);
    let filled = 0;
    let used = 0;
    for (const chunk of this.#chunks) {
      const wanted = Math.min(chunk.length, length - filled);
      chunk.copy(gathered, filled, 0, wanted);
      filled += wanted;
      if (wanted < chunk.length) {
        this.#chunks[used] = chunk.subarray(wanted);
        break;
      }
      used += 1;
      if (filled === length) break;
    }
    this.#chunks.splice(0, used);
    return gathered;
  }
}

const readHeader = (header: Buffer): { length: number; type: number; id: number } => {
  const length = header.readUInt32LE(0);
  const flags = header.readUInt8(5);
  if (length > maxPayloadBytes) throw protocolError(`a frame announces ${length} bytes of payload`);
  if (flags !== 0) throw protocolError(`a frame has flags ${flags}, which nobody has defined`);
  return { length, type: header.readUInt8(4), id: header.readUInt16LE(6) };
};
