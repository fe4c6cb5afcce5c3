import type { RuntimeFacts } from '../domain/runtime.ts';
import { bootstrapDebian } from './mmdebstrap.ts';
import { buildImage } from './builder.ts';
import type { BuildRequest } from './builder.ts';
import { runtimeFacts } from './catalogue.ts';
import type { CataloguePorts } from './catalogue.ts';
import { debianReference, ensureDebian } from './debian.ts';
import { inspectImage } from './inspector.ts';
import { keepImage } from './kept-images.ts';

export interface ImageEnginePorts extends CataloguePorts {
  /** A directory with room for a root file system, about 150 MB. */
  readonly temporaryDir: string;
}

/** The engine as the workshop sees it. */
export interface ImageEngine {
  /** Id and labels of an image; undefined when the engine has none of this name. */
  find(
    reference: string,
  ): Promise<{ readonly id: string; readonly labels: Readonly<Record<string, string>> } | undefined>;
  /** Name of the Debian image of a suite, whether it is there or not. */
  debianReference(suite: string): string;
  /** Makes sure the suite's Debian image is there; answers its id. */
  ensureDebian(suite: string, onStep: (step: string) => void): Promise<string>;
  build(request: BuildRequest, onStep: (step: string) => void): Promise<void>;
  /** Gives an image that has lost this name to a newer build a lasting one. */
  keep(imageId: string, reference: string): Promise<void>;
  facts(reference: string): Promise<RuntimeFacts>;
}

export const createImageEngine = (ports: ImageEnginePorts): ImageEngine => ({
  find: (reference) => inspectImage(ports, reference),
  debianReference,
  ensureDebian: (suite, onStep) =>
    ensureDebian(
      {
        docker: ports.docker,
        bootstrap: (name, use) =>
          bootstrapDebian({ temporaryDir: ports.temporaryDir, command: 'mmdebstrap' }, name, use),
      },
      suite,
      onStep,
    ),
  build: (request, onStep) =>
    buildImage(ports, request, (step) => onStep(`${step.index}/${step.count} ${step.instruction}`)),
  keep: (imageId, reference) => keepImage(ports, imageId, reference),
  facts: (reference) => runtimeFacts(ports, reference),
});
