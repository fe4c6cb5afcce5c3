import { expect, test } from 'vitest';
import { within } from '../../../src/sandbox/deadline.ts';

test('a call that is answered in time gives its answer, or its failure', async () => {
  await expect(within('asking', 1_000, Promise.resolve(3))).resolves.toBe(3);
  await expect(within('asking', 1_000, Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError);
});

test('a call that hangs is a failure that may be tried again and says what hung', async () => {
  await expect(within('creating', 20, new Promise(() => undefined))).rejects.toMatchObject({
    code: 'SANDBOX_FAILED',
    retryable: true,
    message: 'creating: the Docker engine did not answer within 0.02 s',
  });
});
