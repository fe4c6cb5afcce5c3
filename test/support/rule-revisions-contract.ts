/** What whoever keeps revisions has to do as publishing relies on it: asked of the store on Redis, and of the one in memory. */
import { expect, test } from 'vitest';
import type { PublishRequest, RuleRevisions } from '../../src/control/rules-ports.ts';
import { digestOf } from '../../src/gray/compile-rules.ts';
import { documentSchema } from '../../src/gray/document-schema.ts';
import type { GrayDocument } from '../../src/gray/document-schema.ts';
import { emptyRuleSet } from '../../src/gray/rule-set.ts';
import type { RuleSet } from '../../src/gray/rule-set.ts';
import { ruleDocument } from './rules-world.ts';

export const parsedRule = (name: string): GrayDocument => documentSchema.parse(ruleDocument(name));

const setOf = (...names: string[]): RuleSet => ({
  ...emptyRuleSet,
  layers: { ...emptyRuleSet.layers, api: names.map(parsedRule) },
});

const requestOf = (commit: string, expected: number, set: RuleSet): PublishRequest => ({
  ...{ commit, expected, set, layer: 'api', digest: digestOf(set) },
  ...{ by: 'ann', message: 'try', atMs: 5 },
});

export const ruleRevisionsContract = (open: () => Promise<RuleRevisions>): void => {
  test('nothing is at the head before anything was published', async () => {
    const store = await open();
    expect(await store.head()).toBeUndefined();
    expect(await store.at(1)).toBeUndefined();
    expect(await store.history(10)).toEqual([]);
  });

  test('what is published is at the head and at its number, with who and why', async () => {
    const store = await open();
    const outcome = await store.publish(requestOf('c1', 0, setOf('a')));
    expect(outcome).toMatchObject({
      kind: 'published',
      revision: { revision: 1, by: 'ann', message: 'try' },
    });
    expect((await store.head())?.set).toEqual(setOf('a'));
    expect((await store.at(1))?.revision).toEqual((await store.history(10))[0]);
  });

  test('made from an older revision, it is behind, and nothing is written', async () => {
    const store = await open();
    await store.publish(requestOf('c1', 0, setOf('a')));
    expect(await store.publish(requestOf('c2', 0, setOf('b')))).toEqual({ kind: 'behind', revision: 1 });
    expect((await store.head())?.set).toEqual(setOf('a'));
  });

  test('a commit that was published is repeated, from whatever revision it is said again', async () => {
    const store = await open();
    await store.publish(requestOf('c1', 0, setOf('a')));
    await store.publish(requestOf('c2', 1, setOf('b')));
    for (const expected of [0, 2]) {
      const outcome = await store.publish(requestOf('c1', expected, setOf('z')));
      expect(outcome).toMatchObject({ kind: 'repeated', revision: { revision: 1 } });
    }
    expect((await store.history(10)).map(({ revision }) => revision)).toEqual([2, 1]);
    expect((await store.history(10, 2)).map(({ revision }) => revision)).toEqual([1]);
  });

  test('the list of a segment is found by its digest', async () => {
    const store = await open();
    const { digest, count } = await store.putSegmentList(['a', 'b']);
    expect(count).toBe(2);
    expect(await store.segmentList(digest)).toEqual(new Set(['a', 'b']));
    expect(await store.segmentList('0'.repeat(64))).toBeUndefined();
  });

  test('a proposal waits until one takes it', async () => {
    const store = await open();
    const documents = [parsedRule('a')];
    const about = { expected: 0, by: 'ann', message: 'try', atMs: 5, asks: ['a'] };
    await store.putProposal({ id: 'c1', layer: 'api', documents, ...about });
    expect(await store.proposal('c1')).toEqual({ id: 'c1', layer: 'api', documents, ...about });
    expect(await store.proposals()).toHaveLength(1);
    expect((await store.takeProposal('c1'))?.id).toBe('c1');
    expect(await store.takeProposal('c1')).toBeUndefined();
    expect(await store.proposals()).toEqual([]);
  });
};
