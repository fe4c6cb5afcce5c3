/**
 * A zip, entry by entry, as its central directory tells. The sizes and checksums in it are held against what really comes out; entries that
 * share their bytes are counted each time they are read.
 */
import { crc32 } from 'node:zlib';
import type { Readable } from 'node:stream';
import { getFileNameLowLevel, openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { Refusal } from '../faults.ts';
import { shownName } from '../package-path.ts';
import { noContent } from './entry.ts';
import type { PackageEntry } from './entry.ts';

/** A link leads to a path, and a path is not long. */
const mostLinkBytes = 4096;

/** `origin` names the archive in faults: `''` is the package itself. */
export async function* zipEntries(
  path: string,
  mostEntries: number,
  origin: string,
): AsyncGenerator<PackageEntry> {
  const zip = await openPromise(path, { autoClose: false, decodeStrings: false }).catch((cause: unknown) => {
    throw damaged(origin, cause);
  });
  // The zip is closed by us; an error after that has nobody to be told to.
  zip.on('error', () => undefined);
  try {
    if (zip.entryCount > mostEntries) throw tooMany(origin, zip.entryCount, mostEntries);
    for await (const entry of entriesOf(zip, origin)) yield await entryOf(zip, entry, origin);
  } finally {
    zip.close();
  }
}

export const tooMany = (origin: string, count: number | string, most: number): Refusal =>
  new Refusal(origin, `has ${count} entries; a package has ${most} at most`);

async function* entriesOf(zip: ZipFile, origin: string): AsyncGenerator<Entry> {
  const entries = zip.eachEntry()[Symbol.asyncIterator]();
  for (;;) {
    const next = await entries.next().catch((cause: unknown) => {
      throw damaged(origin, cause);
    });
    if (next.done === true) return;
    yield next.value;
  }
}

const entryOf = async (zip: ZipFile, entry: Entry, origin: string): Promise<PackageEntry> => {
  const raw = entry.fileName as unknown as Buffer;
  const name = getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, true);
  const kind = kindOf(entry, name);
  const content = () => contentOf(zip, entry, name, origin);
  if (kind === 'file') return { name, kind, content };
  if (kind !== 'link')
    return { name, kind, content: noContent, ...(kind === 'other' && { what: 'a device' }) };
  const target = await smallText(content());
  return { name, kind, target, content: noContent };
};

const [fileType, folderType, linkType] = [0o100000, 0o040000, 0o120000];

const kindOf = (entry: Entry, name: string): PackageEntry['kind'] => {
  const madeOn = entry.versionMadeBy >>> 8;
  const hasMode = madeOn === 3 || madeOn === 19;
  const type = hasMode ? (entry.externalFileAttributes >>> 16) & 0o170000 : 0;
  if (type === linkType) return 'link';
  if (type !== 0 && type !== fileType && type !== folderType) return 'other';
  return name.endsWith('/') ? 'folder' : 'file';
};

const smallText = async (content: AsyncIterable<Buffer>): Promise<string> => {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of content) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > mostLinkBytes) break;
  }
  return Buffer.concat(pieces).toString('utf8');
};

async function* contentOf(zip: ZipFile, entry: Entry, name: string, origin: string): AsyncGenerator<Buffer> {
  const shown = origin === '' ? shownName(name) : origin;
  if (entry.isEncrypted()) throw new Refusal(shown, 'is encrypted: pack it again without a password');
  if (!entry.canDecodeFileData()) {
    const method = entry.compressionMethod;
    throw new Refusal(shown, `is compressed by method ${method}: pack it again with "deflate" or "store"`);
  }
  let sum = 0;
  let stream: Readable | undefined;
  try {
    stream = await zip.openReadStreamPromise(entry);
    for await (const piece of stream) {
      sum = crc32(piece as Buffer, sum);
      yield piece as Buffer;
    }
  } catch (cause) {
    throw damaged(shown, cause);
  } finally {
    stream?.destroy();
  }
  if (sum !== entry.crc32) throw damaged(shown, new Error('the checksum is not that of the bytes'));
}

const damaged = (origin: string, cause: unknown): Error => {
  if (cause instanceof Refusal) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  // Errors of the file system say which call failed, and are not the package's fault.
  if (cause instanceof Error && 'syscall' in cause) return cause;
  return new Refusal(origin, `the zip is damaged: ${shownName(reason)}`, { cause });
};
