/** Health, readiness and metrics of a process without the API role. */
import type { HealthCheck } from '../http/ports.ts';
import { buildProbesApp } from '../http/probes-app.ts';
import type { PoolWorker } from '../judging/pool-worker.ts';
import { readiness } from './readiness.ts';
import type { Shared } from './shared.ts';

/** @returns the address it listens on. */
export const openProbes = async (shared: Shared, worker: PoolWorker | undefined): Promise<string> => {
  const { config, lifecycle, metrics, log } = shared;
  const pools = worker === undefined ? [] : [() => Promise.resolve([poolsCheck(worker)])];
  const app = buildProbesApp(
    { readiness: () => readiness(shared, ...pools), metrics: () => metrics.render() },
    config.apiKeys,
  );
  await app.listen({ host: config.host, port: config.port });
  lifecycle.add('http', () => app.close());
  const address = app.listeningOrigin;
  log.info({ address }, 'health and metrics are served');
  return address;
};

/** Every pool of this worker is joined. */
const poolsCheck = (worker: PoolWorker): HealthCheck => {
  const states = [...worker.states()];
  const closed = states.flatMap(([track, state]) =>
    state.state === 'ready' || state.idle === true ? [] : [`${track}: ${state.reason}`],
  );
  if (closed.length === 0 && states.some(([, { state }]) => state === 'ready')) {
    return { name: 'pools', ok: true, detail: states.map(([track]) => track).join(', ') };
  }
  return { name: 'pools', ok: false, detail: closed.join('; ') || 'nothing is bound to its tracks yet' };
};
