/** Several api processes, as far as intake goes: each with a connection, a view of the bindings and a memory of its own. */
import { randomUUID } from 'node:crypto';
import { promoteTrack } from '../../src/control/bindings.ts';
import type { ControlPorts } from '../../src/control/ports.ts';
import { silentLogger } from '../../src/domain/logger.ts';
import type { JudgeJob, SubmissionRecord } from '../../src/domain/submission.ts';
import type { GrayChoice, GrayContext } from '../../src/gray/context.ts';
import { ContestPins } from '../../src/intake/contest-pins.ts';
import type { IntakePorts } from '../../src/intake/ports.ts';
import { submit } from '../../src/intake/submit.ts';
import { LiveBindings } from '../../src/store/bindings-snapshot.ts';
import { ControlChannel } from '../../src/store/control-channel.ts';
import { Registry } from '../../src/store/registry.ts';
import { TrackStore } from '../../src/store/track-store.ts';
import { countUnfinished } from '../../src/store/unfinished.ts';
import { gcc16, workerOf } from './control-world.ts';
import { factsOf, specOf } from './facts.ts';
import { byDefault } from './intake.ts';
import type { TestRedis } from './redis.ts';
import { openStoreBench } from './store.ts';
import type { StoreBench } from './store.ts';
import { eventually } from './submissions.ts';

export const gcc14 = factsOf();

export interface IntakeNode {
  readonly bench: StoreBench;
  readonly live: LiveBindings;
  readonly jobs: JudgeJob[];
  submit(spec?: Parameters<typeof specOf>[0]): Promise<SubmissionRecord>;
}

export interface Nodes {
  readonly nodes: readonly IntakeNode[];
  readonly control: ControlPorts;
  readonly first: StoreBench;
  /** What rules say from now on, on every node. */
  decide: (context: GrayContext) => GrayChoice;
  /** One more process, which knows nothing yet; one that was cut off may have rules of its own. */
  join(decide?: (context: GrayContext) => GrayChoice): Promise<IntakeNode>;
  /** A release becomes stable though a contest may run. */
  promote(): Promise<number>;
  /** Every node has the newest bindings. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

/** GCC 14 is stable, GCC 16 is canary; workers of both tracks have both. */
export const openNodes = async (redis: TestRedis, count: number): Promise<Nodes> => {
  const prefix = `t${randomUUID()}:`;
  const first = await openStoreBench(redis, { prefix });
  const control = await prepared(first);
  const nodes: IntakeNode[] = [];
  const world: Nodes = {
    nodes,
    control,
    first,
    decide: () => byDefault,
    join: async (decide = (context) => world.decide(context)) => {
      const node = await openNode(redis, prefix, decide);
      nodes.push(node);
      return node;
    },
    promote: async () => {
      const request = { language: 'cpp', from: 'canary', by: 'admin', reason: 'r' };
      return (await promoteTrack(control, { ...request, force: true, dryRun: false })).revision;
    },
    caughtUp: async () => {
      const { revision } = await control.tracks.state();
      await eventually('every node has the newest bindings', () =>
        nodes.every(({ live }) => live.current().revision === revision),
      );
    },
    close: async () => {
      for (const { live, bench } of nodes) {
        live.close();
        await bench.close();
      }
      await first.close();
    },
  };
  for (let index = 0; index < count; index += 1) await world.join();
  return world;
};

const prepared = async ({ link, keys }: StoreBench): Promise<ControlPorts> => {
  const deps = { redis: link, keys, log: silentLogger };
  const registry = new Registry(deps);
  const tracks = new TrackStore(deps);
  const runtimes = [gcc14, gcc16];
  for (const facts of runtimes) {
    await registry.publishRuntime(facts, { by: 'w1', environment: 'prod', atMs: 1 });
  }
  for (const track of ['stable', 'canary']) {
    await registry.heartbeat(workerOf(track, ...runtimes.map(({ fingerprint }) => fingerprint)));
  }
  const bind = runtimes.map(({ language, family, runtime, fingerprint }, index) => ({
    ...{ language, family, runtime, fingerprint, track: index === 0 ? 'stable' : 'canary' },
    ...{ by: 'ops', reason: 'r', atMs: 1 },
  }));
  await tracks.change({ from: 0, bind, events: [] });
  return {
    registry,
    tracks,
    unfinished: (of) => countUnfinished({ redis: link, keys }, of),
    environment: 'prod',
    rulesRevision: () => undefined,
    now: Date.now,
    log: silentLogger,
  };
};

const material = {
  files: [{ path: 'main.cpp', content: Buffer.from('int main() {}') }],
  tests: [{ name: '1', input: Buffer.alloc(0) }],
};

const openNode = async (
  redis: TestRedis,
  prefix: string,
  decide: (context: GrayContext) => GrayChoice,
): Promise<IntakeNode> => {
  const bench = await openStoreBench(redis, { prefix });
  const deps = { redis: bench.link, keys: bench.keys, log: silentLogger };
  const channel = new ControlChannel({ ...deps, subscriber: bench.subscriber });
  const live = await LiveBindings.open({ ...deps, tracks: new TrackStore(deps), control: channel });
  const jobs: JudgeJob[] = [];
  const ports: IntakePorts = {
    store: bench.store,
    queue: { enqueue: (job) => Promise.resolve(void jobs.push(job)) },
    bindings: () => live.current(),
    rules: () => ({ revision: 9, override: () => undefined, decide }),
    pools: () => 'ok',
    contests: new ContestPins(),
    newId: randomUUID,
    now: Date.now,
    queueLimit: 10_000,
    log: silentLogger,
  };
  return {
    bench,
    live,
    jobs,
    submit: async (spec = {}) => (await submit(ports, { spec: specOf(spec), material })).record,
  };
};
