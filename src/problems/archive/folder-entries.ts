/** A folder on the disk, read as it lies there; links are told of and never followed. */
import { constants } from 'node:fs';
import { lstat, open, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '../faults.ts';
import { isLitter, joined } from '../package-path.ts';
import { noContent } from './entry.ts';
import type { PackageEntry } from './entry.ts';

export async function* folderEntries(root: string): AsyncGenerator<PackageEntry> {
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const names = (await readdir(join(root, folder))).sort();
    for (const base of names) {
      const name = joined(folder, base);
      if (isLitter(name)) continue;
      const entry = await entryOf(join(root, name), name);
      if (entry.kind === 'folder') waiting.push(name);
      yield entry;
    }
  }
}

const entryOf = async (path: string, name: string): Promise<PackageEntry> => {
  const about = await lstat(path);
  if (about.isFile()) return { name, kind: 'file', content: () => contentOf(path, name) };
  if (about.isDirectory()) return { name, kind: 'folder', content: noContent };
  if (about.isSymbolicLink()) return { name, kind: 'link', target: await readlink(path), content: noContent };
  return { name, kind: 'other', what: 'a device, a socket or a FIFO', content: noContent };
};

async function* contentOf(path: string, name: string): AsyncGenerator<Buffer> {
  // Without waiting: what was a file a moment ago may be a FIFO now.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new Refusal(name, 'was replaced while it was read: try again');
    for await (const piece of file.createReadStream({ autoClose: false })) yield piece as Buffer;
  } finally {
    await file.close();
  }
}
