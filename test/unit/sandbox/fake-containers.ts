import { silentLogger } from '../../../src/domain/logger.ts';
import type { KeeperDeps } from '../../../src/sandbox/slot-keeper.ts';
import type { Slot } from '../../../src/sandbox/topology.ts';
import { startedRunner } from './fake-runner.ts';
import type { FakeRunner } from './fake-runner.ts';

export interface FakeContainer {
  readonly fingerprint: string;
  readonly slot: number;
  readonly uid: number;
  readonly runner: FakeRunner;
  removed: boolean;
}

/** Containers in memory, what happened to them in order, and a clock that a test moves. */
export class FakeContainers {
  readonly all: FakeContainer[] = [];
  readonly destroyed: string[] = [];
  readonly resets: boolean[] = [];
  readonly failures: unknown[] = [];
  waits = 0;
  warmCount = 0;
  clockMs = 0;
  /** Called before a container is opened: may wait, may throw. */
  beforeOpen: (fingerprint: string) => Promise<void> = () => Promise.resolve();
  beforeRemove: () => Promise<void> = () => Promise.resolve();

  readonly metrics = {
    leaseWaited: () => {
      this.waits += 1;
    },
    reset: (verified: boolean) => {
      this.resets.push(verified);
    },
    destroyed: (reason: string) => {
      this.destroyed.push(reason);
    },
    warm: (count: number) => {
      this.warmCount = count;
    },
  };

  readonly open: KeeperDeps['open'] = async (fingerprint, slot) => {
    await this.beforeOpen(fingerprint);
    const runner = await startedRunner();
    const container: FakeContainer = { fingerprint, slot: slot.index, uid: slot.uid, runner, removed: false };
    this.all.push(container);
    return {
      id: `c${this.all.length}`,
      connection: runner.connection,
      destroy: async (reason) => {
        runner.connection.close(reason);
        await this.beforeRemove();
        container.removed = true;
      },
    };
  };

  get keeperDeps(): KeeperDeps {
    return {
      open: this.open,
      metrics: this.metrics,
      log: silentLogger,
      monotonic: () => this.clockMs,
      demand: () => 0,
      count: (change) => {
        this.warmCount += change;
      },
    };
  }

  get poolDeps() {
    return {
      open: this.open,
      memoryMaxBytes: () => 1 << 30,
      onFailure: (error: unknown) => {
        this.failures.push(error);
      },
      metrics: this.metrics,
      log: silentLogger,
      monotonic: () => this.clockMs,
    };
  }

  /** The latest container that was opened. */
  get last(): FakeContainer {
    const last = this.all.at(-1);
    if (last === undefined) throw new Error('no container was opened');
    return last;
  }

  opened(): string[] {
    return this.all.map(({ fingerprint }) => fingerprint);
  }
}

export const slotsOf = (count: number): Slot[] =>
  Array.from({ length: count }, (_, index) => ({ index, cpu: index, uid: 200_000 + index }));
