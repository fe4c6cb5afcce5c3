import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadRules } from '../../../src/gray/load-rules.ts';
import { context } from './make.ts';

const directory = join(import.meta.dirname, '../../../rules');
const read = (name: string) => ({ path: `rules/${name}`, text: readFileSync(join(directory, name), 'utf8') });
const shipped = loadRules(
  readdirSync(directory)
    .filter((name) => name.endsWith('.yaml'))
    .map(read),
  1,
);

describe('the rules that ship', () => {
  test('leave a plain submission on stable, in every language and place', () => {
    for (const language of ['c', 'cpp', 'python', 'java', 'javascript', 'go', 'rust']) {
      for (let user = 0; user < 100; user += 1) {
        const plain = context({
          language,
          family: language,
          userId: `u${user}`,
          region: 'cn-east-1',
          userLevel: 9,
          difficulty: 0.1,
        });
        expect(shipped.decide(plain)).toMatchObject({ track: 'stable', reason: 'DEFAULT' });
      }
    }
  });

  test('send some of those who ask for it to canary, and the same ones every time', () => {
    const tracks = (): string[] =>
      Array.from(
        { length: 500 },
        (_, user) => shipped.decide(context({ userId: `u${user}`, tags: ['beta'] })).track,
      );
    expect(tracks()).toEqual(tracks());
    expect(new Set(tracks())).toEqual(new Set(['stable', 'canary']));
  });

  test('are told about with examples that are valid, each by itself', () => {
    const examples = [...read('README.md').text.matchAll(/```yaml\n(.*?)```/gs)].map(
      ([, example]) => example ?? '',
    );
    expect(examples.length).toBeGreaterThan(6);
    for (const text of examples) expect(loadRules([{ path: 'rules/README.md', text }], 1).size).toBe(1);
  });
});
