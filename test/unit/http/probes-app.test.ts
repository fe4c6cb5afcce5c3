import { describe, expect, test } from 'vitest';
import { buildProbesApp } from '../../../src/http/probes-app.ts';
import type { ApiKey } from '../../../src/http/options.ts';

const service = (ready: boolean) => ({
  readiness: () => Promise.resolve({ ready, checks: [{ name: 'pools', ok: ready, detail: 'stable' }] }),
  metrics: () => Promise.resolve({ contentType: 'text/plain', body: 'serin_build_info 1\n' }),
});

const key = (role: ApiKey['role']): ApiKey => ({
  name: role,
  key: `${role}-key-0123456789`,
  role,
  tenant: 'default',
});
const bearer = (role: string) => ({ authorization: `Bearer ${role}-key-0123456789` });

describe('a process without the API', () => {
  test('says that it is alive, and whether it is ready', async () => {
    expect((await buildProbesApp(service(true), []).inject('/healthz')).statusCode).toBe(200);
    expect((await buildProbesApp(service(true), []).inject('/readyz')).statusCode).toBe(200);
    const not = await buildProbesApp(service(false), []).inject('/readyz');
    expect([not.statusCode, not.headers['retry-after']]).toEqual([503, '5']);
  });

  test('shows metrics to everybody where there are no keys, and to operators where there are', async () => {
    const open = await buildProbesApp(service(true), []).inject('/metrics');
    expect(open.body).toBe('serin_build_info 1\n');
    const app = buildProbesApp(service(true), [key('operator'), key('submitter')]);
    const asked = async (headers: Record<string, string>) =>
      (await app.inject({ url: '/metrics', headers })).statusCode;
    expect(await asked({})).toBe(401);
    expect(await asked(bearer('submitter'))).toBe(403);
    expect(await asked(bearer('operator'))).toBe(200);
  });
});
