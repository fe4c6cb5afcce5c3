/** What the conformance programs came to, for people and for machines. */
import { bytes, milliseconds, printable } from '../../cli/figures.ts';
import { formatTable } from '../../cli/table.ts';
import type { SubmissionResult } from '../../domain/verdict.ts';
import { checkNames } from '../../workshop/checks.ts';
import { isSound } from '../../workshop/conformance.ts';
import type { CheckOutcome, RuntimeOutcome } from '../../workshop/conformance.ts';

/** Of a compiler's words or a program's output, what is shown of a failure. */
const shownLines = 12;

const resultOf = (outcome: CheckOutcome | undefined): SubmissionResult | undefined =>
  outcome !== undefined && 'result' in outcome ? outcome.result : undefined;

const helloOf = ({ checks }: RuntimeOutcome): SubmissionResult | undefined =>
  resultOf(checks.find(({ check }) => check === 'hello'));

export const conformanceJson = (outcomes: readonly RuntimeOutcome[]) => ({
  runtimes: outcomes.map((outcome) => ({
    runtime: outcome.runtime,
    fingerprint: outcome.fingerprint ?? null,
    ok: isSound(outcome),
    fault: outcome.fault ?? null,
    outOfDate: outcome.outOfDate === true,
    checks: outcome.checks.map((tried) => ({
      check: tried.check,
      state: tried.state,
      ...('reason' in tried ? { reason: tried.reason } : told(tried.expected, tried.result)),
    })),
  })),
});

const told = (expected: string, { timings, compile, tests, ...result }: SubmissionResult) => ({
  expected,
  verdict: result.verdict,
  detail: result.detail ?? tests[0]?.detail ?? null,
  message: result.message ?? tests[0]?.message ?? null,
  cpuMs: result.cpuMs,
  wallMs: result.wallMs,
  memoryBytes: result.memoryBytes,
  compileMs: timings.compileMs,
  compileLog: compile?.log ?? null,
  stdout: tests[0]?.stdout ?? null,
  stderr: tests[0]?.stderr ?? null,
});

export const conformanceText = (outcomes: readonly RuntimeOutcome[]): string[] => {
  const wrong = outcomes.filter((outcome) => !isSound(outcome));
  return [
    table(outcomes),
    ...wrong.flatMap(detailsOf),
    ...reasonsOf(outcomes),
    ...outOfDate(outcomes),
    '',
    `${outcomes.length - wrong.length} of ${outcomes.length} runtimes do what is asked of them.`,
  ];
};

const headings = ['runtime', ...checkNames, 'compile', 'cpu', 'wall', 'memory'];

const table = (outcomes: readonly RuntimeOutcome[]): string =>
  formatTable(
    headings,
    outcomes.map(rowOf),
    headings.map((_, column) => (column === 0 ? 'left' : 'right')),
  );

const rowOf = (outcome: RuntimeOutcome): string[] => {
  const hello = helloOf(outcome);
  const byName = new Map(outcome.checks.map((tried) => [tried.check, tried]));
  return [
    outcome.runtime,
    ...checkNames.map((name) => cellOf(byName.get(name))),
    ...(hello === undefined
      ? ['', '', '', '']
      : [
          hello.compile === undefined ? '–' : milliseconds(hello.timings.compileMs),
          milliseconds(hello.cpuMs),
          milliseconds(hello.wallMs),
          bytes(hello.memoryBytes),
        ]),
  ];
};

/** Beside the mark, how long it took: of a program that did not compile the compilation. */
const cellOf = (outcome: CheckOutcome | undefined): string => {
  if (outcome === undefined) return '✗';
  if (outcome.state === 'not') return '–';
  const result = resultOf(outcome);
  const ms = result === undefined ? undefined : result.wallMs || (result.compile?.wallMs ?? 0);
  return `${outcome.state === 'passed' ? '✓' : '✗'}${ms === undefined ? '' : ` ${milliseconds(ms)}`}`;
};

const detailsOf = ({ runtime, fault, checks }: RuntimeOutcome): string[] => [
  '',
  ...(fault === undefined ? [] : [`✗ ${runtime}: ${fault}`]),
  ...checks.filter(({ state }) => state === 'failed').flatMap((failed) => explain(runtime, failed)),
];

const explain = (runtime: string, outcome: CheckOutcome): string[] => {
  if ('reason' in outcome) return [`✗ ${runtime} ${outcome.check}: ${outcome.reason}`];
  const { check, expected, result } = outcome;
  const [test] = result.tests;
  const got = [result.verdict, result.detail ?? test?.detail, result.message ?? test?.message];
  return [
    `✗ ${runtime} ${check}: expected ${expected}, got ${got.filter((part) => part !== undefined).join(', ')}` +
      ` (cpu ${milliseconds(result.cpuMs)}, wall ${milliseconds(result.wallMs)}, ${bytes(result.memoryBytes)})`,
    ...quoted('compiler', result.compile?.log),
    ...quoted('stdout', test?.stdout),
    ...quoted('stderr', test?.stderr),
  ];
};

const quoted = (what: string, text: string | undefined): string[] =>
  text === undefined || text.trim() === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .slice(0, shownLines)
        .map((line) => `    ${what}: ${printable(line)}`);

/** Once for all versions of a language that say the same. */
const reasonsOf = (outcomes: readonly RuntimeOutcome[]): string[] => {
  const byReason = new Map<string, string[]>();
  for (const { runtime, checks } of outcomes) {
    for (const tried of checks) {
      if (tried.state !== 'not') continue;
      const key = `${tried.check}: ${tried.reason}`;
      byReason.set(key, [...(byReason.get(key) ?? []), runtime]);
    }
  }
  const told = [...byReason].map(([reason, runtimes]) => `– ${runtimes.join(', ')} ${reason}`);
  return told.length === 0 ? [] : ['', ...told];
};

const outOfDate = (outcomes: readonly RuntimeOutcome[]): string[] => {
  const runtimes = outcomes.filter((outcome) => outcome.outOfDate).map(({ runtime }) => runtime);
  return runtimes.length === 0
    ? []
    : ['', `! ${runtimes.join(', ')}: the image is not of this recipe; build it to try what the recipe says`];
};
