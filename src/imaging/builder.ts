/**
 * From a folder of files to an image, over the engine's API: the context travels as a tar stream, so the engine may be
 * on another machine.
 */
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { engineError } from './engine-error.ts';
import { followProgress, parseBuildStep } from './progress.ts';
import type { BuildStep } from './progress.ts';

interface ContextFile {
  /** Relative to the context, with `/`. */
  readonly path: string;
  readonly data: Buffer;
  readonly executable: boolean;
}

export interface BuildRequest {
  /** `serin/python:3.13` */
  readonly reference: string;
  readonly files: readonly ContextFile[];
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** Pass over the engine's cache of layers, so that packages are fetched anew. */
  readonly fresh: boolean;
}

/**
 * Build and tag an image, telling every step but the labels, which take no time. Packages are fetched over the host's network: engines without a bridge build as well.
 *
 * @throws SerinError `IMAGE_BUILD_FAILED` with the last lines of output, or `DOCKER_UNAVAILABLE`.
 */
export const buildImage = async (
  { docker }: { readonly docker: Docker },
  request: BuildRequest,
  onStep: (step: BuildStep) => void,
): Promise<void> => {
  try {
    const progress = await docker.buildImage(contextStream(request.files), {
      t: request.reference,
      buildargs: { ...request.buildArgs },
      labels: { ...request.labels },
      networkmode: 'host',
      nocache: request.fresh,
      rm: true,
      forcerm: true,
      version: '1',
    });
    await followProgress(progress, (line) => {
      const step = parseBuildStep(line.stream ?? '');
      if (step !== undefined && !step.instruction.startsWith('LABEL ')) onStep(step);
    });
  } catch (cause) {
    throw engineError(cause, 'IMAGE_BUILD_FAILED', `building ${request.reference}`);
  }
};

/** A tar stream that depends on the files alone: no times, no owners, so that the engine's cache knows it again. */
const contextStream = (files: readonly ContextFile[]): Readable => {
  const archive = pack();
  for (const file of files) {
    archive.entry({ name: file.path, mode: file.executable ? 0o755 : 0o644, mtime: new Date(0) }, file.data);
  }
  archive.finalize();
  return Readable.from(archive);
};
