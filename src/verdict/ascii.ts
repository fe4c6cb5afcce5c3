/** The bytes that the checkers give a meaning to. */
export const lineFeed = 0x0a;

/** One entry per byte value; a look-up is what keeps the loops over large outputs fast. */
const spaces = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)),
);

/** Space, tab, line feed, vertical tab, form feed, carriage return: what C's `isspace` takes for white space. */
export const isSpaceAt = (bytes: Uint8Array, at: number): boolean => spaces[bytes[at] ?? 0] === 1;

/** The first byte from `at` on that is not white space, or the end. */
export const skipSpace = (bytes: Uint8Array, at: number): number => {
  let next = at;
  while (next < bytes.length && isSpaceAt(bytes, next)) next += 1;
  return next;
};

/** The end of a text once the white space at its end is taken off. */
export const trimmedEnd = (bytes: Uint8Array): number => {
  let end = bytes.length;
  while (end > 0 && isSpaceAt(bytes, end - 1)) end -= 1;
  return end;
};

export const isTokenEnd = (bytes: Uint8Array, at: number): boolean =>
  at === bytes.length || isSpaceAt(bytes, at);

/** Where the token that a byte is in, or has just ended, begins. */
export const tokenStart = (bytes: Uint8Array, at: number): number => {
  let start = at;
  while (start > 0 && !isSpaceAt(bytes, start - 1)) start -= 1;
  return start;
};

/** Where the token that a byte is in ends. */
export const tokenEnd = (bytes: Uint8Array, at: number): number => {
  let end = at;
  while (end < bytes.length && !isSpaceAt(bytes, end)) end += 1;
  return end;
};

/** How many tokens and line feeds there are before a byte that begins a token, or ends the text. */
export const countBefore = (bytes: Uint8Array, place: number): { tokens: number; lineFeeds: number } => {
  let tokens = 0;
  let lineFeeds = 0;
  let inToken = false;
  for (let at = 0; at < place; at += 1) {
    const isSpace = isSpaceAt(bytes, at);
    if (isSpace) {
      if (bytes[at] === lineFeed) lineFeeds += 1;
    } else if (!inToken) tokens += 1;
    inToken = !isSpace;
  }
  return { tokens, lineFeeds };
};
