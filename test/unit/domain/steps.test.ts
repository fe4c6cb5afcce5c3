import { describe, expect, test } from 'vitest';
import { atOnce, inPieces, pieceMs } from '../../../src/domain/steps.ts';
import type { Steps } from '../../../src/domain/steps.ts';

function* sum(upTo: number): Steps<number> {
  let total = 0;
  for (let each = 1; each <= upTo; each += 1) {
    total += each;
    yield;
  }
  return total;
}

// eslint-disable-next-line require-yield
function* failing(): Steps<number> {
  throw new RangeError('no such number');
}

const clock = (stepMs: number) => {
  let nowMs = 0;
  return () => (nowMs += stepMs);
};

describe('long work', () => {
  test('comes to the same at once and in pieces', async () => {
    const breathe = () => Promise.resolve();
    expect(atOnce(sum(100))).toBe(5050);
    expect(await inPieces(sum(100), { breathe, monotonic: clock(1) })).toBe(5050);
  });

  test('lets others in after each piece of time, and not before', async () => {
    let breaths = 0;
    const breathe = () => {
      breaths += 1;
      return Promise.resolve();
    };
    await inPieces(sum(100), { breathe, monotonic: clock(0) });
    expect(breaths).toBe(0);
    await inPieces(sum(100), { breathe, monotonic: clock(pieceMs) });
    expect(breaths).toBe(100);
  });

  test('fails with its own error', async () => {
    expect(() => atOnce(failing())).toThrow(RangeError);
    const pieces = { breathe: () => Promise.resolve(), monotonic: clock(1) };
    await expect(inPieces(failing(), pieces)).rejects.toThrow('no such number');
  });
});
