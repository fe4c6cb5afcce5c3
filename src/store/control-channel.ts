/**
 * Short words from the control plane to every process: pushed by the scripts that make the change, in the same step.
 * A word that was missed is not repeated, so whoever depends on one also looks at the record.
 */
import { z } from 'zod';
import type { Logger } from '../domain/logger.ts';
import { schemaVersion } from '../domain/submission.ts';
import type { Keys } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import type { Subscriber } from './subscriber.ts';

const messageShape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('bindings'), revision: z.number() }),
  z.object({ type: z.literal('rules'), revision: z.number(), digest: z.string(), log: z.string() }),
  z.object({ type: z.literal('cancelled'), submission: z.string(), attempt: z.number() }),
]);

export type ControlMessage = z.infer<typeof messageShape>;

export const encodeControl = (message: ControlMessage): string =>
  JSON.stringify({ v: schemaVersion, ...message });

export const cancelledMessage = (submission: string, attempt: number): string =>
  encodeControl({ type: 'cancelled', submission, attempt });

export interface ControlChannelDeps {
  readonly redis: RedisLink;
  readonly subscriber: Subscriber;
  readonly keys: Keys;
  readonly log: Logger;
}

export class ControlChannel {
  readonly #deps: ControlChannelDeps;

  constructor(deps: ControlChannelDeps) {
    this.#deps = deps;
  }

  /** Tells every process. @throws SerinError STORE_UNAVAILABLE */
  async publish(message: ControlMessage): Promise<void> {
    const { redis, keys } = this.#deps;
    await redis.run((client) => client.publish(keys.control, encodeControl(message)));
  }

  /** Answers how to stop. A word that this release does not know is passed over. */
  subscribe(listener: (message: ControlMessage) => void): () => void {
    const { subscriber, keys, log } = this.#deps;
    return subscriber.on(keys.control, (text) => {
      const message = decodeControl(text);
      if (message === undefined) log.debug({ text }, 'an unknown control message');
      else listener(message);
    });
  }

  /** Calls when words may have been missed. Answers how to stop. */
  onGap(listener: () => void): () => void {
    return this.#deps.subscriber.onGap(listener);
  }
}

export const decodeControl = (text: string): ControlMessage | undefined => {
  try {
    return messageShape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};
