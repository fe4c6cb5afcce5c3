/**
 * The witness: an honest program of each language that says `clean` when nothing of anybody before it is left, and otherwise
 * one line for each thing it finds. It reads its input and writes its answer through /dev/stdin and /dev/stdout.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { attacksDirectory } from './catalogue.ts';
import type { Language } from './catalogue.ts';

const files: Readonly<Record<Language, string>> = {
  c: 'witness.c',
  cpp: 'witness.cpp',
  python: 'witness.py',
  java: 'Main.java',
  javascript: 'witness.js',
  go: 'witness.go',
  rust: 'witness.rs',
};

export const witnessInput = 'anybody here?\n';
export const witnessAnswer = 'clean\n';

export const witnessSource = (language: Language): Promise<string> =>
  readFile(join(attacksDirectory, 'witness', files[language]), 'utf8');

/** The submission; what it finds comes back in the test's output. */
export const witnessSubmission = async (language: Language, track: string): Promise<object> => ({
  language,
  track,
  source: await witnessSource(language),
  tests: [{ input: witnessInput, answer: witnessAnswer }],
  checker: { kind: 'exact' },
  keepOutputBytes: 4_096,
});
