import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import { openLifecycle } from '../../../src/main/lifecycle.ts';

const open = (log = silentLogger) => openLifecycle({ log, monotonic: () => performance.now() });

test('things are released in reverse order, each when the one before is done', async () => {
  const lifecycle = open();
  const order: string[] = [];
  lifecycle.add('first', () => void order.push('first'));
  lifecycle.add('second', async () => {
    await sleep(5);
    order.push('second');
  });
  lifecycle.add('third', () => void order.push('third'));
  expect(await lifecycle.close()).toEqual([]);
  expect(order).toEqual(['third', 'second', 'first']);
});

test('what fails is logged and collected, and the rest is released all the same', async () => {
  const logged: object[] = [];
  const lifecycle = open({ ...silentLogger, error: (fields) => void logged.push(fields) });
  const rejected = new Error('rejected');
  const thrown = new Error('thrown');
  let released = false;
  lifecycle.add('last', () => void (released = true));
  lifecycle.add('rejects', () => Promise.reject(rejected));
  lifecycle.add('throws', () => {
    throw thrown;
  });
  expect(await lifecycle.close()).toEqual([
    { name: 'throws', error: thrown },
    { name: 'rejects', error: rejected },
  ]);
  expect(released).toBe(true);
  expect(logged).toEqual([
    { name: 'throws', err: thrown },
    { name: 'rejects', err: rejected },
  ]);
});

test('what hangs is given up at its deadline', async () => {
  const lifecycle = open();
  let released = false;
  lifecycle.add('under it', () => void (released = true));
  lifecycle.add('hangs', () => new Promise(() => undefined), { deadlineMs: 20 });
  const faults = await lifecycle.close();
  expect(faults.map((fault) => String(fault.error))).toEqual(['Error: hangs did not close within 20 ms']);
  expect(released).toBe(true);
});

test('closing twice releases once, and both callers wait for the end', async () => {
  const lifecycle = open();
  let count = 0;
  lifecycle.add('counted', async () => {
    await sleep(5);
    count += 1;
  });
  await Promise.all([lifecycle.close(), lifecycle.close()]);
  await lifecycle.close();
  expect(count).toBe(1);
});

test('the closing signal is aborted before the first release', async () => {
  const lifecycle = open();
  let seen: boolean | undefined;
  lifecycle.add('looks', () => void (seen = lifecycle.closing.aborted));
  expect(lifecycle.closing.aborted).toBe(false);
  await lifecycle.close();
  expect(seen).toBe(true);
});

test('what is opened while closing has begun is released at once', async () => {
  const lifecycle = open();
  await lifecycle.close();
  let released = false;
  lifecycle.add('late', () => void (released = true));
  expect(released).toBe(true);
});
