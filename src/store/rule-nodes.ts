/**
 * Which process serves which gray rules. Each says so at every change and every second; one that is silent for five is gone.
 * Redis's clock decides, so that hosts need not agree on the time.
 */
import { z } from 'zod';
import type { Logger } from '../domain/logger.ts';
import type { RuleNode } from '../domain/rules.ts';
import type { Keys } from './keys.ts';
import type { CompiledRules, LiveRules } from './live-rules.ts';
import type { RedisLink } from './redis-connection.ts';
import { decodePayload, encodePayload, values } from './versioned.ts';

export interface RuleNodesDeps {
  readonly redis: RedisLink;
  readonly keys: Keys;
  readonly log: Logger;
}

const nodeTtlMs = 5_000;
const reportEveryMs = 1_000;

/** Every method throws STORE_UNAVAILABLE when Redis is gone. */
export class RuleNodes {
  readonly #deps: RuleNodesDeps;

  constructor(deps: RuleNodesDeps) {
    this.#deps = deps;
  }

  /** A process's word; it holds for five seconds. */
  async report(node: RuleNode): Promise<void> {
    const { redis, keys } = this.#deps;
    await redis.run((client) =>
      client
        .multi()
        .set(keys.rulesNode(node.node), encodePayload(node), 'PX', nodeTtlMs)
        .sadd(keys.rulesNodes, node.node)
        .exec()
        .then(values),
    );
  }

  /** A process that stops says so, and is gone from the list at once. */
  async retire(name: string): Promise<void> {
    const { redis, keys } = this.#deps;
    await redis.run((client) =>
      client.multi().del(keys.rulesNode(name)).srem(keys.rulesNodes, name).exec().then(values),
    );
  }

  /** Processes that live, in the order of their names. */
  async nodes(): Promise<RuleNode[]> {
    const { redis, keys } = this.#deps;
    const names = (await redis.run((client) => client.smembers(keys.rulesNodes))).sort();
    if (names.length === 0) return [];
    const said = await redis.run((client) => client.mget(names.map(keys.rulesNode)));
    const gone = names.filter((_name, index) => said[index] === null);
    // One that spoke in between is back on the list with its next word.
    if (gone.length > 0) await redis.run((client) => client.srem(keys.rulesNodes, ...gone));
    return said.flatMap((text, index) => this.#readable(text, names[index] ?? ''));
  }

  #readable(text: string | null, name: string): RuleNode[] {
    if (text === null) return [];
    try {
      return [decodePayload(nodeShape, text, `node ${name}`)];
    } catch (error) {
      this.#deps.log.warn({ node: name, cause: String(error) }, 'passed over');
      return [];
    }
  }
}

export interface ReportDeps {
  readonly nodes: Pick<RuleNodes, 'report' | 'retire'>;
  readonly live: Pick<LiveRules<object, CompiledRules>, 'current' | 'alarms' | 'onChange'>;
  readonly now: () => number;
  readonly log: Logger;
}

/** Says what this process serves, until it is stopped. */
export const keepReporting = (
  { nodes, live, now, log }: ReportDeps,
  self: { readonly node: string; readonly release: string },
): { stop(): Promise<void> } => {
  let sinceMs = now();
  let serving = '';
  let reporting: Promise<void> = Promise.resolve();
  const report = (): void => {
    const { snapshot, revision } = live.current();
    const past = revision?.log ?? '';
    const { digest } = snapshot;
    const served = `${past} ${snapshot.revision} ${digest}`;
    if (served !== serving) [serving, sinceMs] = [served, now()];
    const node = { ...self, log: past, revision: snapshot.revision, digest, sinceMs };
    // One after the other, so that an older word never replaces a newer one.
    reporting = reporting
      .then(() => nodes.report({ ...node, atMs: now(), alarms: live.alarms() }))
      .catch((cause: unknown) => {
        log.debug({ cause: String(cause) }, 'which rules are served here could not be told');
      });
  };
  const quiet = live.onChange(report);
  const timer = setInterval(report, reportEveryMs);
  timer.unref();
  report();
  return {
    stop: async () => {
      quiet();
      clearInterval(timer);
      await reporting;
      await nodes.retire(self.node);
    },
  };
};

const nodeShape = z.object({
  node: z.string(),
  release: z.string(),
  log: z.string(),
  revision: z.number(),
  digest: z.string(),
  atMs: z.number(),
  sinceMs: z.number(),
  alarms: z.array(z.string()),
});
