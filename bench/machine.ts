/** What a figure depends on beside Serin: recorded with every result. */
import { execFile } from 'node:child_process';
import { cpus, loadavg, release } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly kernel: string;
  readonly cgroupVersion: string;
  readonly engine: string;
  readonly node: string;
  /** Of the last minute, before the bench began: what others do on the machine is in the figures. */
  readonly loadAverage: number;
}

/** Above this, somebody else is at work. */
const quietLoad = 0.5;

/** @throws Error with the remedy when the Docker engine does not answer. */
export const describeMachine = async (): Promise<Machine> => {
  const format = '{{.ServerVersion}} {{.CgroupVersion}}';
  const { stdout } = await run('docker', ['info', '--format', format]).catch((cause: unknown) => {
    throw new Error('the Docker engine cannot be asked: is it running, and may this user reach it?', {
      cause,
    });
  });
  const [engine = 'unknown', cgroupVersion = 'unknown'] = stdout.trim().split(' ');
  const [loadAverage = 0] = loadavg();
  if (loadAverage > quietLoad) {
    process.stderr.write(
      `The machine is busy (load average ${loadAverage.toFixed(1)}): so are the figures.\n`,
    );
  }
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    kernel: release(),
    cgroupVersion,
    engine,
    node: process.version,
    loadAverage,
  };
};
