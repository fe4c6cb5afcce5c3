/** What Serin leaves on an engine besides its current images: replaced builds, old bases, old runners and their volumes. */
import type Docker from 'dockerode';
import { removeImage } from './archives.ts';
import type { BrokenImage, CataloguePorts } from './catalogue.ts';
import { engineError, engineStatus } from './engine-error.ts';
import { imagesInUse, runtimeImages } from './runtime-images.ts';

/** An image or a volume, with the containers that use it, running or not. */
export interface Leftover {
  readonly kind: 'runtime' | 'base' | 'runner' | 'volume';
  readonly id: string;
  readonly tags: readonly string[];
  readonly containers: number;
  readonly ownBytes?: number | undefined;
  readonly replaced?: boolean;
  readonly fingerprint?: string | undefined;
}

/** Of a base: the digest of its folder. Whatever stands on a base has it too, also what others made of it and named. */
const recipeLabel = 'serin.recipe';

const baseRepository = 'serin/base:';

const runnerRepository = 'serin/runner';
const runnerVolume = /^serin-runner-[0-9a-f]{12}$/;

/** @throws SerinError `DOCKER_UNAVAILABLE` */
export const leftovers = async (
  ports: CataloguePorts,
  report: (broken: BrokenImage) => void,
): Promise<Leftover[]> => {
  const { docker } = ports;
  const [runtimes, used] = await Promise.all([runtimeImages(ports, report), imagesInUse(docker)]);
  try {
    return [
      ...runtimes.map((image) => ({ kind: 'runtime' as const, ...image })),
      ...(await bases(docker, used, new Set(runtimes.map(({ id }) => id)))),
      ...(await runners(docker, used)),
      ...(await volumes(docker)),
    ];
  } catch (cause) {
    throw engineError(cause, 'INTERNAL', 'looking for what can go');
  }
};

const tagsOf = ({ RepoTags: tags }: { RepoTags?: string[] | null | undefined }): string[] =>
  (tags ?? []).filter((tag) => tag !== '<none>:<none>');

const bases = async (
  docker: Docker,
  used: ReadonlyMap<string, number>,
  runtimes: ReadonlySet<string>,
): Promise<Leftover[]> => {
  const images = await docker.listImages({ filters: { label: [recipeLabel] } });
  return images
    .filter(
      (image) => !runtimes.has(image.Id) && tagsOf(image).every((tag) => tag.startsWith(baseRepository)),
    )
    .map((image) => ({
      kind: 'base',
      id: image.Id,
      tags: tagsOf(image),
      containers: used.get(image.Id) ?? 0,
    }));
};

const runners = async (docker: Docker, used: ReadonlyMap<string, number>): Promise<Leftover[]> => {
  const images = await docker.listImages({ filters: { reference: [`${runnerRepository}:*`] } });
  return images.map((image) => ({
    kind: 'runner',
    id: image.Id,
    tags: tagsOf(image),
    containers: used.get(image.Id) ?? 0,
    ownBytes: image.Size,
  }));
};

const volumes = async (docker: Docker): Promise<Leftover[]> => {
  const { Volumes: found } = (await docker.listVolumes()) as { Volumes: { Name: string }[] | null };
  const names = (found ?? []).map(({ Name: name }) => name).filter((name) => runnerVolume.test(name));
  return Promise.all(
    names.map(async (name) => ({
      kind: 'volume' as const,
      id: name,
      tags: [name],
      containers: (await docker.listContainers({ all: true, filters: { volume: [name] } })).length,
    })),
  );
};

/** Takes every name away, and with the last the image; the engine keeps what something stands on, and then this throws. */
export const removeLeftover = async (
  { docker }: { readonly docker: Docker },
  { kind, id, tags }: Pick<Leftover, 'kind' | 'id' | 'tags'>,
): Promise<void> => {
  if (kind !== 'volume') {
    for (const name of tags.length === 0 ? [id] : tags) await removeImage({ docker }, name);
    return;
  }
  try {
    await docker.getVolume(id).remove();
  } catch (cause) {
    if (engineStatus(cause) !== 404) throw engineError(cause, 'INTERNAL', `removing ${id}`);
  }
};
