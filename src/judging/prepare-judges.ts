/** The programs of a problem, made ready before the first test: one that does not compile fails the submission at once, and not by its fault. */
import type { AuxiliaryProgram, JudgeProtocol } from '../domain/problem.ts';
import type { TestResult } from '../domain/verdict.ts';
import type { Assignment } from './assignment.ts';
import type { Auxiliary } from './auxiliary.ts';
import type { Companions } from './companions.ts';
import { prepareAuxiliary } from './prepare-auxiliary.ts';
import type { AuxiliaryPorts, PreparedAuxiliary } from './prepare-auxiliary.ts';
import { judgedTest, skippedTest } from './judged-test.ts';

export interface Judges {
  readonly checker?: Auxiliary;
  readonly interactor?: Auxiliary;
}

export type PreparedJudges =
  { readonly kind: 'ready'; readonly judges: Judges } | Extract<PreparedAuxiliary, { kind: 'failed' }>;

/** @throws SerinError RUNTIME_NOT_FOUND, and where the sandbox or the store fails. */
export const prepareJudges = async (
  ports: AuxiliaryPorts,
  assignment: Pick<Assignment, 'judge' | 'mode' | 'tests'>,
  companions: Companions,
  signal: AbortSignal,
): Promise<PreparedJudges> => {
  const { judge, mode, tests } = assignment;
  const judges: { checker?: Auxiliary; interactor?: Auxiliary } = {};
  const prepare = (program: AuxiliaryProgram, protocol: JudgeProtocol): Promise<PreparedAuxiliary> =>
    prepareAuxiliary(ports, { program, protocol }, companions, signal);
  if (mode.kind === 'interactive') {
    const prepared = await prepare(mode.interactor, mode.protocol);
    if (prepared.kind === 'failed') return prepared;
    judges.interactor = prepared.auxiliary;
  }
  const interactorDecides = mode.kind === 'interactive' && mode.protocol === 'kattis';
  if (judge !== undefined && !interactorDecides && tests.some(({ checker }) => checker === undefined)) {
    const prepared = await prepare(judge.program, judge.protocol);
    if (prepared.kind === 'failed') return prepared;
    judges.checker = prepared.auxiliary;
  }
  return { kind: 'ready', judges };
};

/** The first test bears the evidence; nothing was run. */
export const notPrepared = (
  assignment: Pick<Assignment, 'tests' | 'kept' | 'scored'>,
  failed: Extract<PreparedJudges, { kind: 'failed' }>,
): TestResult[] =>
  assignment.tests.map((test, index) =>
    index > 0
      ? skippedTest(assignment, test)
      : judgedTest(
          assignment,
          test,
          {
            verdict: 'system_error',
            detail: `judge:compile:${failed.detail}`,
            message:
              "A program of the problem's own does not compile; this is not the submitted program's fault.",
            judgeMessage: failed.log,
          },
          {},
        ),
  );

/** Fingerprints that have a word in the verdict. */
export const judgedBy = ({ checker, interactor }: Judges): string | undefined => {
  const used = [interactor, checker].flatMap((each) =>
    each === undefined ? [] : [each.runtime.fingerprint],
  );
  return used.length === 0 ? undefined : [...new Set(used)].join(', ');
};
