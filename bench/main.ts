/** `npm run bench -- NAME`: runs one bench and leaves its figures in bench/results/NAME.json. */
import { latency } from './latency.ts';

const benches: Readonly<Record<string, (argv: readonly string[]) => Promise<void>>> = { latency };

const [name = '', ...rest] = process.argv.slice(2);
const bench = benches[name];
if (bench === undefined) {
  process.stderr.write(`There is no bench "${name}". There are: ${Object.keys(benches).join(', ')}\n`);
  process.exitCode = 2;
} else {
  await bench(rest);
}
