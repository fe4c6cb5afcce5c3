import { z } from 'zod';

const ignoreCase = z.boolean().exactOptional().describe('Letters a–z and A–Z are the same.');

/** How an output is compared with the answer. */
export const checkerSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('exact') }).describe('Byte for byte.'),
    z
      .strictObject({ kind: z.literal('lines'), ignoreCase })
      .describe('Line by line; trailing white space of a line and blank lines at the end do not count.'),
    z
      .strictObject({ kind: z.literal('tokens'), ignoreCase, exactSpace: z.boolean().exactOptional() })
      .describe('Token by token; white space does not count, unless exactSpace says that it does.'),
    z
      .strictObject({
        kind: z.literal('floats'),
        abs: z.number().min(0).max(1e9).optional(),
        rel: z.number().min(0).max(1e9).optional(),
        ignoreCase,
        exactSpace: z.boolean().exactOptional(),
      })
      .refine((c) => c.abs !== undefined || c.rel !== undefined, 'floats needs abs, rel or both')
      .describe('Token by token; two numbers agree within abs or within rel × |answer|.'),
    z
      .strictObject({ kind: z.literal('unordered'), by: z.enum(['lines', 'tokens']), ignoreCase })
      .describe('The same lines or tokens, as often, in any order.'),
  ])
  .describe('How an output is compared with the answer.');

export type Checker = z.infer<typeof checkerSchema>;

export const defaultChecker: Checker = { kind: 'tokens' };
