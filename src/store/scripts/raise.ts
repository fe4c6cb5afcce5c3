import { script } from '../script.ts';

/**
 * Puts another attempt in the place of one that is not to give the verdict: it moves to the new track's bound, has an outbox entry, and
 * waits. What the one before came to stays with it in `attempts`.
 *
 * Guarantees: 1 exactly once, only from the attempt that the caller saw, and only where that one was going to give the first verdict: what
 * is finished, cancelled, raised already or being rejudged is left alone (0). Where the caller names a state, it has to be in that state
 * still: a worker that took it in between keeps it. The same call made again with its own token after a lost answer hears 1 again. The
 * bound of the new track does not refuse it, for the submission was promised a verdict.
 *
 * The old pending key is made from the record's track; it carries the same hash tag as every other key.
 *
 * KEYS  record, pending of the new track, tracks, outbox, events
 * ARGV  id, attempt that the caller saw, state that the caller saw ('' for any), new attempt, new track, now in ms, old outbox member, new
 *       outbox member, attempts, token, pending prefix, schema version, event, channel
 */
export const raiseScript = script(`
local now = redis.call('HMGET', KEYS[1], 'state', 'attempt', 'published', 'raisedBy', 'track')
if not now[1] or now[1] == 'finished' or now[3] then return 0 end
if now[2] == ARGV[4] and now[4] == ARGV[10] then return 1 end
if now[2] ~= ARGV[2] then return 0 end
if ARGV[3] ~= '' and now[1] ~= ARGV[3] then return 0 end
redis.call('HSET', KEYS[1], 'state', 'queued', 'attempt', ARGV[4], 'attempts', ARGV[9], 'track', ARGV[5], 'raisedBy', ARGV[10])
redis.call('HDEL', KEYS[1], 'worker')
redis.call('ZREM', ARGV[11] .. now[5], ARGV[1])
redis.call('ZADD', KEYS[2], ARGV[6], ARGV[1])
redis.call('SADD', KEYS[3], ARGV[5])
redis.call('ZREM', KEYS[4], ARGV[7])
redis.call('ZADD', KEYS[4], ARGV[6], ARGV[8])
local event = redis.call('XADD', KEYS[5], '*', 'v', ARGV[12], 'e', ARGV[13])
redis.call('PUBLISH', ARGV[14], ARGV[1] .. ' ' .. event .. ' queued')
return 1
`);
