/** What the groups of rows of the sandbox bench share. */
import type { RuntimeFacts } from '../src/domain/runtime.ts';
import type { Lifecycle } from '../src/main/lifecycle.ts';
import type { Row } from './rows.ts';
import type { BenchWorker } from './worker.ts';

/** By the key under which a group finds it. */
export const runtimeNames = {
  c: 'c:14',
  cpp: 'cpp:14',
  python: 'python:3.13',
  java: 'java:21',
  go: 'go:1.24',
} as const;
type RuntimeKey = keyof typeof runtimeNames;

/** What every group of rows is measured with. */
export interface SandboxBench {
  readonly lifecycle: Lifecycle;
  readonly worker: BenchWorker;
  readonly runtimes: Readonly<Record<RuntimeKey, RuntimeFacts>>;
  /** A few samples of each. */
  readonly quick: boolean;
  /** What could not be measured, and why. */
  readonly unmeasured: { readonly name: string; readonly reason: string }[];
}

/** Some rows. Where they cannot be measured that is noted, and the others are measured all the same. */
export const tryRows = async (
  { lifecycle, unmeasured }: SandboxBench,
  name: string,
  measure: () => Promise<Row | readonly Row[]>,
): Promise<readonly Row[]> => {
  try {
    const measured = await measure();
    process.stderr.write(`measured: ${name}\n`);
    return [measured].flat();
  } catch (cause) {
    lifecycle.closing.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    process.stderr.write(`NOT measured: ${name}: ${reason}\n`);
    unmeasured.push({ name, reason });
    return [];
  }
};
