import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { judged } from '../support/client.ts';

const mebibyte = 1024 * 1024;

let service: Service;

beforeAll(async () => {
  service = await startService();
});

afterAll(async () => {
  await service.close();
});

const judge = (track: string, body: string) =>
  judged(service.url, {
    language: 'java',
    source: `import java.util.*;\npublic class Main {\n  public static void main(String[] args) {\n${body}\n  }\n}\n`,
    tests: [{ input: '', answer: '42' }],
    limits: { cpuMs: 20_000, wallMs: 60_000, memoryBytes: 256 * mebibyte },
    track,
  });

/** 60 MiB that live, and gigabytes that do not. */
const churn = `
    byte[][] live = new byte[60][];
    for (int i = 0; i < live.length; i++) live[i] = new byte[1 << 20];
    long sum = 0;
    for (int i = 0; i < 4000; i++) {
      byte[] brief = new byte[1 << 20];
      brief[i] = 1;
      sum += brief[i];
      live[i % live.length] = brief;
    }
    System.out.println(sum == 4000 ? 42 : 0);`;

/** Small objects, kept. */
const hoard = `
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < 100_000_000; i++) kept.add("number " + i);
    System.out.println(42);`;

describe.each(['stable', 'canary'])('a Java program on %s', (track) => {
  test('that makes garbage and keeps little stays within its memory limit', async () => {
    const { result } = await judge(track, churn);
    expect(result).toMatchObject({ verdict: 'accepted' });
    expect(result?.memoryBytes).toBeLessThan(256 * mebibyte);
  });

  test('that keeps more than its limit is told so, and not that it failed', async () => {
    const { result } = await judge(track, hoard);
    expect(result).toMatchObject({ verdict: 'memory_limit_exceeded' });
    expect(result?.memoryBytes).toBeGreaterThan(256 * mebibyte);
  });
});
