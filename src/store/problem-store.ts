/**
 * What is on record of problems: numbers, names and digests. Definitions and test data are blobs.
 *
 *              put                  put of another digest
 *   (nothing) ─────▶ current ────────────────────────────────▶ superseded       one revision
 *                       │                                          │
 *                       └───────── delete of the problem ──────────┤
 *                                                                  ▼
 *                          put: a new revision is current,      deleted ──(retention, and no unfinished submission)──▶ forgotten
 *                          the others are superseded again ◀───────┘
 *
 * Revisions never change, and live as long as their problem. A submission holds the number and the digest of the one that was
 * current when it was accepted, and is judged by it whatever becomes of the problem meanwhile: a deleted problem is on no list and
 * takes no submissions, but its revisions can be read until the records of those submissions are gone too. Then it is forgotten, and the
 * sweep (`problem-sweep.ts`) removes the blobs that no kept revision refers to. Numbers go on where they stopped, so that a number never
 * means two things.
 *
 * Everything is by tenant: no key leads from one tenant to another's problem.
 *
 *   {serin}:problem:<tenant>:<id>
 *     last          the last number that was given; stays for good
 *     current       number, a space, and the revision, so that one HGET answers a submission; absent when deleted
 *     digest        of the current revision
 *     r:<number>    each revision
 *     deletedAtMs   while it is deleted
 */
import { z } from 'zod';
import type { ProblemRevision } from '../domain/problem.ts';
import type { Keys } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { runScript } from './script.ts';
import { deleteProblemScript, forgetProblemScript, putProblemScript } from './scripts/put-problem.ts';
import { decodePayload, encodePayload } from './versioned.ts';

export type NewRevision = Omit<ProblemRevision, 'revision'>;

/** A problem that has revisions, deleted or not. */
export interface KeptProblem {
  readonly tenant: string;
  readonly id: string;
  readonly revisions: readonly ProblemRevision[];
  readonly deletedAtMs?: number;
}

interface Named {
  readonly tenant: string;
  readonly id: string;
}

const scannedAtOnce = 500;

/** Every method throws STORE_UNAVAILABLE when Redis is gone. */
export class ProblemStore {
  readonly #redis: RedisLink;
  readonly #keys: Keys;

  constructor(deps: { readonly redis: RedisLink; readonly keys: Keys }) {
    this.#redis = deps.redis;
    this.#keys = deps.keys;
  }

  /** `created` false: the digest is that of the current revision, which stays. The definition's blob has to be there. */
  async put(given: NewRevision): Promise<{ readonly revision: ProblemRevision; readonly created: boolean }> {
    const { id, tenant, ...kept } = given;
    const { problem, problems, keptProblems } = this.#keys;
    const answer = await this.#redis.run((client) =>
      runScript(
        client,
        putProblemScript,
        [problem(tenant, id), problems, keptProblems],
        [kept.digest, memberOf(given), encodePayload(kept)],
      ),
    );
    const [created, current] = answer as [number, string];
    return { revision: decodeCurrent(given, current), created: created === 1 };
  }

  /** Undefined: there is no such problem, or it is deleted. One round trip. */
  async current(tenant: string, id: string): Promise<ProblemRevision | undefined> {
    const text = await this.#redis.run((client) => client.hget(this.#keys.problem(tenant, id), 'current'));
    return text === null ? undefined : decodeCurrent({ tenant, id }, text);
  }

  /** A revision by its number. Those of a deleted problem are answered until it is forgotten. */
  async at(tenant: string, id: string, revision: number): Promise<ProblemRevision | undefined> {
    const key = this.#keys.problem(tenant, id);
    const text = await this.#redis.run((client) => client.hget(key, `r:${revision}`));
    return text === null ? undefined : decodeRevision({ tenant, id }, revision, text);
  }

  /** The newest first; none where there is no such problem, or it is deleted. */
  async revisions(tenant: string, id: string): Promise<ProblemRevision[]> {
    const fields = await this.#redis.run((client) => client.hgetall(this.#keys.problem(tenant, id)));
    return fields['current'] === undefined ? [] : revisionsIn({ tenant, id }, fields);
  }

  /** Current revisions of a tenant's problems by name. `next` is where to go on; absent at the end. */
  async list(
    tenant: string,
    { after, limit }: { readonly after?: string; readonly limit: number },
  ): Promise<{ readonly problems: readonly ProblemRevision[]; readonly next?: string }> {
    const from = after === undefined ? `[${tenant}:` : `(${tenant}:${after}`;
    // ";" comes right after ":".
    const members = await this.#redis.run((client) =>
      client.zrangebylex(this.#keys.problems, from, `(${tenant};`, 'LIMIT', 0, limit + 1),
    );
    const ids = members.slice(0, limit).map((member) => member.slice(tenant.length + 1));
    const found = await Promise.all(ids.map((id) => this.current(tenant, id)));
    const last = ids.at(-1);
    return {
      // One that was deleted between the two questions is left out.
      problems: found.filter((revision) => revision !== undefined),
      ...(members.length > limit && last !== undefined ? { next: last } : {}),
    };
  }

  /** False: there is no such problem. */
  async remove(tenant: string, id: string, nowMs: number): Promise<boolean> {
    const { problem, problems } = this.#keys;
    const answer = await this.#redis.run((client) =>
      runScript(
        client,
        deleteProblemScript,
        [problem(tenant, id), problems],
        [memberOf({ tenant, id }), nowMs],
      ),
    );
    return answer === 1;
  }

  /** Every problem with revisions, those of deleted ones too, at least once. */
  async *kept(): AsyncIterable<KeptProblem> {
    let cursor = '0';
    do {
      const from = cursor;
      const [next, members] = await this.#redis.run((client) =>
        client.sscan(this.#keys.keptProblems, from, 'COUNT', scannedAtOnce),
      );
      cursor = next;
      for (const member of members) {
        const named = namedBy(member);
        const key = this.#keys.problem(named.tenant, named.id);
        const fields = await this.#redis.run((client) => client.hgetall(key));
        const { deletedAtMs } = fields;
        yield {
          ...named,
          revisions: revisionsIn(named, fields),
          ...(deletedAtMs === undefined ? {} : { deletedAtMs: Number(deletedAtMs) }),
        };
      }
    } while (cursor !== '0');
  }

  /** False: it was put or deleted again since it was looked at, and nothing was changed. */
  async forget({ tenant, id, deletedAtMs }: Named & { readonly deletedAtMs: number }): Promise<boolean> {
    const { problem, keptProblems } = this.#keys;
    const answer = await this.#redis.run((client) =>
      runScript(
        client,
        forgetProblemScript,
        [problem(tenant, id), keptProblems],
        [memberOf({ tenant, id }), deletedAtMs],
      ),
    );
    return answer === 1;
  }
}

/** Neither a tenant nor an id has a colon. */
const memberOf = ({ tenant, id }: Named): string => `${tenant}:${id}`;

const namedBy = (member: string): Named => {
  const at = member.indexOf(':');
  return { tenant: member.slice(0, at), id: member.slice(at + 1) };
};

const shape = z.object({
  digest: z.string(),
  title: z.string(),
  tests: z.number(),
  bytes: z.number(),
  by: z.string(),
  atMs: z.number(),
});

const decodeRevision = ({ tenant, id }: Named, revision: number, text: string): ProblemRevision => ({
  id,
  tenant,
  revision,
  ...decodePayload(shape, text, `revision ${revision} of problem ${id}`),
});

const decodeCurrent = (named: Named, text: string): ProblemRevision => {
  const at = text.indexOf(' ');
  return decodeRevision(named, Number(text.slice(0, at)), text.slice(at + 1));
};

const revisionsIn = (named: Named, fields: Readonly<Record<string, string>>): ProblemRevision[] =>
  Object.entries(fields)
    .filter(([field]) => field.startsWith('r:'))
    .map(([field, text]) => decodeRevision(named, Number(field.slice(2)), text))
    .sort((a, b) => b.revision - a.revision);
