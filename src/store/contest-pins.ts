/**
 * Which releases contests are held to. Pins are made and found by `scripts/accept.ts`, in the step that records a submission; here they
 * are read as a whole, by whoever lets releases go.
 */
import { z } from 'zod';
import type { ContestPin, ContestPlace } from '../domain/contest-pin.ts';
import type { Freeze } from '../domain/tracks.ts';
import type { Keys } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { decodePayload, encodePayload } from './versioned.ts';

const pinShape = z.object({
  track: z.string(),
  runtime: z.string(),
  fingerprint: z.string(),
  confirm: z.literal(true).exactOptional(),
  revision: z.number(),
});

const nameShape = z.tuple([z.string(), z.string(), z.string()]);

export const pinName = ({ tenant, contest, language }: ContestPlace): string =>
  JSON.stringify([tenant, contest, language]);

export const encodePin = (pin: ContestPin): string => encodePayload(pin);

/** @throws SerinError INTERNAL */
export const decodePin = (text: string): ContestPin => decodePayload(pinShape, text, 'the pin of a contest');

const piece = 1_000;

/**
 * Fingerprints that some contest is held to which is not over. Asked only while something drains, and in pieces.
 *
 * @param freezes - the ends that contests have now, which a pin hears of when it is used next.
 * @throws SerinError STORE_UNAVAILABLE
 */
export const heldByContests = async (
  { redis, keys }: { readonly redis: RedisLink; readonly keys: Keys },
  freezes: readonly Freeze[],
  nowMs: number,
): Promise<ReadonlySet<string>> => {
  const ends = new Map(
    freezes.filter(({ kind }) => kind === 'contest').map(({ name, untilMs }) => [name, untilMs]),
  );
  const isOver = (name: string): boolean => {
    const [, contest] = nameShape.parse(JSON.parse(name));
    return (ends.get(contest) ?? Infinity) <= nowMs;
  };
  const names = await redis.run((client) => client.zrangebyscore(keys.contestEnds, `(${nowMs}`, '+inf'));
  const live = names.filter((name) => !isOver(name));
  const held = new Set<string>();
  for (let at = 0; at < live.length; at += piece) {
    const asked = live.slice(at, at + piece);
    const pins = await redis.run((client) => client.hmget(keys.contests, ...asked));
    for (const pin of pins) if (pin !== null) held.add(decodePin(pin).fingerprint);
  }
  return held;
};
