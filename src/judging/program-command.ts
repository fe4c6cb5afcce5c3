import { inputOf } from '../domain/run.ts';
import type { RunCommand } from '../domain/run.ts';
import { killingLimits } from '../verdict/time-rule.ts';
import type { AssignedTest } from './assignment.ts';
import { expandArgv } from './expand-argv.ts';
import type { TestRun } from './test-run.ts';

const mebibyte = 1024 * 1024;

/** Bytes of standard error that are read; more is dropped by the runner. */
const stderrBytes = 64 * 1024;

/** How the submitted program is run on a test; its input and output are the caller's to say. */
export const programCommand = ({ program, timeRule }: TestRun, test: AssignedTest): RunCommand => {
  const { manifest } = program.runtime;
  const { limits } = test;
  return {
    phase: 'run',
    argv: [
      ...expandArgv(manifest.run.argv, {
        source: program.entry,
        sources: program.sourcePaths,
        memoryMiB: Math.floor(limits.memoryBytes / mebibyte),
      }),
      ...test.args,
    ],
    env: manifest.run.env,
    stdin: inputOf(Buffer.alloc(0)),
    limits: {
      ...killingLimits(limits, timeRule),
      processes: limits.processes + manifest.run.extraProcesses,
      stderrBytes,
    },
  };
};
