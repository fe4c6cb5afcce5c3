import { script } from '../script.ts';

/**
 * Changes bindings and what stands beside them, all or nothing, if nobody else did meanwhile.
 *
 * Guarantees: nothing is written unless the revision is still the one that the change was made from; every change raises it by one; the
 * history is written in the same step; subscribers are told. Answers the new revision, or false.
 *
 * KEYS  revision, history, then the hashes that may be written
 * ARGV  expected revision, control channel, schema version, number of writes, then each write as hash (an index into KEYS), field and
 *       value ('' takes the field away), then each event
 */
export const changeTracksScript = script(`
if (redis.call('GET', KEYS[1]) or '0') ~= ARGV[1] then return false end
local revision = redis.call('INCR', KEYS[1])
local at = 5
for _ = 1, tonumber(ARGV[4]) do
  local hash = KEYS[tonumber(ARGV[at])]
  if ARGV[at + 2] == '' then redis.call('HDEL', hash, ARGV[at + 1])
  else redis.call('HSET', hash, ARGV[at + 1], ARGV[at + 2]) end
  at = at + 3
end
for event = at, #ARGV do
  redis.call('XADD', KEYS[2], '*', 'v', ARGV[3], 'revision', revision, 'e', ARGV[event])
end
redis.call('PUBLISH', ARGV[2], '{"v":' .. ARGV[3] .. ',"type":"bindings","revision":' .. revision .. '}')
return revision
`);
