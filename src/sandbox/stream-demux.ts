import { SerinError } from '../domain/errors.ts';

/**
 * Takes apart what Docker sends over an attached stream without a terminal: `stream u8, 0 0 0, length u32 be, bytes`.
 * Bytes are passed on as they come, as views, without waiting for the end of Docker's own message.
 */
export class StreamDemux {
  readonly #header = Buffer.alloc(8);
  #headerFilled = 0;
  #stream = 0;
  #left = 0;

  /** Calls `onBytes` with every run of bytes in `chunk`. Throws `SANDBOX_FAILED` for a header that Docker does not send. */
  push(chunk: Buffer, onBytes: (stream: 'stdout' | 'stderr', bytes: Buffer) => void): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left === 0) {
        const wanted = Math.min(this.#header.length - this.#headerFilled, chunk.length - at);
        chunk.copy(this.#header, this.#headerFilled, at, at + wanted);
        this.#headerFilled += wanted;
        at += wanted;
        if (this.#headerFilled < this.#header.length) return;
        this.#readHeader();
      } else {
        const taken = Math.min(this.#left, chunk.length - at);
        this.#left -= taken;
        onBytes(this.#stream === 1 ? 'stdout' : 'stderr', chunk.subarray(at, at + taken));
        at += taken;
      }
    }
  }

  #readHeader(): void {
    this.#headerFilled = 0;
    this.#stream = this.#header.readUInt8(0);
    this.#left = this.#header.readUInt32BE(4);
    if (this.#stream !== 1 && this.#stream !== 2) {
      throw new SerinError('SANDBOX_FAILED', `Docker sent bytes of the unknown stream ${this.#stream}`);
    }
  }
}
