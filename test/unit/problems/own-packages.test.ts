import { readdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { verdicts } from '../../../src/domain/verdict.ts';
import { decodeDefinition, encodeDefinition } from '../../../src/problems/definition-codec.ts';
import { read, readFiles, sound, told } from './packages.ts';

const root = new URL('../../problems/', import.meta.url).pathname;

describe.each(readdirSync(root))('the problem %s', (name) => {
  test('is read without a word, and its definition survives being kept', async () => {
    const reading = await read(`${root}${name}`);
    expect(told(reading)).toEqual([]);
    const { definition } = reading;
    if (definition === undefined) throw new Error('there is no definition');
    expect(decodeDefinition(encodeDefinition(definition))).toEqual(definition);
    expect(definition.submissions.some(({ expected }) => expected.join() === 'accepted')).toBe(true);
    expect(definition.submissions.some(({ expected }) => !expected.includes('accepted'))).toBe(true);
  });
});

test('the submissions of all problems together are expected to come to every verdict of a program', async () => {
  const expected = new Set<string>();
  for (const name of readdirSync(root)) {
    const { definition } = await read(`${root}${name}`);
    for (const submission of definition?.submissions ?? [])
      for (const each of submission.expected) expected.add(each);
  }
  const ours = new Set(['system_error', 'cancelled', 'skipped']);
  expect([...expected].sort()).toEqual(verdicts.filter((verdict) => !ours.has(verdict)).sort());
});

test('the same package has the same bytes, and so the same digest, each time', async () => {
  const digests = await Promise.all(
    [0, 1].map(async () => {
      const { definition } = await readFiles(sound);
      return definition === undefined
        ? ''
        : createHash('sha256').update(encodeDefinition(definition)).digest('hex');
    }),
  );
  expect(digests[0]).toBe(digests[1]);
  expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
});

test.each([
  ['no JSON', 'x'],
  ['not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['another version', '{"version":2}'],
  ['an unknown key', '{"version":1,"more":1}'],
])('%s is no definition', (_, bytes) => {
  expect(() => decodeDefinition(Buffer.from(bytes))).toThrow(SerinError);
});
