/** What is unusual about a file of test data, found while it passes by. */
export interface TextFlaws {
  readonly bom: boolean;
  readonly crlf: boolean;
  readonly nul: boolean;
  /** There are bytes, and the last of them does not end a line. */
  readonly openEnd: boolean;
}

export class FlawScan {
  #bytes = 0;
  #head = Buffer.alloc(0);
  #crlf = false;
  #nul = false;
  #last = 0;

  take(piece: Buffer): void {
    if (piece.length === 0) return;
    if (this.#head.length < 3) this.#head = Buffer.concat([this.#head, piece.subarray(0, 3)]).subarray(0, 3);
    this.#crlf ||= (this.#last === 0x0d && piece[0] === 0x0a) || piece.includes('\r\n');
    this.#nul ||= piece.includes(0);
    this.#last = piece[piece.length - 1] ?? 0;
    this.#bytes += piece.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  flaws(): TextFlaws {
    return {
      bom: this.#head.equals(Buffer.from([0xef, 0xbb, 0xbf])),
      crlf: this.#crlf,
      nul: this.#nul,
      openEnd: this.#bytes > 0 && this.#last !== 0x0a,
    };
  }
}
