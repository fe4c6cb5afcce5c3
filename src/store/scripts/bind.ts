import { script } from '../script.ts';

/**
 * Binds a runtime to a language's track.
 *
 * Guarantees: binding, revision and audit entry change together, every change raises the revision by one, and subscribers
 * are told. With "only if unbound" of many callers one wins; the others hear false and nothing changes.
 *
 * KEYS  bindings, revision, audit
 * ARGV  field, binding, '1' for only if unbound, control channel, schema version, most audit entries to keep
 */
export const bindScript = script(`
local before = redis.call('HGET', KEYS[1], ARGV[1])
if before and ARGV[3] == '1' then return false end
local revision = redis.call('INCR', KEYS[2])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[6], '*', 'v', ARGV[5], 'type', 'bind', 'revision', revision,
  'after', ARGV[2], 'before', before or '')
redis.call('PUBLISH', ARGV[4], '{"v":' .. ARGV[5] .. ',"type":"bindings","revision":' .. revision .. '}')
return revision
`);
