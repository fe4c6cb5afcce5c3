import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { forEachBounded } from '../../../src/workshop/bounded.ts';

describe('bounded work', () => {
  test('does everything, in order, with no more than the limit at once', async () => {
    let running = 0;
    let most = 0;
    const begun: number[] = [];
    await forEachBounded([1, 2, 3, 4, 5], { limit: 2 }, async (item) => {
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
    const work = forEachBounded([1, 2, 3, 4], { limit: 2 }, async (item) => {
      if (item === 1) throw new Error('the first failed');
      await sleep(10);
      ended.push(item);
    });
    await expect(work).rejects.toThrow('the first failed');
    expect(ended).toEqual([2]);
  });

  test('has nothing to do for no items', async () => {
    const never = () => Promise.reject(new Error('never'));
    await expect(forEachBounded([], { limit: 2 }, never)).resolves.toBeUndefined();
  });

  test('begins an item only when it fits beside what is under way, and lets none overtake it', async () => {
    let weight = 0;
    let heaviest = 0;
    const begun: number[] = [];
    const act = async (item: number): Promise<void> => {
      begun.push(item);
      heaviest = Math.max(heaviest, (weight += item));
      await sleep(5);
      weight -= item;
    };
    await forEachBounded([4, 3, 5, 1, 2], { limit: 5, capacity: 7 }, act, (item) => item);
    expect(begun).toEqual([4, 3, 5, 1, 2]);
    expect(heaviest).toBe(7);
  });

  test('does an item that is too heavy for the room by itself', async () => {
    const together: number[] = [];
    let running = 0;
    const act = async (): Promise<void> => {
      together.push((running += 1));
      await sleep(2);
      running -= 1;
    };
    await forEachBounded([1, 9, 1], { limit: 3, capacity: 5 }, act, (item) => item);
    expect(together).toEqual([1, 1, 1]);
  });
});
