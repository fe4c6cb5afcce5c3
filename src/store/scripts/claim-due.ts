import { script } from '../script.ts';

/**
 * Takes the entries of a sorted set that are due, and makes them due again later.
 *
 * Guarantees: of several sweepers one gets an entry; an entry whose sweeper dies comes back; a long queue is looked at in
 * turn and not always from its head.
 *
 * KEYS  sorted set
 * ARGV  entries up to this time in ms are due, now in ms, most entries to take
 */
export const claimDueScript = script(`
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, member in ipairs(due) do redis.call('ZADD', KEYS[1], ARGV[2], member) end
return due
`);
