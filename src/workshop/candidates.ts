/** `images/candidates.yaml`: languages that are wanted, and the names under which Debian may have them. */
import { z } from 'zod';
import { SerinError } from '../domain/errors.ts';
import type { Fault } from '../domain/errors.ts';
import { readDocument } from './document.ts';
import type { ReadDocument } from './document.ts';

const candidateSchema = z.strictObject({
  /** Packages, the best first. */
  packages: z.array(z.string().regex(/^[a-z0-9][a-z0-9+.-]{1,63}$/, 'must be the name of a package')).min(1),
  note: z.string().min(1).optional(),
});

const candidatesSchema = z.strictObject({
  apiVersion: z.literal('serin/v1'),
  kind: z.literal('Candidates'),
  languages: z.record(z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/), candidateSchema),
});

export type Candidates = z.infer<typeof candidatesSchema>['languages'];

export const examineCandidates = (
  path: string,
  text: string,
  faults: Fault[],
): ReadDocument<{ readonly languages: Candidates }> | undefined =>
  readDocument(candidatesSchema, path, text, faults);

/** @throws SerinError MANIFEST_INVALID with every fault at its line. */
export const readCandidates = (path: string, text: string): Candidates => {
  const faults: Fault[] = [];
  const document = examineCandidates(path, text, faults);
  if (document !== undefined) return document.value.languages;
  const told = faults.map((fault) => `${fault.path}: ${fault.message}`).join('; ');
  throw new SerinError('MANIFEST_INVALID', `the wanted languages are not valid: ${told}`, { faults });
};
