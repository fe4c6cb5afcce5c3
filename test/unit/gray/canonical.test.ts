import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalText } from '../../../src/gray/canonical.ts';
import { digestOf } from '../../../src/gray/compile-rules.ts';
import { documentSchema } from '../../../src/gray/document-schema.ts';
import { emptyRuleSet } from '../../../src/gray/rule-set.ts';
import { ruleSets } from './arbitrary-documents.ts';

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, reversed(each)]),
  );
};

describe('canonical text', () => {
  test('is JSON of the same value, whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalText(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalText(reversed(value))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test('leaves out what is undefined, and keeps its place in a list', () => {
    expect(canonicalText({ b: [1, undefined], a: undefined, c: {} })).toBe('{"b":[1,null],"c":{}}');
  });
});

describe('a digest', () => {
  test('is the one that earlier releases gave the same set', () => {
    const documents = [
      {
        kind: 'GrayRule',
        metadata: { name: 'b', owner: 'ops' },
        spec: {
          priority: 3,
          match: { region: ['eu-*', 'cn-1'], language: ['python'], userLevel: { min: 2 } },
          when: '"beta" in user.tags',
          stickyBy: ['user.id'],
          weights: { canary: 12.5, stable: 87.5, next: 0 },
          schedule: { from: '2026-01-01T08:00:00+08:00', windows: [{ cron: '0  8 * * 1', minutes: 60 }] },
        },
      },
      { kind: 'Segment', metadata: { name: 'early' }, spec: { users: ['u2', 'u1', 'u2'] } },
      { kind: 'GrayRule', metadata: { name: 'a' }, spec: { weights: { stable: 100 } } },
    ].map((document) => documentSchema.parse({ apiVersion: 'serin/v1', ...document }));
    const set = {
      layers: { ...emptyRuleSet.layers, api: documents.slice(0, 2), directory: documents.slice(2) },
      ranges: {
        seed: [
          { track: 'stable', end: 5000 },
          { end: 10000, track: 'canary' },
        ],
      },
    };
    expect(digestOf(set)).toBe('6255fabef1ffcb5b0511b0d330c1213ae334d3d5dfa5019d018068ab50828d8f');
  });
});

describe('a document', () => {
  test('that was read, written and read again is the same', () => {
    fc.assert(
      fc.property(ruleSets, ({ layers }) => {
        for (const document of [...layers.api, ...layers.directory]) {
          const text = JSON.stringify(document);
          const again = documentSchema.parse(JSON.parse(text));
          expect(again).toEqual(document);
          expect(JSON.stringify(again)).toBe(text);
        }
      }),
      { numRuns: 500 },
    );
  });
});
