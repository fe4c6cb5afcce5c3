/** Limits as packages state them. */
import { z } from 'zod';
import { limitsSchema, maximumLimits } from '../domain/limits.ts';
import type { PartialLimits } from '../domain/limits.ts';
import type { FaultLog, Place } from './faults.ts';
import { keys } from './schema.ts';

const mebibyte = 1024 * 1024;

const shape = limitsSchema.shape;

const mebibytes = (most: number) =>
  z
    .number()
    .positive()
    .max(most / mebibyte);

/** Times in milliseconds; sizes in bytes or mebibytes, as the name says. */
export const writtenLimits = keys({
  cpuMs: shape.cpuMs,
  wallMs: shape.wallMs,
  memoryBytes: shape.memoryBytes,
  memoryMiB: mebibytes(maximumLimits.memoryBytes).min(4).optional(),
  outputBytes: shape.outputBytes,
  outputMiB: mebibytes(maximumLimits.outputBytes).optional(),
  fileBytes: shape.fileBytes,
  fileMiB: mebibytes(maximumLimits.fileBytes).optional(),
  processes: shape.processes,
}).describe('Limits of one run. Times in milliseconds; sizes in bytes, or in MiB.');

export type WrittenLimits = z.infer<typeof writtenLimits>;

export const limitsOf = (written: WrittenLimits | undefined): PartialLimits => {
  const { cpuMs, wallMs, processes, ...sizes } = written ?? {};
  const inBytes = (bytes: number | undefined, inMiB: number | undefined): number | undefined =>
    bytes ?? (inMiB === undefined ? undefined : Math.round(inMiB * mebibyte));
  return defined({
    cpuMs,
    wallMs,
    memoryBytes: inBytes(sizes.memoryBytes, sizes.memoryMiB),
    outputBytes: inBytes(sizes.outputBytes, sizes.outputMiB),
    fileBytes: inBytes(sizes.fileBytes, sizes.fileMiB),
    processes,
  });
};

const defined = (limits: PartialLimits): PartialLimits =>
  Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));

/** A figure of another format: no more than can be asked for here, which is said where it cuts something off. */
export const capped = (
  name: keyof PartialLimits,
  value: number,
  place: Place,
  faults: FaultLog,
): PartialLimits => {
  const most = maximumLimits[name];
  if (value > most)
    faults.warning(place, `asks for ${Math.round(value)} as ${name}; ${most} is the most here, and is taken`);
  return { [name]: Math.max(1, Math.min(most, Math.round(value))) };
};
