import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { forEachBounded } from '../../../src/workshop/bounded.ts';

describe('bounded work', () => {
  test('does everything, in order, with no more than the limit at once', async () => {
    let running = 0;
    let most = 0;
    const begun: number[] = [];
    await forEachBounded([1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item);
      most = Math.max(most, (running += 1));
      await sleep(5);
      running -= 1;
    });
    expect(begun).toEqual([1, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });

  test('begins nothing new after a failure, waits for what was begun, and throws the failure', async () => {
    const ended: number[] = [];
    const work = forEachBounded([1, 2, 3, 4], 2, async (item) => {
      if (item === 1) throw new Error('the first failed');
      await sleep(10);
      ended.push(item);
    });
    await expect(work).rejects.toThrow('the first failed');
    expect(ended).toEqual([2]);
  });

  test('has nothing to do for no items', async () => {
    await expect(forEachBounded([], 2, () => Promise.reject(new Error('never')))).resolves.toBeUndefined();
  });
});
