import { z } from 'zod';

/** How an output is compared with the answer. */
export const checkerSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('exact') }).describe('Byte for byte.'),
    z
      .strictObject({ kind: z.literal('lines') })
      .describe('Line by line; trailing white space of a line and blank lines at the end do not count.'),
    z.strictObject({ kind: z.literal('tokens') }).describe('Token by token; white space does not count.'),
    z
      .strictObject({
        kind: z.literal('floats'),
        abs: z.number().min(0).max(1e9).optional(),
        rel: z.number().min(0).max(1e9).optional(),
      })
      .refine((c) => c.abs !== undefined || c.rel !== undefined, 'floats needs abs, rel or both')
      .describe('Token by token; two numbers agree within abs or within rel × |answer|.'),
  ])
  .describe('How an output is compared with the answer.');

export type Checker = z.infer<typeof checkerSchema>;

export const defaultChecker: Checker = { kind: 'tokens' };
