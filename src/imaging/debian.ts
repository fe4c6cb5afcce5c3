/**
 * The Debian image that all recipes of a suite stand on:
 *
 *   on the engine already → pulled from a registry → made from Debian packages by mmdebstrap and imported
 *
 * The last way needs no registry at all, only a Debian mirror.
 */
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { SerinError } from '../domain/errors.ts';
import { engineError } from './engine-error.ts';
import { inspectImage } from './inspector.ts';
import { followProgress } from './progress.ts';

export interface DebianPorts {
  readonly docker: Docker;
  /**
   * Makes a minimal root file system and hands it over as a tar stream to `use`, once it is complete and known to be
   * good. Throws `IMAGE_BUILD_FAILED` naming the remedy.
   */
  readonly bootstrap: (suite: string, use: (tar: Readable) => Promise<void>) => Promise<void>;
}

/** `debian:trixie-slim` */
export const debianReference = (suite: string): string => `debian:${suite}-slim`;

/**
 * Make sure the engine has the suite's image, and answer its id.
 *
 * @throws SerinError `IMAGE_BUILD_FAILED` when neither a registry nor mmdebstrap gave one, with both reasons.
 */
export const ensureDebian = async (
  ports: DebianPorts,
  suite: string,
  onStep: (step: string) => void,
): Promise<string> => {
  const reference = debianReference(suite);
  const present = await inspectImage(ports, reference);
  if (present !== undefined) return present.id;
  onStep(`pull ${reference}`);
  const refusal = await pull(ports.docker, reference);
  if (refusal !== undefined) {
    onStep(`bootstrap ${reference}`);
    await bootstrap(ports, suite, refusal);
  }
  const made = await inspectImage(ports, reference);
  if (made !== undefined) return made.id;
  throw new SerinError('IMAGE_BUILD_FAILED', `${reference} was made, but the engine does not have it`);
};

/** Undefined when pulled; why not, when no registry gave it. An engine that is gone is no reason to go on. */
const pull = async (docker: Docker, reference: string): Promise<string | undefined> => {
  try {
    await followProgress(await docker.pull(reference), () => undefined);
    return undefined;
  } catch (cause) {
    const error = engineError(cause, 'IMAGE_BUILD_FAILED', `pulling ${reference}`);
    if (error.code === 'DOCKER_UNAVAILABLE') throw error;
    return error.message;
  }
};

const bootstrap = async (ports: DebianPorts, suite: string, refusal: string): Promise<void> => {
  try {
    await ports.bootstrap(suite, (tar) => importTar(ports.docker, suite, tar));
  } catch (cause) {
    const error = engineError(cause, 'IMAGE_BUILD_FAILED', `importing ${debianReference(suite)}`);
    if (error.code === 'DOCKER_UNAVAILABLE') throw error;
    throw new SerinError('IMAGE_BUILD_FAILED', `${error.message}; before that, ${refusal}`, { cause: error });
  }
};

const importTar = async (docker: Docker, suite: string, tar: Readable): Promise<void> => {
  const [repo = '', tag = ''] = debianReference(suite).split(':');
  const progress = await docker.importImage(tar, { repo, tag, changes: ['CMD ["bash"]'] });
  await followProgress(progress, () => undefined);
};
