/** Every runtime image of the engine with what it takes, for whoever looks after them. */
import type Docker from 'dockerode';
import type { BrokenImage, CataloguePorts } from './catalogue.ts';
import { describeImages } from './catalogue.ts';
import { engineError } from './engine-error.ts';
import { isCurrent } from './kept-images.ts';

export interface RuntimeImage {
  readonly id: string;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** It has lost its name to a newer build. */
  readonly replaced: boolean;
  /** Undefined when it is broken. */
  readonly fingerprint: string | undefined;
  readonly sizeBytes: number;
  /** What is not shared with another image; undefined where the engine does not say. */
  readonly ownBytes: number | undefined;
  readonly createdAtMs: number;
  /** Containers of it, running or not. */
  readonly containers: number;
}

/** The engine's account of its images, by id. */
interface Account {
  readonly Id: string;
  readonly Size: number;
  readonly SharedSize: number;
  readonly Created: number;
}

/** @throws SerinError `DOCKER_UNAVAILABLE`; a broken image is reported and has no fingerprint. */
export const runtimeImages = async (
  ports: CataloguePorts,
  report: (broken: BrokenImage) => void,
): Promise<RuntimeImage[]> => {
  const [described, accounts, used] = await Promise.all([
    describeImages(ports, report),
    accountsOf(ports.docker),
    imagesInUse(ports.docker),
  ]);
  return described.map(({ image, found }) => {
    const account = accounts.get(image.id);
    const shared = account?.SharedSize ?? -1;
    return {
      id: image.id,
      tags: image.tags,
      labels: image.labels,
      replaced: !isCurrent(image.tags),
      fingerprint: found?.facts.fingerprint,
      sizeBytes: image.sizeBytes,
      ownBytes: account === undefined || shared < 0 ? undefined : account.Size - shared,
      createdAtMs: (account?.Created ?? 0) * 1000,
      containers: used.get(image.id) ?? 0,
    };
  });
};

const accountsOf = async (docker: Docker): Promise<ReadonlyMap<string, Account>> => {
  try {
    const { Images: images } = (await docker.df()) as { Images?: Account[] | null };
    return new Map((images ?? []).map((image) => [image.Id, image]));
  } catch (cause) {
    throw engineError(cause, 'INTERNAL', 'asking what images take');
  }
};

/** How many containers each image has, by id. */
export const imagesInUse = async (docker: Docker): Promise<ReadonlyMap<string, number>> => {
  try {
    const used = new Map<string, number>();
    for (const { ImageID: id } of await docker.listContainers({ all: true })) {
      used.set(id, (used.get(id) ?? 0) + 1);
    }
    return used;
  } catch (cause) {
    throw engineError(cause, 'INTERNAL', 'listing containers');
  }
};
