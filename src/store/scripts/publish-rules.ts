import { script } from '../script.ts';

/**
 * Makes a rule set the current revision, if the one that it was made from still is.
 *
 * Guarantees: numbers rise by one, without a gap; of two writers that meet one is told that it is behind, and wrote nothing; a commit
 * id that is known makes no second revision and answers the first; whoever leads no more publishes nothing under the old fence;
 * what a revision names is there in the same step, and what only a revision names that is too old to be kept goes with it;
 * subscribers are told.
 *
 * KEYS  rules, history, commits, contents, uses, fence
 * ARGV   1 expected revision     2 commit id            3 log id, if this is the first revision
 *        4 control channel       5 schema version       6 how many revisions keep their contents
 *        7 content digest        8 the rest of the revision's JSON, without its first brace
 *        9 fence, or ''         10 what names of lists begin with
 *       11 how long a list is kept that no revision names any more, in ms
 *       12 number of contents, then digest and bytes of each; number of lists, then the digest of each
 *
 * Answers {'published', JSON} {'repeated', JSON} {'behind', revision} {'fenced'} {'lost', digest of a list that is not there}.
 */
export const publishRulesScript = script(`
local known = redis.call('HGET', KEYS[3], ARGV[2])
if known then return { 'repeated', redis.call('HGET', KEYS[2], known) } end
if ARGV[9] ~= '' and redis.call('GET', KEYS[6]) ~= ARGV[9] then return { 'fenced' } end
local revision = tonumber(redis.call('HGET', KEYS[1], 'revision') or '0')
if revision ~= tonumber(ARGV[1]) then return { 'behind', revision } end

local contents = tonumber(ARGV[12])
local lists = 13 + 2 * contents
for at = lists + 1, #ARGV do
  if redis.call('EXISTS', ARGV[10] .. ARGV[at]) == 0 then return { 'lost', ARGV[at] } end
end

local log = redis.call('HGET', KEYS[1], 'log') or ARGV[3]
local parent = redis.call('HGET', KEYS[1], 'digest') or ''
revision = revision + 1
local told = '{"log":"' .. log .. '","revision":' .. revision .. ',"parent":"' .. parent .. '",' .. ARGV[8]
redis.call('HSET', KEYS[1], 'log', log, 'revision', revision, 'digest', ARGV[7])
redis.call('HSET', KEYS[2], revision, told)
redis.call('HSET', KEYS[3], ARGV[2], revision)
for at = 13, lists - 1, 2 do
  redis.call('HSETNX', KEYS[4], ARGV[at], ARGV[at + 1])
  redis.call('HINCRBY', KEYS[5], ARGV[at], 1)
end
for at = lists + 1, #ARGV do
  redis.call('HINCRBY', KEYS[5], 'list:' .. ARGV[at], 1)
  redis.call('PERSIST', ARGV[10] .. ARGV[at])
end

local old = redis.call('HGET', KEYS[2], revision - tonumber(ARGV[6]))
if old then
  local named = cjson.decode(old)
  for _, digest in pairs(named.contents) do
    if redis.call('HINCRBY', KEYS[5], digest, -1) <= 0 then
      redis.call('HDEL', KEYS[5], digest)
      redis.call('HDEL', KEYS[4], digest)
    end
  end
  for _, digest in ipairs(named.lists) do
    if redis.call('HINCRBY', KEYS[5], 'list:' .. digest, -1) <= 0 then
      redis.call('HDEL', KEYS[5], 'list:' .. digest)
      redis.call('PEXPIRE', ARGV[10] .. digest, ARGV[11])
    end
  end
end
redis.call('PUBLISH', ARGV[4], '{"v":' .. ARGV[5] .. ',"type":"rules","revision":' .. revision
  .. ',"digest":"' .. ARGV[7] .. '","log":"' .. log .. '"}')
return { 'published', told }
`);

/** What is said of the current revision, or false. KEYS  rules, history */
export const headRulesScript = script(`
local revision = redis.call('HGET', KEYS[1], 'revision')
return revision and redis.call('HGET', KEYS[2], revision)
`);

/**
 * Keeps a list that no revision names yet, for a while. One that is there stays as it is, and no shorter than it would have.
 *
 * KEYS  list
 * ARGV  bytes, for how long in ms
 */
export const putListScript = script(`
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
if redis.call('PTTL', KEYS[1]) > 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
`);
