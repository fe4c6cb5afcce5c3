import type { z } from 'zod';
import type { Fault } from '../domain/errors.ts';
import { readYaml } from '../gray/read-yaml.ts';

export interface ReadDocument<T> {
  readonly value: T;
  /** `<file>:<line> <JSON pointer>` */
  readonly placeOf: (path: readonly PropertyKey[]) => string;
}

/** The one document of a file, held against its schema; undefined, with every fault at its line, when it is none such. */
export const readDocument = <T extends z.ZodType>(
  schema: T,
  path: string,
  text: string,
  faults: Fault[],
): ReadDocument<z.infer<T>> | undefined => {
  const before = faults.length;
  const [document, second] = readYaml(path, text, faults);
  if (faults.length > before) return undefined;
  if (document === undefined || second !== undefined) {
    faults.push({ path, message: 'must hold one document' });
    return undefined;
  }
  const { value, placeOf } = document;
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data, placeOf };
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      faults.push(
        ...issue.keys.map((key) => ({
          path: placeOf([...issue.path, key]),
          message: 'there is no such key',
        })),
      );
    } else faults.push({ path: placeOf(issue.path), message: issue.message });
  }
  return undefined;
};
