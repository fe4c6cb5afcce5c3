import type { GrayContext } from './context.ts';
import type { GrayRule } from './rule-schema.ts';

export type StickyKey = GrayRule['spec']['stickyBy'][number];

export interface Sticky {
  readonly key: StickyKey;
  readonly value: string;
}

/** The first of the keys that the submission tells, with its value. */
export const stickyOf = (keys: readonly StickyKey[], context: GrayContext): Sticky | undefined => {
  for (const key of keys) {
    const value = valueOf(key, context);
    if (value !== undefined) return { key, value };
  }
  return undefined;
};

const valueOf = (key: StickyKey, context: GrayContext): string | undefined => {
  switch (key) {
    case 'user.id':
      return context.userId;
    case 'client.id':
      return context.clientId;
    case 'problem.id':
      return context.problemId;
    case 'contest':
      return context.contest;
  }
};
