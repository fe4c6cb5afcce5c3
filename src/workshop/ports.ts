import type { RuntimeFacts } from '../domain/runtime.ts';
import type { RuntimeSets } from './sets.ts';

export interface RecipeFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly data: Buffer;
  readonly executable: boolean;
}

/** One folder of recipes: `base/trixie`, `python/3.13`. */
export interface RecipeFolder {
  readonly name: string;
  readonly files: readonly RecipeFile[];
}

export interface BuildRequest {
  /** `serin/python:3.13` */
  readonly reference: string;
  readonly files: readonly RecipeFile[];
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** Pass over cached layers, so that packages are fetched anew. */
  readonly fresh: boolean;
}

export interface FoundImage {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The engine that builds and keeps images. Every method throws `DOCKER_UNAVAILABLE` when it is gone. */
export interface ImageEngine {
  /** Undefined when the engine has no image of this name. */
  find(reference: string): Promise<FoundImage | undefined>;
  /** Name of the Debian image of a suite, whether it is there or not. */
  debianReference(suite: string): string;
  /** Makes sure the suite's Debian image is there; answers its id. Throws `IMAGE_BUILD_FAILED` naming the remedy. */
  ensureDebian(suite: string, onStep: (step: string) => void): Promise<string>;
  /** Throws `IMAGE_BUILD_FAILED` with the last lines of output. */
  build(request: BuildRequest, onStep: (step: string) => void): Promise<void>;
  /** Gives an image that has lost this name to a newer build a lasting one. */
  keep(imageId: string, reference: string): Promise<void>;
  /** Everything known of a runtime image; throws `IMAGE_PROBE_FAILED` naming the probe. */
  facts(reference: string): Promise<RuntimeFacts>;
}

/** What becomes of one image, told as it happens. */
export interface BuildProgress {
  /** `serin/python:3.13` */
  readonly image: string;
  readonly state: 'cached' | 'building' | 'built' | 'failed';
  /** While building: what is being done. */
  readonly step?: string;
  /** Once built: how long it took. */
  readonly seconds?: number;
  /** Once failed: why. */
  readonly reason?: string;
}

export interface WorkshopPorts {
  readonly recipes: () => Promise<readonly RecipeFolder[]>;
  /** The sets of `images/sets.yaml`; none where there is no such file. */
  readonly sets: () => Promise<RuntimeSets>;
  readonly engine: ImageEngine;
  /**
   * Asked once, before the first image is built; throws `STORAGE_FULL`, naming the remedy, where the engine's disk has too little
   * room to begin.
   */
  readonly assertRoom: () => Promise<void>;
  /** Milliseconds, monotonic. */
  readonly monotonic: () => number;
}
