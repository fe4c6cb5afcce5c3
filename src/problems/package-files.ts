/**
 * The files of a package by path: where their bytes are kept, and what is unusual about them. Texts that tell about the package are held in
 * memory, everything else is a blob already; archives inside of the package lie in a file of their own until it is known whether they are one.
 */
import { createReadStream } from 'node:fs';
import type { StoredData } from '../domain/submission.ts';
import type { PackagePorts } from './ports.ts';
import { joined } from './package-path.ts';
import type { TextFlaws } from './text-flaws.ts';

export interface PackageFile {
  readonly path: string;
  readonly bytes: number;
  readonly flaws: TextFlaws;
  readonly source:
    | { readonly kind: 'stored'; readonly data: StoredData }
    | { readonly kind: 'held'; readonly bytes: Buffer }
    | { readonly kind: 'spooled'; readonly path: string };
}

interface Folder {
  readonly files: string[];
  readonly folders: Set<string>;
}

export class PackageFiles {
  readonly #putBlob: PackagePorts['putBlob'];
  readonly #files: ReadonlyMap<string, PackageFile>;
  /** In order. */
  readonly #paths: readonly string[];
  readonly #folders = new Map<string, Folder>();
  readonly #stored = new Map<string, StoredData>();

  constructor(putBlob: PackagePorts['putBlob'], files: ReadonlyMap<string, PackageFile>) {
    this.#putBlob = putBlob;
    this.#files = files;
    this.#folders.set('', { files: [], folders: new Set() });
    this.#paths = [...files.keys()].sort();
    for (const path of this.#paths) this.#enter(path);
  }

  /** Every path, in order. */
  get paths(): readonly string[] {
    return this.#paths;
  }

  /** Every path with this beginning, in order; found without a look at the others, because ten thousand groups may ask. */
  beginningWith(text: string): readonly string[] {
    return beginningWith(this.#paths, text);
  }

  get(path: string): PackageFile | undefined {
    return this.#files.get(path);
  }

  /** Names directly in a folder, in order. */
  list(folder: string): { readonly files: readonly string[]; readonly folders: readonly string[] } {
    const found = this.#folders.get(folder);
    return { files: found?.files ?? [], folders: found === undefined ? [] : [...found.folders] };
  }

  isFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  /** Every file below a folder, in order. */
  below(folder: string): string[] {
    const { files, folders } = this.list(folder);
    return [
      ...files.map((name) => joined(folder, name)),
      ...folders.flatMap((name) => this.below(joined(folder, name))),
    ];
  }

  /** Where a file's bytes are kept; what was held until now is put there. */
  async stored(file: PackageFile): Promise<StoredData> {
    if (file.source.kind === 'stored') return file.source.data;
    const known = this.#stored.get(file.path);
    if (known !== undefined) return known;
    const { source } = file;
    const data = await this.#putBlob(source.kind === 'held' ? once(source.bytes) : piecesOf(source.path));
    this.#stored.set(file.path, data);
    return data;
  }

  #enter(path: string): void {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    let folder = '';
    let here = this.#folders.get('');
    for (const part of parts) {
      here?.folders.add(part);
      folder = joined(folder, part);
      here = this.#folders.get(folder);
      if (here === undefined) this.#folders.set(folder, (here = { files: [], folders: new Set() }));
    }
    here?.files.push(name);
  }
}

/** Of paths in order, those with this beginning. */
export const beginningWith = (sorted: readonly string[], text: string): readonly string[] => {
  const from = firstWhere(sorted, 0, (path) => path >= text);
  return sorted.slice(
    from,
    firstWhere(sorted, from, (path) => !path.startsWith(text)),
  );
};

/** The first place from which on something holds, in a list in which it holds from one place on. */
const firstWhere = (sorted: readonly string[], from: number, holds: (path: string) => boolean): number => {
  let [low, high] = [from, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle] ?? '')) high = middle;
    else low = middle + 1;
  }
  return low;
};

// eslint-disable-next-line @typescript-eslint/require-await -- a stream of what is there already
export async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield bytes;
}

async function* piecesOf(path: string): AsyncGenerator<Buffer> {
  for await (const piece of createReadStream(path)) yield piece as Buffer;
}
