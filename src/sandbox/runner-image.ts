import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type Docker from 'dockerode';
import { SerinError } from '../domain/errors.ts';
import { dockerFault, dockerStatus } from './engine-fault.ts';
import { labels } from './labels.ts';
import { removeContainer } from './sandbox-container.ts';
import { firstFileOf, tarOf } from './tar.ts';
import type { TarFile } from './tar.ts';

/** Where the runner lies in its image. */
const binaryPath = '/out/runner';

/** Lines of a build's output that go with its failure. */
const buildTailLines = 20;

export interface RunnerSource {
  /** The files of `sandboxes/runner`. */
  readonly files: readonly TarFile[];
  /** Image to build on, by default the one that the Dockerfile names. It does not count for the image's name. */
  readonly base?: string | undefined;
}

/** Every file of the runner's source directory, in path order; files whose name begins with a dot are left out. */
export const readRunnerSource = async (directory: string, below = ''): Promise<TarFile[]> => {
  const entries = await readdir(join(directory, below), { withFileTypes: true });
  const files: TarFile[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    const place = join(directory, path);
    if (entry.isDirectory()) {
      files.push(...(await readRunnerSource(directory, path)));
    } else if (entry.isFile()) {
      const executable = ((await stat(place)).mode & 0o100) !== 0;
      files.push({ path, data: await readFile(place), executable });
    }
  }
  return files;
};

/** SHA-256 over paths, modes and contents, each with its length before it. */
export const sourceDigest = (files: readonly TarFile[]): string => {
  const hash = createHash('sha256');
  for (const { path, data, executable } of files) {
    hash.update(`${Buffer.byteLength(path)}:${path}${executable ? 'x' : '-'}${data.length}:`);
    hash.update(data);
  }
  return hash.digest('hex');
};

/** The name of the image that holds the runner built from these sources: their digest. */
export const runnerReference = (files: readonly TarFile[]): string =>
  `serin/runner:${sourceDigest(files).slice(0, 12)}`;

/** The image that holds the runner built from these sources. Built only where it is missing. */
export const ensureRunnerImage = async (
  { docker, progress }: { readonly docker: Docker; readonly progress: (line: string) => void },
  { files, base }: RunnerSource,
): Promise<string> => {
  const reference = runnerReference(files);
  try {
    await docker.getImage(reference).inspect();
    return reference;
  } catch (error) {
    if (dockerStatus(error) !== 404) throw dockerFault(error, `looking for ${reference}`);
  }
  try {
    const output = await docker.buildImage(await contextOf(files), {
      t: reference,
      target: 'runner',
      networkmode: 'host',
      rm: true,
      forcerm: true,
      labels: { [labels.role]: 'runner' },
      buildargs: base === undefined ? {} : { BASE: base },
    });
    await followBuild(output, progress);
  } catch (error) {
    throw dockerFault(error, `building ${reference}`, 'IMAGE_BUILD_FAILED');
  }
  return reference;
};

/** The runner's binary out of its image, by way of a container that is never started. */
export const readRunnerBinary = async (docker: Docker, image: string, worker: string): Promise<Buffer> => {
  let id: string | undefined;
  try {
    const container = await docker.createContainer({
      Image: image,
      Cmd: [binaryPath],
      NetworkDisabled: true,
      Labels: { [labels.worker]: worker, [labels.role]: 'delivery' },
    });
    id = container.id;
    const binary = await firstFileOf(await container.getArchive({ path: binaryPath }));
    if (binary !== undefined && binary.length > 0) return binary;
    throw new SerinError('IMAGE_BUILD_FAILED', `${image} holds no ${binaryPath}`);
  } catch (error) {
    throw dockerFault(error, `reading ${binaryPath} of ${image}`, 'IMAGE_BUILD_FAILED');
  } finally {
    if (id !== undefined) await removeContainer(docker, id).catch(() => undefined);
  }
};

/** Docker wants a stream here; a buffer, as dockerode takes as well, sends its length along. */
const contextOf = async (files: readonly TarFile[]): Promise<NodeJS.ReadableStream> =>
  (await tarOf(files)) as unknown as NodeJS.ReadableStream;

/** Reads the build's JSON lines to their end: failures come as lines too, after Docker answered 200. */
const followBuild = async (
  output: NodeJS.ReadableStream,
  progress: (line: string) => void,
): Promise<void> => {
  const tail: string[] = [];
  for await (const line of createInterface({ input: output, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const { stream, error } = JSON.parse(line) as { stream?: string; error?: string };
    if (error !== undefined) throw new Error([error, ...tail].join('\n'));
    const said = stream?.trimEnd() ?? '';
    if (said === '') continue;
    tail.push(said);
    if (tail.length > buildTailLines) tail.shift();
    progress(said);
  }
};
