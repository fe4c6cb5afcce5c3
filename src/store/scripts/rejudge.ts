import { script } from '../script.ts';

/**
 * Begins another attempt at a finished submission: it takes a place in the queue's bound and in the outbox, and stops ageing.
 *
 * Guarantees: only a submission that is finished and on the attempt that the caller saw ('started'); what is under way, or was
 * rejudged in between, is left alone ('busy'), and so is everything where the track's queue is full ('queueFull'). The result
 * that is published stays in its place.
 *
 * KEYS  record, pending, tracks, outbox
 * ARGV  id, attempt that the caller saw, new attempt, track, now in ms, outbox member, attempts, queue limit
 */
export const rejudgeScript = script(`
local now = redis.call('HMGET', KEYS[1], 'state', 'attempt', 'published')
if not now[1] then return 'gone' end
if now[1] ~= 'finished' or now[2] ~= ARGV[2] then return 'busy' end
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[8]) then return 'queueFull' end
redis.call('HSET', KEYS[1], 'state', 'queued', 'attempt', ARGV[3], 'attempts', ARGV[7], 'track', ARGV[4],
  'published', now[3] or now[2])
redis.call('PERSIST', KEYS[1])
redis.call('ZADD', KEYS[2], ARGV[5], ARGV[1])
redis.call('SADD', KEYS[3], ARGV[4])
redis.call('ZADD', KEYS[4], ARGV[5], ARGV[6])
return 'started'
`);
