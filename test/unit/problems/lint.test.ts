import { expect, test } from 'vitest';
import { arrange } from '../../../src/problems/arrange.ts';
import type { DraftGroup, DraftTest } from '../../../src/problems/draft.ts';
import { FaultLog } from '../../../src/problems/faults.ts';
import { errors, read, readFiles, sound, tarFiles, tarOf, told } from './packages.ts';
import type { Files } from './packages.ts';

const head = 'apiVersion: serin/v1\nkind: Problem\ntitle: A\n';

const grouped = (groups: string, files: Files = {}) =>
  readFiles({ 't/1.in': '1\n', 't/1.ans': '1\n', ...files, 'problem.yaml': `${head}groups:\n${groups}` });

const order = (reading: Awaited<ReturnType<typeof grouped>>) =>
  reading.definition?.groups.map(({ name }) => name);

test('a package without anything that tells of a problem is refused with the place where one lies', async () => {
  expect(errors(await readFiles({ 'readme.md': 'x' })).join()).toContain(
    'there is no problem.yaml and no init.yml',
  );
  expect(errors(await readFiles({ 'a/problem.yaml': 'x', 'b/x': 'y' })).join()).toContain(
    'one lies at a/problem.yaml',
  );
});

test('groups that are required come first, with all that is in them', async () => {
  const reading = await grouped(`  - { name: c, requires: [b/x], tests: t/1.in }
  - { name: a, tests: t/1.in }
  - name: b
    requires: a
    groups:
      - { name: y, requires: b/x, tests: t/1.in }
      - { name: x, tests: t/1.in }
`);
  expect(told(reading)).toEqual([]);
  expect(order(reading)).toEqual(['', 'a', 'b', 'b/x', 'b/y', 'c']);
  expect(reading.definition?.tests.map(({ name }) => name)).toEqual(['a/1', 'b/x/1', 'b/y/1', 'c/1']);
});

test('groups that require each other in a circle are refused, and the circle is named', async () => {
  const reading = await grouped(`  - { name: a, requires: c, tests: t/1.in }
  - { name: b, requires: a, tests: t/1.in }
  - { name: c, requires: b, tests: t/1.in }
`);
  expect(errors(reading)).toEqual([
    'error problem.yaml:5:5 groups require each other in a circle: "a" → "c" → "b" → "a"; take one of the requirements away',
  ]);
});

test('a group that requires itself, what it lies in, or nothing that exists is refused', async () => {
  const reading = await grouped(`  - { name: one, requires: one, tests: t/1.in }
  - name: outer
    groups:
      - { name: inner, requires: outer, tests: t/1.in }
  - { name: two, requires: on, tests: t/1.in }
`);
  expect(errors(reading)).toEqual([
    'error problem.yaml:5:5 group "one" requires group "one", which it is, lies in or contains: a circle',
    'error problem.yaml:8:9 group "outer/inner" requires group "outer", which it is, lies in or contains: a circle',
    'error problem.yaml:9:5 group "two" requires "on", a group that does not exist; did you mean "one"?',
  ]);
});

test('empty groups are refused, an empty sample is told of', async () => {
  const reading = await grouped(
    '  - { name: a, tests: t/1.in }\n  - { name: b }\n  - { name: s, sample: true }\n',
  );
  expect(told(reading)).toEqual([
    'error problem.yaml:6:5 the group "b" has no tests: add some, or take the group away',
    'warning problem.yaml:7:5 the sample group "s" has no tests',
  ]);
});

test('names that are there twice are refused', async () => {
  const reading = await grouped('  - { name: a, tests: [t/1.in, t/1.in] }\n  - { name: a, tests: t/1.in }\n');
  expect(errors(reading)).toEqual([
    'error problem.yaml:5:32 two tests are called "a/1": names are unique',
    'error problem.yaml:6:5 two groups are called "a": names are unique',
    'error problem.yaml:6:16 two tests are called "a/1": names are unique',
  ]);
});

test.each(['-1', '.nan', '1e400', '0.0000000000000000001', '"1,5"', '"1e3"'])(
  '%s is no number of points',
  async (points) => {
    const reading = await grouped(`  - { name: a, points: ${points}, tests: t/1.in }\n`);
    expect(reading.definition).toBeUndefined();
    expect(errors(reading).length).toBeGreaterThan(0);
  },
);

test('points that do not have the sum that is stated are told of', async () => {
  const reading = await grouped(
    '  - name: a\n    points: 10\n    tests: [{ input: t/1.in, points: 4 }, { input: t/1.in, name: b, points: 5.5 }]\n',
  );
  expect(told(reading)).toEqual([
    'warning problem.yaml:5:5 the group "a" gives 10 points, but its members give 9.5 together: they are scaled to 10',
  ]);
});

test('missing answers are errors where outputs are compared, and where others have one', async () => {
  const compared = await readFiles({ ...sound, 'tests/2.in': '2\n' });
  expect(errors(compared)).toEqual([
    'error problem.yaml:4:1 the test "2" has no answer, and outputs are compared with it',
  ]);
  const checked: Files = {
    'problem.yaml': `${head}checker: { program: c.py }\ntests: tests/*.in\n`,
    'c.py': 'x',
    'tests/1.in': '1\n',
    'tests/2.in': '2\n',
  };
  expect(told(await readFiles(checked))).toEqual([]);
  expect(errors(await readFiles({ ...checked, 'tests/1.ans': '1\n' })).join()).toContain(
    'but others have one',
  );
});

test('unusual texts are told of, and taken as they are', async () => {
  const reading = await readFiles({
    ...sound,
    'tests/1.in': '\uFEFF1\r\n2',
    'tests/1.ans': 'a\u0000b\n',
    'tests/2.in': '',
    'tests/2.ans': '',
  });
  expect(reading.definition?.tests).toHaveLength(2);
  expect(told(reading)).toEqual([
    'warning tests/1.in begins with a byte-order mark, which programs read as part of the first word',
    'warning tests/1.in has lines that end in CR LF: programs read the CR as part of the line',
    'warning tests/1.in does not end with a newline',
    'warning tests/1.ans holds NUL bytes',
  ]);
});

test('ten thousand groups in one line of requirements are put in order at once', () => {
  const place = { file: 'x' };
  const common = { aggregate: 'sum', onReject: 'continue', place } as const;
  const count = 10_000;
  const groups: DraftGroup[] = [{ ...common, name: '', requires: [] }];
  for (let index = 0; index < count; index += 1) {
    const requires = index + 1 < count ? [`g${index + 1}`] : [];
    groups.push({ ...common, name: `g${index}`, parent: '', requires });
  }
  const tests = groups.slice(1).map(({ name }): DraftTest => ({ name: `${name}/1`, group: name, place }));
  const startedMs = performance.now();
  const faults = new FaultLog();
  const arranged = arrange(groups, tests, faults);
  expect(performance.now() - startedMs).toBeLessThan(2_000);
  expect(arranged?.groups[1]?.name).toBe(`g${count - 1}`);
  expect(arranged?.tests.at(-1)?.name).toBe('g0/1');
});

test('more tests, groups and faults than there may be are refused without listing them all', async () => {
  const files: Record<string, string> = { 'problem.yaml': `${head}tests: "t/*.in"\n` };
  for (let index = 0; index < 600; index += 1) files[`t/${index}.in`] = 'x\n';
  const path = await tarOf(tarFiles(files));
  expect(errors(await read(path, { tests: 500 }))).toEqual([
    'error . has 600 tests; a problem has 500 at most',
  ]);
  const all = errors(await read(path));
  expect(all).toHaveLength(501);
  expect(all.at(-1)).toBe('error . there are 100 more errors like these');
  const groups = Array.from({ length: 20 }, (_, index) => `  - { name: g${index}, tests: t/1.in }\n`).join(
    '',
  );
  expect(
    errors(
      await readFiles(
        { 't/1.in': 'x\n', 't/1.ans': '\n', 'problem.yaml': `${head}groups:\n${groups}` },
        { groups: 10 },
      ),
    ),
  ).toEqual(['error . has 21 groups; a problem has 10 at most']);
});
