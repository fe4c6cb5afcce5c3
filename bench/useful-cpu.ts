/**
 * How much of the CPU time that a saturated Serin spends goes to the programs it judges, and where the rest goes.
 *
 * The whole service, over HTTP, with enough submissions in flight that its slots never idle. Each part is read from the kernel's
 * counters before and after. Programs and compilers are what the results say; the containers' own counters are the cross-check,
 * as no program can have used more than its container.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openDocker } from '../src/main/docker.ts';
import type { Lifecycle } from '../src/main/lifecycle.ts';
import { watchContainers } from './container-watch.ts';
import type { ContainersCpu } from './container-watch.ts';
import { findServicePlaces, machineBusyMs, mainThreadCpuMs, processCpuMs } from './cpu-accounts.ts';
import type { ServicePlaces } from './cpu-accounts.ts';
import { documentResult } from './document.ts';
import { describeMachine } from './machine.ts';
import { markdownTable, printTable, record } from './report.ts';
import { startServiceWithin } from './service.ts';
import type { Service } from './service.ts';
import { spinSource } from './spin.ts';
import { benchSlotBase, benchWorker, findRuntime } from './worker.ts';

const inFlight = 8;
/** The default of a service on two cores; told so that a slot's busy share can be said. */
const slots = 1;
const idleSeconds = 3;
const settleRounds = 20;
const warmUpSubmissions = 20;
const calibrationRounds = 10_000_000;

interface Load {
  readonly name: string;
  readonly testCpuMs: number;
  /** Every submission has a source of its own, so that each is compiled. */
  readonly distinct: boolean;
  /** Share of the CPU that is to be useful. */
  readonly goal: number;
}

const loads: readonly Load[] = [
  { name: '100 ms, compiled before', testCpuMs: 100, distinct: false, goal: 0.9 },
  { name: '10 ms, compiled before', testCpuMs: 10, distinct: false, goal: 0.7 },
  { name: '100 ms, compiled each time', testCpuMs: 100, distinct: true, goal: 0.9 },
  { name: '10 ms, compiled each time', testCpuMs: 10, distinct: true, goal: 0.7 },
];

/** CPU milliseconds of each part of the service. */
interface Parts {
  readonly programs: number;
  readonly compilers: number;
  readonly runners: number;
  /** In the containers and none of the above: the start and the end of processes, the child that wipes and collects. */
  readonly containerRest: number;
  readonly shims: number;
  readonly serviceMain: number;
  readonly serviceThreads: number;
  readonly redis: number;
  readonly dockerd: number;
  readonly containerd: number;
}

interface Measured {
  readonly submissions: number;
  readonly seconds: number;
  readonly parts: Parts;
  /** What the containers' counters say of programs, compilers, runners and the rest together. */
  readonly containersMs: number;
  readonly containersBegun: number;
  /** All CPUs of the machine, this bench, its HTTP client and everybody else included. */
  readonly machineBusyMs: number;
}

interface Row extends Load, Measured {
  readonly usefulShare: number;
  /** The same when dockerd and containerd are left out: on a machine where others use the engine, their work is not Serin's. */
  readonly usefulShareWithoutDaemons: number;
  readonly met: boolean;
}

export const usefulCpu = async (argv: readonly string[], lifecycle: Lifecycle): Promise<void> => {
  const quick = argv.includes('--quick');
  const seconds = quick ? 6 : 25;
  const machine = await describeMachine();
  // Asked for first, as a service without it would have nothing to compile with and say so much later.
  await findRuntime('c:14');
  const service = await startServiceWithin(lifecycle, {
    workerName: benchWorker,
    slotBase: benchSlotBase,
    flags: ['--slots', String(slots)],
  });
  const places = await findServicePlaces(service.pid);
  const idle = await settle(service, places);
  const roundsPerMs = await calibrate(service.url);
  const rows: Row[] = [];
  for (const load of loads) {
    const rounds = Math.round(load.testCpuMs * roundsPerMs);
    for (let warmUp = 0; warmUp < warmUpSubmissions; warmUp += 1) {
      await judge(service.url, spinSource(0), rounds);
    }
    const work = { rounds, distinct: load.distinct, seconds };
    rows.push(judgeRow(load, await measure(service, places, () => saturate(service.url, work))));
  }
  printTable(...shares(rows));
  printTable(...breakdown(rows));
  await record('useful-cpu', { machine, quick, secondsPerLoad: seconds, inFlight, slots, idle, rows });
  const tables = [markdownTable(...shares(rows)), markdownTable(...breakdown(rows))];
  await documentResult('useful-cpu', machine, tables.join('\n\n'), quick);
};

/** Waits until every container that the service wants warm is there, and tells what it spends while it does nothing. */
const settle = async (service: Service, places: ServicePlaces): Promise<Measured> => {
  for (let round = 0; round < settleRounds; round += 1) {
    const idle = await measure(service, places, () => sleep(idleSeconds * 1000, []));
    if (idle.containersBegun === 0) return idle;
  }
  throw new Error('the service never stops making containers');
};

interface Judged {
  readonly programMs: number;
  readonly compilerMs: number;
}

const measure = async (
  service: Service,
  places: ServicePlaces,
  load: () => Promise<Judged[]>,
): Promise<Measured> => {
  const docker = openDocker(process.env['DOCKER_HOST']);
  const containers = await watchContainers(docker, service.workerName);
  const before = await readHost(places);
  const startedMs = performance.now();
  let judged: Judged[];
  let spent: ContainersCpu;
  try {
    judged = await load();
  } finally {
    spent = await containers();
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const after = await readHost(places);
  const programs = judged.reduce((sum, { programMs }) => sum + programMs, 0);
  const compilers = judged.reduce((sum, { compilerMs }) => sum + compilerMs, 0);
  const host = (part: keyof Host) => after[part] - before[part];
  return {
    submissions: judged.length,
    seconds,
    parts: {
      programs,
      compilers,
      runners: spent.runnersMs,
      containerRest: spent.containersMs - spent.runnersMs - programs - compilers,
      shims: spent.shimsMs,
      serviceMain: host('serviceMain'),
      serviceThreads: host('service') - host('serviceMain'),
      redis: host('redis'),
      dockerd: host('dockerd'),
      containerd: host('containerd'),
    },
    containersMs: spent.containersMs,
    containersBegun: spent.begun,
    machineBusyMs: host('busy'),
  };
};

type Host = Record<'service' | 'serviceMain' | 'redis' | 'dockerd' | 'containerd' | 'busy', number>;

const readHost = async (places: ServicePlaces): Promise<Host> => ({
  service: alive(await processCpuMs(places.service), 'the service'),
  serviceMain: alive(await mainThreadCpuMs(places.service), 'the service'),
  redis: alive(await processCpuMs(places.redis), 'its Redis'),
  dockerd: await sumOf(places.dockerd, 'dockerd'),
  containerd: await sumOf(places.containerd, 'containerd'),
  busy: await machineBusyMs(),
});

const sumOf = async (pids: readonly number[], what: string): Promise<number> => {
  const each = await Promise.all(pids.map(processCpuMs));
  return each.reduce<number>((sum, ms) => sum + alive(ms, what), 0);
};

const alive = (cpuMs: number | undefined, what: string): number => {
  if (cpuMs === undefined) throw new Error(`${what} ended while it was measured`);
  return cpuMs;
};

/** Rounds of the program that take a millisecond of CPU, asked of the service itself. */
const calibrate = async (url: string): Promise<number> => {
  await judge(url, spinSource(0), calibrationRounds);
  const samples: number[] = [];
  for (let run = 0; run < 9; run += 1) {
    samples.push((await judge(url, spinSource(0), calibrationRounds)).programMs);
  }
  samples.sort((a, b) => a - b);
  return calibrationRounds / (samples[4] ?? Number.NaN);
};

let distinctSources = 0;

const saturate = async (
  url: string,
  { rounds, distinct, seconds }: { rounds: number; distinct: boolean; seconds: number },
): Promise<Judged[]> => {
  const untilMs = performance.now() + seconds * 1000;
  const judged: Judged[] = [];
  const client = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      const source = spinSource(distinct ? (distinctSources += 1) : 0);
      judged.push(await judge(url, source, rounds));
    }
  };
  await Promise.all(Array.from({ length: inFlight }, client));
  return judged;
};

interface Answer {
  readonly result?: {
    readonly verdict: string;
    readonly cpuMs: number;
    readonly compile?: { readonly cached: boolean; readonly cpuMs: number };
  };
}

const judge = async (url: string, source: string, rounds: number): Promise<Judged> => {
  const answer = await fetch(`${url}/v1/submissions?wait=20s`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ language: 'c', source, tests: [{ input: `${rounds}\n` }] }),
  });
  const body = (await answer.json()) as Answer;
  const { result } = body;
  if (result?.verdict !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(body)}`);
  const { compile } = result;
  const compilerMs = compile === undefined || compile.cached ? 0 : compile.cpuMs;
  return { programMs: result.cpuMs, compilerMs };
};

const judgeRow = (load: Load, measured: Measured): Row => {
  const { programs, compilers, dockerd, containerd } = measured.parts;
  const [useful, all] = [programs + compilers, total(measured.parts)];
  const usefulShare = useful / all;
  const usefulShareWithoutDaemons = useful / (all - dockerd - containerd);
  return { ...load, ...measured, usefulShare, usefulShareWithoutDaemons, met: usefulShare >= load.goal };
};

const total = (parts: Parts): number =>
  (Object.keys(partNames) as (keyof Parts)[]).reduce((sum, part) => sum + parts[part], 0);

type Words = readonly [head: readonly string[], rows: readonly (readonly string[])[]];

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const shares = (rows: readonly Row[]): Words => [
  ['one test of', 'submissions/s', 'slot busy', 'useful', 'without the daemons', 'goal', 'met'],
  rows.map((row) => [
    row.name,
    (row.submissions / row.seconds).toFixed(1),
    percent((row.parts.programs + row.parts.compilers) / (row.seconds * 1000 * slots)),
    percent(row.usefulShare),
    percent(row.usefulShareWithoutDaemons),
    `≥ ${percent(row.goal)}`,
    row.met ? 'yes' : 'missed',
  ]),
];

const breakdown = (rows: readonly Row[]): Words => {
  const parts = Object.keys(partNames) as (keyof Parts)[];
  return [
    ['CPU ms a submission', ...rows.map((row) => row.name)],
    [
      ...parts.map((part) => [
        partNames[part],
        ...rows.map(
          ({ parts: spent, submissions }) =>
            `${(spent[part] / submissions).toFixed(2)} (${percent(spent[part] / total(spent))})`,
        ),
      ]),
      ['all', ...rows.map(({ parts: spent, submissions }) => (total(spent) / submissions).toFixed(2))],
    ],
  ];
};

const partNames: Readonly<Record<keyof Parts, string>> = {
  programs: 'programs',
  compilers: 'compilers',
  runners: 'runner',
  containerRest: 'rest of the containers',
  shims: 'containerd-shim',
  serviceMain: 'Serin, JavaScript thread',
  serviceThreads: 'Serin, other threads',
  redis: 'redis-server',
  dockerd: 'dockerd',
  containerd: 'containerd',
};
