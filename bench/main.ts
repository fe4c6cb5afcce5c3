/**
 * `npm run bench -- NAME [--quick]`: runs one bench and leaves its figures in bench/results/NAME.json.
 *
 * Exits 0 when everything was measured, goals met or not, and 1 when something could not be. What a bench starts is registered
 * with the lifecycle, so that it is removed after an error and after Ctrl-C as well.
 */
import { silentLogger } from '../src/domain/logger.ts';
import { openLifecycle } from '../src/main/lifecycle.ts';
import type { Lifecycle } from '../src/main/lifecycle.ts';
import { dispatch } from './dispatch.ts';
import { intakeRules } from './intake-rules.ts';
import { latency } from './latency.ts';
import { propagation } from './propagation.ts';
import { repeatability } from './repeatability.ts';
import { sandbox } from './sandbox.ts';
import { startup } from './startup.ts';
import { usefulCpu } from './useful-cpu.ts';

type Bench = (argv: readonly string[], lifecycle: Lifecycle) => Promise<void>;

const benches: Readonly<Record<string, Bench>> = {
  dispatch,
  'intake-rules': intakeRules,
  latency,
  propagation,
  repeatability,
  sandbox,
  startup,
  'useful-cpu': usefulCpu,
};

const interrupts = { SIGINT: 130, SIGTERM: 143 } as const;

const runBench = async (bench: Bench, argv: readonly string[]): Promise<number> => {
  const lifecycle = openLifecycle({ log: silentLogger, monotonic: () => performance.now() });
  const interrupted = new Promise<number>((resolve) => {
    for (const [signal, code] of Object.entries(interrupts)) process.once(signal, () => resolve(code));
  });
  const ended = bench(argv, lifecycle).then(
    () => 0,
    (cause: unknown) => {
      // What fails because everything is being closed is no failure of its own.
      if (!lifecycle.closing.aborted) process.stderr.write(`It could not be measured: ${told(cause)}\n`);
      return 1;
    },
  );
  const code = await Promise.race([ended, interrupted]);
  const faults = await lifecycle.close();
  for (const { name, error } of faults)
    process.stderr.write(`Could not be closed: ${name}: ${told(error)}\n`);
  return code === 0 && faults.length > 0 ? 1 : code;
};

const told = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause === undefined ? cause.message : `${cause.message}\n  because: ${told(cause.cause)}`;
};

const [name = '', ...rest] = process.argv.slice(2);
const bench = benches[name];
if (bench === undefined) {
  process.stderr.write(`There is no bench "${name}". There are: ${Object.keys(benches).join(', ')}\n`);
  process.exit(2);
}
process.exit(await runBench(bench, rest));
