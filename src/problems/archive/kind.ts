/** What a file is, told by its first bytes; its name says nothing. */
import { open, stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

export type ArchiveKind = 'folder' | 'zip' | 'tar' | 'tar.gz';

export type ToldKind = { readonly kind: ArchiveKind; readonly bytes: number } | { readonly fault: string };

const blockBytes = 512;

export const archiveKind = async (path: string): Promise<ToldKind> => {
  const about = await stat(path).catch((cause: unknown) => {
    if (isMissing(cause)) return undefined;
    throw cause;
  });
  if (about === undefined) return { fault: `is not there: ${path}` };
  if (about.isDirectory()) return { kind: 'folder', bytes: 0 };
  if (!about.isFile()) return { fault: 'is neither a file nor a folder' };
  const head = await headOf(path);
  const kind = kindOf(head);
  return typeof kind === 'string' ? { kind, bytes: about.size } : kind;
};

const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');

const headOf = async (path: string): Promise<Buffer> => {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(64 * 1024);
    let filled = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, filled);
      filled += bytesRead;
      if (bytesRead === 0 || filled === buffer.length) return buffer.subarray(0, filled);
    }
  } finally {
    await file.close();
  }
};

const kindOf = (head: Buffer): ArchiveKind | { fault: string } => {
  if (head.length === 0) return { fault: 'is empty' };
  if (begins(head, 'PK\x03\x04') || begins(head, 'PK\x05\x06')) return 'zip';
  if (begins(head, '\x1f\x8b'))
    return isTar(gunzipHead(head)) ? 'tar.gz' : { fault: `is gzip, but ${remedy}` };
  if (isTar(head)) return 'tar';
  const other = others.find(([magic]) => begins(head, magic));
  return {
    fault: other === undefined ? `is no archive that is read here: ${remedy}` : `is ${other[1]}: ${remedy}`,
  };
};

const remedy = 'a package is a zip, a tar, a tar.gz or a folder';

const others: readonly (readonly [string, string])[] = [
  ['7z\xbc\xaf\x27\x1c', 'a 7z archive'],
  ['Rar!', 'a RAR archive'],
  ['BZh', 'bzip2'],
  ['\xfd7zXZ', 'xz'],
  ['\x28\xb5\x2f\xfd', 'zstd'],
];

const begins = (head: Buffer, magic: string): boolean =>
  head.subarray(0, magic.length).equals(Buffer.from(magic, 'latin1'));

/** The first block of what gzip holds, as far as the head of the file reaches. */
const gunzipHead = (head: Buffer): Buffer => {
  try {
    return gunzipSync(head, { finishFlush: 2, maxOutputLength: 128 * 1024 * 1024 });
  } catch {
    return Buffer.alloc(0);
  }
};

/** A header's checksum is the sum of its bytes, those of the checksum itself taken as blanks. */
const isTar = (head: Buffer): boolean => {
  if (head.length < blockBytes) return false;
  const block = head.subarray(0, blockBytes);
  const stated = Number.parseInt(block.toString('latin1', 148, 156).replaceAll('\0', ' ').trim(), 8);
  let sum = 8 * 0x20;
  block.forEach((byte, index) => (sum += index >= 148 && index < 156 ? 0 : byte));
  return sum === stated;
};
