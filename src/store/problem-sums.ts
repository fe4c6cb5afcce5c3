/** Reads what the commit script counts (`scripts/count-verdict.ts`). */
import { z } from 'zod';
import type { JudgedProblem } from '../domain/problem-sums.ts';
import type { Keys } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { json, values } from './versioned.ts';

const count = z.coerce.number().min(0).catch(0);
const sumsShape = z.object({
  submissions: count,
  accepted: count,
  ofUsers: count,
  timeMillionths: count,
  /** Lua writes an empty list as an empty map. */
  topics: json(z.array(z.string())).catch([]),
});

const problemsAtOnce = 200;

export class ProblemSumsReader {
  readonly #redis: RedisLink;
  readonly #keys: Keys;

  constructor(deps: { readonly redis: RedisLink; readonly keys: Keys }) {
    this.#redis = deps.redis;
    this.#keys = deps.keys;
  }

  /** The problems of a tenant that were judged last, so many at most. @throws SerinError STORE_UNAVAILABLE */
  async judged(tenant: string, most: number): Promise<JudgedProblem[]> {
    const ids = await this.#redis.run((client) =>
      client.zrange(this.#keys.judged(tenant), 0, most - 1, 'REV'),
    );
    const problems: JudgedProblem[] = [];
    for (let at = 0; at < ids.length; at += problemsAtOnce) {
      problems.push(...(await this.#read(tenant, ids.slice(at, at + problemsAtOnce))));
    }
    return problems;
  }

  async #read(tenant: string, ids: readonly string[]): Promise<JudgedProblem[]> {
    const answers = await this.#redis.run(async (client) => {
      const pipeline = client.pipeline();
      for (const id of ids) {
        pipeline.hgetall(this.#keys.sums(tenant, id));
        pipeline.pfcount(this.#keys.tried(tenant, id));
        pipeline.pfcount(this.#keys.solved(tenant, id));
      }
      return values(await pipeline.exec());
    });
    return ids.map((id, index) => {
      const [fields, tried, solved] = answers.slice(3 * index, 3 * index + 3);
      const { topics, timeMillionths, ...counts } = sumsShape.parse(fields);
      const users = { tried: Number(tried), solved: Number(solved) };
      return { id, topics, sums: { ...counts, ...users, timeShare: timeMillionths / 1e6 } };
    });
  }

  /** A problem that is forgotten leaves no past to one that takes its name. */
  async forget(tenant: string, problem: string): Promise<void> {
    const { judged, sums, tried, solved } = this.#keys;
    await this.#redis.run(async (client) => {
      const gone = [sums(tenant, problem), tried(tenant, problem), solved(tenant, problem)];
      values(
        await client
          .multi()
          .zrem(judged(tenant), problem)
          .del(...gone)
          .exec(),
      );
    });
  }
}
