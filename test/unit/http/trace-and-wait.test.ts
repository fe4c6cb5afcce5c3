import { describe, expect, test } from 'vitest';
import { traceIdOf } from '../../../src/http/trace.ts';
import { parseWaitMs } from '../../../src/http/wait.ts';

const parent = '0af7651916cd43dd8448eb211c80319c';
const made = 'f'.repeat(32);
const idOf = (headers: Record<string, string>): string => traceIdOf(headers, () => made);

describe('the trace of a request', () => {
  test('comes from traceparent before X-Trace-Id', () => {
    const traceparent = `00-${parent}-b7ad6b7169203331-01`;
    expect(idOf({ traceparent, 'x-trace-id': 'a'.repeat(32) })).toBe(parent);
  });

  test('comes from X-Trace-Id in either case', () => {
    expect(idOf({ 'x-trace-id': 'AB'.repeat(16) })).toBe('ab'.repeat(16));
  });

  test('of a later traceparent version is read as far as it is known', () => {
    expect(idOf({ traceparent: `01-${parent}-b7ad6b7169203331-01-more` })).toBe(parent);
  });

  test.each([
    '',
    'garbage',
    `ff-${parent}-b7ad6b7169203331-01`,
    `00-${parent}-b7ad6b7169203331-01-more`,
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-${parent}-${'0'.repeat(16)}-01`,
    `00-${parent.toUpperCase()}-b7ad6b7169203331-01`,
  ])('is a new one when traceparent is %j', (traceparent) => {
    expect(idOf({ traceparent })).toBe(made);
  });

  test.each(['0'.repeat(32), 'a'.repeat(31), 'g'.repeat(32), `${'a'.repeat(32)}\n`])(
    'is a new one when X-Trace-Id is %j',
    (id) => {
      expect(idOf({ 'x-trace-id': id })).toBe(made);
    },
  );
});

describe('wait', () => {
  test.each<[string | undefined, number]>([
    [undefined, 0],
    ['', 0],
    ['0', 0],
    ['20s', 20_000],
    ['1.5s', 1500],
    ['500ms', 500],
    ['2500', 2500],
    ['1m', 60_000],
    ['5m', 60_000],
    ['999999999', 60_000],
  ])('%j holds for %i ms', (text, waitMs) => {
    expect(parseWaitMs(text)).toBe(waitMs);
  });

  test.each(['-1s', 'true', '1h', '1 s', 'NaN', '1e9', '0x10', '9'.repeat(40)])('%j is refused', (text) => {
    expect(() => parseWaitMs(text)).toThrow('wait is not a length of time');
  });
});
