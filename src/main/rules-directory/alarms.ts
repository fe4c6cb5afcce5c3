import { SerinError } from '../../domain/errors.ts';
import type { Logger } from '../../domain/logger.ts';

/**
 *   missing   the directory was there, or its rules are in force, and it is not there now
 *   broken    its files cannot be read, or have faults
 *   refused   they are good, and could not be published
 *   differs   what they mean is not what is in force here, for longer than a publish takes
 *   stuck     a state was given up at its deadline
 *   unwatched the watcher failed; the timer goes on
 */
export const directoryAlarms = ['missing', 'broken', 'refused', 'differs', 'stuck', 'unwatched'] as const;
export type DirectoryAlarm = (typeof directoryAlarms)[number];

const texts: Readonly<Record<DirectoryAlarm, string>> = {
  missing: 'the directory of the gray rules is gone: what it held stays in force',
  broken: 'the directory of the gray rules is refused whole: what was in force stays',
  refused: 'the rules of the directory cannot be published: what was in force stays',
  differs: 'the rules in force here are not those of the directory',
  stuck: 'the directory of the gray rules was not loaded in time: it will be tried again',
  unwatched: 'the directory of the gray rules cannot be watched: it is listed now and then',
};

/** Alarms that stand: told when they are raised and when they are over, not while they stand. */
export class DirectoryAlarms {
  readonly #log: Logger;
  readonly #onAlarm: (kind: DirectoryAlarm, raised: boolean) => void;
  /** With what was told last. */
  readonly #standing = new Map<DirectoryAlarm, string>();

  constructor(log: Logger, onAlarm: (kind: DirectoryAlarm, raised: boolean) => void) {
    this.#log = log;
    this.#onAlarm = onAlarm;
  }

  standing(): DirectoryAlarm[] {
    return directoryAlarms.filter((kind) => this.#standing.has(kind));
  }

  set(kind: DirectoryAlarm, raised: boolean, fields: object = {}): void {
    if (raised && !this.#standing.has(kind)) this.#raise(kind, '', fields);
    else if (!raised && this.#standing.delete(kind)) {
      this.#onAlarm(kind, false);
      this.#log.info({ alarm: kind }, 'the alarm is over');
    }
  }

  /** Told again when the cause is another one. */
  fault(kind: DirectoryAlarm, cause: unknown): void {
    const text = cause instanceof Error ? cause.message : String(cause);
    if (this.#standing.get(kind) === text) return;
    this.#raise(kind, text, { cause: text, faults: cause instanceof SerinError ? cause.faults : [] });
  }

  #raise(kind: DirectoryAlarm, text: string, fields: object): void {
    const stands = this.#standing.has(kind);
    this.#standing.set(kind, text);
    this.#log.error({ alarm: kind, ...fields }, texts[kind]);
    if (!stands) this.#onAlarm(kind, true);
  }
}
