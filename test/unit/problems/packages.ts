/** Packages made by hand, and what is kept of them. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterEach } from 'vitest';
import { ZipFile } from 'yazl';
import { readPackage } from '../../../src/problems/read-package.ts';
import type { PackageBounds, PackagePorts, PackageReading } from '../../../src/problems/ports.ts';
import { defaultBounds } from '../../../src/problems/ports.ts';

export type Files = Readonly<Record<string, string | Buffer>>;

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

export const freshFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'serin-problems-'));
  folders.push(folder);
  return folder;
};

export const fileOf = async (name: string, bytes: Buffer): Promise<string> => {
  const path = join(await freshFolder(), name);
  await writeFile(path, bytes);
  return path;
};

export const folderOf = async (files: Files): Promise<string> => {
  const root = await freshFolder();
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  return root;
};

export const zipBytes = async (files: Files): Promise<Buffer> => {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content as string), path);
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
};

export const zipOf = async (files: Files): Promise<string> => fileOf('package.zip', await zipBytes(files));

export interface TarEntry {
  readonly name: string;
  readonly type?: 'file' | 'symlink' | 'link' | 'directory' | 'character-device' | 'fifo';
  readonly linkname?: string;
  readonly content?: string | Buffer;
}

export const tarOf = async (entries: readonly TarEntry[], compressed = false): Promise<string> => {
  const path = join(await freshFolder(), 'package');
  const archive = pack();
  for (const { name, type = 'file', linkname, content = '' } of entries) {
    const header = { name, type, ...(linkname === undefined ? {} : { linkname }) };
    if (type === 'file') archive.entry(header, content);
    else archive.entry(header);
  }
  archive.finalize();
  if (compressed) await pipeline(archive, createGzip(), createWriteStream(path));
  else await pipeline(archive, createWriteStream(path));
  return path;
};

export const tarFiles = (files: Files): TarEntry[] =>
  Object.entries(files).map(([name, content]) => ({ name, content }));

/** Blobs in memory. */
export class Blobs {
  readonly kept = new Map<string, Buffer>();

  readonly putBlob: PackagePorts['putBlob'] = async (source) => {
    const pieces: Buffer[] = [];
    for await (const piece of source) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    const digest = createHash('sha256').update(bytes).digest('hex');
    this.kept.set(digest, bytes);
    return { digest, bytes: bytes.length };
  };

  text(data: { readonly digest: string } | undefined): string | undefined {
    return data === undefined ? undefined : this.kept.get(data.digest)?.toString('utf8');
  }
}

export const languages: PackagePorts['languages'] = [
  { language: 'c', family: 'c', extensions: ['.c'] },
  { language: 'cpp', family: 'cpp', extensions: ['.cpp', '.cc', '.cxx'] },
  { language: 'cpp17', family: 'cpp', extensions: ['.cpp', '.cc', '.cxx'] },
  { language: 'java', family: 'java', extensions: ['.java'] },
  { language: 'octave', family: 'octave', extensions: ['.m'] },
  { language: 'objective-c', family: 'objective-c', extensions: ['.m'] },
  { language: 'pypy', family: 'python', extensions: ['.py'] },
  { language: 'python', family: 'python', extensions: ['.py'] },
];

export const read = (
  path: string,
  bounds: Partial<PackageBounds> = {},
  blobs = new Blobs(),
): Promise<PackageReading> =>
  readPackage({ putBlob: blobs.putBlob, languages }, path, { ...defaultBounds, ...bounds });

export const readFiles = async (files: Files, bounds: Partial<PackageBounds> = {}): Promise<PackageReading> =>
  read(await folderOf(files), bounds);

/** `error problem.yaml:3:5 message`, as a person reads it. */
export const told = ({ faults }: PackageReading): string[] =>
  faults.map(({ severity, file, line, column, message }) => {
    const place = line === undefined ? file : `${file}:${line}:${column ?? 0}`;
    return `${severity} ${place === '' ? '.' : place} ${message}`;
  });

export const errors = (reading: PackageReading): string[] =>
  told(reading).filter((each) => each.startsWith('error'));

/** A package of Serin's own format that has nothing wrong with it. */
export const sound: Files = {
  'problem.yaml': 'apiVersion: serin/v1\nkind: Problem\ntitle: A\ntests: tests/*.in\n',
  'tests/1.in': '1\n',
  'tests/1.ans': '1\n',
};
