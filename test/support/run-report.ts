import type { Fate, RunReport } from '../../src/domain/run.ts';

/** The report of an unremarkable run. */
export const runReport = (fate: Fate, changes: Partial<RunReport> = {}): RunReport => ({
  fate,
  cpuMs: 10,
  wallMs: 20,
  memoryBytes: 1_000,
  oomKills: 0,
  stdoutBytes: 1,
  stderrBytes: 0,
  stdout: Buffer.alloc(0),
  stderr: Buffer.alloc(0),
  ...changes,
});

export const exited = (code: number): Fate => ({ kind: 'exited', code });
export const signaled = (signal: number): Fate => ({ kind: 'signaled', signal });
export const killed = (by: Extract<Fate, { kind: 'killed' }>['by']): Fate => ({ kind: 'killed', by });
