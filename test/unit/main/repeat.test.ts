import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Logger } from '../../../src/domain/logger.ts';
import { silentLogger } from '../../../src/domain/logger.ts';
import { repeat } from '../../../src/main/repeat.ts';

describe('repeat', () => {
  test('runs at once, then again, and never twice at the same time', async () => {
    let runs = 0;
    let atOnce = 0;
    let most = 0;
    const task = repeat('t', 1, silentLogger, async () => {
      runs += 1;
      atOnce += 1;
      most = Math.max(most, atOnce);
      await sleep(2);
      atOnce -= 1;
    });
    task.soon();
    await sleep(40);
    await task.stop();
    expect(runs).toBeGreaterThan(2);
    expect(most).toBe(1);
  });

  test('a failure is told once, and so is its end', async () => {
    const told: string[] = [];
    const log: Logger = {
      ...silentLogger,
      warn: (_, message) => told.push(message),
      info: (_, message) => told.push(message),
    };
    let failing = true;
    const task = repeat('t', 1, log, () => (failing ? Promise.reject(new Error('no')) : Promise.resolve()));
    await sleep(20);
    failing = false;
    await sleep(20);
    await task.stop();
    expect(told).toEqual(['failed; will be tried again', 'works again']);
  });

  test('nothing runs after stop, which waits for what is under way', async () => {
    let ended = false;
    const task = repeat('t', 1, silentLogger, async () => {
      await sleep(10);
      ended = true;
    });
    await task.stop();
    expect(ended).toBe(true);
    ended = false;
    task.soon();
    await sleep(20);
    expect(ended).toBe(false);
  });
});
