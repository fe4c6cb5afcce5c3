/** Opens what a package came as and indexes it: an archive or a folder, and archives inside of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { folderEntries } from './archive/folder-entries.ts';
import { archiveKind } from './archive/kind.ts';
import { tarEntries } from './archive/tar-entries.ts';
import { tooMany, zipEntries } from './archive/zip-entries.ts';
import { Refusal } from './faults.ts';
import type { FaultLog } from './faults.ts';
import { UnpackedMeter, indexPackage, withoutTopFolder } from './index-package.ts';
import type { IndexDeps } from './index-package.ts';
import { PackageFiles } from './package-files.ts';
import type { PackageFile } from './package-files.ts';
import { withoutExtension } from './package-path.ts';
import type { PackageBounds, PackagePorts } from './ports.ts';

export interface OpenPackage {
  readonly files: PackageFiles;
  /** What the package is called where it does not say so itself. */
  readonly name: string;
  /** The files of a zip in the package, by their paths in it. */
  readonly inner: (file: PackageFile) => Promise<PackageFiles>;
}

/** Opens the package, hands it to `read`, and removes what was spooled. */
export const withPackage = async <T>(
  ports: PackagePorts,
  path: string,
  bounds: PackageBounds,
  faults: FaultLog,
  read: (opened: OpenPackage) => Promise<T>,
): Promise<T> => {
  let spool: Promise<string> | undefined;
  const spoolDir = (): Promise<string> =>
    (spool ??= mkdtemp(join(ports.temporaryDir ?? dirname(path), '.serin-package-')));
  try {
    return await read(await opened(ports, path, bounds, faults, spoolDir));
  } finally {
    if (spool !== undefined) await spool.then((directory) => rm(directory, { recursive: true, force: true }));
  }
};

const opened = async (
  ports: PackagePorts,
  path: string,
  bounds: PackageBounds,
  faults: FaultLog,
  spoolDir: () => Promise<string>,
): Promise<OpenPackage> => {
  const told = await archiveKind(path);
  if ('fault' in told) throw new Refusal('', `the package ${told.fault}`);
  if (told.bytes > bounds.archiveBytes) {
    throw new Refusal('', `the package has ${told.bytes} bytes; ${bounds.archiveBytes} is the most`);
  }
  const meter = new UnpackedMeter(bounds, told.bytes);
  const deps: IndexDeps = { putBlob: ports.putBlob, bounds, meter, faults, origin: '', spoolDir };
  if (told.kind === 'tar' || told.kind === 'tar.gz') await countEntries(path, told.kind, bounds, meter);
  const entries = {
    folder: () => folderEntries(path),
    zip: () => zipEntries(path, bounds.entries, ''),
    tar: () => tarEntries(path, false, tarMeter(bounds, meter)),
    'tar.gz': () => tarEntries(path, true, tarMeter(bounds, meter)),
  }[told.kind]();
  const index = withoutTopFolder((await indexPackage(deps, entries)).files);
  const inner = async (file: PackageFile): Promise<PackageFiles> => {
    if (file.source.kind !== 'spooled') throw new Refusal(file.path, 'is not a zip archive');
    meter.also(file.bytes);
    const within = zipEntries(file.source.path, bounds.entries, file.path);
    const { files } = await indexPackage(
      { putBlob: ports.putBlob, bounds, meter, faults, origin: file.path },
      within,
    );
    return new PackageFiles(ports.putBlob, files);
  };
  const name = index.topFolder ?? withoutExtension(basename(path).replace(/\.tar\.gz$/, '.tgz'));
  return { files: new PackageFiles(ports.putBlob, index.files), name, inner };
};

/** Only its end says how much is in a tar, and to keep a quarter of a million files before that is seen takes minutes. */
const countEntries = async (
  path: string,
  kind: 'tar' | 'tar.gz',
  bounds: PackageBounds,
  meter: UnpackedMeter,
): Promise<void> => {
  let count = 0;
  for await (const _ of tarEntries(path, kind === 'tar.gz', tarMeter(bounds, meter))) {
    count += 1;
    if (count > bounds.entries) throw tooMany('', `more than ${bounds.entries}`, bounds.entries);
  }
};

/** All of a tar counts, with its headers and what is skipped. */
const tarMeter = (bounds: PackageBounds, meter: UnpackedMeter) => ({
  unpacked: (bytes: number): void => {
    const most = bounds.unpackedBytes + bounds.entries * 2048 + 1024 * 1024;
    if (bytes > most) throw new Refusal('', `the tar has more than ${most} bytes when it is unpacked`);
    meter.checkRatio('', bytes);
  },
});
