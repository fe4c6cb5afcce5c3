/**
 * What a submission is judged by: the tests that it carries itself, or a problem's. From here on there is no difference but in what the
 * assignment says: limits, checker and arguments belong to each test, and whether the rest is skipped and what all of it comes to are functions.
 */
import type { Checker } from '../domain/checker.ts';
import { multipliedLimits, resolveLimits } from '../domain/limits.ts';
import type { Limits, PartialLimits } from '../domain/limits.ts';
import type { Decimal, OutputJudge, ProblemDefinition, ProblemMode } from '../domain/problem.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import type {
  SourceFile,
  SubmissionMaterial,
  SubmissionRecord,
  SubmissionSpec,
  TestCase,
} from '../domain/submission.ts';
import type { SubmissionResult, TestResult } from '../domain/verdict.ts';
import { settleProblem, skipRule } from '../verdict/score.ts';
import { settle } from '../verdict/settle.ts';
import type { Settled } from '../verdict/settle.ts';
import { keptBytesOf } from './kept-bounds.ts';
import type { KeptBytes } from './kept-bounds.ts';
import type { JudgingPorts, TestDataReader } from './ports.ts';
import { readFiles } from './read-whole.ts';

export interface AssignedTest extends TestCase {
  readonly limits: Limits;
  /** How its output is compared; undefined: the problem's program has the word. */
  readonly checker: Checker | undefined;
  /** Command-line arguments of the submitted program. */
  readonly args: readonly string[];
  /** Further arguments of the checker or interactor. */
  readonly judgeArgs: readonly string[];
  readonly group?: string;
  /** The most that it gives, where the problem states that. */
  readonly points?: Decimal;
}

export interface Assignment {
  readonly tests: readonly AssignedTest[];
  readonly data: TestDataReader;
  readonly mode: ProblemMode;
  readonly judge: Extract<OutputJudge, { kind: 'program' }> | undefined;
  /** Files that the problem puts beside the submitted ones. */
  readonly provided: readonly SourceFile[];
  readonly inputFile?: string;
  readonly outputFile?: string;
  /** Tests give points. */
  readonly scored: boolean;
  readonly kept: KeptBytes;
  /** A checker's failure ends the judging: the submission is `system_error` whatever else it does. */
  readonly stopAtOurFailure: boolean;
  readonly skips?: (index: number, before: readonly TestResult[]) => boolean;
  readonly settle: (tests: readonly TestResult[]) => Settled & Pick<SubmissionResult, 'points' | 'groups'>;
}

type AssignPorts = Pick<JudgingPorts, 'data' | 'problems' | 'limitMultipliers'>;

/** @throws SerinError BLOB_NOT_FOUND, BLOB_CORRUPT */
export const assign = async (
  ports: AssignPorts,
  { spec }: Pick<SubmissionRecord, 'spec'>,
  material: SubmissionMaterial,
  runtime: RuntimeFacts,
): Promise<Assignment> => {
  const multiplied = (limits: Limits): Limits =>
    ports.limitMultipliers ? multipliedLimits(limits, runtime.manifest.multipliers) : limits;
  if (spec.problemRevision === undefined) return ownTests(ports, spec, material, multiplied(spec.limits));
  const definition = await ports.problems.definition(spec.problemRevision.digest);
  return {
    ...problemTests(definition, spec, multiplied),
    data: ports.problems.data,
    provided: await readFiles(ports.problems.data, providedFor(definition, runtime)),
  };
};

const ownTests = (
  { data }: AssignPorts,
  spec: SubmissionSpec,
  { tests }: SubmissionMaterial,
  limits: Limits,
): Assignment => ({
  tests: tests.map((test) => ({
    ...test,
    limits,
    checker: spec.checker,
    args: test.args ?? [],
    judgeArgs: [],
  })),
  data,
  mode: { kind: 'standard' },
  judge: undefined,
  provided: [],
  scored: false,
  kept: {
    ...keptBytesOf(spec.keepOutputBytes, tests.length),
    ...(spec.kind === 'run' ? { exact: true as const } : {}),
  },
  stopAtOurFailure: false,
  settle,
});

const problemTests = (
  definition: ProblemDefinition,
  spec: SubmissionSpec,
  multiplied: (limits: Limits) => Limits,
): Omit<Assignment, 'data' | 'provided'> => {
  const { judge, tests, scoring, inputFile, outputFile } = definition;
  const limits = multiplied(spec.limits);
  const comparison = judge.kind === 'comparison' ? judge.checker : undefined;
  return {
    tests: tests.map((test) => ({
      name: test.name,
      input: test.input,
      ...(test.answer === undefined ? {} : { answer: test.answer }),
      limits:
        test.limits === undefined
          ? limits
          : multiplied(resolveLimits(overriding(spec.limits, test.limits), spec.limits)),
      checker: test.checker ?? comparison,
      args: test.args ?? [],
      judgeArgs: test.judgeArgs ?? [],
      group: test.group,
      ...(test.points === undefined ? {} : { points: test.points }),
    })),
    mode: definition.mode,
    judge: judge.kind === 'program' ? judge : undefined,
    ...(inputFile === undefined ? {} : { inputFile }),
    ...(outputFile === undefined ? {} : { outputFile }),
    scored: scoring === 'points',
    kept: keptBytesOf(spec.keepOutputBytes, tests.length),
    stopAtOurFailure: true,
    skips: skipRule(definition),
    settle: (results) => settleProblem(definition, results),
  };
};

/** A test that states a CPU limit of its own has a wall limit that follows it, unless it states that as well. */
const overriding = ({ wallMs, ...problem }: PartialLimits, test: PartialLimits): PartialLimits => ({
  ...problem,
  ...(wallMs === undefined || test.cpuMs !== undefined ? {} : { wallMs }),
  ...test,
});

/** What is meant for everybody first: where names are the same, the last one counts, and that is the most particular. */
const providedFor = (
  { provided }: Pick<ProblemDefinition, 'provided'>,
  { language, family }: Pick<RuntimeFacts, 'language' | 'family'>,
) => {
  const meantFor = (wanted: string | undefined) =>
    provided.filter((each) => each.language === wanted).flatMap(({ files }) => files);
  return [...meantFor(undefined), ...(family === language ? [] : meantFor(family)), ...meantFor(language)];
};
