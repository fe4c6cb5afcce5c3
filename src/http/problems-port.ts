import type { ProblemDefinition, ProblemRevision } from '../domain/problem.ts';
import type { StoredData } from '../domain/submission.ts';
import type { PutProblem, PutProblemRequest } from '../problems/keep-problem.ts';

/** Problems by tenant. Every method throws STORE_UNAVAILABLE. */
export interface Problems {
  /** Throws PACKAGE_INVALID, PAYLOAD_TOO_LARGE, STORAGE_FULL, and what the source throws. */
  put(request: PutProblemRequest): Promise<PutProblem>;
  /** By name. `next`: where to go on. */
  list(
    tenant: string,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<{ readonly problems: readonly ProblemRevision[]; readonly next?: string }>;
  /** The current revision; the one that is asked for, also where the problem is deleted since. */
  find(tenant: string, id: string, revision?: number): Promise<ProblemRevision | undefined>;
  /** The newest first; none: there is no such problem. */
  revisions(tenant: string, id: string): Promise<readonly ProblemRevision[]>;
  /** False: there is no such problem. */
  remove(tenant: string, id: string): Promise<boolean>;
  definition(digest: string): Promise<ProblemDefinition>;
  /** The first bytes of what a definition names. */
  beginning(data: StoredData, maxBytes: number): Promise<Buffer>;
}
