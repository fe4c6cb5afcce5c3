/**
 * When a rule is in force. The only clock is the context's own time, so that a recorded submission is decided again as it was.
 *
 * A cron pattern is asked where the first window begins that could reach the time in question. That takes a fifth of a
 * millisecond, so the answer is kept with the span of time for which it holds: until the window ends, or until the next begins.
 */
import { Cron } from 'croner';
import type { Test } from './conditions.ts';
import type { GrayRule } from './rule-schema.ts';

type Schedule = NonNullable<GrayRule['spec']['schedule']>;
type AddFault = (path: readonly PropertyKey[], message: string) => void;

const minuteMs = 60_000;

export const scheduleTest = (schedule: Schedule, fault: AddFault): Test => {
  const fromMs = schedule.from === undefined ? -Infinity : Date.parse(schedule.from);
  const untilMs = schedule.until === undefined ? Infinity : Date.parse(schedule.until);
  if (fromMs >= untilMs) fault(['until'], 'is not after from');
  const zone = schedule.timeZone ?? 'UTC';
  if (!isTimeZone(zone)) {
    fault(['timeZone'], `"${zone}" is no IANA time zone, such as Asia/Shanghai`);
  }
  const windows = (isTimeZone(zone) ? schedule.windows : undefined)?.map(({ cron, minutes }, at) =>
    windowOf(cron, minutes, zone, (message) => fault(['windows', at, 'cron'], message)),
  );
  return {
    path: 'schedule',
    wanted: schedule,
    holds: ({ context: { atMs } }) =>
      atMs >= fromMs && atMs < untilMs && (windows?.some((isOpen) => isOpen(atMs)) ?? true),
    found: ({ context }) => new Date(context.atMs).toISOString(),
  };
};

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** Any time will do to see whether a pattern ever comes; leap days come within eight years. */
const someTime = Date.UTC(2024, 0, 1);

const windowOf = (
  pattern: string,
  minutes: number,
  timezone: string,
  fault: (message: string) => void,
): ((atMs: number) => boolean) => {
  try {
    const cron = new Cron(pattern, { paused: true, mode: '5-part', timezone });
    if (cron.nextRun(new Date(someTime)) === null) fault('no such time ever comes');
    return remembering(
      (afterMs) => cron.nextRun(new Date(afterMs))?.getTime() ?? Infinity,
      minutes * minuteMs,
    );
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    fault(`is no cron pattern of five fields: ${reason.replace(/^CronPattern: /, '')}`);
    return () => false;
  }
};

/** @param nextAfter - the first beginning after a time, not at it. */
const remembering = (nextAfter: (ms: number) => number, lengthMs: number) => {
  let known = { fromMs: 0, untilMs: 0, isOpen: false };
  return (atMs: number): boolean => {
    if (atMs >= known.fromMs && atMs < known.untilMs) return known.isOpen;
    const begins = nextAfter(atMs - lengthMs);
    const isOpen = begins <= atMs;
    known = isOpen
      ? { fromMs: begins, untilMs: begins + lengthMs, isOpen }
      : { fromMs: atMs, untilMs: begins, isOpen };
    return isOpen;
  };
};
