/** What a run may use, and how its time is judged. */
import { z } from 'zod';
import { defaultLimits, maximumLimits } from '../../domain/limits.ts';
import { mebibyte, oneOf, whole } from './fields.ts';

export const runsSettings = {
  cpuLimitMs: whole(1, maximumLimits.cpuMs)
    .default(defaultLimits.cpuMs)
    .describe('CPU time of a run that states none; its real time is three times that.'),
  memoryLimitBytes: whole(4 * mebibyte, maximumLimits.memoryBytes)
    .default(defaultLimits.memoryBytes)
    .describe('Memory of a run that states none.'),
  outputLimitBytes: whole(0, maximumLimits.outputBytes)
    .default(defaultLimits.outputBytes)
    .describe('Standard output of a run that states none.'),
  fileLimitBytes: whole(0, maximumLimits.fileBytes)
    .default(defaultLimits.fileBytes)
    .describe('Largest file a run may write that states none.'),
  processLimit: whole(1, maximumLimits.processes)
    .default(defaultLimits.processes)
    .describe('Processes and threads of a run that states none.'),
  rerunMargin: whole(0, 100)
    .default(10)
    .describe('Percent over its time limit up to which a run gets a second try; 0 gives none.'),
  timeScaling: z
    .enum(['off', 'calibrated'], oneOf)
    .default('off')
    .describe('Hold time limits as stated (off), or multiply them by the measured slowness of the worker.'),
  limitMultipliers: z
    .enum(['off', 'on'], oneOf)
    .default('off')
    .describe('Multiply time and memory limits by what the runtime states (on), or hold them as stated.'),
  parallelTests: z
    .enum(['off', 'on'], oneOf)
    .default('off')
    .describe('Spread the tests of a submission over slots that nobody else needs.'),
};
