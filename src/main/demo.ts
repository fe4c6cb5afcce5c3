/**
 * The demo: real programs over HTTP, every sample on every track, and a table of what became of them.
 *
 *   wait until the service is ready and every language is bound on every track
 *     → for each track at once: its samples, one after the other → table → as expected, or not
 *
 * Each track is one line of work, so that the figures of a program are its own and not those of a queue before it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { languagesSchema, readinessSchema, submissionSchema } from '../cli/answers.ts';
import type { LanguageAnswer, SubmissionAnswer } from '../cli/answers.ts';
import { openClient } from '../cli/client.ts';
import type { Client } from '../cli/client.ts';
import { bytes } from '../cli/figures.ts';
import { formatTable } from '../cli/table.ts';
import { openProgressLine, printLine } from '../cli/terminal.ts';
import type { Output } from '../cli/terminal.ts';
import type { DemoSample } from './demo-samples.ts';

export interface DemoDeps {
  readonly fetch: typeof fetch;
  /** Milliseconds, monotonic. */
  readonly monotonic: () => number;
  /** The table goes here. */
  readonly stdout: Output;
  /** Progress goes here. */
  readonly stderr: Output;
}

export interface DemoOptions {
  readonly url: string;
  /** Of an operator, where the server asks for keys. */
  readonly key?: string;
  readonly samples: readonly DemoSample[];
  readonly tracks: readonly string[];
  /** How long the service may take to get ready; 120 s unless stated. */
  readonly readyWithinMs?: number;
}

/** One sample on one track. */
export interface DemoRow {
  readonly sample: DemoSample;
  readonly track: string;
  /** The runtime's exact version. */
  readonly version: string;
  readonly answer: SubmissionAnswer;
  readonly endToEndMs: number;
  /** Verdict, track and fingerprint are those expected. */
  readonly ok: boolean;
}

/**
 * @returns true when every verdict was as expected
 * @throws CliFailure when the server cannot be reached or does not get ready
 */
export const runDemo = async (deps: DemoDeps, options: DemoOptions): Promise<boolean> => {
  const client = openClient({ fetch: deps.fetch, server: options.url, key: options.key });
  const line = openProgressLine(deps.stderr);
  try {
    const languages = await awaitService(deps, client, options, (missing) =>
      line.show(`waiting for ${missing}`),
    );
    let done = 0;
    const count = options.samples.length * options.tracks.length;
    line.show(`judging ${count} programs`);
    const onDone = () => {
      done += 1;
      // A line that changes is fine on a terminal; 42 lines elsewhere are not.
      if (deps.stderr.isTTY === true) line.show(`judged ${done} of ${count}`);
    };
    const perTrack = await Promise.all(
      options.tracks.map((track) => judgeTrack(deps, client, options.samples, track, languages, onDone)),
    );
    line.clear();
    return report(deps.stdout, options, perTrack);
  } finally {
    line.clear();
  }
};

const judgeTrack = async (
  deps: DemoDeps,
  client: Client,
  samples: readonly DemoSample[],
  track: string,
  languages: readonly LanguageAnswer[],
  onDone: () => void,
): Promise<DemoRow[]> => {
  const rows: DemoRow[] = [];
  for (const sample of samples) {
    rows.push(await judge(deps, client, sample, track, languages));
    onDone();
  }
  return rows;
};

const judge = async (
  deps: DemoDeps,
  client: Client,
  sample: DemoSample,
  track: string,
  languages: readonly LanguageAnswer[],
): Promise<DemoRow> => {
  const startedAt = deps.monotonic();
  const first = await client.json(submissionSchema, {
    path: '/v1/submissions?wait=60s',
    method: 'POST',
    body: {
      language: sample.language,
      source: sample.source,
      tests: [{ input: sample.input, answer: sample.answer }],
      track,
    },
  });
  const answer = first.value.result === undefined ? await waitOn(client, first.value.id) : first.value;
  const endToEndMs = deps.monotonic() - startedAt;
  const bound = languages
    .find((info) => info.language === sample.language)
    ?.tracks.find((on) => on.track === track);
  const { decision, result } = answer;
  return {
    sample,
    track,
    version: bound?.version ?? '?',
    answer,
    endToEndMs,
    ok:
      result?.verdict === sample.verdict &&
      decision.track === track &&
      decision.fingerprint === bound?.fingerprint,
  };
};

/** The first compilation on a cold machine may outlast one wait. */
const waitOn = async (client: Client, id: string): Promise<SubmissionAnswer> => {
  const path = `/v1/submissions/${encodeURIComponent(id)}?wait=60s`;
  return (await client.json(submissionSchema, { path })).value;
};

/** What still is not there is named in the failure. */
const awaitService = async (
  deps: DemoDeps,
  client: Client,
  { samples, tracks, readyWithinMs = 120_000 }: DemoOptions,
  onWait: (missing: string) => void,
): Promise<readonly LanguageAnswer[]> => {
  const wanted = [...new Set(samples.map((sample) => sample.language))];
  const until = deps.monotonic() + readyWithinMs;
  for (;;) {
    const { ready, checks } = (await client.json(readinessSchema, { path: '/readyz', also: [503] })).value;
    const failing = checks.filter((check) => !check.ok).map((check) => `${check.name} (${check.detail})`);
    const languages = ready
      ? (await client.json(languagesSchema, { path: '/v1/languages' })).value.languages
      : [];
    const missing = ready ? unbound(wanted, tracks, languages) : failing;
    if (ready && missing.length === 0) return languages;
    const said = missing.length === 0 ? 'the service' : missing.join(', ');
    if (deps.monotonic() > until) {
      throw new Error(`the service did not get ready within ${readyWithinMs / 1000} s; missing: ${said}`);
    }
    onWait(said);
    await sleep(200);
  }
};

const unbound = (
  wanted: readonly string[],
  tracks: readonly string[],
  languages: readonly LanguageAnswer[],
): string[] =>
  wanted.flatMap((language) => {
    const info = languages.find((candidate) => candidate.language === language);
    return tracks
      .filter((track) => info?.tracks.some((on) => on.track === track) !== true)
      .map((track) => `${language} on ${track}`);
  });

const headings = [
  'language',
  'program',
  'track',
  'version',
  'fingerprint',
  'verdict',
  'cpu ms',
  'wall ms',
  'memory',
  'end-to-end ms',
];

const report = (stdout: Output, options: DemoOptions, perTrack: readonly (readonly DemoRow[])[]): boolean => {
  // Side by side: each program on every track.
  const rows = options.samples.flatMap((_, index) => perTrack.flatMap((track) => track[index] ?? []));
  const alignment = headings.map((_, column) => (column < 6 ? 'left' : 'right'));
  printLine(stdout, formatTable(headings, rows.map(cellsOf), alignment));
  const wrong = rows.filter((row) => !row.ok);
  const languages = new Set(rows.map((row) => row.sample.language)).size;
  printLine(
    stdout,
    `\n${rows.length - wrong.length} of ${rows.length} verdicts as expected: ` +
      `${languages} languages on ${options.tracks.join(' and ')}.`,
  );
  for (const { sample, track, answer } of wrong) printLine(stdout, explain(sample, track, answer));
  return wrong.length === 0;
};

const cellsOf = ({ sample, track, version, answer, endToEndMs, ok }: DemoRow): string[] => {
  const { decision, result } = answer;
  const ran = result !== undefined && result.verdict !== 'compile_error';
  return [
    sample.language,
    sample.name.slice(sample.name.indexOf('/') + 1),
    track,
    version,
    decision.fingerprint,
    `${ok ? '✓' : '✗'} ${result?.verdict ?? answer.state}`,
    ran ? result.cpuMs.toFixed(1) : '-',
    ran ? result.wallMs.toFixed(1) : '-',
    ran ? bytes(result.memoryBytes) : '-',
    endToEndMs.toFixed(0),
  ];
};

const explain = (sample: DemoSample, track: string, { id, decision, result }: SubmissionAnswer): string => {
  const got = [result?.verdict ?? 'no verdict', result?.detail, result?.message].filter(
    (part) => part !== undefined,
  );
  const log = result?.compile?.ok === false ? `\n${result.compile.log.trimEnd()}` : '';
  return `✗ ${sample.name} on ${track} (${decision.fingerprint}, ${id}): expected ${sample.verdict}, got ${got.join(', ')}${log}`;
};
