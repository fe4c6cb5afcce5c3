/**
 * From a problem to what may be told of it.
 *
 * A submitter learns what a contestant may: limits, groups, points, names of tests, and the samples. Of secret tests not even the sizes
 * are told, because the size of an answer can give it away ("YES" or "NO"). Data is read of samples alone, whoever asks.
 */
import { isUtf8 } from 'node:buffer';
import { resolveLimits } from '../domain/limits.ts';
import type { Limits } from '../domain/limits.ts';
import type { ProblemDefinition, ProblemGroup, ProblemRevision, ProblemTest } from '../domain/problem.ts';
import type { DifficultyEstimate } from '../domain/problem-sums.ts';
import { sampleGroups } from '../domain/problem-samples.ts';
import type { StoredData } from '../domain/submission.ts';
import type { Caller } from './authenticate.ts';
import { mayActAs } from './options.ts';
import type { Problems } from './problems-port.ts';
import type { ProblemAnswer, RevisionAnswer } from './schemas/problems.ts';

/** One input or answer of a sample, and all of them together; of what goes beyond that only the size is told. */
const shownBytes = 64 * 1024;
const shownBytesInAll = 1024 * 1024;

export const revisionAnswer = (revision: ProblemRevision, caller: Caller): RevisionAnswer => {
  const { id, revision: number, title, tests, atMs, digest, bytes, by } = revision;
  const facts = { id, revision: number, title, tests, atMs };
  return mayActAs(caller.role, 'operator') ? { ...facts, digest, bytes, by } : facts;
};

/** @throws SerinError BLOB_NOT_FOUND, BLOB_CORRUPT */
export const problemAnswer = async (
  problems: Pick<Problems, 'beginning'>,
  revision: ProblemRevision,
  definition: ProblemDefinition,
  {
    caller,
    limits,
    estimate,
  }: { readonly caller: Caller; readonly limits: Limits; readonly estimate: DifficultyEstimate | undefined },
): Promise<ProblemAnswer> => {
  const samples = samplesOf(definition);
  const operator = mayActAs(caller.role, 'operator');
  const sized = (test: ProblemTest): boolean => operator || samples.has(test);
  const { judge, languages, inputFile, outputFile, difficulty, topics } = definition;
  return {
    ...revisionAnswer(revision, caller),
    format: definition.format,
    mode: definition.mode.kind,
    judge: judge.kind === 'program' ? { kind: 'program' } : judge.checker,
    scoring: definition.scoring,
    limits: resolveLimits(definition.limits, limits),
    ...(languages === undefined ? {} : { languages }),
    ...(inputFile === undefined ? {} : { inputFile }),
    ...(outputFile === undefined ? {} : { outputFile }),
    ...(difficulty === undefined ? {} : { difficulty }),
    ...(topics === undefined ? {} : { topics }),
    ...(estimate === undefined ? {} : { difficultyEstimate: estimate }),
    groups: definition.groups.map(groupAnswer),
    tests: definition.tests.map((test) => testAnswer(test, sized(test))),
    samples: await readSamples(problems, [...samples]),
    ...(operator ? { submissions: definition.submissions.map(submissionAnswer) } : {}),
  };
};

const submissionAnswer = ({ name, language, expected }: ProblemDefinition['submissions'][number]) => ({
  name,
  ...(language === undefined ? {} : { language }),
  expected,
});

const groupAnswer = (group: ProblemGroup): ProblemAnswer['groups'][number] => ({
  name: group.name,
  ...(group.parent === undefined ? {} : { parent: group.parent }),
  aggregate: group.aggregate,
  ...(group.points === undefined ? {} : { points: group.points }),
  requires: group.requires,
  onReject: group.onReject,
  ...(group.sample === undefined ? {} : { sample: group.sample }),
});

const testAnswer = (test: ProblemTest, sized: boolean): ProblemAnswer['tests'][number] => ({
  name: test.name,
  group: test.group,
  ...(test.points === undefined ? {} : { points: test.points }),
  ...(sized ? { inputBytes: test.input.bytes } : {}),
  ...(sized && test.answer !== undefined ? { answerBytes: test.answer.bytes } : {}),
});

const samplesOf = ({ groups, tests }: ProblemDefinition): ReadonlySet<ProblemTest> => {
  const shown = sampleGroups(groups);
  return new Set(tests.filter(({ group }) => shown.has(group)));
};

const readSamples = async (
  problems: Pick<Problems, 'beginning'>,
  samples: readonly ProblemTest[],
): Promise<ProblemAnswer['samples']> => {
  let left = shownBytesInAll;
  const shown = async (data: StoredData) => {
    const most = Math.min(shownBytes, left);
    const beginning = data.bytes === 0 || most === 0 ? Buffer.alloc(0) : await problems.beginning(data, most);
    left -= beginning.length;
    const truncated = beginning.length < data.bytes;
    const { text, encoding } = encoded(beginning, truncated);
    return { text, encoding, bytes: data.bytes, ...(truncated ? { truncated: true as const } : {}) };
  };
  const answers: ProblemAnswer['samples'] = [];
  for (const { name, input, answer } of samples) {
    answers.push({
      name,
      input: await shown(input),
      ...(answer === undefined ? {} : { answer: await shown(answer) }),
    });
  }
  return answers;
};

/** A character that the end cuts through does not make a text binary: it is left out. */
const encoded = (bytes: Buffer, cut: boolean): { text: string; encoding: 'utf8' | 'base64' } => {
  for (let end = bytes.length; end >= Math.max(0, bytes.length - (cut ? 3 : 0)); end -= 1) {
    const part = bytes.subarray(0, end);
    if (isUtf8(part)) return { text: part.toString('utf8'), encoding: 'utf8' };
  }
  return { text: bytes.toString('base64'), encoding: 'base64' };
};
