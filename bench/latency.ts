/**
 * Submit → verdict over HTTP with `?wait`, for programs whose compilation is cached, beside bare execution of the same
 * program in the same image on the same core. Both are taken in turn, in small rounds, so that a machine that drifts drifts
 * for both.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import Table from 'cli-table3';
import type { Lifecycle } from '../src/main/lifecycle.ts';
import { withBare } from './twins.ts';
import { startServiceWithin } from './service.ts';
import { summarise } from './statistics.ts';
import type { Summary } from './statistics.ts';

const rounds = 20;
const runsPerRound = 25;
const warmUpRuns = 20;
const input = '1 2\n';

interface Subject {
  readonly language: string;
  readonly source: string;
  readonly bare: {
    readonly image: string;
    readonly file: string;
    /** Shell words that make the program; none for interpreted languages. */
    readonly compile?: string;
    readonly argv: readonly string[];
  };
}

const subjects: readonly Subject[] = [
  {
    language: 'cpp',
    source:
      '#include <iostream>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b << "\\n"; }\n',
    bare: {
      image: 'serin/cpp:14',
      file: 'main.cpp',
      compile: 'g++-14 -std=gnu++20 -O2 -pipe -DONLINE_JUDGE -o main main.cpp',
      argv: ['/w/main'],
    },
  },
  {
    language: 'python',
    source: 'print(sum(map(int, input().split())))\n',
    bare: { image: 'serin/python:3.13', file: 'main.py', argv: ['/usr/bin/python3.13', '/w/main.py'] },
  },
];

interface Row {
  readonly language: string;
  readonly judged: Summary;
  readonly bare: Summary;
  readonly ratio: number;
  readonly differenceMs: number;
}

export const latency = async (_argv: readonly string[], lifecycle: Lifecycle): Promise<void> => {
  const server = await startServiceWithin(lifecycle);
  const rows: Row[] = [];
  for (const subject of subjects) rows.push(await measure(server.url, subject, lifecycle));
  print(rows);
  await record(rows);
};

const measure = async (url: string, subject: Subject, lifecycle: Lifecycle): Promise<Row> => {
  const { file, argv, ...program } = subject.bare;
  const core = cpus().length - 1;
  const files = [{ path: file, data: Buffer.from(subject.source), executable: false }];
  const setting = { ...program, core, files, input: Buffer.from(input) };
  return withBare(lifecycle, setting, async (bare) => {
    const alone = async (runs: number) => (await bare.measure(runs, { argv })).map(({ wallMs }) => wallMs);
    for (let run = 0; run < warmUpRuns; run += 1) await judge(url, subject);
    await alone(warmUpRuns);
    const judgedMs: number[] = [];
    const bareMs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (let run = 0; run < runsPerRound; run += 1) judgedMs.push(await judge(url, subject));
      bareMs.push(...(await alone(runsPerRound)));
    }
    const [judged, twin] = [summarise(judgedMs), summarise(bareMs)];
    return {
      language: subject.language,
      judged,
      bare: twin,
      ratio: judged.p50 / twin.p50,
      differenceMs: judged.p50 - twin.p50,
    };
  });
};

/** One submission, from the first byte sent to the verdict read, in milliseconds. */
const judge = async (url: string, subject: Subject): Promise<number> => {
  const started = performance.now();
  const answer = await fetch(`${url}/v1/submissions?wait=20s`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      language: subject.language,
      source: subject.source,
      tests: [{ input, answer: '3\n' }],
    }),
  });
  const body = (await answer.json()) as { result?: { verdict: string } };
  const tookMs = performance.now() - started;
  if (body.result?.verdict !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(body)}`);
  return tookMs;
};

const print = (rows: readonly Row[]): void => {
  const table = new Table({
    style: { head: [], border: [] },
    head: ['program', 'way', 'runs', 'p50 ms', 'p95 ms', 'p99 ms'],
  });
  const figures = (summary: Summary) => [summary.p50, summary.p95, summary.p99].map((ms) => ms.toFixed(2));
  for (const row of rows) {
    table.push([row.language, 'submit → verdict', row.judged.count, ...figures(row.judged)]);
    table.push([row.language, 'bare', row.bare.count, ...figures(row.bare)]);
  }
  process.stdout.write(`${table.toString()}\n`);
  for (const row of rows) {
    const line = `${row.language}: p50 is bare + ${row.differenceMs.toFixed(2)} ms, ${row.ratio.toFixed(2)} × bare`;
    process.stdout.write(`${line}\n`);
  }
};

const record = async (rows: readonly Row[]): Promise<void> => {
  const directory = new URL('../../bench/results/', import.meta.url);
  await mkdir(directory, { recursive: true });
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
  const document = { bench: 'latency', machine, rounds, runsPerRound, rows };
  await writeFile(new URL('latency.json', directory), `${JSON.stringify(document, null, 2)}\n`);
};
