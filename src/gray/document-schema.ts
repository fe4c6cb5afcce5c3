/** Everything that a rules file or a layer may hold. One document is one of these, told by its `kind`. */
import { z } from 'zod';
import { dimensionsSchema } from './dimensions-schema.ts';
import { overrideSchema } from './override-schema.ts';
import { grayRuleSchema } from './rule-schema.ts';
import { segmentSchema } from './segment-schema.ts';

export const documentSchema = z.discriminatedUnion('kind', [
  grayRuleSchema,
  overrideSchema,
  segmentSchema,
  dimensionsSchema,
]);

export type GrayDocument = z.infer<typeof documentSchema>;
