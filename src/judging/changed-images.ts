import type { Logger } from '../domain/logger.ts';
import type { Binding, RuntimeFacts } from '../domain/runtime.ts';

/** A name that stands for another build on this host than the one that is bound. */
export interface ChangedImage {
  /** `serin/python:3.13` */
  readonly reference: string;
  readonly bound: string;
  readonly found: string;
}

/**
 * Bound fingerprints that this host does not have, while it has another build under the name of theirs: the image was built or pulled
 * anew and the former one removed, or the host never had the one that is bound. The other build is never served in its place.
 *
 * @param runtimes - what this host has; of several builds under a name the current one first
 */
export const changedImages = (
  bindings: readonly Binding[],
  runtimes: ReadonlyMap<string, RuntimeFacts>,
): ChangedImage[] =>
  bindings.flatMap(({ runtime, fingerprint }) => {
    if (runtimes.has(fingerprint)) return [];
    const other = [...runtimes.values()].find((facts) => facts.runtime === runtime);
    if (other === undefined) return [];
    return [{ reference: other.image.reference, bound: fingerprint, found: other.fingerprint }];
  });

export interface ChangedImagesPorts {
  /** Called once for each change. */
  readonly count: () => void;
  readonly log: Logger;
}

/** Tells of each change once, however often it is looked at. */
export class ChangedImages {
  readonly #ports: ChangedImagesPorts;
  #told = new Set<string>();

  constructor(ports: ChangedImagesPorts) {
    this.#ports = ports;
  }

  /** Why each of these fingerprints is not served here. */
  look(
    bindings: readonly Binding[],
    runtimes: ReadonlyMap<string, RuntimeFacts>,
  ): ReadonlyMap<string, string> {
    const changes = changedImages(bindings, runtimes);
    const known = this.#told;
    this.#told = new Set(changes.map(({ bound, found }) => `${bound} ${found}`));
    const reasons = new Map<string, string>();
    for (const change of changes) {
      const reason = reasonOf(change);
      const key = `${change.bound} ${change.found}`;
      // Two tracks may be bound to one fingerprint: that is one change.
      if (!known.has(key) && !reasons.has(change.bound)) {
        this.#ports.count();
        this.#ports.log.warn({ ...change }, 'an image is not the one that is bound');
      }
      reasons.set(change.bound, reason);
    }
    return reasons;
  }
}

const reasonOf = ({ reference, bound, found }: ChangedImage): string =>
  `${reference} is ${found} here, but ${bound} is bound: load the archive of the bound image ("serin images load"), ` +
  `or bind the other`;
