import { script } from '../script.ts';

/**
 * Makes a definition the current revision of a problem.
 *
 * Guarantees: of several writers each gets a number of its own, and the one that comes last is current; the digest that is current
 * already makes no revision, so a caller that lost the answer may ask again; a number is never given twice, not even after the
 * problem was deleted and forgotten.
 *
 * KEYS  problem, problems, kept problems
 * ARGV  digest, `<tenant>:<id>`, the revision as JSON
 * Answers whether a revision was made (1 or 0), and the current one: its number, a space, its JSON.
 */
export const putProblemScript = script(`
if redis.call('HGET', KEYS[1], 'digest') == ARGV[1] then
  return { 0, redis.call('HGET', KEYS[1], 'current') }
end
local revision = redis.call('HINCRBY', KEYS[1], 'last', 1)
local current = revision .. ' ' .. ARGV[3]
redis.call('HSET', KEYS[1], 'digest', ARGV[1], 'current', current, 'r:' .. revision, ARGV[3])
redis.call('HDEL', KEYS[1], 'deletedAtMs')
redis.call('ZADD', KEYS[2], 0, ARGV[2])
redis.call('SADD', KEYS[3], ARGV[2])
return { 1, current }
`);

/**
 * Deletes a problem: it has no current revision any more and is on no list. Its revisions stay for those who hold one of them.
 *
 * Guarantees: 1 exactly for the call that did it; 0 where there is no such problem.
 *
 * KEYS  problem, problems
 * ARGV  `<tenant>:<id>`, now in ms
 */
export const deleteProblemScript = script(`
if redis.call('HDEL', KEYS[1], 'current') == 0 then return 0 end
redis.call('HDEL', KEYS[1], 'digest')
redis.call('HSET', KEYS[1], 'deletedAtMs', ARGV[2])
redis.call('ZREM', KEYS[2], ARGV[1])
return 1
`);

/**
 * Forgets the revisions of a deleted problem. What stays is the last number.
 *
 * Guarantees: a problem that was put again since it was looked at, or deleted again, is left as it is (0).
 *
 * KEYS  problem, kept problems
 * ARGV  `<tenant>:<id>`, when it was deleted as that was seen, in ms
 */
export const forgetProblemScript = script(`
if redis.call('HGET', KEYS[1], 'deletedAtMs') ~= ARGV[2] then return 0 end
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if field ~= 'last' then redis.call('HDEL', KEYS[1], field) end
end
redis.call('SREM', KEYS[2], ARGV[1])
return 1
`);
