export type Encoding = 'utf8' | 'base64';

export type Decoded =
  { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly message: string };

const loneSurrogate = /\p{Cs}/u;

/** Text of a JSON string to the bytes it stands for. */
export const decodeText = (text: string, encoding: Encoding): Decoded =>
  encoding === 'utf8' ? decodeUtf8(text) : decodeBase64(text);

/** JSON can escape half a surrogate pair, which no UTF-8 can hold: encoding would silently put U+FFFD in its place. */
const decodeUtf8 = (text: string): Decoded => {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.includes('\uFFFD') && loneSurrogate.test(text)) {
    return { ok: false, message: 'half a surrogate pair is not text; send bytes with encoding base64' };
  }
  return { ok: true, bytes };
};

/** Node passes over what is not base64. Only the canonical form, padding included, comes back as it went in. */
const decodeBase64 = (text: string): Decoded => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') === text) return { ok: true, bytes };
  return { ok: false, message: 'this is not base64 (standard alphabet, padded, no white space)' };
};

/** Bytes that a text will decode to, if it decodes. */
export const decodedBytes = (text: string, encoding: Encoding): number => {
  if (encoding === 'utf8') return Buffer.byteLength(text);
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return Math.max(0, Math.floor((text.length * 3) / 4) - padding);
};
