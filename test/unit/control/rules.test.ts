/** Publishing: what is written, what is refused, and what happens when two publish at once. */
import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { diffRevisions, rollbackRules } from '../../../src/control/rule-history.ts';
import { patchLayer, publishLayer } from '../../../src/control/rules.ts';
import type { Published, Publishing } from '../../../src/control/rules.ts';
import type { RulesPorts } from '../../../src/control/rules-ports.ts';
import { overrideDocument, ruleDocument, rulesWorld } from '../../support/rules-world.ts';

let commits = 0;
const by = (name: string, changes: Partial<Publishing> = {}): Publishing => ({
  by: name,
  message: `${name} tries`,
  commit: `commit-${(commits += 1)}`,
  ...changes,
});

const put = (
  ports: RulesPorts,
  documents: readonly unknown[],
  changes: Partial<Publishing> & { readonly layer?: 'api' | 'override' } = {},
): Promise<Published> => {
  const { layer = 'api', ...about } = changes;
  return publishLayer(ports, { ...by('ann', about), layer, given: { documents } });
};

const patch = (
  ports: RulesPorts,
  documents: readonly unknown[],
  changes: Partial<Publishing> & { readonly remove?: readonly string[] } = {},
): Promise<Published> => {
  const { remove = [], ...about } = changes;
  return patchLayer(ports, { ...by('ann', about), layer: 'api', given: { documents }, remove });
};

const failure = async (doing: Promise<unknown>): Promise<SerinError> => {
  const error: unknown = await doing.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof SerinError) return error;
  throw new Error(`did not fail as Serin fails: ${String(error)}`);
};

const names = async ({ store }: RulesPorts, layer: 'api' | 'override' = 'api'): Promise<string[]> =>
  ((await store.head())?.set.layers[layer] ?? []).map(({ metadata }) => metadata.name).sort();

const sentences = ({ diff }: Published): string[] => diff.map(({ sentence }) => sentence);

describe('a layer is published', () => {
  test('with who, why and what it changes, and replaces its own layer only', async () => {
    const { ports } = rulesWorld();
    await put(ports, [overrideDocument('staff')], { layer: 'override' });
    const first = await put(ports, [ruleDocument('a')]);
    expect(first).toMatchObject({ revision: 2, changed: true });
    expect(sentences(first)).toEqual(['a: GrayRule added']);
    const second = await put(ports, [ruleDocument('b')]);
    expect(sentences(second)).toEqual(['a: GrayRule removed', 'b: GrayRule added']);
    expect(await names(ports)).toEqual(['b']);
    expect(await names(ports, 'override')).toEqual(['staff']);
    expect((await ports.store.head())?.revision).toMatchObject({
      by: 'ann',
      message: 'ann tries',
      layer: 'api',
    });
  });

  test('what means the same makes no revision, however it is written', async () => {
    const { ports } = rulesWorld();
    await put(ports, [ruleDocument('a'), ruleDocument('b')]);
    const again = ruleDocument('a', { enabled: true, weights: { canary: 10.0, stable: 90, other: 0 } });
    const same = await put(ports, [ruleDocument('b'), again]);
    expect(same).toMatchObject({ revision: 1, changed: false, diff: [] });
    expect(await ports.store.history(10)).toHaveLength(1);
  });

  test('a dry run tells what would change, and changes nothing', async () => {
    const { ports } = rulesWorld();
    const trial = await put(ports, [ruleDocument('a')], { dryRun: true });
    expect(trial).toMatchObject({ revision: 0, changed: false });
    expect(sentences(trial)).toEqual(['a: GrayRule added']);
    expect(await ports.store.head()).toBeUndefined();
  });

  test('every fault is told, of every document, at its place', async () => {
    const { ports } = rulesWorld();
    const error = await failure(
      put(ports, [
        ruleDocument('a', { weights: { stable: 90, canary: 20 } }),
        ruleDocument('b', { match: { langauge: ['cpp'] } }),
        { kind: 'GrayRuel' },
      ]),
    );
    expect(error).toMatchObject({ code: 'RULES_INVALID', status: 422 });
    expect(error.faults).toContainEqual({ path: '/documents/0/spec/weights', message: 'must sum to 100' });
    expect(error.faults.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/documents/1/spec/match/langauge', '/documents/2/kind']),
    );
  });

  test('a type error in an expression is placed in the document that has it', async () => {
    const { ports } = rulesWorld();
    const error = await failure(
      put(ports, [ruleDocument('a'), ruleDocument('b', { when: 'user.levle > 3' })]),
    );
    expect(error.faults.map(({ path }) => path)).toEqual(['/documents/1/spec/when']);
  });

  test('a name is taken once, within what is given and in the whole set', async () => {
    const { ports } = rulesWorld();
    const twice = await failure(put(ports, [ruleDocument('a'), ruleDocument('a')]));
    expect(twice.faults.map(({ path }) => path)).toEqual(['/documents/1/metadata/name']);
    await put(ports, [ruleDocument('a')]);
    const elsewhere = await failure(put(ports, [overrideDocument('a')], { layer: 'override' }));
    expect(elsewhere.code).toBe('RULES_INVALID');
  });

  test('files are told of by their names and lines', async () => {
    const { ports } = rulesWorld();
    const text =
      'apiVersion: serin/v1\nkind: GrayRule\nmetadata: { name: a }\nspec:\n  weights: { stable: 99 }\n';
    const given = { files: [{ path: 'rules/a.yaml', text }] };
    const error = await failure(publishLayer(ports, { ...by('ann'), layer: 'api', given }));
    expect(error.faults).toEqual([{ path: 'rules/a.yaml:5 /spec/weights', message: 'must sum to 100' }]);
  });

  test('a long file of many documents is read whole, and its faults keep their lines', async () => {
    const { ports } = rulesWorld();
    const rule = (name: string, percent: number): string =>
      `---\napiVersion: serin/v1\nkind: GrayRule\nmetadata: { name: ${name}, owner: ${'o'.repeat(120)} }\n` +
      `spec: { match: { language: [cpp] }, priority: 1, weights: { stable: ${percent}, canary: 10 } }\n`;
    const parts = Array.from({ length: 600 }, (_, index) => rule(`r${index}`, index === 599 ? 91 : 90));
    const error = await failure(
      publishLayer(ports, {
        ...by('ann'),
        layer: 'api',
        given: { files: [{ path: 'big.yaml', text: parts.join('') }] },
      }),
    );
    expect(error.faults.map(({ path }) => path)).toEqual([`big.yaml:${599 * 5 + 5} /spec/weights`]);
  });
});

describe('two writers', () => {
  test('who states the revision that they looked at is refused when it is not the newest', async () => {
    const { ports } = rulesWorld();
    await put(ports, [ruleDocument('a')], { expected: 0 });
    await put(ports, [ruleDocument('a'), ruleDocument('b')], { expected: 1 });
    const error = await failure(put(ports, [ruleDocument('a'), ruleDocument('c')], { expected: 1 }));
    expect(error).toMatchObject({ code: 'CONFLICT', status: 409 });
    expect(error.message).toContain('revision 1 is not the newest any more, 2 is: ann changed layer api');
    expect(await names(ports)).toEqual(['a', 'b']);
  });

  test('of two at once on one layer one is refused, and nothing of it is lost', async () => {
    const { ports, store } = rulesWorld();
    store.beforePublish = () => put(ports, [ruleDocument('fast')]);
    const error = await failure(put(ports, [ruleDocument('slow')]));
    expect(error.code).toBe('CONFLICT');
    expect(await names(ports)).toEqual(['fast']);
  });

  test('of two at once on different layers both are published', async () => {
    const { ports, store } = rulesWorld();
    store.beforePublish = () => put(ports, [overrideDocument('staff')], { layer: 'override' });
    expect(await put(ports, [ruleDocument('a')])).toMatchObject({ revision: 2, changed: true });
    expect(await names(ports)).toEqual(['a']);
    expect(await names(ports, 'override')).toEqual(['staff']);
  });

  test('of two patches at once, those of different documents are both published', async () => {
    const { ports, store } = rulesWorld();
    store.beforePublish = () => patch(ports, [ruleDocument('b')]);
    await patch(ports, [ruleDocument('a')]);
    expect(await names(ports)).toEqual(['a', 'b']);
    store.beforePublish = () => patch(ports, [ruleDocument('a', { priority: 5 })]);
    expect((await failure(patch(ports, [ruleDocument('a', { priority: 6 })]))).code).toBe('CONFLICT');
  });

  test('whoever states a revision is not carried over to another, though it is of another layer', async () => {
    const { ports, store } = rulesWorld();
    store.beforePublish = () => put(ports, [overrideDocument('staff')], { layer: 'override' });
    expect((await failure(put(ports, [ruleDocument('a')], { expected: 0 }))).code).toBe('CONFLICT');
  });
});

describe('a commit id', () => {
  test('that was published changes nothing when it is said again, also after others published', async () => {
    const { ports } = rulesWorld();
    await put(ports, [ruleDocument('a')], { commit: 'mine', expected: 0 });
    await put(ports, [ruleDocument('b')]);
    for (const about of [{ expected: 0 }, {}]) {
      const again = await put(ports, [ruleDocument('a')], { commit: 'mine', ...about });
      expect(again).toMatchObject({ revision: 1, changed: false });
    }
    expect(await names(ports)).toEqual(['b']);
  });

  test('that stands for something else is refused', async () => {
    const { ports } = rulesWorld();
    await put(ports, [ruleDocument('a')], { commit: 'mine' });
    const error = await failure(put(ports, [ruleDocument('b')], { commit: 'mine' }));
    expect(error).toMatchObject({ code: 'CONFLICT' });
    expect(error.message).toContain('choose another commit id');
  });
});

describe('single documents', () => {
  test('are added, replaced and taken away by name', async () => {
    const { ports } = rulesWorld();
    await put(ports, [ruleDocument('a'), ruleDocument('b')]);
    const patched = await patch(ports, [ruleDocument('a', { priority: 7 }), ruleDocument('c')], {
      remove: ['b'],
    });
    expect(sentences(patched)).toEqual([
      'a: spec.priority 0 → 7',
      'b: GrayRule removed',
      'c: GrayRule added',
    ]);
    expect(await names(ports)).toEqual(['a', 'c']);
  });

  test('one that is not there cannot be taken away', async () => {
    const { ports } = rulesWorld();
    expect(await failure(patch(ports, [], { remove: ['a'] }))).toMatchObject({
      code: 'RULES_NOT_FOUND',
      message: 'layer api has no document a: serin rules export',
    });
  });
});

describe('warnings', () => {
  const warned = async (world: ReturnType<typeof rulesWorld>, document: unknown): Promise<string[]> =>
    (await put(world.ports, [document], { dryRun: true })).warnings.map(
      ({ path, message }) => `${path} ${message}`,
    );

  test('a track that no language has, or none that the rule takes', async () => {
    const world = rulesWorld();
    const unknown = ruleDocument('a', { weights: { stable: 50, nightly: 50 } });
    expect(await warned(world, unknown)).toContainEqual(
      expect.stringMatching(/^\/documents\/0\/spec\/weights\/nightly no language has a track nightly/),
    );
    const other = ruleDocument('a', { match: { language: ['python'] } });
    expect(await warned(world, other)).toContainEqual(
      expect.stringContaining('none of python has a track canary'),
    );
    expect(await warned(world, ruleDocument('a'))).toEqual([]);
  });

  test('a rule or an override that leads to nothing but what is quarantined', async () => {
    const world = rulesWorld();
    const { revision, bindings } = await world.tracks.state();
    const [bound] = bindings.filter(({ track }) => track === 'canary');
    if (bound === undefined) throw new Error('nothing is on canary');
    const { language, runtime, fingerprint } = bound;
    const held = { language, runtime, fingerprint, by: 'ann', reason: 'wrong', atMs: 1 };
    await world.tracks.change({ from: revision, quarantine: [held], events: [] });
    for (const document of [ruleDocument('a'), overrideDocument('a')]) {
      expect(await warned(world, document)).toContainEqual(
        expect.stringContaining(`is quarantined (${fingerprint})`),
      );
    }
  });
});

describe('going back', () => {
  test('restores what a revision held as a new revision, and says which', async () => {
    const { ports } = rulesWorld();
    await put(ports, [ruleDocument('a')]);
    await put(ports, [overrideDocument('staff')], { layer: 'override' });
    await put(ports, [ruleDocument('b')]);
    const back = await rollbackRules(ports, { ...by('bob'), revision: 1 });
    expect(back).toMatchObject({ revision: 4, changed: true });
    expect(await names(ports)).toEqual(['a']);
    expect(await names(ports, 'override')).toEqual([]);
    expect((await ports.store.head())?.revision).toMatchObject({ by: 'bob', restores: 1 });
    const { digest } = (await ports.store.at(1))?.revision ?? {};
    expect((await ports.store.head())?.revision.digest).toBe(digest);
  });

  test('one layer alone leaves the others as they are', async () => {
    const { ports } = rulesWorld();
    await put(ports, [ruleDocument('a')]);
    await put(ports, [overrideDocument('staff')], { layer: 'override' });
    await put(ports, [ruleDocument('b')]);
    await rollbackRules(ports, { ...by('bob'), revision: 1, layer: 'api' });
    expect(await names(ports)).toEqual(['a']);
    expect(await names(ports, 'override')).toEqual(['staff']);
  });

  test('to what is in force makes no revision, and to what never was is refused', async () => {
    const { ports } = rulesWorld();
    await put(ports, [ruleDocument('a')]);
    expect(await rollbackRules(ports, { ...by('bob'), revision: 1 })).toMatchObject({ changed: false });
    expect((await failure(rollbackRules(ports, { ...by('bob'), revision: 9 }))).code).toBe('RULES_NOT_FOUND');
    expect(await rollbackRules(ports, { ...by('bob'), revision: 0 })).toMatchObject({
      revision: 2,
      changed: true,
    });
    expect(await names(ports)).toEqual([]);
  });

  test('revisions are compared by meaning', async () => {
    const { ports } = rulesWorld();
    await put(ports, [ruleDocument('a')]);
    await put(ports, [ruleDocument('a', { weights: { stable: 70, canary: 30 } })]);
    const { from, to, diff } = await diffRevisions(ports, { from: 1 });
    expect([from, to]).toEqual([1, 2]);
    expect(diff.map(({ sentence }) => sentence)).toContain('a: spec.weights.canary 10 → 30');
  });
});
