/** A canary that no worker serves, on the whole service: nobody waits for it, and everybody can see why. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { judged } from '../support/client.ts';
import { eventually } from '../support/submissions.ts';

const rule = `
apiVersion: serin/v1
kind: GrayRule
metadata: { name: all-python }
spec: { match: { language: [python] }, weights: { canary: 100 } }
`;
const python = { language: 'python', source: 'print(1)', tests: [{ input: '', answer: '1' }] };

let rulesDir: string;
let service: Service;

beforeAll(async () => {
  rulesDir = await mkdtemp(join(tmpdir(), 'serin-rules-'));
  await writeFile(join(rulesDir, 'rules.yaml'), rule);
  service = await startService({
    flags: ['--tracks', 'stable', '--rules-dir', rulesDir],
  });
});

afterAll(async () => {
  await service.close();
  await rm(rulesDir, { recursive: true, force: true });
});

test('a rule to a track without a worker is judged on stable as FALLBACK, which is counted and logged once', async () => {
  const unbound = (await judged(service.url, python)).decision;
  expect(unbound).toMatchObject({ track: 'stable', reason: 'FALLBACK', why: 'python has nothing on canary' });

  const answer = await fetch(`${service.url}/v1/tracks/python/canary`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ runtime: 'python-3.14', force: true, reason: 'before its workers' }),
  });
  expect(answer.status).toBe(200);
  const alarm = 'new submissions for this pool go to stable';
  await eventually('it was seen', () => service.said().includes(alarm));
  for (let index = 0; index < 3; index += 1) {
    expect((await judged(service.url, python)).decision).toMatchObject({
      ...{ track: 'stable', runtime: 'python-3.13', rule: 'all-python', reason: 'FALLBACK' },
      why: 'no worker of canary has it',
      instead: { track: 'canary', reason: 'RULE' },
    });
  }
  expect(service.said().split(alarm)).toHaveLength(2);
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  expect(metrics).toContain('serin_submissions_diverted_total{track="canary",reason="FALLBACK"} 4');
  expect(metrics).toContain('serin_pool_away_languages{track="canary",state="empty"} 1');
});
