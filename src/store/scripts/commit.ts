import { script } from '../script.ts';
import { countVerdictLua } from './count-verdict.ts';
import { finishLua } from './finish.ts';

/**
 * Commits a verdict: the one place where that happens.
 *
 * Guarantees: 1 exactly once per attempt, and only for the current attempt; 0 otherwise, with nothing changed. The same call made
 * again with its own token after a lost answer hears 1 again. A rejudge that failed on our side ends its attempt (1), and the
 * verdict that was published stands. The sums of its problem are those of the verdicts that stand; should they fail, the verdict is
 * committed all the same.
 *
 * KEYS  record, outbox, events
 * ARGV  as in finish.ts, then token, verdict, CPU time in ms, what time limits were multiplied by, prefix of all keys
 */
export const commitScript = script(`
${finishLua}
${countVerdictLua}
local now = redis.call('HMGET', KEYS[1], 'state', 'attempt', 'finishedBy')
if not now[1] or now[2] ~= ARGV[11] then return 0 end
if now[1] == 'finished' then
  if now[3] == ARGV[12] then return 1 end
  return 0
end
if ARGV[13] == 'system_error' and rejudging() then
  keep('system_error', ARGV[12])
else
  finish(ARGV[12])
  pcall(countVerdict, ARGV[13], tonumber(ARGV[14]), tonumber(ARGV[15]), ARGV[16], ARGV[3])
end
return 1
`);
