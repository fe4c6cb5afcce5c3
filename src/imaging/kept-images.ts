import type Docker from 'dockerode';
import { engineError } from './engine-error.ts';

/** Hex digits of an image id in the tag of a build that was replaced. */
const idDigits = 12;

const keptTag = new RegExp(`-[0-9a-f]{${idDigits}}$`);

/**
 * Give an image that a newer build has replaced a tag of its own, `serin/python:3.13-1f2e3d4c5b6a`: a track may be
 * bound to it, a rollback may need it, and engines are pruned of images without a tag.
 */
export const keepImage = async (
  { docker }: { readonly docker: Docker },
  imageId: string,
  reference: string,
): Promise<void> => {
  const at = reference.lastIndexOf(':');
  const digits = imageId.replace('sha256:', '').slice(0, idDigits);
  try {
    await docker.getImage(imageId).tag({
      repo: reference.slice(0, at),
      tag: `${reference.slice(at + 1)}-${digits}`,
    });
  } catch (cause) {
    throw engineError(cause, 'IMAGE_BUILD_FAILED', `keeping the image that ${reference} named`);
  }
};

/** Whether a name is that of a build which was replaced. */
export const isKept = (reference: string): boolean => keptTag.test(reference);

/** The tag under which a runtime is current, or else any other; undefined when it has none. */
export const bestTag = (tags: readonly string[]): string | undefined =>
  tags.find((tag) => !keptTag.test(tag)) ?? tags[0];

export const isCurrent = (tags: readonly string[]): boolean => tags.some((tag) => !keptTag.test(tag));
