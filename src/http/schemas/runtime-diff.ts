import { z } from 'zod';
import { diffParts, packageChangeKinds } from '../../domain/runtime-diff.ts';

const side = z
  .strictObject({
    fingerprint: z.string(),
    runtime: z.string(),
    version: z.string(),
    sizeBytes: z.number().min(0),
  })
  .readonly();

const valueChange = z
  .strictObject({
    part: z.enum(diffParts),
    what: z.string().describe('`version`, `limits.cpuMs`, `env.LANG`'),
    from: z.string().exactOptional(),
    to: z.string().exactOptional(),
  })
  .readonly();

const commandChange = z
  .strictObject({
    part: z.enum(['compile', 'run']),
    words: z
      .array(z.strictObject({ kind: z.enum(['kept', 'added', 'removed']), word: z.string() }).readonly())
      .readonly(),
  })
  .readonly();

const packageChange = z
  .strictObject({
    kind: z
      .enum(packageChangeKinds)
      .describe('`changed`: the versions differ, and nothing says which is later.'),
    type: z.string(),
    name: z.string(),
    architecture: z.string().exactOptional(),
    from: z.string().exactOptional(),
    to: z.string().exactOptional(),
  })
  .readonly();

export const runtimeDiffSchema = z
  .strictObject({
    from: side,
    to: side,
    changes: z.array(valueChange).readonly(),
    commands: z.array(commandChange).readonly().describe('Commands that differ, word by word.'),
    layers: z
      .strictObject({ shared: z.number().int(), from: z.number().int(), to: z.number().int() })
      .readonly()
      .describe('Layers that both begin with, and how many each has.'),
    packages: z
      .strictObject({
        known: z.boolean().describe('False: of one of both it is not known, and nothing is compared.'),
        sources: z
          .array(
            z.strictObject({ source: z.string(), packages: z.array(packageChange).readonly() }).readonly(),
          )
          .readonly(),
      })
      .readonly(),
  })
  .readonly();

/** CycloneDX is described by its own schema. */
export const billSchema = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.6'),
});
