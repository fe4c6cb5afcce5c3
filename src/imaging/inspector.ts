import type Docker from 'dockerode';
import type { ImageIdentity } from '../domain/runtime.ts';
import { engineError, engineStatus } from './engine-error.ts';

export interface InspectedImage {
  readonly id: string;
  readonly sizeBytes: number;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly identity: ImageIdentity;
}

/** What the engine says of an image, or undefined when it has none of this name or id. */
export const inspectImage = async (
  { docker }: { readonly docker: Docker },
  reference: string,
): Promise<InspectedImage | undefined> => {
  try {
    return described(await docker.getImage(reference).inspect());
  } catch (cause) {
    if (engineStatus(cause) === 404) return undefined;
    throw engineError(cause, 'INTERNAL', `inspecting ${reference}`);
  }
};

/** An engine leaves out, or gives as null, whatever was never set; the types know of no null. */
type Sparse<T> = { readonly [K in keyof T]?: T[K] | null };

const described = (image: Docker.ImageInspectInfo): InspectedImage => {
  const config = image.Config as Sparse<Docker.ImageInspectInfo['Config']> | null;
  const { RepoTags: tags } = image as Sparse<Docker.ImageInspectInfo>;
  return {
    id: image.Id,
    sizeBytes: image.Size,
    tags: tags ?? [],
    labels: config?.Labels ?? {},
    identity: {
      architecture: image.Architecture,
      diffIds: image.RootFS.Layers ?? [],
      env: config?.Env ?? [],
      user: config?.User ?? '',
      workdir: config?.WorkingDir ?? '',
      entrypoint: words(config?.Entrypoint),
    },
  };
};

const words = (entrypoint: string | string[] | null | undefined): readonly string[] =>
  typeof entrypoint === 'string' ? [entrypoint] : (entrypoint ?? []);
