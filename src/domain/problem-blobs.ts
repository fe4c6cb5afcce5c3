import type { ProblemDefinition } from './problem.ts';
import type { StoredData } from './submission.ts';

/** Every blob that a definition names, or a part of one, each once. Whatever in it has a digest and a size is one. */
export const blobsOf = (definition: Partial<ProblemDefinition>): StoredData[] => {
  const found = new Map<string, StoredData>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isStoredData(value)) found.set(value.digest, value);
    else for (const member of Object.values(value)) walk(member);
  };
  walk(definition);
  return [...found.values()];
};

const isStoredData = (value: object): value is StoredData =>
  'digest' in value &&
  typeof value.digest === 'string' &&
  'bytes' in value &&
  typeof value.bytes === 'number';
