/** A folder on the disk, read as it lies there; links are told of and never followed. */
import { constants } from 'node:fs';
import type { Dirent } from 'node:fs';
import { open, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '../faults.ts';
import { isLitter, joined } from '../package-path.ts';
import { noContent } from './entry.ts';
import type { PackageEntry } from './entry.ts';

export async function* folderEntries(root: string): AsyncGenerator<PackageEntry> {
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const found = await readdir(join(root, folder), { withFileTypes: true });
    for (const about of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = joined(folder, about.name);
      if (isLitter(name)) continue;
      if (about.isDirectory()) waiting.push(name);
      yield await entryOf(about, join(root, name), name);
    }
  }
}

const entryOf = async (about: Dirent, path: string, name: string): Promise<PackageEntry> => {
  if (about.isFile()) return { name, kind: 'file', content: () => contentOf(path, name) };
  if (about.isDirectory()) return { name, kind: 'folder', content: noContent };
  if (about.isSymbolicLink()) return { name, kind: 'link', target: await readlink(path), content: noContent };
  return { name, kind: 'other', what: 'a device, a socket or a FIFO', content: noContent };
};

const mostPieceBytes = 256 * 1024;

async function* contentOf(path: string, name: string): AsyncGenerator<Buffer> {
  // Without waiting: what was a file a moment ago may be a FIFO now.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const about = await file.stat();
    if (!about.isFile()) throw new Refusal(name, 'was replaced while it was read: try again');
    // By hand: a stream for each of a hundred thousand small files costs more than reading them.
    for (;;) {
      const piece = Buffer.allocUnsafe(Math.min(about.size + 1, mostPieceBytes));
      const { bytesRead } = await file.read(piece, 0, piece.length);
      if (bytesRead > 0) yield piece.subarray(0, bytesRead);
      if (bytesRead < piece.length) return;
    }
  } finally {
    await file.close();
  }
}
