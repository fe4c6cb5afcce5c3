import type { ProblemGroup } from './problem.ts';

/** Names of the groups whose tests everybody may see: sample groups, and groups in these. Every other test is secret. */
export const sampleGroups = (groups: readonly ProblemGroup[]): ReadonlySet<string> => {
  const shown = new Set<string>();
  // Parents come before their children.
  for (const { name, parent, sample } of groups) {
    if (sample === true || (parent !== undefined && shown.has(parent))) shown.add(name);
  }
  return shown;
};
