/** The bytes that the checkers give a meaning to. */
export const lineFeed = 0x0a;

/** One entry per byte value; a look-up is what keeps the loops over large outputs fast. */
const spaces = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)),
);

/** Space, tab, line feed, vertical tab, form feed, carriage return: what C's `isspace` takes for white space. */
export const isSpaceAt = (bytes: Uint8Array, at: number): boolean => spaces[bytes[at] ?? 0] === 1;

const folded = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte,
);

/** The byte, or the small letter for one of A–Z. No other letters: what those are depends on an encoding, which bytes have none of. */
export const foldedAt = (bytes: Uint8Array, at: number): number => folded[bytes[at] ?? 0] ?? 0;

/** Where the token that a byte is in, or has just ended, begins; so many bytes before it at most. */
export const tokenStart = (bytes: Uint8Array, at: number, mostBytes = Infinity): number => {
  let start = at;
  while (start > 0 && at - start < mostBytes && !isSpaceAt(bytes, start - 1)) start -= 1;
  return start;
};

/** Where the token that a byte is in ends. */
export const tokenEnd = (bytes: Uint8Array, at: number): number => {
  let end = at;
  while (end < bytes.length && !isSpaceAt(bytes, end)) end += 1;
  return end;
};
