import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { loadRules, readDocuments } from '../../../src/gray/load-rules.ts';

const refusal = (...texts: readonly string[]): SerinError | undefined => {
  try {
    loadRules(
      texts.map((text, index) => ({ path: `rules/${index}.yaml`, text })),
      1,
    );
    return undefined;
  } catch (error) {
    if (error instanceof SerinError) return error;
    throw error;
  }
};

const faultsOf = (...texts: readonly string[]) => refusal(...texts)?.faults ?? [];

const head = (name: string): string => `apiVersion: serin/v1\nkind: GrayRule\nmetadata: { name: ${name} }\n`;

const withSpec = (spec: string): string => `${head('a')}spec: ${spec}\n`;

describe('loadRules', () => {
  test('reads every document of every file', () => {
    const one = (name: string): string => `${head(name)}spec: { weights: { canary: 100 } }\n`;
    const files = [
      { path: 'x', text: `${one('a')}---\n${one('b')}` },
      { path: 'y', text: one('c') },
    ];
    expect(loadRules(files, 4)).toMatchObject({ size: 3, revision: 4 });
  });

  test('tells every fault of every file, each at its line and key', () => {
    const faults = faultsOf(
      `${head('a')}spec:\n  weights: { canary: 60, stable: 30 }\n---\n${head('a')}spec:\n  weights: { canary: 100 }\n  priorty: 3\n`,
      `${head('b')}spec:\n  match:\n    difficulty: { min: 0.8, max: 0.2 }\n  weights: { canary: 100 }\n`,
      `kind: GrayRule\nmetadata: { name: c }\nspec: { weights: { canary: 100 } }\n`,
    );
    expect(faults).toMatchObject([
      { path: 'rules/0.yaml:5 /spec/weights', message: 'must sum to 100' },
      { path: 'rules/0.yaml:12 /spec/priorty', message: 'there is no such key: did you mean "priority"?' },
      { path: 'rules/1.yaml:6 /spec/match/difficulty', message: 'min is above max' },
      { path: 'rules/2.yaml:1 /apiVersion' },
    ]);
  });

  test('says all of it in the error’s own words, for a terminal', () => {
    const error = refusal('a: [1\n', withSpec('{ weights: { canary: 99 } }'));
    expect(error?.code).toBe('RULES_INVALID');
    expect(error?.message).toMatch(
      /^the gray rules are refused:\n {2}rules\/0\.yaml:\d+: .+\n {2}rules\/1\.yaml:4 \/spec\/weights: must sum to 100$/s,
    );
  });

  test('refuses two rules of one name, wherever they stand', () => {
    const text = withSpec('{ weights: { canary: 100 } }');
    expect(faultsOf(text, text)).toEqual([
      {
        path: 'rules/1.yaml:3 /metadata/name',
        message: 'a is the name of another document, at rules/0.yaml:3 /metadata/name',
      },
    ]);
  });

  test.each([
    ['weights of more than two decimals', '{ weights: { canary: 0.001, stable: 99.999 } }'],
    ['weights below zero', '{ weights: { canary: -1, stable: 101 } }'],
    ['weights that are no numbers', '{ weights: { canary: .nan } }'],
    ['no weights', '{ priority: 1 }'],
    ['a track that cannot be', '{ weights: { Canary: 100 } }'],
    ['a wildcard in the middle', '{ match: { region: [cn-*-1] }, weights: { canary: 100 } }'],
    ['an empty list', '{ match: { language: [] }, weights: { canary: 100 } }'],
    ['bounds without an end', '{ match: { userLevel: {} }, weights: { canary: 100 } }'],
    ['an unknown sticky key', '{ stickyBy: [user.name], weights: { canary: 100 } }'],
    ['an unknown dimension', '{ match: { colour: [red] }, weights: { canary: 100 } }'],
    ['a dangerous key', '{ __proto__: { enabled: false }, weights: { canary: 100 } }'],
    ['contestants split by user', '{ contests: include, weights: { stable: 50, canary: 50 } }'],
    [
      'contestants split by contest or user',
      '{ contests: include, stickyBy: [contest, user.id], weights: { stable: 50, canary: 50 } }',
    ],
  ])('refuses %s', (_, spec) => {
    expect(faultsOf(withSpec(spec)).length).toBeGreaterThan(0);
  });

  test.each([
    ['no YAML', 'a: [1\n'],
    ['a key given twice', withSpec('{ weights: { canary: 100 }, weights: { stable: 100 } }')],
    ['a tag that nobody knows', withSpec('!!js/function { weights: { canary: 100 } }')],
    ['an alias to nothing', withSpec('*nothing')],
    ['a key that is a list', withSpec('{ [weights]: 1 }')],
    ['a list', '- 1\n'],
    ['a word', 'rules\n'],
  ])('refuses %s, at its line', (_, text) => {
    const faults = faultsOf(text);
    expect(faults.length).toBeGreaterThan(0);
    for (const { path } of faults) expect(path).toMatch(/^rules\/0\.yaml:\d+/);
  });

  test('takes empty files and empty documents for no rules', () => {
    const files = [
      { path: 'a', text: '' },
      { path: 'b', text: '# nothing\n---\n---\n# more\n' },
    ];
    expect(loadRules(files, 1).size).toBe(0);
  });
});

describe('readDocuments', () => {
  const documents = [
    { apiVersion: 'serin/v1', kind: 'GrayRule', metadata: { name: 'a' }, spec: { weights: { canary: 100 } } },
    { apiVersion: 'serin/v1', kind: 'Segment', metadata: { name: 'b' }, spec: { users: ['u1'] } },
    {
      apiVersion: 'serin/v1',
      kind: 'GrayOverride',
      metadata: { name: 'c' },
      spec: { track: 'canary', segments: ['b'] },
    },
    {
      apiVersion: 'serin/v1',
      kind: 'Dimensions',
      metadata: { name: 'd' },
      spec: { userLevels: ['low', 'high'] },
    },
  ];
  const names = (text: string): string[] =>
    readDocuments([{ path: 'x', text }]).map(({ document }) => document.metadata.name);

  test('reads every kind, from YAML, from JSON and from a list of either', () => {
    const texts = [
      documents.map((each) => JSON.stringify(each, null, '\t')).join('\n---\n'),
      JSON.stringify(documents),
      JSON.stringify(documents, null, '\t'),
      documents.map((each) => `- ${JSON.stringify(each)}`).join('\n'),
    ];
    for (const text of texts) expect(names(text)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('places what stands in a list at its own line', () => {
    const text = JSON.stringify([documents[0], { ...documents[1], spec: {} }], null, 2);
    const [fault] = faultsOf(text);
    expect(fault?.path).toBe('rules/0.yaml:20 /1/spec');
    expect(fault?.message).toBe('needs one of users, list and when');
  });

  test.each([
    ['a kind', 'kind: GreyRule', 'there is no kind "GreyRule": did you mean GrayRule?'],
    ['a dimension', 'regoin: [eu]', 'there is no such key: did you mean "region"?'],
  ])('refuses %s that is not there, and says which is', (_, wrong, message) => {
    const text = wrong.startsWith('kind')
      ? withSpec('{ weights: { canary: 100 } }').replace('kind: GrayRule', wrong)
      : withSpec(`{ match: { ${wrong} }, weights: { canary: 100 } }`);
    expect(faultsOf(text)).toMatchObject([{ message }]);
  });

  test.each(['geohash:ailo*', 'geohash:WX4*', 'geohash:wx4g', 'geohash:', 'geohash:wx4g0bm6c0*'])(
    'refuses the region %s, where nobody can be',
    (region) => {
      const [fault] = faultsOf(
        withSpec(`{ match: { region: ["eu-*", "${region}"] }, weights: { canary: 100 } }`),
      );
      expect(fault?.path).toBe('rules/0.yaml:4 /spec/match/region/1');
      expect(fault?.message).toContain('"geohash:wx4g*"');
    },
  );

  test.each(['geohash:*', 'geohash:wx4g*', 'geohash:wx4g0bm6c'])('takes the region %s', (region) => {
    expect(names(withSpec(`{ match: { region: ["${region}"] }, weights: { canary: 100 } }`))).toHaveLength(1);
  });

  test.each(['\\0', '\\x7f', '\\e', '\\u202e', '\\ud800', '\\n'])(
    'refuses the character %s, which nobody would see',
    (character) => {
      const [fault] = faultsOf(withSpec(`{ match: { tags: ["a${character}b"] }, weights: { canary: 100 } }`));
      expect(fault?.path).toBe('rules/0.yaml:4 /spec/match/tags/0');
      expect(fault?.message).toMatch(/^holds the character U\+[0-9A-F]{4}: take it out$/);
    },
  );

  test('takes lines in an expression, and anchors that stay small', () => {
    const text = `${head('a')}spec:\n  when: |\n    user.id == "u1"\n    && true\n  match: { language: &l [go], contest: *l }\n  weights: { canary: 100 }\n`;
    expect(names(text)).toEqual(['a']);
    expect(loadRules([{ path: 'x', text }], 1).size).toBe(1);
  });

  test('tells a fault that needs the whole set at the line of its file, too', () => {
    const text = `${head('a')}spec:\n  weights: { canary: 100 }\n  when: user.levle > 3\n`;
    expect(faultsOf(text)).toEqual([
      { path: 'rules/0.yaml:6 /spec/when', message: 'there is no user.levle: did you mean user.level?' },
    ]);
  });
});

describe('a file made to hurt', () => {
  const doubling = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'].concat(
    Array.from({ length: 8 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(', ')}]`),
  );

  test.each([
    ['multiplies itself by aliases', doubling.join('\n')],
    ['nests brackets', '['.repeat(100_000)],
    ['nests brackets and closes them', '['.repeat(3_000) + ']'.repeat(3_000)],
    ['nests brackets behind quoted ones', '["]", '.repeat(3_000)],
    ['nests lists in one line', `${'- '.repeat(50_000)}x`],
    ['nests keys in one line', `${'? '.repeat(3_000)}x`],
    ['nests maps by indentation', Array.from({ length: 900 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
    ['has a map of 60 000 keys', Array.from({ length: 60_000 }, (_, at) => `k${at}: 1`).join('\n')],
    ['is larger than a mebibyte', `# ${'x'.repeat(1024 * 1024)}`],
    ['has ten megabytes of rules', withSpec('{ weights: { canary: 100 } }').repeat(120_000)],
    ['holds 50 000 documents', '---\na\n'.repeat(50_000)],
  ])('is refused and not suffered: it %s', (_, text) => {
    const startedAt = performance.now();
    expect(faultsOf(text).length).toBeGreaterThan(0);
    // Suffered, these take half a minute or the process; the bound only has to be far from that on a busy machine.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  test('with a fault at every word tells the first hundred in its text, and counts the rest', () => {
    const error = refusal('"a"'.repeat(1_000));
    expect(error?.faults.length).toBeGreaterThan(900);
    expect(error?.message).toMatch(/\n {2}and \d+ more$/);
  });
});
