import { script } from '../script.ts';

/**
 * Puts a runtime on record.
 *
 * Guarantees: of many workers that publish one fingerprint, one writes its beginning into the history (1); the others only refresh
 * what is known of it (0).
 *
 * KEYS  runtimes, history, revision
 * ARGV  fingerprint, facts, event, schema version
 */
export const publishRuntimeScript = script(`
local isNew = redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if isNew == 1 then
  redis.call('XADD', KEYS[2], '*', 'v', ARGV[4], 'revision', redis.call('GET', KEYS[3]) or '0', 'e', ARGV[3])
end
return isNew
`);
