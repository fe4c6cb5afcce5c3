/** What gray rules may know of a submission. */
import type { SubmissionSpec } from '../domain/submission.ts';
import type { GrayContext } from '../gray/context.ts';

/**
 * Pure, and made of what is on record alone: a submission that is read back gives the context that it was decided by.
 *
 * @param family - of its language.
 * @param atMs - when it was submitted.
 */
export const contextOf = (spec: SubmissionSpec, family: string, atMs: number): GrayContext => {
  const { user, client } = spec;
  return {
    atMs,
    tenant: spec.tenant,
    language: spec.language,
    family,
    priority: spec.priority,
    tags: user.tags ?? [],
    ...(user.region === undefined ? {} : { region: user.region }),
    ...(user.geohash === undefined ? {} : { geohash: user.geohash }),
    ...(user.level === undefined ? {} : { userLevel: user.level }),
    ...(user.id === undefined ? {} : { userId: user.id }),
    ...(client.id === undefined ? {} : { clientId: client.id }),
    ...(client.device === undefined ? {} : { device: client.device }),
    ...(spec.difficulty === undefined ? {} : { difficulty: spec.difficulty }),
    ...(spec.problem === undefined ? {} : { problemId: spec.problem }),
    ...(spec.topics === undefined ? {} : { topics: spec.topics }),
    ...(spec.contest === undefined ? {} : { contest: spec.contest }),
    ...(spec.headers === undefined ? {} : { headers: spec.headers }),
  };
};
