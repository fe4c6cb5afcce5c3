/**
 * Whether the images that a worker serves still are what they were when they were first asked.
 *
 * What images answered is kept by image id, in files that outlive the process; a worker that joins at once trusts them. Behind that,
 * every image that is bound here is asked again for real: once in the life of the process, one image at a time, giving way to
 * submissions.
 *
 *   unasked ──(same fingerprint)──▶ verified
 *           ──(another one)───────▶ withdrawn: served no more by this process, forgotten in the cache, told
 *           ──(no answer)─────────▶ unasked; withdrawn when that happened `mostFailures` times
 *
 * An engine that is gone, and an image that is, says nothing about an image.
 */
import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';

export interface ImageVerifierPorts {
  /** The fingerprint by what the image answers now, past every cache. */
  readonly fingerprintNow: (facts: RuntimeFacts) => Promise<string>;
  /** Forget what the image answered before. */
  readonly forget: (imageId: string) => Promise<void>;
  /** A fingerprint was withdrawn: the pools have to be looked at. */
  readonly onWithdrawn: (fingerprint: string) => void;
  readonly log: Logger;
}

/** A busy host may be too slow for a probe once; an image that never answers cannot be trusted. */
const mostFailures = 3;

export class ImageVerifier {
  readonly #ports: ImageVerifierPorts;
  /** Image ids that were asked, or wait for it. */
  readonly #taken = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #withdrawn = new Map<string, string>();
  #working: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(ports: ImageVerifierPorts) {
    this.#ports = ports;
  }

  /** See to it that these were asked. Returns at once; what was asked already is not asked again. */
  begin(runtimes: readonly RuntimeFacts[]): void {
    for (const facts of runtimes) {
      if (this.#taken.has(facts.image.id)) continue;
      this.#taken.add(facts.image.id);
      this.#working = this.#working.then(() => this.#verify(facts));
    }
  }

  /** Why each of these fingerprints is served no more. */
  withdrawn(): ReadonlyMap<string, string> {
    return this.#withdrawn;
  }

  /** Ends when everything begun is done. */
  settled(): Promise<void> {
    return this.#working;
  }

  /** Ask no more images; ends with the one under way. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#working;
  }

  /** Never rejects. */
  async #verify(facts: RuntimeFacts): Promise<void> {
    if (this.#closed) return;
    const { fingerprint, image } = facts;
    try {
      const now = await this.#ports.fingerprintNow(facts);
      if (now === fingerprint) {
        this.#ports.log.debug({ fingerprint, image: image.reference }, 'an image was verified');
      } else {
        await this.#withdraw(
          facts,
          `its image answers otherwise than when it was recorded, and is ${now} now`,
        );
      }
    } catch (cause) {
      await this.#failed(facts, cause);
    }
  }

  async #failed(facts: RuntimeFacts, cause: unknown): Promise<void> {
    const { fingerprint, image } = facts;
    this.#taken.delete(image.id);
    if (this.#closed) return;
    this.#ports.log.warn({ fingerprint, image: image.reference, cause: String(cause) }, 'not verified yet');
    if (!(cause instanceof SerinError) || cause.code !== 'IMAGE_PROBE_FAILED') return;
    const failures = (this.#failures.get(image.id) ?? 0) + 1;
    this.#failures.set(image.id, failures);
    if (failures < mostFailures) return;
    this.#taken.add(image.id);
    await this.#withdraw(facts, `its image does not answer any more (${cause.message})`);
  }

  async #withdraw({ fingerprint, image }: RuntimeFacts, found: string): Promise<void> {
    const reason = `${fingerprint} is withdrawn, because ${found}: load the image anew ("serin images load") and restart the worker`;
    this.#withdrawn.set(fingerprint, reason);
    this.#ports.log.error({ fingerprint, image: image.reference, imageId: image.id }, reason);
    await this.#ports.forget(image.id).catch((cause: unknown) => {
      this.#ports.log.warn(
        { image: image.id, cause: String(cause) },
        'what it answered could not be forgotten',
      );
    });
    this.#ports.onWithdrawn(fingerprint);
  }
}
