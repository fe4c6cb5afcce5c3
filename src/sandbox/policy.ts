import { parse } from 'yaml';
import { z } from 'zod';
import { SerinError } from '../domain/errors.ts';
import type { Fault } from '../domain/errors.ts';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;
const gibibyte = 1024 * mebibyte;

const whole = (least: number, most: number) => z.number().int().min(least).max(most);

/** A tmpfs of the container: its contents count against the container's memory. */
const directory = z.strictObject({
  sizeBytes: whole(64 * kibibyte, 16 * gibibyte),
  /** Files, directories and links it can hold. */
  inodes: whole(16, 1_000_000),
});

/** `sandboxes/policies/<name>.yaml`: what a class of runtimes gets of a container. Sizes in bytes. */
export const sandboxPolicySchema = z.strictObject({
  apiVersion: z.literal('serin/v1'),
  kind: z.literal('SandboxPolicy'),
  name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'lower case letters, digits and "-"'),
  /** The most that any run in this class may be allowed to use. */
  memoryMaxBytes: whole(16 * mebibyte, 1024 * gibibyte),
  /** The most processes and threads alive at once, whatever a run is allowed. */
  pidsMax: whole(8, 32_768),
  /** `/dev/shm`. Docker takes 0 for its default of 64 MiB, hence the least of one page. */
  shmBytes: whole(4 * kibibyte, gibibyte),
  /** The writable working directory of programs. */
  box: directory,
  /** Sources and artifacts, read-only for programs. */
  app: directory,
  /** `/tmp`, for compilers mostly. */
  tmp: directory,
});

export type SandboxPolicy = z.infer<typeof sandboxPolicySchema>;

export interface PolicyDocument {
  /** Where it was read, for messages. */
  readonly path: string;
  readonly text: string;
}

/** All policies by name. Throws `CONFIG_INVALID` with every fault of every document. */
export const parsePolicies = (documents: readonly PolicyDocument[]): ReadonlyMap<string, SandboxPolicy> => {
  const policies = new Map<string, SandboxPolicy>();
  const faults: Fault[] = [];
  for (const document of documents) {
    const outcome = parsePolicy(document);
    if ('faults' in outcome) {
      faults.push(...outcome.faults);
    } else if (policies.has(outcome.policy.name)) {
      faults.push({
        path: `${document.path}#/name`,
        message: `there is a policy "${outcome.policy.name}" already`,
      });
    } else {
      policies.set(outcome.policy.name, outcome.policy);
    }
  }
  if (documents.length === 0) {
    faults.push({ path: 'sandboxes/policies', message: 'there is no policy: at least "default" is needed' });
  }
  if (faults.length > 0) {
    const summary = faults.map(({ path, message }) => `${path}: ${message}`).join('; ');
    throw new SerinError('CONFIG_INVALID', `a sandbox policy is not valid: ${summary}`, { faults });
  }
  return policies;
};

const parsePolicy = ({ path, text }: PolicyDocument): { policy: SandboxPolicy } | { faults: Fault[] } => {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    return {
      faults: [{ path, message: `is not YAML: ${error instanceof Error ? error.message : String(error)}` }],
    };
  }
  const parsed = sandboxPolicySchema.safeParse(value);
  if (parsed.success) return { policy: parsed.data };
  return {
    faults: parsed.error.issues.map((issue) => ({
      path: `${path}#/${issue.path.map(String).join('/')}`,
      message: issue.message,
    })),
  };
};
