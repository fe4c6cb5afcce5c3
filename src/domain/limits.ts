import { z } from 'zod';

const mebibyte = 1024 * 1024;

/** Limits of one run of a program. Times in milliseconds, sizes in bytes. */
export interface Limits {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryBytes: number;
  /** Bytes the program may write to its standard output. */
  readonly outputBytes: number;
  /** Largest single file the program may write. */
  readonly fileBytes: number;
  /** Processes and threads alive at once. */
  readonly processes: number;
}

/** The most that one input, output or answer may have. */
export const largestDataBytes = 256 * mebibyte;

/** What a caller gets who states nothing. The wall limit follows the CPU limit: 3 × CPU, at least 1 s more. */
export const defaultLimits: Limits = {
  cpuMs: 2_000,
  wallMs: 6_000,
  memoryBytes: 256 * mebibyte,
  outputBytes: 16 * mebibyte,
  fileBytes: 32 * mebibyte,
  processes: 64,
};

/** The most that a caller may ask for. */
export const maximumLimits: Limits = {
  cpuMs: 60_000,
  wallMs: 180_000,
  memoryBytes: 1024 * mebibyte,
  outputBytes: largestDataBytes,
  fileBytes: 64 * mebibyte,
  processes: 256,
};

const bounded = (least: number, most: number) => z.number().int().min(least).max(most);

/** Limits as a caller may state them; what is left out is filled in by `resolveLimits`. */
export const limitsSchema = z
  .strictObject({
    cpuMs: bounded(1, maximumLimits.cpuMs).optional(),
    wallMs: bounded(1, maximumLimits.wallMs).optional(),
    memoryBytes: bounded(4 * mebibyte, maximumLimits.memoryBytes).optional(),
    outputBytes: bounded(0, maximumLimits.outputBytes).optional(),
    fileBytes: bounded(0, maximumLimits.fileBytes).optional(),
    processes: bounded(1, maximumLimits.processes).optional(),
  })
  .describe('Limits of one run. Times in milliseconds, sizes in bytes.');

export type PartialLimits = z.infer<typeof limitsSchema>;

/** What limits are multiplied by for a runtime that is slower or larger by nature than the one they were stated for. */
export interface Multipliers {
  readonly time: number;
  readonly memory: number;
}

/** Limits times multipliers; nobody is given more than could have been asked for. */
export const multipliedLimits = (limits: Limits, { time, memory }: Multipliers): Limits => ({
  ...limits,
  cpuMs: Math.min(maximumLimits.cpuMs, Math.round(limits.cpuMs * time)),
  wallMs: Math.min(maximumLimits.wallMs, Math.round(limits.wallMs * time)),
  memoryBytes: Math.min(maximumLimits.memoryBytes, Math.round(limits.memoryBytes * memory)),
});

/** Fill what the caller left out. */
export const resolveLimits = (given: PartialLimits, defaults: Limits = defaultLimits): Limits => {
  const cpuMs = given.cpuMs ?? defaults.cpuMs;
  const wallMs = given.wallMs ?? Math.min(maximumLimits.wallMs, Math.max(3 * cpuMs, cpuMs + 1_000));
  return {
    cpuMs,
    wallMs,
    memoryBytes: given.memoryBytes ?? defaults.memoryBytes,
    outputBytes: given.outputBytes ?? defaults.outputBytes,
    fileBytes: given.fileBytes ?? defaults.fileBytes,
    processes: given.processes ?? defaults.processes,
  };
};
