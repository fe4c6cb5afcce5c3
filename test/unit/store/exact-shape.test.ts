import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { checkerSchema } from '../../../src/domain/checker.ts';
import { exactly } from '../../../src/store/exact-shape.ts';

const shape = z.object({
  name: z.string(),
  state: z.enum(['queued', 'finished']),
  kind: z.literal('a'),
  ok: z.boolean(),
  count: z.number(),
  rate: z.number().min(0).max(1).optional(),
  tags: z.array(z.string()).optional(),
  kept: z.union([z.object({ blob: z.string() }), z.object({ result: z.number() })]),
});
const isShape = exactly(shape);
const whole = { name: 'n', state: 'queued', kind: 'a', ok: true, count: 1, kept: { blob: 'k' } };

test('a value that the schema would leave as it is is recognised, with its optional members and without', () => {
  for (const value of [
    whole,
    { ...whole, rate: 0.5, tags: [] },
    { ...whole, tags: ['x'], kept: { result: 0 } },
    { ...whole, state: 'finished', name: '' },
  ]) {
    expect(isShape(value)).toBe(true);
    expect(shape.parse(value)).toEqual(value);
  }
});

test('a value that the schema would refuse or change is not recognised', () => {
  const { name: _, ...nameless } = whole;
  for (const value of [
    nameless,
    ...[null, undefined, [], [whole], 'x', 1],
    { ...whole, later: 1 },
    { ...whole, kept: { blob: 'k', later: 1 } },
    { ...whole, state: 'unheard-of' },
    { ...whole, state: 'toString' },
    { ...whole, count: Number.POSITIVE_INFINITY },
    { ...whole, count: '1' },
    { ...whole, rate: 2 },
    { ...whole, rate: null },
    { ...whole, tags: ['x', 1] },
    { ...whole, tags: { 0: 'x', length: 1 } },
    JSON.parse(
      '{"name":"n","state":"queued","kind":"a","ok":true,"count":1,"kept":{},"__proto__":{"blob":"k"}}',
    ),
  ]) {
    expect(isShape(value)).toBe(false);
  }
});

test('a map is recognised when every member is', () => {
  const isMap = exactly(z.record(z.string(), z.string()));
  expect([{}, { a: 'b' }].map(isMap)).toEqual([true, true]);
  const others = [null, [], 'x', { a: 1 }, { a: 'b', c: null }, JSON.parse('{"__proto__":"x"}')];
  expect(others.map(isMap)).toEqual(others.map(() => false));
  expect(exactly(z.record(z.string().max(2), z.string()))({ a: 'b' })).toBe(false);
});

test('what carries a rule that is not understood is left to the schema', () => {
  const refined = z.string().refine((text) => text.startsWith('x'));
  expect(exactly(refined)('x')).toBe(false);
  expect(exactly(z.object({ a: z.string().trim() }))({ a: ' ' })).toBe(false);
  expect(exactly(z.string().transform(Number))('1')).toBe(false);
  expect(exactly(checkerSchema)({ kind: 'floats', abs: 1 })).toBe(false);
  expect(exactly(checkerSchema)({ kind: 'tokens' })).toBe(true);
});

test('a value is recognised only when the schema answers with an equal one, whatever it is', () => {
  const member = fc.oneof(fc.constantFrom(...Object.values(whole), 0.5, ['x']), fc.jsonValue());
  const names = fc.constantFrom(...Object.keys(shape.shape), 'later', '__proto__');
  const changes = fc.array(fc.tuple(names, fc.option(member, { nil: undefined })), { maxLength: 3 });
  let recognised = 0;
  fc.assert(
    fc.property(changes, (changed) => {
      const pairs = new Map<string, unknown>(Object.entries(whole));
      for (const [name, value] of changed) {
        if (value === undefined) pairs.delete(name);
        else pairs.set(name, value);
      }
      const text = [...pairs].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
      const value: unknown = JSON.parse(`{${text.join(',')}}`);
      if (!isShape(value)) return;
      recognised += 1;
      expect(shape.parse(value)).toEqual(value);
    }),
    { numRuns: 2_000 },
  );
  expect(recognised).toBeGreaterThan(0);
});
