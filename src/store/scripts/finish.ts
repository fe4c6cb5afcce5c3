/**
 * What `commit` and `cancel` have in common: the attempt leaves the queue's bound and the outbox, and the record starts to age.
 *
 * `finish` gives the submission its verdict and tells so. Where it had one before, what was told of that one is taken out of the
 * stream, whose ids go on: whoever comes anew hears the verdict that stands, whoever has heard the old one hears the new one.
 * `keep` ends a rejudge that gives no verdict: the one that was published stands.
 *
 * The pending key is made from the record's track; it carries the same hash tag as every other key.
 *
 * KEYS  record, outbox, events
 * ARGV  id, outbox member, now in ms, result, event, schema version, channel, pending prefix, record TTL in ms, events TTL in ms,
 *       attempt
 */
export const finishLua = `
local function leave()
  redis.call('ZREM', ARGV[8] .. redis.call('HGET', KEYS[1], 'track'), ARGV[1])
  redis.call('ZREM', KEYS[2], ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[9])
end
local function rejudging()
  return redis.call('HEXISTS', KEYS[1], 'published') == 1
end
local function finish(token)
  if rejudging() then
    redis.call('XTRIM', KEYS[3], 'MAXLEN', 0)
    redis.call('HDEL', KEYS[1], 'published')
  end
  local event = redis.call('XADD', KEYS[3], '*', 'v', ARGV[6], 'e', ARGV[5])
  redis.call('HSET', KEYS[1], 'state', 'finished', 'result', ARGV[4], 'finishedAtMs', ARGV[3],
    'finishedEvent', event, 'finishedBy', token)
  leave()
  redis.call('PEXPIRE', KEYS[3], ARGV[10])
  redis.call('PUBLISH', ARGV[7], ARGV[1] .. ' ' .. event .. ' finished')
end
local function keep(outcome, token)
  redis.call('HSET', KEYS[1], 'state', 'finished', 'outcome:' .. ARGV[11], outcome, 'finishedBy', token)
  leave()
end
`;
