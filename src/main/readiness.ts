import type { HealthCheck } from '../http/ports.ts';
import type { Shared } from './shared.ts';

/** Redis first; what else a role needs is asked only where Redis answers. Never throws. */
export const readiness = async (
  shared: Pick<Shared, 'redis' | 'lifecycle'>,
  ...more: readonly (() => Promise<readonly HealthCheck[]>)[]
): Promise<{ ready: boolean; checks: HealthCheck[] }> => {
  const checks: HealthCheck[] = [await redisCheck(shared)];
  if (shared.lifecycle.closing.aborted) {
    checks.push({ name: 'service', ok: false, detail: 'shutting down' });
  }
  if (checks.every((check) => check.ok)) {
    for (const ask of more) checks.push(...(await ask()));
  }
  return { ready: checks.every((check) => check.ok || check.optional === true), checks };
};

const redisCheck = async ({ redis }: Pick<Shared, 'redis'>): Promise<HealthCheck> => {
  try {
    await redis.ping();
    return { name: 'redis', ok: true, detail: 'answers' };
  } catch (cause) {
    return {
      name: 'redis',
      ok: false,
      detail: cause instanceof Error ? cause.message : String(cause),
      remedy: 'start Redis, or check SERIN_REDIS_URL; service resumes by itself',
    };
  }
};
