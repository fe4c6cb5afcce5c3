import type { z } from 'zod';
import type { Fault } from '../../domain/errors.ts';

/** RFC 6901. */
const pointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** Every issue at its JSON pointer; an unknown field is named at its own. */
export const faultsOf = (error: z.ZodError): Fault[] =>
  error.issues.flatMap((issue): Fault[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: pointer([...issue.path, key]),
        message: 'there is no such field',
      }));
    }
    return [{ path: pointer(issue.path), message: messageOf(issue) }];
  });

/** "Invalid input: expected string, received undefined" is no sentence for the person who forgot a field. */
const messageOf = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined'))
    return 'this field is missing';
  return issue.message.replace(/^Invalid input: /, '');
};
