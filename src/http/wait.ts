import { SerinError } from '../domain/errors.ts';
import { longestWaitMs } from './options.ts';

const factors = { ms: 1, s: 1000, m: 60_000 } as const;
const words = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m)?$/;

/**
 * `20s`, `1.5s`, `500ms`, `1m`; a bare number counts milliseconds. Longer than a minute is cut to a minute, because
 * the caller has to be ready for 202 anyway.
 *
 * @throws SerinError INVALID_REQUEST
 */
export const parseWaitMs = (given: string | undefined): number => {
  if (given === undefined || given === '') return 0;
  const [, amount, unit] = words.exec(given) ?? [];
  if (amount === undefined) {
    throw new SerinError('INVALID_REQUEST', 'wait is not a length of time', {
      faults: [{ path: 'query:wait', message: 'a length of time such as 20s, 500ms or 1m' }],
    });
  }
  const factor = factors[(unit ?? 'ms') as keyof typeof factors];
  return Math.min(longestWaitMs, Math.round(Number(amount) * factor));
};
