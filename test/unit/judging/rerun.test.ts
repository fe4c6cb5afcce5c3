import { describe, expect, test } from 'vitest';
import type { RunReport } from '../../../src/domain/run.ts';
import type { TestResult, Verdict } from '../../../src/domain/verdict.ts';
import { rerunIfNear } from '../../../src/judging/rerun.ts';

const once = (cpuMs: number, verdict: Verdict, stdout: string) => {
  const result: TestResult = { name: '1', verdict, cpuMs, wallMs: 2 * cpuMs, memoryBytes: 7, stdout };
  return { report: { cpuMs } as RunReport, result };
};

/** Near from 1000 ms on, far from 1100 ms on. */
const isNear = ({ cpuMs }: RunReport): boolean => cpuMs > 1_000 && cpuMs <= 1_100;

const rerun = async (...runs: ReturnType<typeof once>[]) => {
  let asked = 0;
  const result = await rerunIfNear(() => {
    const next = runs[asked];
    asked += 1;
    return next === undefined ? Promise.reject(new Error('run once too often')) : Promise.resolve(next);
  }, isNear);
  return { result, asked };
};

describe('rerunIfNear', () => {
  test('one run is enough where it is not near, and leaves no trace of runs', async () => {
    const { result, asked } = await rerun(once(500, 'wrong_answer', 'a'));
    expect({ asked, result }).toEqual({ asked: 1, result: once(500, 'wrong_answer', 'a').result });
  });

  test('the second run counts whole: verdict, figures and output', async () => {
    const { result } = await rerun(once(1_050, 'time_limit_exceeded', 'a'), once(990, 'wrong_answer', 'b'));
    expect(result).toMatchObject({ verdict: 'wrong_answer', cpuMs: 990, wallMs: 1_980, stdout: 'b' });
    expect(result.runs).toEqual([
      { cpuMs: 1_050, wallMs: 2_100, memoryBytes: 7, verdict: 'time_limit_exceeded' },
      { cpuMs: 990, wallMs: 1_980, memoryBytes: 7, verdict: 'wrong_answer' },
    ]);
  });

  test('near twice is not asked a third time', async () => {
    const { result, asked } = await rerun(
      once(1_050, 'time_limit_exceeded', 'a'),
      once(1_060, 'time_limit_exceeded', 'b'),
    );
    expect(asked).toBe(2);
    expect(result).toMatchObject({ verdict: 'time_limit_exceeded', cpuMs: 1_060 });
  });

  test('a second run that is cancelled is cancelled', async () => {
    const { result } = await rerun(once(1_050, 'time_limit_exceeded', 'a'), once(3, 'cancelled', ''));
    expect(result.verdict).toBe('cancelled');
  });

  test('a second run that fails is our failure, not a verdict', async () => {
    await expect(rerun(once(1_050, 'time_limit_exceeded', 'a'))).rejects.toThrow('once too often');
  });
});
