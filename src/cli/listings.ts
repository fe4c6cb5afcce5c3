/** The verbs that show what a server has, and the one that changes a track. */
import { languagesSchema, readinessSchema, runtimesSchema, versionSchema, workersSchema } from './answers.ts';
import type { Client } from './client.ts';
import { CliFailure, exitCodes } from './failure.ts';
import { bytes } from './figures.ts';
import { formatTable } from './table.ts';
import { printJson, printLine } from './terminal.ts';
import type { Output } from './terminal.ts';

export interface ListingDeps {
  readonly client: Client;
  readonly stdout: Output;
  readonly json: boolean;
}

export const showLanguages = async ({ client, stdout, json }: ListingDeps): Promise<number> => {
  const { value, raw } = await client.json(languagesSchema, { path: '/v1/languages' });
  if (json) printJson(stdout, raw);
  else if (value.languages.length === 0) printLine(stdout, 'No language is bound to a track yet.');
  else {
    const rows = value.languages.flatMap((info) =>
      info.tracks.map((on, index) => [
        ...(index === 0 ? [info.language, info.displayName, info.extensions.join(' ')] : ['', '', '']),
        on.track,
        on.version,
        on.fingerprint,
      ]),
    );
    printLine(stdout, formatTable(['language', 'name', 'files', 'track', 'version', 'fingerprint'], rows));
  }
  return exitCodes.ok;
};

export const showRuntimes = async ({ client, stdout, json }: ListingDeps): Promise<number> => {
  const { value, raw } = await client.json(runtimesSchema, { path: '/v1/runtimes' });
  if (json) printJson(stdout, raw);
  else if (value.runtimes.length === 0) printLine(stdout, 'No worker has told of a runtime yet.');
  else {
    const rows = value.runtimes.map((runtime) => [
      runtime.runtime,
      runtime.version,
      runtime.fingerprint,
      runtime.tracks.length === 0 ? '-' : runtime.tracks.join(' '),
      runtime.image.reference,
      bytes(runtime.image.sizeBytes),
    ]);
    const headings = ['runtime', 'version', 'fingerprint', 'tracks', 'image', 'size'];
    printLine(stdout, formatTable(headings, rows, ['left', 'left', 'left', 'left', 'left', 'right']));
  }
  return exitCodes.ok;
};

/** Health, workers and queues. The last two are for operators; without that right they are left out, and it is said. */
export const showStatus = async ({ client, stdout, json }: ListingDeps): Promise<number> => {
  const readiness = await client.json(readinessSchema, { path: '/readyz', also: [503] });
  const workers = await ifAllowed(() => client.json(workersSchema, { path: '/v1/workers' }));
  const metrics = await ifAllowed(() => client.text('/metrics'));
  const queues = metrics === undefined ? undefined : queuesOf(metrics);
  if (json) {
    printJson(stdout, {
      ...readiness.value,
      ...(workers === undefined ? {} : workers.value),
      ...(queues === undefined ? {} : { queues }),
    });
  } else {
    printLine(stdout, `${client.server} is ${readiness.value.ready ? 'ready' : 'not ready'}`);
    const checks = readiness.value.checks.map((check) => [
      check.name,
      check.ok ? 'ok' : 'failing',
      [check.detail, check.ok ? undefined : check.remedy].filter((text) => text !== undefined).join('; '),
    ]);
    section(stdout, ['check', 'state', 'detail'], checks);
    section(
      stdout,
      ['worker', 'track', 'state', 'busy', 'slots', 'runtimes', 'reason'],
      workerRows(workers?.value),
    );
    section(
      stdout,
      ['queue', 'state', 'jobs'],
      queues?.map((queue) => [queue.track, queue.state, `${queue.jobs}`]),
    );
    if (workers === undefined) printLine(stdout, '\nWorkers and queues are shown to operators: give --key.');
  }
  return readiness.value.ready ? exitCodes.ok : exitCodes.failed;
};

type Workers = (typeof workersSchema)['_output'];

const workerRows = (workers: Workers | undefined): string[][] | undefined =>
  workers?.workers.map((worker) => [
    worker.name,
    worker.track,
    worker.state,
    `${worker.busy}`,
    `${worker.slots}`,
    `${worker.fingerprints.length}`,
    worker.reason ?? '',
  ]);

const section = (stdout: Output, headings: readonly string[], rows: string[][] | undefined): void => {
  if (rows !== undefined && rows.length > 0) printLine(stdout, `\n${formatTable(headings, rows)}`);
};

const ifAllowed = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CliFailure && error.exitCode === exitCodes.usage) return undefined;
    throw error;
  }
};

interface QueueState {
  readonly track: string;
  readonly state: string;
  readonly jobs: number;
}

/** `serin_queue_jobs{track="stable",state="waiting"} 3`, in either order of the labels. */
const queuesOf = (metrics: string): QueueState[] =>
  [...metrics.matchAll(/^serin_queue_jobs\{([^}]*)\} (\S+)$/gm)].map(([, labels = '', jobs = '']) => {
    const label = (name: string) => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
    return { track: label('track'), state: label('state'), jobs: Number(jobs) };
  });

export const showVersion = async (
  { client, stdout, json }: ListingDeps,
  own: { readonly serin: string; readonly node: string },
): Promise<number> => {
  // The version of what runs here is worth telling when no server does.
  const server = await client.json(versionSchema, { path: '/v1/version' }).then(
    ({ value }) => value,
    () => undefined,
  );
  if (json) printJson(stdout, { client: own, server: server ?? null });
  else {
    printLine(stdout, `serin ${own.serin} (Node ${own.node})`);
    if (server !== undefined)
      printLine(stdout, `${client.server}: serin ${server.release ?? server.serin} (Node ${server.node})`);
  }
  return exitCodes.ok;
};
