/**
 * Reads a package once, from its first byte to its last, into an index of its files.
 *
 * Theory of operation: an archive yields entries in its own order; each name is checked before anything is done with it. A file goes to the blob
 * store as a stream, metered as it comes out: headers are never trusted. Texts that may tell about the package are held in memory (bounded
 * together), and archives inside of it are spooled to a file. Links are collected and resolved in the index when all of it is there. At last a
 * single folder around everything is taken away.
 *
 * What is wrong with one entry is noted and the entry left out; what is wrong with the archive, and every bound, ends the reading (`Refusal`).
 */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { resolveLinks } from './archive/links.ts';
import type { PackageEntry } from './archive/entry.ts';
import { tooMany } from './archive/zip-entries.ts';
import { Refusal } from './faults.ts';
import type { FaultLog } from './faults.ts';
import { beginningWith } from './package-files.ts';
import type { PackageFile } from './package-files.ts';
import { isLitter, readPath, shownName } from './package-path.ts';
import type { PackageBounds, PackagePorts } from './ports.ts';
import { FlawScan } from './text-flaws.ts';

export interface IndexDeps {
  readonly putBlob: PackagePorts['putBlob'];
  readonly bounds: PackageBounds;
  readonly meter: UnpackedMeter;
  readonly faults: FaultLog;
  /** Answers a folder for archives inside of the package; absent: they are not looked into. */
  readonly spoolDir?: () => Promise<string>;
  /** Names the archive in faults; `''` is the package itself. */
  readonly origin: string;
}

export interface IndexedPackage {
  readonly files: ReadonlyMap<string, PackageFile>;
  /** Name of the folder that was around everything. */
  readonly topFolder?: string;
}

export const indexPackage = async (
  deps: IndexDeps,
  entries: AsyncIterable<PackageEntry>,
): Promise<IndexedPackage> => {
  const seen = new SeenNames(deps);
  const files = new Map<string, PackageFile>();
  const links = new Map<string, string>();
  const keeper = new Keeper(deps);
  for await (const entry of entries) {
    const path = seen.take(entry);
    if (path === undefined) continue;
    if (entry.kind === 'link') links.set(path, entry.target ?? '');
    if (entry.kind === 'file') files.set(path, await keeper.keep(path, entry.content()));
  }
  placeLinks(deps, files, links);
  return { files };
};

/** Bytes that came out of all archives of a package together, and how much they grew. */
export class UnpackedMeter {
  readonly #bounds: PackageBounds;
  #archiveBytes: number;
  #bytes = 0;

  constructor(bounds: PackageBounds, archiveBytes: number) {
    this.#bounds = bounds;
    this.#archiveBytes = archiveBytes;
  }

  /** Another archive, inside of the first. */
  also(archiveBytes: number): void {
    this.#archiveBytes += archiveBytes;
  }

  add(file: string, bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#bounds.unpackedBytes) {
      throw new Refusal(
        file,
        `the package has more than ${this.#bounds.unpackedBytes} bytes when it is unpacked`,
      );
    }
    this.checkRatio(file, this.#bytes);
  }

  checkRatio(file: string, unpacked: number): void {
    const grown = this.#archiveBytes > 0 && unpacked > this.#archiveBytes * mostGrowth;
    if (grown && unpacked > growthIsFineBytes) {
      const message = `the package grows to more than ${mostGrowth} times its size when it is unpacked`;
      throw new Refusal(file, `${message}: pack large files with less repetition, or as a tar`);
    }
  }
}

const mostGrowth = 250;
const growthIsFineBytes = 128 * 1024 * 1024;

/** Which names were there, and which of them are taken. */
class SeenNames {
  readonly #deps: IndexDeps;
  readonly #kinds = new Map<string, PackageEntry['kind']>();
  readonly #folded = new Map<string, string>();
  #count = 0;

  constructor(deps: IndexDeps) {
    this.#deps = deps;
  }

  /** The path of an entry that is to be read. */
  take(entry: PackageEntry): string | undefined {
    const { bounds, faults, origin } = this.#deps;
    this.#count += 1;
    if (this.#count > bounds.entries) throw tooMany(origin, `more than ${bounds.entries}`, bounds.entries);
    const read = readPath(entry.name);
    const shown = shownName(entry.name);
    if ('fault' in read) {
      faults.error({ file: origin }, `the entry ${JSON.stringify(shown)} ${read.fault}`);
      return undefined;
    }
    const { path } = read;
    if (path === '' || isLitter(path)) return undefined;
    if (entry.kind === 'other') {
      faults.error(
        path,
        `is ${entry.what ?? 'of an unknown kind'}: a package holds files, folders and links inside of it`,
      );
      return undefined;
    }
    return this.#isFree(path, entry.kind) && entry.kind !== 'folder' ? path : undefined;
  }

  #isFree(path: string, kind: PackageEntry['kind']): boolean {
    const { faults } = this.#deps;
    const before = this.#kinds.get(path);
    if (before !== undefined && (before !== 'folder' || kind !== 'folder')) {
      faults.error(path, 'is in the archive twice: remove one of them');
      return false;
    }
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
      const parent = path.slice(0, end);
      const parentKind = this.#kinds.get(parent);
      if (parentKind === undefined) this.#kinds.set(parent, 'folder');
      else if (parentKind !== 'folder') {
        faults.error(path, `lies in ${JSON.stringify(shownName(parent))}, which is not a folder`);
        return false;
      }
    }
    this.#kinds.set(path, kind);
    const folded = path.toLowerCase();
    const other = this.#folded.get(folded);
    if (other !== undefined && other !== path) {
      faults.warning(
        path,
        `differs from ${JSON.stringify(shownName(other))} in case only, and not every system keeps them apart`,
      );
    }
    this.#folded.set(folded, path);
    return true;
  }
}

const largestTextBytes = 1024 * 1024;
const mostHeldBytes = 64 * 1024 * 1024;

const mayTell = /(\.(ya?ml|ini|args)|(^|\/)\.timelimit)$/i;

/** Gives every file the place that its bytes are kept in. */
class Keeper {
  readonly #deps: IndexDeps;
  #heldBytes = 0;
  #spooled = 0;

  constructor(deps: IndexDeps) {
    this.#deps = deps;
  }

  async keep(path: string, content: AsyncIterable<Buffer>): Promise<PackageFile> {
    const scan = new FlawScan();
    const metered = this.#metered(path, content, scan);
    const source = await this.#place(path, metered);
    return { path, bytes: scan.bytes, flaws: scan.flaws(), source };
  }

  async #place(path: string, content: AsyncGenerator<Buffer>): Promise<PackageFile['source']> {
    if (this.#deps.spoolDir !== undefined && /\.zip$/i.test(path)) {
      const spool = join(await this.#deps.spoolDir(), String((this.#spooled += 1)));
      await pipeline(content, createWriteStream(spool, { flags: 'wx', mode: 0o600 }));
      return { kind: 'spooled', path: spool };
    }
    if (!mayTell.test(path)) return { kind: 'stored', data: await this.#put(content) };
    const held: Buffer[] = [];
    let bytes = 0;
    for (let next = await content.next(); next.done !== true; next = await content.next()) {
      held.push(next.value);
      bytes += next.value.length;
      if (bytes > largestTextBytes || this.#heldBytes + bytes > mostHeldBytes) {
        return { kind: 'stored', data: await this.#put(following(held, content)) };
      }
    }
    this.#heldBytes += bytes;
    return { kind: 'held', bytes: Buffer.concat(held) };
  }

  /** A refusal comes out of the store as whatever the store makes of it: it is kept here, and thrown as it was. */
  async #put(content: AsyncGenerator<Buffer>) {
    let refusal: unknown;
    async function* watched(): AsyncGenerator<Buffer> {
      try {
        yield* content;
      } catch (error) {
        refusal = error;
        throw error;
      }
    }
    try {
      return await this.#deps.putBlob(watched());
    } catch (error) {
      throw refusal ?? error;
    }
  }

  async *#metered(path: string, content: AsyncIterable<Buffer>, scan: FlawScan): AsyncGenerator<Buffer> {
    const { bounds, meter } = this.#deps;
    for await (const piece of content) {
      meter.add(path, piece.length);
      scan.take(piece);
      if (scan.bytes > bounds.fileBytes) {
        throw new Refusal(path, `has more than ${bounds.fileBytes} bytes, which is the most of one file`);
      }
      yield piece;
    }
  }
}

async function* following(first: readonly Buffer[], rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* rest;
}

/** A link to a file is that file once more; a link to a folder, all files that lie in it. */
const placeLinks = (
  { faults, bounds, origin }: IndexDeps,
  files: Map<string, PackageFile>,
  links: ReadonlyMap<string, string>,
): void => {
  const real = new Map(files);
  const paths = [...real.keys()].sort();
  for (const link of links.keys()) {
    const resolved = resolveLinks(link, links);
    const found = 'fault' in resolved ? resolved : linkedFiles(link, resolved.path, real, paths);
    if ('fault' in found) faults.error(link, found.fault);
    else for (const file of found.files) files.set(file.path, file);
    if (files.size > bounds.entries) throw tooMany(origin, `more than ${bounds.entries}`, bounds.entries);
  }
};

const linkedFiles = (
  link: string,
  target: string,
  real: ReadonlyMap<string, PackageFile>,
  paths: readonly string[],
): { readonly files: readonly PackageFile[] } | { readonly fault: string } => {
  const file = real.get(target);
  if (file !== undefined) return { files: [{ ...file, path: link }] };
  if (target === '' || `${link}/`.startsWith(`${target}/`))
    return { fault: 'is a link to a folder that it lies in' };
  const within = beginningWith(paths, `${target}/`).flatMap((path) => real.get(path) ?? []);
  if (within.length === 0) return { fault: 'is a link to something that is not in the package' };
  return { files: within.map((each) => ({ ...each, path: `${link}${each.path.slice(target.length)}` })) };
};

/** The same files without the one folder that all of them lie in. */
export const withoutTopFolder = (files: ReadonlyMap<string, PackageFile>): IndexedPackage => {
  const [first] = files.keys();
  const end = first?.indexOf('/') ?? -1;
  const topFolder = first?.slice(0, end);
  if (end === -1 || topFolder === undefined) return { files };
  if (![...files.keys()].every((path) => path.startsWith(`${topFolder}/`))) return { files };
  const inner = [...files.values()].map((file) => ({ ...file, path: file.path.slice(end + 1) }));
  return { files: new Map(inner.map((file) => [file.path, file])), topFolder };
};
