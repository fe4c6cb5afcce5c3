import { describe, expect, test } from 'vitest';
import { readGiven } from '../../../src/control/read-rules.ts';
import { SerinError } from '../../../src/domain/errors.ts';
import { ruleDocument } from '../../support/rules-world.ts';

const breathe = (): Promise<void> => Promise.resolve();

const faultsOf = async (document: unknown): Promise<SerinError['faults']> => {
  const error: unknown = await readGiven({ documents: [ruleDocument('first'), document] }, breathe).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof SerinError)) throw new Error('nothing was refused');
  expect(error.code).toBe('RULES_INVALID');
  return error.faults;
};

const nested = (levels: number): unknown =>
  JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as unknown;

describe('documents as JSON', () => {
  test.each(['\u0000', '\u007f', '\u001b', '\u202e', '\ud800', '\n'])(
    'are refused with the character %j, which nobody would see, as files are',
    async (character) => {
      const document = { ...ruleDocument('a'), metadata: { name: 'a', owner: `ann${character}` } };
      const [fault] = await faultsOf(document);
      expect(fault?.path).toBe('/documents/1/metadata/owner');
      expect(fault?.message).toMatch(/^holds the character U\+[0-9A-F]{4}: take it out$/);
    },
  );

  test('may have lines in an expression', async () => {
    const document = ruleDocument('a', { when: 'user.id == "u1"\n  && true' });
    expect((await readGiven({ documents: [document] }, breathe)).documents).toHaveLength(1);
  });

  test.each([100, 5_000, 100_000])(
    'that nest %i levels are refused before anything walks down',
    async (levels) => {
      const cases = [{ context: { headers: nested(levels) }, expect: {} }];
      const [fault, ...more] = await faultsOf(ruleDocument('a', { cases }));
      expect(fault?.path).toMatch(/^\/documents\/1\/spec\/cases\/0\/context\/headers\/a\/a/);
      expect(fault?.message).toBe('nests deeper than 64 levels');
      expect(more).toEqual([]);
    },
  );

  test.each<[unknown, string, string]>([
    [ruleDocument('a', { wieghts: {} }), '/spec/wieghts', 'did you mean "weights"?'],
    [{ ...ruleDocument('a'), kind: 'GreyRule' }, '/kind', 'did you mean GrayRule?'],
    [{ ...ruleDocument('a'), kind: '__proto__' }, '/kind', 'there is no kind "__proto__"'],
    [{ ...ruleDocument('a'), metadata: {} }, '/metadata/name', 'this field is missing'],
    [null, '/kind', 'must be a document with a kind'],
  ])('hear what is wrong and what was meant: %j', async (document, path, message) => {
    const [fault] = await faultsOf(document);
    expect(fault?.path).toBe(`/documents/1${path}`);
    expect(fault?.message).toContain(message);
  });
});
