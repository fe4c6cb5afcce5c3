/** What a worker measures of itself when it starts, and what it does with it when it is told to. */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { judged } from '../support/client.ts';

interface Calibration {
  readonly cpuMs: number;
  readonly memoryMs: number;
  readonly speed: number;
}

let service: Service;

beforeAll(async () => {
  service = await startService({
    workerName: 'serin-judging',
    flags: ['--slot-base', '208', '--slots', '1', '--time-scaling', 'calibrated'],
  });
  return () => service.close();
});

const calibrationOf = async (): Promise<Calibration | undefined> => {
  const answer = await fetch(`${service.url}/v1/workers`);
  const { workers } = (await answer.json()) as { workers: { calibration?: Calibration }[] };
  return workers[0]?.calibration;
};

/** It is told with a heartbeat, which comes every few seconds. */
const calibrated = async (): Promise<Calibration> => {
  for (let look = 0; look < 300; look += 1) {
    const calibration = await calibrationOf();
    if (calibration !== undefined) return calibration;
    await sleep(200);
  }
  throw new Error(`the worker was not calibrated\n${service.said().slice(-2_000)}`);
};

test('the worker tells what two fixed workloads took, in its heartbeat and as metrics', async () => {
  const calibration = await calibrated();
  // Machines differ, but not by a factor of twenty.
  expect(calibration.cpuMs).toBeGreaterThan(10);
  expect(calibration.cpuMs).toBeLessThan(1_000);
  expect(calibration.memoryMs).toBeGreaterThan(10);
  expect(calibration.memoryMs).toBeLessThan(1_500);
  expect(calibration.speed).toBeGreaterThan(0.05);
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  expect(metrics).toContain(`serin_worker_speed{workload="cpu"} ${calibration.speed}`);
  expect(metrics).toContain(`serin_worker_calibration_seconds{workload="cpu"} ${calibration.cpuMs / 1000}`);
});

test('time limits are held times the scale, the message tells both, and the figures are as measured', async () => {
  const { speed } = await calibrated();
  const answer = await judged(service.url, {
    language: 'c',
    source: 'int main(void) { for (;;) {} }',
    tests: [{ input: '', answer: '' }],
    limits: { cpuMs: 500, wallMs: 60_000 },
  });
  const scale = Math.min(4, Math.max(0.25, 1 / speed));
  expect(answer.result?.timeScale).toBeCloseTo(scale, 9);
  expect(answer.result).toMatchObject({ verdict: 'time_limit_exceeded', detail: 'cpu' });
  expect(answer.result?.message).toContain('ran for more than 500 ms of CPU time');
  // Killed at the end of the margin, which is scaled like the limit.
  expect(answer.result?.cpuMs).toBeGreaterThanOrEqual(500 * scale * 1.1);
  expect(answer.result?.cpuMs).toBeLessThan(500 * scale * 1.1 + 100);
});
