import { script } from '../script.ts';

/**
 * Takes a lease, or keeps it. Whoever takes it gets a fence, a number that is higher than every one before.
 *
 * KEYS  lease, fence
 * ARGV  holder, for how long in ms
 * Answers the fence, or false where another holds it.
 */
export const holdLeaseScript = script(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return false end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if holder then return redis.call('GET', KEYS[2]) end
return tostring(redis.call('INCR', KEYS[2]))
`);

/**
 * Gives a lease back before its time.
 *
 * KEYS  lease
 * ARGV  holder
 */
export const releaseLeaseScript = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`);
