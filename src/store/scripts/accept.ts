import { script } from '../script.ts';

/**
 * Takes a submission in: record, place in the bounded queue, outbox entry, `queued` event, idempotency key and place in the list, all or
 * nothing.
 *
 * Guarantees: nothing is written unless everything is; the queue of a track never holds more than its limit, however many
 * call at once; the same key and digest name the submission that came first; the same id a second time changes nothing, so
 * a caller that lost the answer may ask again.
 *
 * A decision may come with alternatives on another track, and the answer says which was recorded (0: the decision itself, 1: over the
 * cap, 2: its queue is full). Of a rule with a cap, exactly `perMinute` submissions of a minute of Redis's clock are recorded as
 * decided, over all callers; what is refused or repeated is not counted.
 *
 * A contest's submission is recorded only with the fingerprint that the contest is held to, and is the one that holds it there if it is
 * the first. The pin ends with the contest's declared end, and without one so long after its last use. A contest that is over has no
 * pin. Redis's clock decides.
 *
 * KEYS  record, pending, tracks, outbox, events, idempotency (the record's key when there is none), list (the record's key when it
 *       is not listed), tenants, contests, contest ends, freezes, pending of the alternatives' track, shadows of the track that judges it
 *       too (the record's key when there is none; alternatives have none)
 * ARGV  id, track, queue limit, now in ms, outbox member, channel, schema version, event, digest ('' when there is
 *       none), idempotency TTL in ms, tenant;
 *       12: name of the pin ('' when there is no contest), name of the contest, pin, its fingerprint, fingerprint of the pin that it
 *       replaces (''), retention of a pin in ms;
 *       18: what the cap's counter is called, before the minute ('' when there is no cap), most a minute;
 *       20: track of the alternatives, then attempts and event of that over the cap, attempts and event of that before a full queue
 *       ('' when there is none);
 *       25: field and value of the record in turn
 * Answers  accepted, which, until when the pin holds in ms (0 when there is none); pinned, the pin, until when; repeated, id; mismatch;
 *          queueFull, waiting, track
 */
export const acceptScript = script(`
if ARGV[9] ~= '' then
  local earlier = redis.call('HMGET', KEYS[6], 'digest', 'id')
  if earlier[1] then
    if earlier[1] ~= ARGV[9] then return { 'mismatch' } end
    if earlier[2] ~= ARGV[1] then return { 'repeated', earlier[2] } end
  end
end
local recorded = redis.call('HGET', KEYS[1], 'attempts')
if recorded then
  -- The first attempt's decision tells; what became of it, and later attempts, may have been added since.
  local first = cjson.decode(recorded)[1].decision
  for which = 1, 2 do
    local text = ARGV[19 + 2 * which]
    local other = text ~= '' and cjson.decode(text)[1].decision
    if other and other.track == first.track and other.why == first.why then return { 'accepted', which, 0 } end
  end
  return { 'accepted', 0, 0 }
end

local clock = { '0', '0' }
if ARGV[12] ~= '' or ARGV[18] ~= '' then clock = redis.call('TIME') end
local nowMs = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

local pinEnds, pins = 0, false
if ARGV[12] ~= '' then
  pinEnds = nowMs + tonumber(ARGV[17])
  local freeze = redis.call('HGET', KEYS[11], ARGV[13])
  if freeze then
    freeze = cjson.decode(freeze)
    if freeze.kind == 'contest' then pinEnds = freeze.untilMs end
  end
  if pinEnds <= nowMs then pinEnds = 0 end
  local known = redis.call('HGET', KEYS[9], ARGV[12])
  local ends = known and tonumber(redis.call('ZSCORE', KEYS[10], ARGV[12]) or '0')
  pins = pinEnds > 0
  if pins and known and ends > nowMs then
    local held = cjson.decode(known).fingerprint
    if held ~= ARGV[15] and held ~= ARGV[16] then return { 'pinned', known, pinEnds } end
    pins = held ~= ARGV[15]
  end
end

local which, counter = 0, nil
if ARGV[18] ~= '' then
  counter = ARGV[18] .. math.floor(nowMs / 60000)
  if tonumber(redis.call('GET', counter) or '0') >= tonumber(ARGV[19]) then which = 1 end
end
local limit = tonumber(ARGV[3])
local pending, track = KEYS[2], ARGV[2]
if which == 1 then pending, track = KEYS[12], ARGV[20] end
local waiting = redis.call('ZCARD', pending)
if waiting >= limit and which == 0 and ARGV[23] ~= '' and redis.call('ZCARD', KEYS[12]) < limit then
  which, pending, track = 2, KEYS[12], ARGV[20]
elseif waiting >= limit then
  return { 'queueFull', waiting, track }
end

redis.call('HSET', KEYS[1], unpack(ARGV, 25))
local told = ARGV[8]
if which > 0 then
  redis.call('HSET', KEYS[1], 'track', track, 'attempts', ARGV[19 + 2 * which])
  told = ARGV[20 + 2 * which]
elseif counter then
  redis.call('INCR', counter)
  redis.call('PEXPIRE', counter, 120000)
end
redis.call('ZADD', pending, ARGV[4], ARGV[1])
redis.call('SADD', KEYS[3], track)
redis.call('ZADD', KEYS[4], ARGV[4], ARGV[5])
if ARGV[9] ~= '' then
  redis.call('HSET', KEYS[6], 'digest', ARGV[9], 'id', ARGV[1])
  redis.call('PEXPIRE', KEYS[6], ARGV[10])
end
if pins then
  for _, over in ipairs(redis.call('ZRANGEBYSCORE', KEYS[10], '-inf', nowMs, 'LIMIT', 0, 8)) do
    redis.call('HDEL', KEYS[9], over)
    redis.call('ZREM', KEYS[10], over)
  end
  redis.call('HSET', KEYS[9], ARGV[12], ARGV[14])
end
if pinEnds > 0 then redis.call('ZADD', KEYS[10], pinEnds, ARGV[12]) end
if KEYS[7] ~= KEYS[1] then
  redis.call('XADD', KEYS[7], '*', 's', ARGV[1])
  redis.call('SADD', KEYS[8], ARGV[11])
end
-- So many wait for a controller at most; the sweep of shadows holds a track to less.
if KEYS[13] ~= KEYS[1] then
  if which > 0 then redis.call('HDEL', KEYS[1], 'shadow')
  elseif redis.call('ZCARD', KEYS[13]) < 10000 then redis.call('ZADD', KEYS[13], 0, ARGV[1])
  else redis.call('HSET', KEYS[1], 'shadow', 'full') end
end
local event = redis.call('XADD', KEYS[5], '*', 'v', ARGV[7], 'e', told)
redis.call('PUBLISH', ARGV[6], ARGV[1] .. ' ' .. event .. ' queued')
return { 'accepted', which, pinEnds }
`);
