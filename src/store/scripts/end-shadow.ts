import { script } from '../script.ts';

/**
 * Ends a shadow that waits: judged, with its result, or dropped.
 *
 * Guarantees: 1 exactly once per shadow; a record that is gone is not made anew, and one whose shadow is over keeps what it has (0). A
 * shadow that was judged stays among its track's, due at once, until it is held against the verdict; a dropped one leaves, and whoever
 * may be judging it is told.
 *
 * KEYS  record, shadows of the track
 * ARGV  id, `judged` or why it is dropped, result ('' where it is dropped), control channel, control message
 */
export const endShadowScript = script(`
if redis.call('HGET', KEYS[1], 'shadow') ~= 'waiting' then return 0 end
redis.call('HSET', KEYS[1], 'shadow', ARGV[2])
if ARGV[2] == 'judged' then
  redis.call('HSET', KEYS[1], 'shadowResult', ARGV[3])
  redis.call('ZADD', KEYS[2], 0, ARGV[1])
else
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('PUBLISH', ARGV[4], ARGV[5])
end
return 1
`);
