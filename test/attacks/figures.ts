/** What a running service says about itself: readiness, counters and its log. */
import { z } from 'zod';
import type { Service } from '../../bench/service.ts';

/** Values of a counter by one of its labels. */
export const counters = async (url: string, name: string, label: string): Promise<Map<string, number>> => {
  const answer = await fetch(`${url}/metrics`);
  if (!answer.ok) throw new Error(`GET /metrics: ${answer.status}`);
  const sums = new Map<string, number>();
  const line = new RegExp(`^${name}\\{(?:.*,)?${label}="([^"]*)".*\\} (\\S+)$`, 'gm');
  for (const [, value = '', count] of (await answer.text()).matchAll(line)) {
    sums.set(value, (sums.get(value) ?? 0) + Number(count));
  }
  return sums;
};

/** Leases that were given and containers that were destroyed, ever. */
export const turnover = async (url: string): Promise<{ leases: number; destroyed: number }> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  const leases = /^serin_sandbox_lease_wait_seconds_count (\d+)$/m.exec(text)?.[1];
  const destroyed = [...text.matchAll(/^serin_sandbox_destroyed_total\{.*\} (\d+)$/gm)].map(([, count]) =>
    Number(count),
  );
  return { leases: Number(leases ?? 0), destroyed: destroyed.reduce((sum, count) => sum + count, 0) };
};

export const readiness = async (url: string): Promise<string> => {
  const answer = await fetch(`${url}/readyz`).catch((error: unknown) => String(error));
  if (typeof answer === 'string') return answer;
  return answer.ok ? 'ok' : `${answer.status}: ${await answer.text()}`;
};

const lineSchema = z.looseObject({
  level: z.union([z.number(), z.string()]),
  time: z.unknown(),
  msg: z.string(),
});

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
}

const levelOf = (level: number | string): LogLine['level'] => {
  const number =
    typeof level === 'number' ? level : ({ warn: 40, error: 50, fatal: 60, info: 30 }[level] ?? 20);
  if (number >= 50) return 'error';
  if (number >= 40) return 'warn';
  return number >= 30 ? 'info' : 'debug';
};

/** Lines of the log that were not yet there when it ended with `mark`; all that is kept when the mark is gone. */
export const logSince = (service: Service, mark: string): LogLine[] => {
  const said = service.said();
  const at = mark === '' ? -1 : said.lastIndexOf(mark);
  const text = at < 0 ? said : said.slice(at + mark.length);
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const parsed = lineSchema.safeParse(jsonOf(line));
      // What is no line of the log is a crash speaking, or a line that the buffer has cut.
      if (!parsed.success)
        return { level: line.startsWith('{') || line.endsWith('}') ? 'debug' : 'error', text: line };
      return { level: levelOf(parsed.data.level), text: line };
    });
};

/** The log's end, to find it again by. */
export const logMark = (service: Service): string => service.said().slice(-400);

const jsonOf = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
