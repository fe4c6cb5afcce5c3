import { expect, test } from 'vitest';
import type { GrayDocument } from '../../../src/gray/document-schema.ts';
import { publishLayer } from '../../../src/control/rules.ts';
import { rehearsePublish } from '../../../src/control/rehearse-publish.ts';
import { ruleDocument, rulesWorld } from '../../support/rules-world.ts';

test('a rehearsal goes through and publishes nothing', async () => {
  const { ports, store } = rulesWorld();
  const given = { documents: [ruleDocument('a')] };
  await publishLayer(ports, { layer: 'api', given, by: 'ann', message: 'first', commit: 'c1' });
  const before = await store.head();
  const read: GrayDocument[] = [];
  await rehearsePublish(ports, (documents) => {
    read.push(...documents);
    return Promise.resolve();
  });
  expect(new Set(read.map(({ metadata }) => metadata.name)).size).toBe(100);
  expect(await store.head()).toEqual(before);
  expect(await store.history(10)).toHaveLength(1);
});
