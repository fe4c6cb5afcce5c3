import type { Keys } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';

/** What was published last from a directory of rules: the digest of the layer. Every method throws STORE_UNAVAILABLE. */
export class RulesSource {
  readonly #deps: { readonly redis: RedisLink; readonly keys: Keys };

  constructor(deps: { readonly redis: RedisLink; readonly keys: Keys }) {
    this.#deps = deps;
  }

  async read(): Promise<string | undefined> {
    const { redis, keys } = this.#deps;
    return (await redis.run((client) => client.get(keys.rulesSource))) ?? undefined;
  }

  async write(digest: string): Promise<void> {
    const { redis, keys } = this.#deps;
    await redis.run((client) => client.set(keys.rulesSource, digest));
  }
}
