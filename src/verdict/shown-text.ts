/**
 * What a checker or interactor wrote, made fit to be shown. It is untrusted: it may be empty or megabytes, may be no UTF-8, and may
 * quote a submission. Control characters, line and direction marks, and whatever else has no picture become U+FFFD.
 */

/** Characters of a message for everybody: one line. */
const longestLine = 500;

/** Characters of a message for operators. */
const longestText = 8_000;

/** One line with single spaces; undefined where nothing is left. */
export const shownLine = (bytes: Buffer): string | undefined => {
  const line = decoded(bytes, longestLine).replace(/\s+/g, ' ').trim();
  return line === ''
    ? undefined
    : cut(line.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '\ufffd'), longestLine);
};

/** Several lines; undefined where nothing is left. */
export const shownText = (bytes: Buffer): string | undefined => {
  const text = decoded(bytes, longestText).replace(/\r\n?/g, '\n').trim();
  return text === ''
    ? undefined
    : cut(text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} \n\t]/gu, '\ufffd'), longestText);
};

/** The first line of a text, without its end. */
export const firstLine = (bytes: Buffer): Buffer => {
  const end = bytes.findIndex((byte) => byte === 0x0a || byte === 0x0d);
  return end === -1 ? bytes : bytes.subarray(0, end);
};

/** No more than can be needed is decoded: a character has at most four bytes, and white space before it counts too. */
const decoded = (bytes: Buffer, characters: number): string =>
  bytes.subarray(0, 4 * characters + 4_096).toString('utf8');

/** By characters, never through a surrogate pair. */
const cut = (text: string, most: number): string => {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
};
