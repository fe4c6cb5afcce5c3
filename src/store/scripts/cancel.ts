import { script } from '../script.ts';
import { finishLua } from './finish.ts';

/**
 * Finishes the current attempt as cancelled and tells the worker that may be judging it. A submission that is being rejudged
 * keeps the verdict that was published.
 *
 * Guarantees: 1 exactly for the call that ended it; a submission that is finished, unknown or on another attempt keeps
 * what it has (0).
 *
 * KEYS  record, outbox, events
 * ARGV  as in finish.ts, then control channel, control message
 */
export const cancelScript = script(`
${finishLua}
local now = redis.call('HMGET', KEYS[1], 'state', 'attempt')
if not now[1] or now[1] == 'finished' or now[2] ~= ARGV[11] then return 0 end
if rejudging() then keep('cancelled', 'cancel') else finish('cancel') end
redis.call('PUBLISH', ARGV[12], ARGV[13])
return 1
`);
