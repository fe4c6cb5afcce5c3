import { script } from '../script.ts';

/**
 * Takes a submission in: record, place in the bounded queue, outbox entry, `queued` event, idempotency key and place in the list, all or
 * nothing.
 *
 * Guarantees: nothing is written unless everything is; the queue of a track never holds more than its limit, however many
 * call at once; the same key and digest name the submission that came first; the same id a second time changes nothing, so
 * a caller that lost the answer may ask again.
 *
 * KEYS  record, pending, tracks, outbox, events, idempotency (the record's key when there is none), list (the record's key when it
 *       is not listed), tenants, shadows of the track that judges it too (the record's key when there is none)
 * ARGV  id, track, queue limit, now in ms, outbox member, channel, schema version, event, digest ('' when there is
 *       none), idempotency TTL in ms, tenant, then field and value of the record in turn
 */
export const acceptScript = script(`
if ARGV[9] ~= '' then
  local earlier = redis.call('HMGET', KEYS[6], 'digest', 'id')
  if earlier[1] then
    if earlier[1] ~= ARGV[9] then return { 'mismatch' } end
    if earlier[2] ~= ARGV[1] then return { 'repeated', earlier[2] } end
  end
end
if redis.call('EXISTS', KEYS[1]) == 1 then return { 'accepted' } end
local waiting = redis.call('ZCARD', KEYS[2])
if waiting >= tonumber(ARGV[3]) then return { 'queueFull', waiting } end

redis.call('HSET', KEYS[1], unpack(ARGV, 12))
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
redis.call('SADD', KEYS[3], ARGV[2])
redis.call('ZADD', KEYS[4], ARGV[4], ARGV[5])
if ARGV[9] ~= '' then
  redis.call('HSET', KEYS[6], 'digest', ARGV[9], 'id', ARGV[1])
  redis.call('PEXPIRE', KEYS[6], ARGV[10])
end
if KEYS[7] ~= KEYS[1] then
  redis.call('XADD', KEYS[7], '*', 's', ARGV[1])
  redis.call('SADD', KEYS[8], ARGV[11])
end
-- So many wait for a controller at most; the sweep of shadows holds a track to less.
if KEYS[9] ~= KEYS[1] then
  if redis.call('ZCARD', KEYS[9]) < 10000 then redis.call('ZADD', KEYS[9], 0, ARGV[1])
  else redis.call('HSET', KEYS[1], 'shadow', 'full') end
end
local event = redis.call('XADD', KEYS[5], '*', 'v', ARGV[7], 'e', ARGV[8])
redis.call('PUBLISH', ARGV[6], ARGV[1] .. ' ' .. event .. ' queued')
return { 'accepted' }
`);
