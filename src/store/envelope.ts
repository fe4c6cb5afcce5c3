/**
 * Several byte strings in one, with a header that says what they are.
 *
 *   "SERN"  header length, u32 le  header, JSON  part  part  …
 *
 * The header holds the kind, the schema version, the parts' lengths and whatever the kind keeps of each. Bytes stay
 * bytes: nothing is encoded as text, and reading copies nothing.
 */
import { z } from 'zod';
import { SerinError } from '../domain/errors.ts';
import { schemaVersion } from '../domain/submission.ts';
import { readable } from './versioned.ts';

const magic = Buffer.from('SERN');
const headerAt = magic.length + 4;

const headerShape = z.object({
  kind: z.string(),
  version: z.number().refine(readable, 'written by a release that this one cannot read'),
  lengths: z.array(z.number().int().min(0)),
  about: z.unknown(),
});

export const encodeEnvelope = (kind: string, about: unknown, parts: readonly Buffer[]): Buffer => {
  const lengths = parts.map((part) => part.length);
  const header = Buffer.from(JSON.stringify({ kind, version: schemaVersion, lengths, about }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  return Buffer.concat([magic, length, header, ...parts]);
};

/**
 * @param aboutShape - what this kind keeps in the header.
 * @throws SerinError BLOB_CORRUPT when the bytes are not a whole envelope of that kind.
 */
export const decodeEnvelope = <T extends z.ZodType>(
  kind: string,
  aboutShape: T,
  bytes: Buffer,
): { about: z.output<T>; parts: Buffer[] } => {
  if (bytes.length < headerAt || !bytes.subarray(0, magic.length).equals(magic))
    throw corrupt(kind, 'no envelope');
  const bodyAt = headerAt + bytes.readUInt32LE(magic.length);
  if (bodyAt > bytes.length) throw corrupt(kind, 'the header is cut off');
  const header = parseHeader(kind, bytes.subarray(headerAt, bodyAt));
  const about = aboutShape.safeParse(header.about);
  if (!about.success) throw corrupt(kind, z.prettifyError(about.error));
  const parts: Buffer[] = [];
  let at = bodyAt;
  for (const length of header.lengths) {
    parts.push(bytes.subarray(at, at + length));
    at += length;
  }
  if (at !== bytes.length) throw corrupt(kind, 'the parts do not fill it');
  return { about: about.data, parts };
};

const parseHeader = (kind: string, bytes: Buffer): z.output<typeof headerShape> => {
  let header: unknown;
  try {
    header = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw corrupt(kind, 'the header is not JSON');
  }
  const parsed = headerShape.safeParse(header);
  if (!parsed.success) throw corrupt(kind, z.prettifyError(parsed.error));
  if (parsed.data.kind !== kind) throw corrupt(kind, `it holds ${parsed.data.kind}`);
  return parsed.data;
};

const corrupt = (kind: string, why: string): SerinError =>
  new SerinError('BLOB_CORRUPT', `stored ${kind} cannot be read: ${why}`);
