/**
 * The runtimes that an engine has. An image says itself, by its labels, that it is one and how it is used, so a worker
 * needs images and nothing else. Probing takes about a second and an image id never means other content, so what the
 * probes said is kept by image id.
 */
import type Docker from 'dockerode';
import { SerinError } from '../domain/errors.ts';
import { storedManifestSchema, runtimeName } from '../domain/runtime.ts';
import type { InstalledPackages } from '../domain/packages.ts';
import type { ImageIdentity, ProbeOutputs, RuntimeFacts, RuntimeManifest } from '../domain/runtime.ts';
import { engineError } from './engine-error.ts';
import { inspectImage } from './inspector.ts';
import type { InspectedImage } from './inspector.ts';
import { bestTag, isCurrent } from './kept-images.ts';
import { labels } from './labels.ts';
import { probeImage } from './prober.ts';
import type { ImageAnswers, ProbePorts } from './prober.ts';

/** What images answered, by image id. */
export interface ProbeCache {
  get(imageId: string): Promise<ImageAnswers | undefined>;
  put(imageId: string, answers: ImageAnswers): Promise<void>;
}

export interface CataloguePorts extends ProbePorts {
  readonly probeCache: ProbeCache;
  readonly fingerprintOf: (runtime: {
    readonly identity: ImageIdentity;
    readonly probes: ProbeOutputs;
    readonly manifest: RuntimeManifest;
  }) => string;
}

/** A runtime and what is installed in its image. */
export interface FoundRuntime {
  readonly facts: RuntimeFacts;
  readonly packages: InstalledPackages;
}

/** An image that carries Serin's label and still cannot be used. */
export interface BrokenImage {
  readonly image: string;
  readonly reason: string;
}

/**
 * Everything Serin knows of one runtime image.
 *
 * @throws SerinError `RUNTIME_NOT_FOUND`, `MANIFEST_INVALID`, `IMAGE_PROBE_FAILED` or `DOCKER_UNAVAILABLE`.
 */
export const runtimeFacts = async (ports: CataloguePorts, reference: string): Promise<RuntimeFacts> => {
  const image = await inspectImage(ports, reference);
  if (image === undefined) throw new SerinError('RUNTIME_NOT_FOUND', `the engine has no image ${reference}`);
  return (await foundIn(ports, image, manifestOf(image))).facts;
};

/**
 * The fingerprint of a runtime by what its image answers now, whatever is cached. The manifest and the identity are read from the
 * engine again too.
 *
 * @throws SerinError `RUNTIME_NOT_FOUND`, `MANIFEST_INVALID`, `IMAGE_PROBE_FAILED` or `DOCKER_UNAVAILABLE`.
 */
export const fingerprintNow = async (
  ports: Omit<CataloguePorts, 'probeCache'>,
  known: Pick<RuntimeFacts, 'image'>,
): Promise<string> => {
  const image = await inspectImage(ports, known.image.id);
  if (image === undefined)
    throw new SerinError('RUNTIME_NOT_FOUND', `the engine has no image ${known.image.id}`);
  const manifest = manifestOf(image);
  const { probes } = await probeImage(ports, image.id, manifest);
  return factsOf(ports, image, manifest, probes).fingerprint;
};

/**
 * Every runtime on the engine, once per fingerprint, ordered by name. Of several builds under one name the current one
 * comes first; the ones that it replaced are served as long as the engine has them, because a track may still be bound
 * to one. A broken image is reported and passed over.
 *
 * @param wanted - which runtimes are meant, by their manifests; the others are not probed
 * @throws SerinError `DOCKER_UNAVAILABLE`
 */
export const findRuntimes = async (
  ports: CataloguePorts,
  report: (broken: BrokenImage) => void,
  wanted: (manifest: RuntimeManifest) => boolean = () => true,
): Promise<FoundRuntime[]> => {
  const byFingerprint = new Map<string, FoundRuntime>();
  for (const { found } of await describeImages(ports, report, wanted)) {
    if (found !== undefined && !byFingerprint.has(found.facts.fingerprint)) {
      byFingerprint.set(found.facts.fingerprint, found);
    }
  }
  return [...byFingerprint.values()];
};

/** An image of a runtime; without what was found in it when it is broken or was not wanted. */
export interface DescribedImage {
  readonly image: InspectedImage;
  readonly found?: FoundRuntime;
}

/** Every image that carries the label of a runtime, by runtime, the current one of each before those that it replaced. */
export const describeImages = async (
  ports: CataloguePorts,
  report: (broken: BrokenImage) => void,
  wanted: (manifest: RuntimeManifest) => boolean = () => true,
): Promise<DescribedImage[]> => {
  const images = await labelledImages(ports);
  const described: DescribedImage[] = images.map((image) => ({ image }));
  const waiting = images.entries();
  const work = async (): Promise<void> => {
    for (const [index, image] of waiting) {
      try {
        const manifest = manifestOf(image);
        if (wanted(manifest)) described[index] = { image, found: await foundIn(ports, image, manifest) };
      } catch (cause) {
        if (!(cause instanceof SerinError) || cause.code === 'DOCKER_UNAVAILABLE') throw cause;
        report({ image: nameOf(image), reason: cause.message });
      }
    }
  };
  await Promise.all(Array.from({ length: probedAtOnce }, work));
  return described;
};

/** Images probed side by side: a probe starts programs that wait for disk as much as for a processor. */
const probedAtOnce = 4;

/** Every image that says it is a runtime's, by runtime name, current before replaced, newest first. */
export const labelledImages = async (ports: Pick<CataloguePorts, 'docker'>): Promise<InspectedImage[]> => {
  const listed = await list(ports.docker);
  const inspected = await Promise.all(listed.map((id) => inspectImage(ports, id)));
  return inspected
    .filter((image) => image !== undefined)
    .sort(
      (a, b) =>
        (a.labels[labels.runtime] ?? '').localeCompare(b.labels[labels.runtime] ?? '', 'en', {
          numeric: true,
        }) || Number(isCurrent(b.tags)) - Number(isCurrent(a.tags)),
    );
};

const list = async (docker: Docker): Promise<string[]> => {
  try {
    const images = await docker.listImages({ filters: { label: [labels.runtime] } });
    return images.sort((a, b) => b.Created - a.Created).map((image) => image.Id);
  } catch (cause) {
    throw engineError(cause, 'INTERNAL', 'listing images');
  }
};

const foundIn = async (
  ports: CataloguePorts,
  image: InspectedImage,
  manifest: RuntimeManifest,
): Promise<FoundRuntime> => {
  const { probes, packages } = await answersOf(ports, image, manifest);
  return { facts: factsOf(ports, image, manifest, probes), packages };
};

const factsOf = (
  ports: Pick<CataloguePorts, 'fingerprintOf'>,
  image: InspectedImage,
  manifest: RuntimeManifest,
  probes: ProbeOutputs,
): RuntimeFacts => {
  const { identity } = image;
  return {
    fingerprint: ports.fingerprintOf({ identity, probes, manifest }),
    runtime: runtimeName(manifest),
    language: manifest.language,
    family: manifest.family ?? manifest.language,
    version: probes.version,
    probes,
    manifest,
    image: { id: image.id, reference: nameOf(image), sizeBytes: image.sizeBytes, identity },
  };
};

const answersOf = async (
  ports: CataloguePorts,
  image: InspectedImage,
  manifest: RuntimeManifest,
): Promise<ImageAnswers> => {
  const known = await ports.probeCache.get(image.id);
  if (known !== undefined) return known;
  const answers = await probeImage(ports, image.id, manifest);
  await ports.probeCache.put(image.id, answers);
  return answers;
};

const manifestOf = (image: InspectedImage): RuntimeManifest => {
  const label = image.labels[labels.manifest];
  if (label === undefined) {
    throw new SerinError('MANIFEST_INVALID', `${nameOf(image)} has no label ${labels.manifest}`);
  }
  const parsed = storedManifestSchema.safeParse(parseJson(label));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => ({
    path: `${nameOf(image)} ${labels.manifest}/${issue.path.join('/')}`,
    message: issue.message,
  }));
  const told = faults.map((fault) => `${fault.path}: ${fault.message}`).join('; ');
  throw new SerinError('MANIFEST_INVALID', `the manifest in an image is not valid: ${told}`, { faults });
};

/** Undefined, which no schema takes, for what is not JSON. */
const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

const nameOf = (image: InspectedImage): string => bestTag(image.tags) ?? image.id;
