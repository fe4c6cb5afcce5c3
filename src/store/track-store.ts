/**
 * Bindings, what drains, what is quarantined, freezes, and the history of all of it. One revision stands over everything: whoever
 * changes something says which revision it was made from, and one of two that meet has to look again.
 */
import { z } from 'zod';
import { freezeKinds, historyKinds, stages } from '../domain/history.ts';
import type { HistoryEvent } from '../domain/history.ts';
import type { Logger } from '../domain/logger.ts';
import type { Binding } from '../domain/runtime.ts';
import { schemaVersion } from '../domain/submission.ts';
import { settledName } from '../domain/tracks.ts';
import type { Draining, Freeze, TrackChange, TrackState } from '../domain/tracks.ts';
import type { Keys } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { runScript } from './script.ts';
import { changeTracksScript } from './scripts/change-tracks.ts';
import { decodePayload, digits, encodePayload, json, pairs, values, version } from './versioned.ts';

/** Every method throws STORE_UNAVAILABLE when Redis is gone. */
export class TrackStore {
  readonly #redis: RedisLink;
  readonly #keys: Keys;
  readonly #log: Logger;

  constructor(deps: { readonly redis: RedisLink; readonly keys: Keys; readonly log: Logger }) {
    this.#redis = deps.redis;
    this.#keys = deps.keys;
    this.#log = deps.log;
  }

  /** Read in one step. */
  async state(): Promise<TrackState> {
    const { revision, bindings, draining, quarantined, settled } = this.#keys;
    const answers = await this.#redis.run((client) =>
      client
        .multi()
        .get(revision)
        .hvals(bindings)
        .hvals(draining)
        .hvals(quarantined)
        .hkeys(settled)
        .exec()
        .then(values),
    );
    const [at, bound, drains, held, once] = answers as [string | null, ...string[][]];
    return {
      revision: Number(at ?? 0),
      bindings: decodeAll(bindingShape, bound, 'binding').sort(byTrack),
      draining: decodeAll(drainingShape, drains, 'draining').sort(byTrack),
      quarantined: decodeAll(quarantineShape, held, 'quarantine').sort((a, b) => a.atMs - b.atMs),
      settled: (once ?? []).sort(),
    };
  }

  /** Answers the new revision; undefined when another change came first, and nothing was written. */
  async change(change: TrackChange): Promise<number | undefined> {
    const { revision, history, control } = this.#keys;
    const hashes = [revision, history, ...this.#hashes()];
    const writes = this.#writesOf(change);
    const answer = await this.#redis.run((client) =>
      runScript(client, changeTracksScript, hashes, [
        ...[change.from, control, schemaVersion, writes.length],
        ...writes.flatMap(({ key, field, value }) => [hashes.indexOf(key) + 1, field, value]),
        ...change.events.map((event) => JSON.stringify(event)),
      ]),
    );
    return typeof answer === 'number' ? answer : undefined;
  }

  /** From the beginning, in the order in which it happened. */
  async history(): Promise<HistoryEvent[]> {
    const entries = await this.#redis.run((client) => client.xrange(this.#keys.history, '-', '+'));
    return entries.flatMap(([id, fields]) => {
      const parsed = entryShape.safeParse(pairs(fields));
      if (parsed.success) return [{ id, revision: parsed.data.revision, ...parsed.data.e }];
      // A kind of a release to come must not stop a rollback.
      this.#log.warn({ id }, 'an entry of the history cannot be read, and is passed over');
      return [];
    });
  }

  async freezes(): Promise<Freeze[]> {
    const kept = await this.#redis.run((client) => client.hvals(this.#keys.freezes));
    return decodeAll(freezeShape, kept, 'freeze').sort(
      (a, b) => a.fromMs - b.fromMs || a.name.localeCompare(b.name),
    );
  }

  #hashes(): string[] {
    const { bindings, draining, quarantined, settled, freezes } = this.#keys;
    return [bindings, draining, quarantined, settled, freezes];
  }

  #writesOf(change: TrackChange): { key: string; field: string; value: string }[] {
    const { bindings, draining, quarantined, settled, freezes } = this.#keys;
    const put = (key: string, field: string, value: object) => ({ key, field, value: encodePayload(value) });
    const remove = (key: string, field: string) => ({ key, field, value: '' });
    return [
      // What drains and comes back has nothing to drain.
      ...(change.bind ?? []).flatMap((each) => [
        put(bindings, settledName(each), each),
        put(settled, settledName(each), {}),
        remove(draining, drainingName(each)),
      ]),
      // An older release may have bound it without settling it.
      ...(change.unbind ?? []).flatMap((each) => [
        remove(bindings, settledName(each)),
        put(settled, settledName(each), {}),
      ]),
      ...(change.drain ?? []).map((each) => put(draining, drainingName(each), each)),
      ...(change.drained ?? []).map((each) => remove(draining, drainingName(each))),
      ...(change.quarantine ?? []).map((each) => put(quarantined, each.fingerprint, each)),
      ...(change.release ?? []).map((each) => remove(quarantined, each)),
      ...(change.freeze ?? []).map((each) => put(freezes, each.name, each)),
      ...(change.thaw ?? []).map((each) => remove(freezes, each)),
    ];
  }
}

const drainingName = ({ track, fingerprint }: Pick<Draining, 'track' | 'fingerprint'>): string =>
  `${track}:${fingerprint}`;

const byTrack = (a: Pick<Binding, 'language' | 'track'>, b: Pick<Binding, 'language' | 'track'>): number =>
  a.language.localeCompare(b.language) || a.track.localeCompare(b.track);

const decodeAll = <T extends z.ZodType>(shape: T, texts: readonly string[] | undefined, what: string) =>
  (texts ?? []).map((text) => decodePayload(shape, text, what));

const bindingShape = z.object({
  language: z.string(),
  family: z.string(),
  track: z.string(),
  runtime: z.string(),
  fingerprint: z.string(),
  by: z.string(),
  reason: z.string(),
  atMs: z.number(),
  range: z.string().exactOptional(),
});

const drainingShape = z.object({
  language: z.string(),
  track: z.string(),
  runtime: z.string(),
  fingerprint: z.string(),
  sinceMs: z.number(),
});

const quarantineShape = z.object({
  language: z.string(),
  runtime: z.string(),
  fingerprint: z.string(),
  by: z.string(),
  reason: z.string(),
  atMs: z.number(),
});

const windowShape = z.object({
  kind: z.enum(freezeKinds),
  languages: z.array(z.string()),
  fromMs: z.number(),
  untilMs: z.number(),
});

const freezeShape = windowShape.extend({
  name: z.string(),
  by: z.string(),
  reason: z.string(),
});

const eventShape = z.object({
  kind: z.enum(historyKinds),
  by: z.string(),
  reason: z.string(),
  atMs: z.number(),
  environment: z.string(),
  rulesRevision: z.number().exactOptional(),
  fingerprint: z.string().exactOptional(),
  runtime: z.string().exactOptional(),
  language: z.string().exactOptional(),
  track: z.string().exactOptional(),
  replaced: z.string().exactOptional(),
  range: z.string().exactOptional(),
  forced: z.array(z.string()).exactOptional(),
  provenance: z
    .object({
      environment: z.string(),
      stage: z.enum(stages),
      digest: z.string(),
      keyId: z.string().exactOptional(),
    })
    .exactOptional(),
  freeze: z.string().exactOptional(),
  window: windowShape.exactOptional(),
});

const entryShape = z.object({ v: version, revision: digits, e: json(eventShape) });
