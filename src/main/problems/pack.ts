/** A package on disk as a stream: an archive as it is, a directory as a tar that is made while it is sent. */
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import tar from 'tar-stream';
import type { Pack } from 'tar-stream';

/** Never part of a package. */
const passedOver: ReadonlySet<string> = new Set(['.git', '.DS_Store']);

/** Rejects with the system's error where there is nothing, or nothing that can be read. */
export const openPackage = async (path: string): Promise<Readable> => {
  const about = await lstat(path);
  if (about.isDirectory() || about.isSymbolicLink()) return packed(path);
  return createReadStream(path);
};

const packed = (path: string): Readable => {
  const pack = tar.pack();
  addFolder(pack, path, '').then(
    () => pack.finalize(),
    (error: unknown) => pack.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return Readable.from(pack);
};

/** Links go as links: whether a package may have them is said where it is read. */
const addFolder = async (pack: Pack, folder: string, name: string): Promise<void> => {
  for (const entry of (await readdir(folder, { withFileTypes: true })).sort(byName)) {
    if (passedOver.has(entry.name)) continue;
    const path = join(folder, entry.name);
    const inside = `${name}${entry.name}`;
    if (entry.isDirectory()) await addFolder(pack, path, `${inside}/`);
    else if (entry.isSymbolicLink()) {
      pack.entry({ name: inside, type: 'symlink', linkname: await readlink(path) });
    } else if (entry.isFile()) await addFile(pack, path, inside);
  }
};

const addFile = async (pack: Pack, path: string, name: string): Promise<void> => {
  const { size, mode } = await lstat(path);
  const entry = pack.entry({ name, size, mode: mode & 0o777, mtime: new Date(0) });
  await pipeline(createReadStream(path), entry);
};

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : 1;
