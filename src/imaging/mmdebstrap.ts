import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { SerinError } from '../domain/errors.ts';

export interface BootstrapPorts {
  /** A directory with room for a root file system, about 150 MB. */
  readonly temporaryDir: string;
  /** `mmdebstrap`, unless a test says otherwise. */
  readonly command: string;
}

/** As in Debian's own slim images: nobody reads a manual inside a sandbox. */
const leftOut = ['doc/*', 'info/*', 'lintian/*', 'locale/*', 'man/*'];

/** A testing suite is often served from a frozen copy, whose release file is past its date. */
const inTesting = new Set(['forky']);

/** Bytes of what mmdebstrap said that are kept to explain a failure. */
const keptBytes = 4096;

/**
 * Make a minimal Debian root file system and hand it over as a tar stream. It goes through a file, because an engine
 * takes half a stream for a whole image: nothing is handed over until mmdebstrap has ended well.
 *
 * @throws SerinError `IMAGE_BUILD_FAILED`: mmdebstrap is missing, with the remedy, or it failed, with its last words.
 */
export const bootstrapDebian = async (
  ports: BootstrapPorts,
  suite: string,
  use: (tar: Readable) => Promise<void>,
): Promise<void> => {
  const dir = await mkdtemp(join(ports.temporaryDir, 'serin-debian-'));
  try {
    const file = join(dir, `${suite}.tar`);
    await run(ports.command, bootstrapArguments(suite, file));
    await use(createReadStream(file));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};

export const bootstrapArguments = (suite: string, file: string): readonly string[] => [
  '--variant=minbase',
  '--format=tar',
  ...(inTesting.has(suite) ? ['--aptopt=Acquire::Check-Valid-Until "false"'] : []),
  // Copies of this machine's own, which the engine lays others over.
  '--customize-hook=rm -f "$1/etc/hostname" "$1/etc/resolv.conf"',
  ...leftOut.map((path) => `--dpkgopt=path-exclude=/usr/share/${path}`),
  '--dpkgopt=path-include=/usr/share/doc/*/copyright',
  suite,
  file,
];

const run = (command: string, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = '';
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (chunk: string) => {
      said = (said + chunk).slice(-keptBytes);
    });
    child.once('error', (cause) => {
      const remedy =
        'install it ("apt-get install mmdebstrap debian-archive-keyring") or make a registry reachable';
      reject(
        new SerinError(
          'IMAGE_BUILD_FAILED',
          `${command} could not be started (${cause.message}): ${remedy}`,
          { cause },
        ),
      );
    });
    child.once('close', (code, signal) => {
      if (code === 0) {
        resolve();
        return;
      }
      const end = signal ?? `exit code ${String(code)}`;
      reject(new SerinError('IMAGE_BUILD_FAILED', `${command} failed (${end}): ${said.trim()}`));
    });
  });
