import { script } from '../script.ts';
import { finishLua } from './finish.ts';

/**
 * Commits a verdict: the one place where that happens.
 *
 * Guarantees: 1 exactly once per attempt, and only for the current attempt; 0 otherwise, with nothing changed. The same call made
 * again with its own token after a lost answer hears 1 again. A rejudge that failed on our side ends its attempt (1), and the
 * verdict that was published stands.
 *
 * KEYS  record, outbox, events
 * ARGV  as in finish.ts, then token, verdict
 */
export const commitScript = script(`
${finishLua}
local now = redis.call('HMGET', KEYS[1], 'state', 'attempt', 'finishedBy')
if not now[1] or now[2] ~= ARGV[11] then return 0 end
if now[1] == 'finished' then
  if now[3] == ARGV[12] then return 1 end
  return 0
end
if ARGV[13] == 'system_error' and rejudging() then keep('system_error', ARGV[12]) else finish(ARGV[12]) end
return 1
`);
