/**
 * What a verdict adds to the sums of its problem (`problem-sums.ts`), as a part of the commit script, so that it is counted exactly once.
 *
 * Counted: verdicts that tell of the problem, of submissions that users make. Not counted: compile errors, our own failures, what was cancelled,
 * runs, and priority `rejudge` (verifications of a package among them). A rejudge takes back what the attempt before it added and adds its own;
 * only who has tried and solved stays counted, because a HyperLogLog forgets nobody.
 *
 * Keys are made from the record's words; they carry the same hash tag as every other key.
 */
export const countVerdictLua = `
local telling = { accepted = true, partial = true, wrong_answer = true, time_limit_exceeded = true, memory_limit_exceeded = true,
  output_limit_exceeded = true, runtime_error = true }
local function countVerdict(verdict, cpuMs, factor, prefix, now)
  local spec = cjson.decode(redis.call('HGET', KEYS[1], 'spec'))
  if not spec.problem or spec.kind or spec.priority == 'rejudge' then return end
  local sums = prefix .. 'sums:' .. spec.tenant .. ':' .. spec.problem
  local was = redis.call('HGET', KEYS[1], 'counted')
  if was then
    local accepted, millionths = was:match('^(%d+) (%d+)$')
    redis.call('HINCRBY', sums, 'submissions', -1)
    redis.call('HINCRBY', sums, 'accepted', 0 - accepted)
    redis.call('HINCRBY', sums, 'timeMillionths', 0 - millionths)
    if spec.user.id then redis.call('HINCRBY', sums, 'ofUsers', -1) end
    redis.call('HDEL', KEYS[1], 'counted')
  end
  if not telling[verdict] then return end
  local accepted, millionths = 0, 0
  if verdict == 'accepted' then
    accepted = 1
    millionths = math.floor(1000000 * math.max(0, math.min(1, cpuMs / (spec.limits.cpuMs * factor))) + 0.5)
  end
  redis.call('HINCRBY', sums, 'submissions', 1)
  redis.call('HINCRBY', sums, 'accepted', accepted)
  redis.call('HINCRBY', sums, 'timeMillionths', millionths)
  redis.call('HSET', sums, 'topics', cjson.encode(spec.topics or {}))
  redis.call('HSET', KEYS[1], 'counted', accepted .. ' ' .. string.format('%d', millionths))
  redis.call('ZADD', prefix .. 'judged:' .. spec.tenant, now, spec.problem)
  if not spec.user.id then return end
  redis.call('HINCRBY', sums, 'ofUsers', 1)
  redis.call('PFADD', prefix .. 'tried:' .. spec.tenant .. ':' .. spec.problem, spec.user.id)
  if accepted == 1 then redis.call('PFADD', prefix .. 'solved:' .. spec.tenant .. ':' .. spec.problem, spec.user.id) end
end
`;
