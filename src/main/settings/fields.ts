/** What settings are made of. Errors are written to follow "port=x:", so they begin with a verb. */
import { z } from 'zod';

export const mebibyte = 1024 * 1024;

export const whole = (least: number, most: number, otherwise = '') => {
  const error = `must be ${otherwise}a whole number from ${least} to ${most}, without a unit`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};

export const oneOf = {
  error: (issue: { readonly values?: unknown }) =>
    `must be one of ${Array.isArray(issue.values) ? issue.values.join(', ') : 'the words listed'}`,
};

export const listError = { error: 'must be a list' };

export const yesOrNo = () => z.boolean({ error: 'must be true or false' });

export const text = () => z.string({ error: 'must be text' });

/** A directory; relative ones are resolved against where the value came from. */
export const directory = text().min(1, 'must not be empty');

export const distinct = (items: readonly unknown[]): boolean => new Set(items).size === items.length;

/** Relative ones are resolved like directories. */
export const file = text().min(1, 'must not be empty');
