import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { finished, get, judged, post } from '../support/client.ts';

let service: Service;

beforeAll(async () => {
  service = await startService();
});

afterAll(async () => {
  await service.close();
});

const aplusb = (changes: Record<string, unknown> = {}) => ({
  language: 'python',
  source: 'print(sum(map(int, input().split())))',
  tests: [{ input: '1 2\n', answer: '3\n' }],
  ...changes,
});

describe('a submission', () => {
  test('answered with wait carries verdict, decision, harness and the release tag', async () => {
    const { status, headers, body } = await post(service.url, aplusb(), '?wait=30s');
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'finished', result: { verdict: 'accepted', score: 100 } });
    expect(headers.get('x-release-tag')).toBe(`${body.decision.fingerprint};track=stable`);
    expect(headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(body.decision.fingerprint).toMatch(/^python-3\.13\.\d+@[0-9a-f]{12}$/);
  });

  test('pinned to canary is judged by the other generation', async () => {
    const source = 'import sys\nprint(sys.version_info[:2])';
    const answers = await Promise.all(
      ['stable', 'canary'].map((track) =>
        judged(service.url, aplusb({ source, track, tests: [{ input: '' }], keepOutputBytes: 100 })),
      ),
    );
    const outputs = answers.map((answer) => answer.result?.tests[0]?.stdout);
    expect(outputs).toEqual(['(3, 13)\n', '(3, 14)\n']);
  });

  test('of several files is compiled and run together', async () => {
    const files = [
      { path: 'main.py', content: 'from lib.sums import add\nprint(add(*map(int, input().split())))' },
      { path: 'lib/sums.py', content: 'def add(a, b):\n    return a + b\n' },
    ];
    const { source: _, ...rest } = aplusb();
    const answer = await judged(service.url, { ...rest, files });
    expect(answer.result?.verdict).toBe('accepted');
  });

  test('sent twice under one idempotency key is judged once', async () => {
    const send = () =>
      fetch(`${service.url}/v1/submissions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'once' },
        body: JSON.stringify(aplusb()),
      });
    const [first, second] = [await send(), await send()];
    const ids = [(await first.json()) as { id: string }, (await second.json()) as { id: string }].map(
      ({ id }) => id,
    );
    expect(ids[0]).toBe(ids[1]);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
  });

  test('compiled before is not compiled again', async () => {
    const source = `#include <cstdio>\nint main() { std::puts("${Date.now()}"); }`;
    const body = aplusb({ language: 'cpp', source, tests: [{ input: '' }] });
    const first = await judged(service.url, body);
    const second = await judged(service.url, body);
    expect([first.result?.compile?.cached, second.result?.compile?.cached]).toEqual([false, true]);
  });

  test('whose program would be too large is a compile_error, at the first try', async () => {
    const source = 'char huge[100 << 20] = {1};\nint main() { return huge[0] - 1; }';
    const answer = await judged(service.url, aplusb({ language: 'cpp', source, tests: [{ input: '' }] }));
    expect(answer.result).toMatchObject({ verdict: 'compile_error', detail: 'program-too-large' });
  });

  test('cannot see what the one before it left behind', async () => {
    const litter = 'open("/box/left", "w").write("x"); open("/tmp/left", "w").write("x"); print(3)';
    const search = 'import os\nprint(sorted(os.listdir("/box")) + sorted(os.listdir("/tmp")))';
    for (let round = 0; round < 3; round += 1) {
      expect((await judged(service.url, aplusb({ source: litter }))).result?.verdict).toBe('accepted');
      const looked = await judged(
        service.url,
        aplusb({ source: search, tests: [{ input: '' }], keepOutputBytes: 100 }),
      );
      expect(looked.result?.tests[0]?.stdout).toBe('[]\n');
    }
  });
});

describe('cancelling', () => {
  const sleeper = aplusb({
    source: 'import time\ntime.sleep(15)',
    tests: [{ input: '', answer: '' }],
    limits: { cpuMs: 1_000, wallMs: 30_000 },
  });

  test('ends a running submission at once and frees its slot', async () => {
    const { body } = await post(service.url, sleeper);
    while ((await get(service.url, body.id)).state !== 'running')
      await new Promise((go) => setTimeout(go, 20));
    const cancelled = await fetch(`${service.url}/v1/submissions/${body.id}`, { method: 'DELETE' });
    expect(cancelled.status).toBe(200);
    const started = performance.now();
    expect((await finished(service.url, body.id)).result?.verdict).toBe('cancelled');
    expect((await judged(service.url, aplusb())).result?.verdict).toBe('accepted');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('of a finished one is refused', async () => {
    const { id } = await judged(service.url, aplusb());
    const refused = await fetch(`${service.url}/v1/submissions/${id}`, { method: 'DELETE' });
    expect(refused.status).toBe(409);
  });
});

describe('events', () => {
  const read = async (id: string, lastEventId?: string): Promise<{ ids: string[]; types: string[] }> => {
    const answer = await fetch(`${service.url}/v1/submissions/${id}/events`, {
      headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
    });
    const text = await answer.text();
    const field = (name: string) =>
      [...text.matchAll(new RegExp(`^${name}: (.+)$`, 'gm'))].map(([, value]) => value ?? '');
    return { ids: field('id'), types: field('event') };
  };

  test('tell the whole way, and a reconnect tells the rest of it', async () => {
    const tests = [1, 2, 3].map((n) => ({ input: `${n} ${n}`, answer: String(2 * n) }));
    const { body } = await post(service.url, aplusb({ tests }));
    const live = await read(body.id);
    expect(live.types).toEqual(['queued', 'compiling', 'test', 'test', 'test', 'finished']);
    expect((await read(body.id, live.ids[2])).types).toEqual(['test', 'test', 'finished']);
  });
});

describe('tracks', () => {
  test('bound anew serve new submissions at once, and say so', async () => {
    const bind = (runtime: string) =>
      fetch(`${service.url}/v1/tracks/python/stable`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ runtime, reason: 'test' }),
      });
    try {
      expect((await bind('python-3.14')).status).toBe(200);
      const answer = await judged(service.url, aplusb());
      expect(answer.decision).toMatchObject({ track: 'stable', runtime: 'python-3.14' });
    } finally {
      expect((await bind('python-3.13')).status).toBe(200);
    }
  });

  test('cannot be bound to what nobody has', async () => {
    const refused = await fetch(`${service.url}/v1/tracks/python/stable`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ runtime: 'python-2.7' }),
    });
    expect(refused.status).toBe(404);
    expect(((await refused.json()) as { code: string }).code).toBe('RUNTIME_NOT_FOUND');
  });
});

describe('the service', () => {
  test('lists languages, runtimes with their fingerprints, and workers', async () => {
    const read = async (path: string): Promise<string> => (await fetch(`${service.url}${path}`)).text();
    expect(await read('/v1/languages')).toContain('"language":"rust"');
    expect(await read('/v1/runtimes')).toMatch(/go-1\.24\.\d+@[0-9a-f]{12}/);
    expect(await read('/v1/workers')).toContain('"state":"ready"');
    expect(await read('/metrics')).toMatch(/serin_submissions_finished_total\{[^}]*verdict="accepted"/);
    expect(await read('/metrics')).toMatch(/serin_queue_jobs\{track="stable",state="waiting"\} \d/);
    expect(await read('/openapi.json')).toContain('"openapi":"3.');
  });
});
