/** The life of a runtime on the whole service: canary, stable, rolled back, and what that means for submissions under way. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { finished, judged, post } from '../support/client.ts';
import { eventually } from '../support/submissions.ts';

let service: Service;

beforeAll(async () => {
  service = await startService();
});

afterAll(async () => {
  await service.close();
});

const ask = async (
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: unknown }> => {
  const answer = await fetch(`${service.url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
};

interface Node {
  readonly fingerprint: string;
  readonly runtime: string;
  readonly stage: string;
  readonly draining: boolean;
}

const nodeOf = async (runtime: string): Promise<Node> => {
  const { nodes } = (await ask('GET', '/v1/lineage?language=python')).body as { nodes: Node[] };
  const node = nodes.find((each) => each.runtime === runtime);
  if (node === undefined) throw new Error(`the lineage has no ${runtime}`);
  return node;
};

const slowly = (track: string) => ({
  language: 'python',
  source: 'import time\ntime.sleep(3)\nprint(input())',
  tests: [{ input: 'late\n', answer: 'late\n' }],
  limits: { wallMs: 20_000 },
  track,
});
const quickly = { language: 'python', source: 'print(1)', tests: [{ input: '', answer: '1' }] };

describe('from canary to stable and back', () => {
  test('every runtime that a worker has is in the lineage, with its first stage', async () => {
    expect(await nodeOf('python-3.13')).toMatchObject({ stage: 'stable' });
    expect(await nodeOf('python-3.14')).toMatchObject({ stage: 'canary' });
  });

  test('a freeze blocks the promotion, and its end lets it through', async () => {
    const freeze = { from: '2020-01-01T00:00:00Z', until: '2099-01-01T00:00:00Z', reason: 'holidays' };
    expect((await ask('PUT', '/v1/freezes/winter', freeze)).status).toBe(200);
    const refused = await ask('POST', '/v1/tracks/python/canary/promote', { reason: 'ready' });
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'GUARD_REFUSED', errors: [{ pointer: '/guards/frozen' }] },
    });
    expect((await judged(service.url, quickly)).decision.runtime).toBe('python-3.13');
    expect((await ask('DELETE', '/v1/freezes/winter?reason=over')).status).toBe(200);
    expect((await ask('POST', '/v1/tracks/python/canary/promote', { reason: 'ready' })).status).toBe(200);
    expect((await judged(service.url, quickly)).decision.runtime).toBe('python-3.14');
  });

  test('rolled back, it judges what it was sent before and nothing after, and cannot be bound again', async () => {
    const late = await post(service.url, slowly('stable'));
    expect(late.status).toBe(202);
    const back = await ask('POST', '/v1/tracks/python/stable/rollback', { reason: 'wrong answers' });
    expect(back).toMatchObject({ status: 200, body: { binding: { runtime: 'python-3.13' } } });
    const after = await judged(service.url, quickly);
    expect(after.decision.runtime).toBe('python-3.13');
    const verdict = await finished(service.url, late.body.id);
    expect(verdict).toMatchObject({ decision: { runtime: 'python-3.14' }, result: { verdict: 'accepted' } });
    const { fingerprint } = await nodeOf('python-3.14');
    for (const track of ['stable', 'canary']) {
      const refused = await ask('PUT', `/v1/tracks/python/${track}`, {
        fingerprint,
        force: true,
        reason: 'now',
      });
      expect(refused).toMatchObject({ status: 409, body: { errors: [{ pointer: '/guards/quarantined' }] } });
    }
    // Canary has nothing any more: a rule that sends somebody there finds stable.
    const pinned = await post(service.url, { ...quickly, track: 'canary' });
    expect(pinned).toMatchObject({ status: 422, body: { code: 'UNKNOWN_TRACK' } });
  });

  test('it drains until nothing is unfinished, and is let go', async () => {
    expect(await nodeOf('python-3.14')).toMatchObject({ stage: 'retired' });
    await eventually('it is drained', async () => !(await nodeOf('python-3.14')).draining, 30_000);
    const { events } = (await ask('GET', '/v1/history?language=python')).body as {
      events: { kind: string }[];
    };
    expect(events.slice(0, 2).map(({ kind }) => kind)).toEqual(['drained', 'drained']);
  });

  test('released with a reason it is canary again', async () => {
    const { fingerprint } = await nodeOf('python-3.14');
    const reason = 'the checker was wrong';
    expect((await ask('POST', `/v1/lineage/${fingerprint}/release`, { reason })).status).toBe(200);
    const bound = await ask('PUT', '/v1/tracks/python/canary', { runtime: '^3.14', reason: 'once more' });
    expect(bound).toMatchObject({ status: 200, body: { binding: { fingerprint, range: '^3.14' } } });
    const pinned = await judged(service.url, { ...quickly, track: 'canary' });
    expect(pinned.decision.fingerprint).toBe(fingerprint);
  });
});

test('unbinding with submissions under way lets them finish first', async () => {
  const late = await post(service.url, slowly('canary'));
  const off = await ask('DELETE', '/v1/tracks/python/canary?reason=nothing%20to%20try');
  expect(off).toMatchObject({ status: 200, body: { unfinished: 1 } });
  expect(await nodeOf('python-3.14')).toMatchObject({ draining: true, stage: 'retired' });
  expect((await ask('GET', '/v1/tracks')).body).toMatchObject({
    draining: expect.arrayContaining([
      expect.objectContaining({ track: 'canary', runtime: 'python-3.14' }),
    ]) as unknown,
  });
  const verdict = await finished(service.url, late.body.id);
  expect(verdict).toMatchObject({ decision: { track: 'canary' }, result: { verdict: 'accepted' } });
});

test('readiness tells of one language, and of one that is not there', async () => {
  expect((await ask('GET', '/readyz?language=python')).status).toBe(200);
  expect((await ask('GET', '/readyz?language=klingon')).status).toBe(422);
});
