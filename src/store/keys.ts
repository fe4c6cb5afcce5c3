/**
 * Every name that Serin gives to something in Redis.
 *
 *   {serin}:record:<id>        hash    one submission
 *   {serin}:events:<id>        stream  what was told of it
 *   {serin}:idempotency:<key>  hash    digest and id of the request that came first
 *   {serin}:submissions:<tenant> stream ids of submissions in the order in which they were accepted
 *   {serin}:tenants            set     tenants that have such a stream
 *   {serin}:rejudges           zset    ids of rejudges by their time; {serin}:rejudging is the set of those that are not over
 *   {serin}:rejudge:<id>       hash    what was asked for and how far it is; :items is the hash of its submissions by place,
 *                                      :judging the set of the places that are being judged
 *   {serin}:pending:<track>    zset    unfinished submissions; its size is the bound of the queue
 *   {serin}:shadows:<track>    zset    submissions that the track judges too, by when they were looked at last; 0: not yet
 *   {serin}:tracks             set     tracks that have had a pending submission
 *   {serin}:outbox             zset    `<id>-<attempt>` recorded, but not known to be in the queue
 *   {serin}:bindings           hash    `<language>:<track>` → binding
 *   {serin}:revision           string  revision of the bindings and of the four below
 *   {serin}:settled            hash    `<language>:<track>` that were bound at some time
 *   {serin}:draining           hash    `<track>:<fingerprint>` taken off a track, with work that is not finished
 *   {serin}:quarantined        hash    fingerprint → who rolled it back, and why
 *   {serin}:freezes            hash    name → a time without promotions
 *   {serin}:contests           hash    `[tenant, contest, language]` → the release that it is held to
 *   {serin}:contest-ends       zset    the same names by when that ends
 *   {serin}:sample:<rule>:<minute> string  submissions of that minute which left stable by a rule with a cap; expires
 *   {serin}:history            stream  what happened to runtimes and bindings, by whom and why; kept for good
 *   {serin}:runtimes           hash    fingerprint → facts
 *   {serin}:packages           hash    fingerprint → what is installed in its image
 *   {serin}:problem:<tenant>:<id>  hash  revisions of a problem
 *   {serin}:sums:<tenant>:<id> hash    what became of a problem's submissions; {serin}:judged:<tenant> is the zset of such problems by
 *                                      their last verdict, :tried:<tenant>:<id> and :solved:<tenant>:<id> are HyperLogLogs of users
 *   {serin}:problems           zset    `<tenant>:<id>` of every problem that is not deleted, by name
 *   {serin}:kept-problems      set     the same, with deleted problems whose revisions are kept still
 *   {serin}:workers            set     names of workers; {serin}:worker:<name> holds a worker's last word and expires
 *   {serin}:rules              hash    log id and number of the current revision of the gray rules
 *   {serin}:rules:history      hash    revision → what is said of it; kept for good
 *   {serin}:rules:commits      hash    commit id → revision
 *   {serin}:rules:contents     hash    digest → layers and ranges of the kept revisions, deflated
 *   {serin}:rules:uses         hash    digest → how many kept revisions name that content; `list:<digest>` of a segment's list
 *   {serin}:rules:list:<digest> string ids of a segment, deflated; expires until a revision names it
 *   {serin}:rules:proposals    hash    id → a change of rules that waits for approval
 *   {serin}:rules:nodes        set     processes that serve rules; {serin}:rules:node:<name> holds one's last word and expires
 *   {serin}:rules:leader       string  who publishes the rules' directory; expires. {serin}:rules:fence counts the leaders
 *   {serin}:rules:source       string  digest of the layer that was published last from a directory
 *   {serin}:notices            channel something happened to a submission
 *   {serin}:control            channel bindings or gray rules changed, a submission was cancelled
 *
 * The braces are a hash tag: all keys lie in one slot, so a script may touch any of them on a cluster too.
 */
export interface Keys {
  /** What the names start with, for others that share the slot. */
  readonly prefix: string;
  readonly record: (submission: string) => string;
  readonly events: (submission: string) => string;
  readonly idempotency: (key: string) => string;
  readonly submissions: (tenant: string) => string;
  readonly tenants: string;
  readonly rejudges: string;
  readonly rejudging: string;
  readonly rejudge: (id: string) => string;
  readonly rejudgeItems: (id: string) => string;
  readonly rejudgeJudging: (id: string) => string;
  readonly pending: (track: string) => string;
  readonly shadows: (track: string) => string;
  readonly tracks: string;
  readonly outbox: string;
  readonly bindings: string;
  readonly revision: string;
  readonly settled: string;
  readonly draining: string;
  readonly quarantined: string;
  readonly freezes: string;
  readonly contests: string;
  readonly contestEnds: string;
  /** The script adds the minute. */
  readonly sample: (rule: string) => string;
  readonly history: string;
  readonly runtimes: string;
  readonly packages: string;
  readonly problem: (tenant: string, id: string) => string;
  readonly sums: (tenant: string, problem: string) => string;
  readonly tried: (tenant: string, problem: string) => string;
  readonly solved: (tenant: string, problem: string) => string;
  readonly judged: (tenant: string) => string;
  readonly problems: string;
  readonly keptProblems: string;
  readonly workers: string;
  readonly worker: (name: string) => string;
  readonly rules: string;
  readonly rulesHistory: string;
  readonly rulesCommits: string;
  readonly rulesContents: string;
  readonly rulesUses: string;
  readonly rulesList: (digest: string) => string;
  readonly rulesProposals: string;
  readonly rulesNodes: string;
  readonly rulesNode: (name: string) => string;
  readonly rulesLeader: string;
  readonly rulesFence: string;
  readonly rulesSource: string;
  readonly notices: string;
  readonly control: string;
}

/** @param prefix - `serin:` by default; two installations may share a Redis when theirs differ. */
export const keysOf = (prefix = 'serin:'): Keys => {
  const tag = prefix.replace(/:$/, '');
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(tag)) {
    throw new RangeError(
      `a Redis prefix is 1–64 of A–Z, a–z, 0–9, ".", "_" and "-", not ${JSON.stringify(prefix)}`,
    );
  }
  const named = (name: string): string => `{${tag}}:${name}`;
  return {
    prefix: named(''),
    record: (submission) => named(`record:${submission}`),
    events: (submission) => named(`events:${submission}`),
    idempotency: (key) => named(`idempotency:${key}`),
    submissions: (tenant) => named(`submissions:${tenant}`),
    tenants: named('tenants'),
    rejudges: named('rejudges'),
    rejudging: named('rejudging'),
    rejudge: (id) => named(`rejudge:${id}`),
    rejudgeItems: (id) => named(`rejudge:${id}:items`),
    rejudgeJudging: (id) => named(`rejudge:${id}:judging`),
    pending: (track) => named(`pending:${track}`),
    shadows: (track) => named(`shadows:${track}`),
    tracks: named('tracks'),
    outbox: named('outbox'),
    bindings: named('bindings'),
    revision: named('revision'),
    settled: named('settled'),
    draining: named('draining'),
    quarantined: named('quarantined'),
    freezes: named('freezes'),
    contests: named('contests'),
    contestEnds: named('contest-ends'),
    sample: (rule) => named(`sample:${rule}:`),
    history: named('history'),
    runtimes: named('runtimes'),
    packages: named('packages'),
    problem: (tenant, id) => named(`problem:${tenant}:${id}`),
    sums: (tenant, problem) => named(`sums:${tenant}:${problem}`),
    tried: (tenant, problem) => named(`tried:${tenant}:${problem}`),
    solved: (tenant, problem) => named(`solved:${tenant}:${problem}`),
    judged: (tenant) => named(`judged:${tenant}`),
    problems: named('problems'),
    keptProblems: named('kept-problems'),
    workers: named('workers'),
    worker: (name) => named(`worker:${name}`),
    rules: named('rules'),
    rulesHistory: named('rules:history'),
    rulesCommits: named('rules:commits'),
    rulesContents: named('rules:contents'),
    rulesUses: named('rules:uses'),
    rulesList: (digest) => named(`rules:list:${digest}`),
    rulesProposals: named('rules:proposals'),
    rulesNodes: named('rules:nodes'),
    rulesNode: (name) => named(`rules:node:${name}`),
    rulesLeader: named('rules:leader'),
    rulesFence: named('rules:fence'),
    rulesSource: named('rules:source'),
    notices: named('notices'),
    control: named('control'),
  };
};
