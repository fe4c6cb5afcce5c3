/** Images as streams, out of an engine and into one, and the names that they have there. */
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { engineError, engineStatus } from './engine-error.ts';
import { followProgress } from './progress.ts';

interface Ports {
  readonly docker: Docker;
}

/** A tar stream of one image with its name. */
export const saveImage = async ({ docker }: Ports, reference: string): Promise<Readable> => {
  try {
    return Readable.from(await docker.getImage(reference).get());
  } catch (cause) {
    throw engineError(cause, 'INTERNAL', `saving ${reference}`);
  }
};

const announcement = /^Loaded image: (\S+)/;

/** Takes what `saveImage` gave, gzip'd or not; answers the names that it brought. */
export const loadImage = async ({ docker }: Ports, archive: Readable): Promise<string[]> => {
  const names: string[] = [];
  try {
    const progress = await docker.loadImage(archive);
    await followProgress(progress, (line) => {
      const name = announcement.exec(line.stream ?? '')?.[1];
      if (name !== undefined) names.push(name);
    });
    return names;
  } catch (cause) {
    throw engineError(cause, 'INTERNAL', 'loading an archive');
  }
};

/** Every name of the engine, and the id of the image that has it. */
export const imageNames = async ({ docker }: Ports): Promise<ReadonlyMap<string, string>> => {
  try {
    const images = await docker.listImages();
    return new Map(
      images.flatMap(({ Id: id, RepoTags: tags }) =>
        ((tags as string[] | null | undefined) ?? []).map((tag) => [tag, id]),
      ),
    );
  } catch (cause) {
    throw engineError(cause, 'INTERNAL', 'listing images');
  }
};

export const nameImage = async ({ docker }: Ports, id: string, name: string): Promise<void> => {
  const at = name.lastIndexOf(':');
  try {
    await docker.getImage(id).tag({ repo: name.slice(0, at), tag: name.slice(at + 1) });
  } catch (cause) {
    throw engineError(cause, 'INTERNAL', `naming ${name}`);
  }
};

/** Takes a name away, and with its last name the image, unless something stands on it. One that is gone is no failure. */
export const removeImage = async ({ docker }: Ports, name: string): Promise<void> => {
  try {
    await docker.getImage(name).remove();
  } catch (cause) {
    if (engineStatus(cause) !== 404) throw engineError(cause, 'INTERNAL', `removing ${name}`);
  }
};
