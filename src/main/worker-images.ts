/** A worker's images: what is found here and how others learn of it, and whether it is what it should be. */
import { join } from 'node:path';
import type { InstalledPackages } from '../domain/packages.ts';
import type { RuntimeManifest } from '../domain/runtime.ts';
import { findRuntimes, fingerprintNow } from '../imaging/catalogue.ts';
import { ChangedImages } from '../judging/changed-images.ts';
import { ImageVerifier } from '../judging/image-verifier.ts';
import type { PoolWorkerPorts } from '../judging/pool-worker.ts';
import { cataloguePorts } from './images.ts';
import { openProbeCache } from './probe-cache.ts';
import type { Shared } from './shared.ts';

/** In the background a probe has an eighth of a core where submissions want all of them; none needs ten seconds of one. */
const verifyTimeoutMs = 120_000;

type ImagePorts = Pick<PoolWorkerPorts, 'discover' | 'publish' | 'refused' | 'verify'>;

/**
 * @param lookAgain - looks at the pools again: what is served has changed
 * @param wanted - which runtimes this worker serves; every one when it is left out
 */
export const workerImages = (
  shared: Shared,
  lookAgain: () => void,
  wanted?: (manifest: RuntimeManifest) => boolean,
): ImagePorts => ({
  ...catalogue(shared, wanted),
  ...verification(shared, lookAgain),
});

const catalogue = (
  { config, registry, packages, now, log }: Shared,
  wanted?: (manifest: RuntimeManifest) => boolean,
): Pick<ImagePorts, 'discover' | 'publish'> => {
  const installed = new Map<string, InstalledPackages>();
  return {
    discover: async () => {
      const found = await findRuntimes(
        cataloguePorts(config),
        ({ image, reason }) => log.warn({ image, reason }, 'an image is passed over'),
        wanted,
      );
      for (const each of found) installed.set(each.facts.fingerprint, each.packages);
      return found.map(({ facts }) => facts);
    },
    // The packages first: whoever sees a runtime can ask for them.
    publish: async (facts) => {
      const list = installed.get(facts.fingerprint);
      if (list !== undefined) await packages.publish(facts.fingerprint, list);
      await registry.publishRuntime(facts, {
        by: config.workerName,
        environment: config.environment,
        atMs: now(),
      });
    },
  };
};

const verification = (
  { config, lifecycle, log, metrics }: Shared,
  lookAgain: () => void,
): Pick<ImagePorts, 'refused' | 'verify'> => {
  const ports = { ...cataloguePorts(config), background: true, probeTimeoutMs: verifyTimeoutMs };
  const cache = openProbeCache(join(config.dataDir, 'probes'));
  const changed = new ChangedImages({ count: () => metrics.workers.imageChanged('tag'), log });
  const verifier = new ImageVerifier({
    fingerprintNow: (facts) => fingerprintNow(ports, facts),
    forget: (imageId) => cache.drop(imageId),
    onWithdrawn: () => {
      metrics.workers.imageChanged('answers');
      lookAgain();
    },
    log,
  });
  lifecycle.add('verification of images', () => verifier.close());
  return {
    refused: (bindings, runtimes) => {
      const withdrawn = verifier.withdrawn();
      // What was withdrawn has a reason already, although its image's name may stand for another fingerprint now.
      const others = bindings.filter(({ fingerprint }) => !withdrawn.has(fingerprint));
      return new Map([...changed.look(others, runtimes), ...withdrawn]);
    },
    verify: (runtimes) => verifier.begin(runtimes),
  };
};
