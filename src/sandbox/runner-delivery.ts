import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { SerinError } from '../domain/errors.ts';
import { dockerFault, dockerStatus } from './engine-fault.ts';
import { labels } from './labels.ts';
import { ensureRunnerImage, readRunnerBinary } from './runner-image.ts';
import type { RunnerSource } from './runner-image.ts';
import { removeContainer } from './sandbox-container.ts';
import { firstFileOf, tarOf } from './tar.ts';

/** The runner as it lies on a Docker host. */
export interface DeliveredRunner {
  /** SHA-256 of the binary, hex. */
  readonly digest: string;
  /** `serin-runner-<first 12 of the digest of what lies in it>` */
  readonly volume: string;
  /** An image that can stand for containers which are never started. */
  readonly image: string;
}

export interface DeliveryDeps {
  readonly docker: Docker;
  /** Lines of the build, where there is one. */
  readonly progress: (line: string) => void;
}

const mountPoint = '/serin-runner';
const lockPollMs = 100;
/** A filling takes well under a second; a helper that is older was left by a crash. */
const lockPatienceMs = 15_000;

/**
 * How the runner comes into every container, on an engine that may be on another machine:
 *
 *     sources → image (by their digest) → binary → volume (by its digest), filled over the Docker API
 *
 * The volume's name tells what is in it and with which permissions: programs of all containers share these inodes, so they may
 * execute the runner (it measures machines, too), but neither read nor list nor lock anything there.
 *
 * A volume counts as filled when the file in it is the binary, which survives a crash half way. Workers that
 * start at once are kept apart by the name of the helper container, which Docker gives to one of them only.
 */
export const deliverRunner = async (
  deps: DeliveryDeps,
  source: RunnerSource,
  worker: string,
): Promise<DeliveredRunner> => {
  const image = await ensureRunnerImage(deps, source);
  const binary = await readRunnerBinary(deps.docker, image, worker);
  const volume = await ensureRunnerVolume(deps.docker, image, binary, worker);
  return { digest: sha256(binary), volume, image };
};

/** What lies in the volume of a binary, and the volume's name. */
export const volumeFor = async (binary: Buffer): Promise<{ archive: Buffer; volume: string }> => {
  const directory = mountPoint.slice(1);
  const archive = await tarOf(
    [{ path: `${directory}/runner`, data: binary, executable: true, mode: 0o511 }],
    { path: directory, mode: 0o711 },
  );
  return { archive, volume: `serin-runner-${sha256(archive).slice(0, 12)}` };
};

/** The volume that holds exactly this binary, as `runner`. Makes and fills it where needed; returns its name. */
export const ensureRunnerVolume = async (
  docker: Docker,
  image: string,
  binary: Buffer,
  worker: string,
): Promise<string> => {
  const digest = sha256(binary);
  const { archive, volume } = await volumeFor(binary);
  const helper = await lockWithHelper(docker, image, volume, worker);
  try {
    if ((await digestInside(helper)) === digest) return volume;
    await helper.putArchive(archive, { path: '/' });
    if ((await digestInside(helper)) !== digest) {
      throw new SerinError('SANDBOX_FAILED', `volume ${volume} does not hold what was written into it`);
    }
    return volume;
  } catch (error) {
    throw dockerFault(error, `filling volume ${volume}`);
  } finally {
    await removeContainer(docker, helper.id).catch(() => undefined);
  }
};

/** A container that mounts the volume and is never started. Its name is the lock. Docker makes the volume with it. */
const lockWithHelper = async (
  docker: Docker,
  image: string,
  volume: string,
  worker: string,
): Promise<Docker.Container> => {
  const name = `${volume}-fill`;
  for (let waitedMs = 0; ; waitedMs += lockPollMs) {
    try {
      return await docker.createContainer({
        name,
        Image: image,
        Cmd: ['/out/runner'],
        NetworkDisabled: true,
        Labels: { [labels.worker]: worker, [labels.role]: 'delivery' },
        HostConfig: {
          Mounts: [
            {
              Type: 'volume',
              Source: volume,
              Target: mountPoint,
              VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } },
            },
          ],
        },
      });
    } catch (error) {
      if (dockerStatus(error) !== 409) throw dockerFault(error, `making volume ${volume}`);
    }
    if (waitedMs >= lockPatienceMs) {
      await removeContainer(docker, name);
      waitedMs = 0;
    } else {
      await delay(lockPollMs);
    }
  }
};

const digestInside = async (helper: Docker.Container): Promise<string | undefined> => {
  try {
    const file = await firstFileOf(await helper.getArchive({ path: `${mountPoint}/runner` }));
    return file === undefined ? undefined : sha256(file);
  } catch (error) {
    if (dockerStatus(error) === 404) return undefined;
    throw error;
  }
};

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
