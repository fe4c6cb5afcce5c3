/** The tests in `data/`, and their groups. */
import type { Checker } from '../../domain/checker.ts';
import type { ReadContext } from '../context.ts';
import type { DraftGroup, DraftTest } from '../draft.ts';
import { baseName, extensionOf, joined, withoutExtension } from '../package-path.ts';
import { comparisonOf } from './default-validator.ts';
import { draftScoring, legacyScoring, nodesOf, passFailScoring } from './kattis-scoring.ts';
import type { GroupNode, Scored } from './kattis-scoring.ts';
import { groupSettings, noSettings, testSettings } from './kattis-settings.ts';
import type { GroupSettings, KattisVersion } from './kattis-settings.ts';

export interface TestsWish {
  readonly version: KattisVersion;
  readonly scored: boolean;
  /** Validators give scores (legacy). */
  readonly customScore: boolean;
  /** Arguments of every test's validator, before its own (legacy). */
  readonly validatorFlags: readonly string[];
  /** Outputs are compared by the default validator. */
  readonly compared: boolean;
}

export interface KattisTests {
  readonly groups: readonly DraftGroup[];
  readonly tests: readonly DraftTest[];
  /** The comparison of most tests; where the default validator does not judge, any. */
  readonly checker: Checker;
}

export const kattisTests = (context: ReadContext, wish: TestsWish): KattisTests => {
  const { files, faults } = context;
  const settings = groupSettings(context, wish.version, 'data', noSettings);
  const named = files.list('data');
  for (const name of ['secret'].filter((each) => !named.folders.includes(each))) {
    faults.error('data', `there is no data/${name}: the tests that judge lie there`);
  }
  for (const folder of named.folders) {
    if (
      ['sample', 'secret', 'invalid_input', 'invalid_inputs', 'invalid_output', 'valid_output'].includes(
        folder,
      )
    )
      continue;
    faults.warning(joined('data', folder), 'is not looked at: tests lie in data/sample and data/secret');
  }
  const children = ['sample', 'secret']
    .filter((name) => named.folders.includes(name))
    .map((name) => nodeOf(context, wish.version, name, settings));
  const root: GroupNode = { name: '', settings, children, tests: 0, sample: false };
  const scored = scoredTree(root, wish, context);
  const flags = [...wish.validatorFlags, ...settings.validatorArgs];
  const base =
    (wish.compared ? comparisonOf(flags, settings.place, faults) : undefined) ??
    ({ kind: 'tokens' } as const);
  const nodes = nodesOf(root);
  return {
    groups: nodes.map((node) => groupOf(node, scored)),
    tests: nodes.flatMap((node) => testsOf(context, node, { wish, scored, base })),
    checker: base,
  };
};

const scoredTree = (root: GroupNode, wish: TestsWish, { faults }: ReadContext): Scored => {
  const legacy = wish.version === 'kattis-legacy';
  if (!wish.scored) return passFailScoring(root, legacy);
  return legacy ? legacyScoring(root, wish.customScore, faults) : draftScoring(root, faults);
};

const nodeOf = (
  context: ReadContext,
  version: KattisVersion,
  name: string,
  above: GroupSettings,
): GroupNode => {
  const folder = joined('data', name);
  const settings = groupSettings(context, version, folder, above);
  const { files, folders } = context.files.list(folder);
  const inner = folders.filter((each) => !each.endsWith('.files') && !each.endsWith('.download'));
  return {
    name,
    settings,
    children: inner.map((each) => nodeOf(context, version, joined(name, each), settings)),
    tests: files.filter((file) => file.endsWith('.in')).length,
    sample: name === 'sample' || name.startsWith('sample/'),
  };
};

const groupOf = ({ name, settings, sample }: GroupNode, { scoring }: Scored): DraftGroup => ({
  aggregate: 'sum',
  requires: [],
  onReject: 'break',
  ...scoring.get(name),
  name,
  ...(name === '' ? {} : { parent: name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : '' }),
  ...(sample ? { sample: true as const } : {}),
  place:
    name === '' || settings.place.file.startsWith(`data/${name}/`)
      ? settings.place
      : { file: `data/${name}` },
});

interface TestReading {
  readonly wish: TestsWish;
  readonly scored: Scored;
  readonly base: Checker;
}

const testsOf = (context: ReadContext, node: GroupNode, reading: TestReading): DraftTest[] => {
  if (node.name === '') return [];
  const folder = joined('data', node.name);
  const { files, folders } = context.files.list(folder);
  for (const each of folders.filter((name) => name.endsWith('.files'))) {
    context.faults.error(joined(folder, each), 'files for a single test (.files) are not supported');
  }
  const inputs = files.filter((name) => name.endsWith('.in'));
  unpaired(context, folder, files, new Set(inputs.map(withoutExtension)));
  return inputs.flatMap(
    (name) => testOf(context, node, joined(folder, withoutExtension(name)), reading) ?? [],
  );
};

const testOf = (
  context: ReadContext,
  { name: group, settings }: GroupNode,
  base: string,
  { wish, scored, base: usual }: TestReading,
): DraftTest | undefined => {
  const { files, faults } = context;
  const input = files.get(`${base}.in`);
  const answer = files.get(`${base}.ans`);
  if (input === undefined) return undefined;
  if (answer === undefined) faults.error(input.path, `has no answer: ${base}.ans is missing`);
  const { args, validatorArgs, place } = testSettings(context, base, settings);
  const points = scored.testPoints.get(group);
  const flags = [...wish.validatorFlags, ...validatorArgs];
  const checker = wish.compared ? comparisonOf(flags, place, faults) : undefined;
  return {
    name: joined(group, baseName(base)),
    group,
    input,
    ...(answer === undefined ? { answerless: true as const } : { answer }),
    ...(points === undefined ? {} : { points }),
    ...(args.length === 0 ? {} : { args }),
    ...(wish.compared || flags.length === 0 ? {} : { judgeArgs: flags }),
    ...(checker === undefined || JSON.stringify(checker) === JSON.stringify(usual) ? {} : { checker }),
    place: { file: input.path },
  };
};

/** What may lie beside the tests. */
const beside =
  /\.(in|ans|yaml|args|hint|desc|png|jpg|jpeg|svg|gif|interaction|out|statement|download|md|txt|tex|sh|py)$/i;

/** Files that need an input of the same name. */
const ofTest = new Set(['.ans', '.hint', '.desc', '.args']);

const unpaired = (
  { faults }: ReadContext,
  folder: string,
  names: readonly string[],
  tests: ReadonlySet<string>,
): void => {
  for (const name of names) {
    const path = joined(folder, name);
    if (ofTest.has(extensionOf(name)) && !tests.has(withoutExtension(name))) {
      faults.error(path, `has no input: ${joined(folder, withoutExtension(name))}.in is missing`);
    } else if (!beside.test(name)) faults.warning(path, 'is not looked at: tests are pairs of .in and .ans');
  }
};
