/**
 * What `commit` and `cancel` have in common: the submission is finished, leaves the queue's bound and the outbox, tells so,
 * and starts to age.
 *
 * The pending key is made from the record's track; it carries the same hash tag as every other key.
 *
 * KEYS  record, outbox, events
 * ARGV  id, outbox member, now in ms, result, event, schema version, channel, pending prefix, record TTL in ms, events TTL in ms
 */
export const finishLua = `
local function finish(token)
  local event = redis.call('XADD', KEYS[3], '*', 'v', ARGV[6], 'e', ARGV[5])
  redis.call('HSET', KEYS[1], 'state', 'finished', 'result', ARGV[4], 'finishedAtMs', ARGV[3],
    'finishedEvent', event, 'finishedBy', token)
  redis.call('ZREM', ARGV[8] .. redis.call('HGET', KEYS[1], 'track'), ARGV[1])
  redis.call('ZREM', KEYS[2], ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[9])
  redis.call('PEXPIRE', KEYS[3], ARGV[10])
  redis.call('PUBLISH', ARGV[7], ARGV[1] .. ' ' .. event .. ' finished')
end
`;
