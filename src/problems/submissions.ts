/** Submissions that come with a package, by the folders that say what they should come to. */
import type { ProblemSubmission } from '../domain/problem.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { ReadContext } from './context.ts';
import { nearest } from '../domain/nearest.ts';
import { entryFile, entryFirst, filesAt } from './programs.ts';
import { extensionOf, joined } from './package-path.ts';

export interface Expectation {
  readonly expected: readonly Verdict[];
  readonly timing?: 'accepted' | 'too-slow';
}

const crashes: readonly Verdict[] = ['runtime_error', 'memory_limit_exceeded', 'output_limit_exceeded'];

const rejected: readonly Verdict[] = ['wrong_answer', 'partial', 'time_limit_exceeded', ...crashes];

/** Verdicts of Serin as folders, and the folders of the ICPC format. A crash there is whatever is neither wrong nor slow. */
export const folders: Readonly<Record<string, Expectation>> = {
  accepted: { expected: ['accepted'], timing: 'accepted' },
  wrong_answer: { expected: ['wrong_answer'] },
  partial: { expected: ['partial'] },
  partially_accepted: { expected: ['partial'] },
  time_limit_exceeded: { expected: ['time_limit_exceeded'], timing: 'too-slow' },
  memory_limit_exceeded: { expected: ['memory_limit_exceeded'] },
  output_limit_exceeded: { expected: ['output_limit_exceeded'] },
  runtime_error: { expected: ['runtime_error'] },
  run_time_error: { expected: crashes },
  compile_error: { expected: ['compile_error'] },
  compiler_error: { expected: ['compile_error'] },
  rejected: { expected: rejected },
  brute_force: { expected: ['time_limit_exceeded', ...crashes] },
  mixed: { expected: [] },
  'mixed-verdicts': { expected: [] },
  other: { expected: [] },
};

/** What a file by file description may say of a submission in place of its folder. */
export interface SubmissionWord extends Partial<Pick<ProblemSubmission, 'score' | 'expected' | 'timing'>> {
  /** As it was written: a name of any format. */
  readonly language?: string;
  /** The file that it begins with. */
  readonly entry?: string;
  /** Its time says nothing of the time limit. */
  readonly untimed?: true;
}

/** Every submission in `submissions/`, each with what its folder and `wordOf` say of it. */
export const readSubmissions = async (
  context: ReadContext,
  wordOf: (path: string) => SubmissionWord | undefined,
): Promise<readonly ProblemSubmission[]> => {
  const { files, faults } = context;
  const found: ProblemSubmission[] = [];
  for (const folder of files.list('submissions').folders) {
    const path = joined('submissions', folder);
    const expectation = folders[folder];
    if (expectation === undefined) faults.warning(path, unknownFolder(folder));
    const { files: names, folders: programs } = files.list(path);
    for (const name of [...names, ...programs]) {
      const word = wordOf(joined(path, name));
      const submission = await readSubmission(context, joined(path, name), expectation, word);
      if (submission !== undefined) found.push(submission);
    }
  }
  return found;
};

const unknownFolder = (folder: string): string => {
  const meant = nearest(folder, Object.keys(folders));
  const remedy =
    meant === undefined ? `verdicts are ${Object.keys(folders).join(', ')}` : `did you mean "${meant}"?`;
  return `"${folder}" is not a verdict, and nothing is expected of the submissions in it; ${remedy}`;
};

export const readSubmission = async (
  context: ReadContext,
  path: string,
  expectation: Expectation | undefined,
  word: SubmissionWord | undefined,
): Promise<ProblemSubmission | undefined> => {
  const { faults, languages } = context;
  const sources = filesAt(context, path);
  if (
    sources === undefined ||
    /^(readme|license|.*\.(md|txt|ya?ml))$/i.test(path.slice(path.lastIndexOf('/') + 1))
  ) {
    return undefined;
  }
  const named = word?.language === undefined ? undefined : languages.named(word.language);
  const language = word?.language === undefined ? languages.ofFiles([...sources.keys()]) : named;
  if (language === undefined) {
    const reason =
      word?.language === undefined ? `its extension (${extensionOf(path) || 'none'})` : `"${word.language}"`;
    faults.warning(path, `is left out: no language here is meant by ${reason}`);
    return undefined;
  }
  const timing =
    word?.untimed === true
      ? undefined
      : (word?.timing ?? (word?.expected === undefined ? expectation?.timing : undefined));
  const entry = word?.entry ?? entryFile([...sources.keys()], language, context);
  return {
    name: path,
    language,
    files: await entryFirst(context, sources, entry),
    expected: word?.expected ?? expectation?.expected ?? [],
    ...(word?.score === undefined ? {} : { score: word.score }),
    ...(timing === undefined ? {} : { timing }),
  };
};
