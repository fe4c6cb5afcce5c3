/** One figure beside its twin, and whether it is as it should be. */
import { markdownTable, printTable } from './report.ts';
import { summarise } from './statistics.ts';
import type { Summary } from './statistics.ts';

export type Unit = 'ms' | 'MiB/s' | 'per s';

export interface Twin {
  readonly name: string;
  readonly figures: Summary;
}

/** Of the medians: measured by the worker, and by its twin. */
export interface Goal {
  readonly text: string;
  readonly met: boolean;
}

export interface Row {
  readonly name: string;
  readonly unit: Unit;
  readonly judged: Summary;
  /** Absent where there is nothing that a bare process would do. */
  readonly twin?: Twin;
  /** CPU time of the programs themselves, where both sides measure it: what others do on the machine touches it least. */
  readonly cpuMs?: { readonly judged: Summary; readonly twin: Summary; readonly ratio: number };
  /** Of the medians, judged by twin and judged minus twin. */
  readonly ratio?: number;
  readonly difference?: number;
  readonly goal?: Goal;
}

export type GoalOf = (judged: Summary, twin: Summary) => Goal;

export const overhead =
  (ratio: number, plusMs: number): GoalOf =>
  (judged, twin) => ({
    text: `≤ ${ratio} × bare + ${plusMs} ms`,
    met: judged.p50 <= ratio * twin.p50 + plusMs,
  });

export const atMostTimes =
  (ratio: number): GoalOf =>
  (judged, twin) => ({ text: `≤ ${ratio} ×`, met: judged.p50 <= ratio * twin.p50 });

export const atLeastTimes =
  (ratio: number): GoalOf =>
  (judged, twin) => ({ text: `≥ ${ratio} ×`, met: judged.p50 >= ratio * twin.p50 });

export const quantilesAtMost = (judged: Summary, p50: number, p99: number): Goal => ({
  text: `p50 ≤ ${p50} ms, p99 ≤ ${p99} ms`,
  met: judged.p50 <= p50 && judged.p99 <= p99,
});

/** @throws Error without samples of one of the two */
export const besideTwin = (
  name: string,
  unit: Unit,
  samples: { readonly judged: readonly number[]; readonly twin: readonly number[] },
  twinName: string,
  goalOf?: GoalOf,
): Row => {
  const [judged, twin] = [summarise(samples.judged), summarise(samples.twin)];
  return {
    name,
    unit,
    judged,
    twin: { name: twinName, figures: twin },
    ratio: judged.p50 / twin.p50,
    difference: judged.p50 - twin.p50,
    ...(goalOf === undefined ? {} : { goal: goalOf(judged, twin) }),
  };
};

export interface Timed {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** A row of runs that are timed on both sides. */
export const timedRow = (
  name: string,
  samples: { readonly judged: readonly Timed[]; readonly twin: readonly Timed[] },
  twinName: string,
  goalOf?: GoalOf,
): Row => {
  const of = (figure: keyof Timed) => ({
    judged: samples.judged.map((each) => each[figure]),
    twin: samples.twin.map((each) => each[figure]),
  });
  const cpu = { judged: summarise(of('cpuMs').judged), twin: summarise(of('cpuMs').twin) };
  const row = besideTwin(name, 'ms', of('wallMs'), twinName, goalOf);
  return { ...row, cpuMs: { ...cpu, ratio: cpu.judged.p50 / cpu.twin.p50 } };
};

const head = [
  'row',
  'judged p50',
  'p95',
  'p99',
  'twin',
  'p50',
  'p95',
  'p99',
  'ratio',
  'difference',
  'CPU ratio',
  'goal',
  'met',
];

/** The same words on the terminal and in the document. */
const wordsOf = (row: Row): string[] => {
  const figures = ({ p50, p95, p99 }: Summary) => [p50, p95, p99].map(short);
  const twin = row.twin === undefined ? ['–', '', '', ''] : [row.twin.name, ...figures(row.twin.figures)];
  return [
    `${row.name}, ${row.unit}`,
    ...figures(row.judged),
    ...twin,
    row.ratio === undefined ? '' : `${row.ratio.toFixed(2)} ×`,
    row.difference === undefined ? '' : short(row.difference),
    row.cpuMs === undefined ? '' : `${row.cpuMs.ratio.toFixed(2)} ×`,
    row.goal?.text ?? '',
    row.goal === undefined ? '' : row.goal.met ? 'yes' : 'missed',
  ];
};

const short = (figure: number): string => {
  const digits = Math.abs(figure) >= 100 ? 0 : Math.abs(figure) >= 10 ? 1 : 2;
  return figure.toFixed(digits);
};

export const printRows = (rows: readonly Row[]): void => printTable(head, rows.map(wordsOf));

export const rowsAsMarkdown = (rows: readonly Row[]): string => markdownTable(head, rows.map(wordsOf));
