/** What became of every attack: bench/results/attacks.json, and docs/attacks.md made from it. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import type { Outcome } from './invariants.ts';

export interface Row {
  readonly attack: string;
  readonly about: string;
  readonly language: string;
  readonly isolation: 'reuse' | 'fresh';
  readonly expected: string;
  readonly got: string;
  readonly detail?: string;
  readonly cpuMs?: number;
  readonly wallMs?: number;
  readonly memoryBytes?: number;
  /** `kept`, or `replaced: why` */
  readonly container: string;
  readonly witness: string;
  readonly invariants: readonly Outcome[];
  /** Everything that was not as it must be. */
  readonly faults: readonly string[];
}

export interface Report {
  readonly finishedAt: string;
  readonly kernel: string;
  readonly docker: string;
  readonly alone: boolean;
  readonly rows: readonly Row[];
}

const resultsPath = fileURLToPath(new URL('../../bench/results/attacks.json', import.meta.url));
const documentPath = fileURLToPath(new URL('../../docs/attacks.md', import.meta.url));

const written = async (path: string, text: string): Promise<void> =>
  writeFile(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));

/** The names of the invariants stand there once; a row says of its own only what did not hold or is worth a note. */
export const writeResults = async (report: Report, path = resultsPath): Promise<void> => {
  const examined = [...new Set(report.rows.flatMap((row) => row.invariants.map(({ name }) => name)))];
  const rows = report.rows.map(({ invariants, ...row }) => ({
    ...row,
    invariants: {
      held: invariants.filter(({ holds }) => holds).length,
      broken: notesOf(invariants.filter(({ holds }) => !holds)),
      noted: notesOf(invariants.filter(({ holds, note }) => holds && note !== undefined)),
    },
  }));
  await written(path, JSON.stringify({ ...report, examined, rows }));
};

const notesOf = (outcomes: readonly Outcome[]): Record<string, string> =>
  Object.fromEntries(outcomes.map(({ name, note }) => [name, note ?? '']));

const isolations = ['reuse', 'fresh'] as const;

/** One line for each attack and language, the two policies beside each other. */
export const documentOf = (report: Report): string => {
  const groups = new Map<string, Row[]>();
  for (const row of report.rows) {
    const [name = ''] = row.attack.split('/');
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  const broken = report.rows.filter(({ faults }) => faults.length > 0).length;
  return [
    '# Attacks',
    '',
    'Hostile programs that Serin is tested with, and what became of each. Every attack is a real submission; after it the next',
    'program of the same language looks for anything that was left, and the host, the containers and the service are examined',
    '(`test/attacks/`). This page is made by `SERIN_ATTACKS=all npm run test:attacks` from `bench/results/attacks.json`; do not edit it.',
    '',
    `${report.rows.length} runs on ${report.finishedAt.slice(0, 10)}, Linux ${report.kernel}, Docker ${report.docker}; ${broken} of them with a fault.` +
      (report.alone
        ? ''
        : ' The machine was shared: memory of the host and processes outside the sandboxes were not judged.'),
    '',
    ...[...groups].flatMap(([name, rows]) => [`## ${name}`, '', ...tableOf(rows), '']),
    ...faultsOf(report),
  ].join('\n');
};

const tableOf = (rows: readonly Row[]): string[] => {
  const lines = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row.attack} ${row.language}`;
    lines.set(key, [...(lines.get(key) ?? []), row]);
  }
  return [
    '| attack | what it tries, what stops it | language | verdict | CPU ms | container, reuse |',
    '| --- | --- | --- | --- | --- | --- |',
    ...[...lines.values()].map((pair) => {
      const [reuse] = isolations.map((isolation) => pair.find((row) => row.isolation === isolation));
      const [first] = pair;
      if (first === undefined) return '';
      const verdicts = [...new Set(pair.map(verdictOf))].join(', ');
      const cells = [
        `\`${first.attack.split('/')[1] ?? ''}\``,
        first.about,
        first.language,
        verdicts,
        pair.map(({ cpuMs }) => (cpuMs === undefined ? '–' : String(Math.round(cpuMs)))).join(' / '),
        reuse?.container ?? '–',
      ];
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    }),
  ];
};

const verdictOf = ({ got, detail, faults }: Row): string =>
  `${got}${detail === undefined ? '' : ` (${detail})`}${faults.length > 0 ? ' **fault**' : ''}`;

const faultsOf = ({ rows }: Report): string[] => {
  const faulty = rows.filter(({ faults }) => faults.length > 0);
  if (faulty.length === 0) return [];
  return [
    '## Faults',
    '',
    ...faulty.map(
      ({ attack, language, isolation, faults }) =>
        `- \`${attack}\` in ${language}, ${isolation}: ${faults.join('; ').slice(0, 600).replaceAll('\n', ' ')}`,
    ),
  ];
};

export const writeDocument = async (report: Report, path = documentPath): Promise<void> =>
  written(path, documentOf(report));
