/** Reads a JSON body, and says where it is broken when it is. */
import { isUtf8 } from 'node:buffer';
import { SerinError } from '../domain/errors.ts';
import { findJsonFault } from './json-fault.ts';

/** @throws SerinError MALFORMED_JSON */
export const parseJsonBody = (body: Buffer): unknown => {
  if (body.length === 0) throw malformed('the body is empty');
  const text = body.toString('utf8');
  if (!isUtf8(body)) throw malformed(`the body is not UTF-8: byte ${firstBrokenByte(body, text)} is wrong`);
  try {
    return JSON.parse(text);
  } catch {
    const fault = findJsonFault(text) ?? { position: 0, message: 'this is not JSON' };
    const { line, column } = placeOf(text, fault.position);
    throw malformed(`${fault.message}, at line ${line}, column ${column} (position ${fault.position})`);
  }
};

const malformed = (detail: string): SerinError => new SerinError('MALFORMED_JSON', detail);

/** Decoding put U+FFFD where a byte was wrong; one that the sender wrote itself stands as EF BF BD in the bytes. */
const firstBrokenByte = (body: Buffer, text: string): number => {
  let byte = 0;
  let from = 0;
  for (;;) {
    const at = text.indexOf('\uFFFD', from);
    if (at < 0) return body.length;
    byte += Buffer.byteLength(text.slice(from, at));
    if (body[byte] !== 0xef || body[byte + 1] !== 0xbf || body[byte + 2] !== 0xbd) return byte;
    byte += 3;
    from = at + 1;
  }
};

/** Both from 1; columns count UTF-16 units, as editors do. */
const placeOf = (text: string, position: number): { line: number; column: number } => {
  let line = 1;
  let lineStart = 0;
  for (;;) {
    const newline = text.indexOf('\n', lineStart);
    if (newline < 0 || newline >= position) return { line, column: position - lineStart + 1 };
    line += 1;
    lineStart = newline + 1;
  }
};
