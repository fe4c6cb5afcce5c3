import { basename } from 'node:path';
import type { RuleFile } from '../../gray/load-rules.ts';

const mostNamed = 8;

/** What a revision's message says: `python.yaml changed, beta.yaml added`; the names alone where nothing was loaded before. */
export const changedFiles = (before: readonly RuleFile[] | undefined, after: readonly RuleFile[]): string => {
  const told = before === undefined ? after.map(({ path }) => basename(path)) : differences(before, after);
  if (told.length === 0) return 'files of the rules directory';
  const more = told.length > mostNamed ? ` and ${told.length - mostNamed} more` : '';
  return `${told.slice(0, mostNamed).join(', ')}${more}`;
};

const differences = (before: readonly RuleFile[], after: readonly RuleFile[]): string[] => {
  const was = new Map(before.map(({ path, text }) => [path, text]));
  const is = new Set(after.map(({ path }) => path));
  return [
    ...after.flatMap(({ path, text }) => {
      const earlier = was.get(path);
      if (earlier === text) return [];
      return [`${basename(path)} ${earlier === undefined ? 'added' : 'changed'}`];
    }),
    ...before.filter(({ path }) => !is.has(path)).map(({ path }) => `${basename(path)} removed`),
  ];
};
