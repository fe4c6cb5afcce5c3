/** Four eyes. */
import { describe, expect, test } from 'vitest';
import { approveProposal, listProposals, withdrawProposal } from '../../../src/control/rule-proposals.ts';
import { publishLayer } from '../../../src/control/rules.ts';
import type { Published } from '../../../src/control/rules.ts';
import type { RulesPorts } from '../../../src/control/rules-ports.ts';
import { overrideDocument, ruleDocument, rulesWorld } from '../../support/rules-world.ts';

const put = (
  ports: RulesPorts,
  documents: readonly unknown[],
  commit: string,
  layer: 'api' | 'override' = 'api',
): Promise<Published> =>
  publishLayer(ports, { layer, given: { documents }, by: 'ann', message: 'try', commit });

const guarded = (percent: number): Record<string, unknown> =>
  ruleDocument('a', { approval: true, weights: { stable: 100 - percent, canary: percent } });

describe('a rule that asks for approval', () => {
  test('waits when it is added, and is published when somebody else approves', async () => {
    const { ports, store } = rulesWorld();
    const asked = await put(ports, [guarded(10)], 'c1');
    expect(asked).toMatchObject({ changed: false, revision: 0, proposal: { id: 'c1', asks: ['a'] } });
    expect(await store.head()).toBeUndefined();
    expect(await approveProposal(ports, { id: 'c1', by: 'bob' })).toMatchObject({
      changed: true,
      revision: 1,
    });
    expect((await store.head())?.revision).toMatchObject({ by: 'ann', approvedBy: 'bob', message: 'try' });
    expect(await listProposals(ports)).toEqual([]);
  });

  test('its author cannot approve it', async () => {
    const { ports, store } = rulesWorld();
    await put(ports, [guarded(10)], 'c1');
    await expect(approveProposal(ports, { id: 'c1', by: 'ann' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await store.head()).toBeUndefined();
  });

  test('is asked for also when the rule is changed, stops asking, is renamed or is taken away', async () => {
    const { ports } = rulesWorld();
    await put(ports, [guarded(10)], 'c1');
    await approveProposal(ports, { id: 'c1', by: 'bob' });
    const changes = [[guarded(20)], [ruleDocument('a')], [ruleDocument('b', { seed: 'a' })], []];
    for (const [index, documents] of changes.entries()) {
      const asked = await put(ports, documents, `d${index}`);
      expect(asked.proposal?.asks).toEqual(['a']);
    }
    expect(await put(ports, [guarded(10), ruleDocument('free')], 'e')).toMatchObject({ changed: true });
  });

  test('the same commit again is the same proposal, and one of other content is refused', async () => {
    const { ports } = rulesWorld();
    await put(ports, [guarded(10)], 'c1');
    expect((await put(ports, [guarded(10)], 'c1')).proposal?.id).toBe('c1');
    await expect(put(ports, [guarded(20)], 'c1')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await listProposals(ports)).toHaveLength(1);
  });

  test('approved after its layer was changed it is refused; after another layer was, it is carried over', async () => {
    const { ports, store } = rulesWorld();
    await put(ports, [guarded(10)], 'c1');
    await put(ports, [overrideDocument('other')], 'c2', 'override');
    expect(await listProposals(ports)).toMatchObject([{ id: 'c1', stale: false }]);
    await put(ports, [ruleDocument('free')], 'c3');
    expect(await listProposals(ports)).toMatchObject([{ id: 'c1', stale: true }]);
    await expect(approveProposal(ports, { id: 'c1', by: 'bob' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await put(ports, [], 'c4');
    await approveProposal(ports, { id: 'c1', by: 'bob' });
    const layers = (await store.head())?.set.layers;
    expect([layers?.api, layers?.override].map((each) => each?.map(({ metadata }) => metadata.name))).toEqual(
      [['a'], ['other']],
    );
  });

  test('withdrawn it is gone', async () => {
    const { ports } = rulesWorld();
    await put(ports, [guarded(10)], 'c1');
    await withdrawProposal(ports, { id: 'c1', by: 'ann' });
    await expect(approveProposal(ports, { id: 'c1', by: 'bob' })).rejects.toMatchObject({
      code: 'RULES_NOT_FOUND',
    });
    await expect(withdrawProposal(ports, { id: 'c1', by: 'ann' })).rejects.toMatchObject({
      code: 'RULES_NOT_FOUND',
    });
  });
});

test('an environment that asks for approval asks for all of it', async () => {
  const { ports } = rulesWorld({ approval: 'all' });
  const asked = await put(ports, [ruleDocument('a')], 'c1');
  expect(asked.proposal).toMatchObject({ id: 'c1', asks: [] });
  expect(await approveProposal(ports, { id: 'c1', by: 'bob' })).toMatchObject({ changed: true });
  expect(await put(ports, [ruleDocument('a')], 'c2')).toMatchObject({ changed: false, revision: 1 });
});
