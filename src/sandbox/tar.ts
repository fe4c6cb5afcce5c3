import { extract, pack } from 'tar-stream';

export interface TarFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly data: Buffer;
  readonly executable: boolean;
  /** Permissions, where they are not to be 0555 or 0444. */
  readonly mode?: number;
}

/** A tar of regular files owned by root, the same bytes for the same files. A directory is given where its mode matters. */
export const tarOf = async (
  files: readonly TarFile[],
  directory?: { readonly path: string; readonly mode: number },
): Promise<Buffer> => {
  const archive = pack();
  const common = { uid: 0, gid: 0, mtime: new Date(0) };
  if (directory !== undefined) {
    archive.entry({ ...common, name: directory.path, type: 'directory', mode: directory.mode });
  }
  for (const { path, data, executable, mode } of files) {
    const usual = executable ? 0o555 : 0o444;
    archive.entry({ ...common, name: path, mode: mode ?? usual }, data);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/**
 * The contents of the first regular file of a tar, or undefined where it holds none. It is read to its end: an answer of the engine that
 * is left half-read keeps its connection, and with it the process, for minutes.
 */
export const firstFileOf = async (archive: NodeJS.ReadableStream): Promise<Buffer | undefined> => {
  const reader = extract();
  archive.on('error', (error: Error) => reader.destroy(error));
  archive.pipe(reader);
  let first: Buffer | undefined;
  for await (const entry of reader) {
    if (entry.header.type !== 'file' || first !== undefined) {
      entry.resume();
      continue;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    first = Buffer.concat(chunks);
  }
  return first;
};
