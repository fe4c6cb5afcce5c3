/** The worker: its engine, its slots and its sandboxes. */
import { z } from 'zod';
import { trackSchema } from '../../domain/decision.ts';
import { distinct, listError, mebibyte, oneOf, text, whole } from './fields.ts';

export const workerSettings = {
  dockerHost: text()
    .regex(
      /^(unix|tcp|http|https|ssh):\/\/\S+$/,
      'must begin with unix://, tcp://, http://, https:// or ssh://',
    )
    .optional()
    .describe(
      'The Docker engine of the worker; DOCKER_HOST counts too. By default unix:///var/run/docker.sock.',
    ),
  workerName: text()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'must be 1–63 letters, digits, "_", "." and "-"')
    .optional()
    .describe('Name of this worker, which its containers carry. By default the host name and slotBase.'),
  tracks: z
    .array(trackSchema, listError)
    .min(1)
    .refine(distinct, 'names a track twice')
    .default(['stable', 'canary'])
    .describe('Tracks that this worker serves.'),
  runtimes: z
    .array(
      text().regex(/^[a-z][a-z0-9.-]{0,63}$/, 'must be a set, a language, a family or a runtime'),
      listError,
    )
    .min(1)
    .refine(distinct, 'names a runtime twice')
    .optional()
    .describe(
      'Runtimes to build and to serve: sets, languages, families, runtimes or all. By default the set default is built, and whatever the engine has is served.',
    ),
  slots: z
    .union([z.literal('auto'), whole(1, 1024, 'auto or ')], {
      error: 'must be auto or a whole number from 1 to 1024, without a unit',
    })
    .default('auto')
    .describe('Programs judged at once, each on a core of its own; auto leaves one core to everything else.'),
  slotBase: whole(0, 4095)
    .default(0)
    .describe(
      'Number of the first slot. Workers on one host need slots that do not overlap: each is a core and a uid.',
    ),
  isolation: z
    .enum(['reuse', 'fresh'], oneOf)
    .default('reuse')
    .describe('Give a container a verified reset after a submission (reuse), or a new one to each (fresh).'),
  ociRuntime: text()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'must be the name of a runtime of the engine')
    .optional()
    .describe("The engine's OCI runtime for sandboxes, such as runsc (gVisor). By default the engine's own."),
  warmMemoryBytes: whole(64 * mebibyte, 2 ** 50)
    .optional()
    .describe(
      "Memory that idle warm containers may take, 24 MiB each. By default an eighth of the engine's.",
    ),
};
