/**
 * The watched directory: what lies in its files becomes the layer `directory` of the gray rules.
 *
 *   watcher ──┐                                                        ┌─ leads: published, if it means something else
 *             ├─▶ idle → changed → settling → loading: read and parsed ─┤
 *   timer ────┘   (machine.ts)                                         └─ another leads: only remembered
 *
 * The timer is the second path: it lists the files and holds them against those that were loaded, and holds the digest of what they
 * mean against that of the layer in force here. That these differ is an alarm and no more: somebody may have rolled back, and what
 * he restored stays until the files say something new, over restarts too. So the store remembers what was published last from here
 * (`source`). Only what could not be published is tried again by itself, at growing distances.
 *
 * Files are read when they have been still for a while, and are listed before and after: a set that is half old and half new, as in the
 * middle of a copy or of a link's swap, is never taken. A file with a fault refuses the whole directory, and what is in force stays.
 * So it does when the directory is gone: that is not an empty set. An empty directory is one.
 */
import type { Logger } from '../../domain/logger.ts';
import type { RuleFile } from '../../gray/load-rules.ts';
import { DirectoryAlarms } from './alarms.ts';
import type { DirectoryAlarm } from './alarms.ts';
import { changedFiles } from './changed-files.ts';
import { defaultTiming, idle, step } from './machine.ts';
import type { DirectoryEvent, DirectoryState, DirectoryTiming } from './machine.ts';

export interface DirectoryDeps {
  /** See `rule-texts.ts`. */
  readonly see: () => Promise<string | undefined>;
  readonly read: () => Promise<readonly RuleFile[] | undefined>;
  /** Digest of what the files mean as a layer. @throws SerinError RULES_INVALID with every fault */
  readonly digestOf: (files: readonly RuleFile[]) => Promise<string>;
  /** Only whoever leads publishes. `waits`: somebody has to approve it first. @throws SerinError */
  readonly publish: (files: readonly RuleFile[], message: string) => Promise<{ readonly waits: boolean }>;
  /** Digest of what was published last from a directory, by whichever process. */
  readonly source: { read(): Promise<string | undefined>; write(digest: string): Promise<void> };
  readonly leads: () => boolean;
  /** Digest of the layer that is in force here, and whether it has documents. */
  readonly inForce: () => { readonly digest: string; readonly size: number };
  /** Calls when something stirs, and with a cause when it fails. */
  readonly watch?: (stirred: () => void, failed: (cause: unknown) => void) => { close(): Promise<void> };
  readonly onState?: (state: DirectoryState['kind']) => void;
  readonly onAlarm?: (kind: DirectoryAlarm, raised: boolean) => void;
  readonly onLoad?: (outcome: 'published' | 'read' | 'broken' | 'refused') => void;
  /** Milliseconds, monotonic. */
  readonly monotonic: () => number;
  readonly log: Logger;
}

export interface DirectoryOptions {
  readonly timing: DirectoryTiming;
  readonly tickMs: number;
  /** How often files and digests are compared. */
  readonly compareEveryMs: number;
}

export const defaultDirectoryOptions: DirectoryOptions = {
  timing: defaultTiming,
  tickMs: 50,
  compareEveryMs: 2_000,
};

interface Loaded {
  readonly seen: string;
  readonly files: readonly RuleFile[];
  /** Undefined: it was refused. */
  readonly digest: string | undefined;
}

/** At the comparisons of these numbers, and at every fifteenth after them, what still differs is published again. */
const triesAt: readonly number[] = [1, 2, 4, 8];
const laterTries = 15;

/** Comparisons that a publish has time for before what differs is an alarm. */
const patientFor = 3;

/** The states are those of `machine.ts`; here is what is done in them. */
export class RulesDirectory {
  readonly #deps: DirectoryDeps;
  readonly #options: DirectoryOptions;
  readonly #alarms: DirectoryAlarms;
  #state: DirectoryState = idle;
  #loaded: Loaded | undefined;
  #wasThere = false;
  #isGone = false;
  #differing = 0;
  /** What was published last, as far as this process knows: for messages. */
  #good: readonly RuleFile[] | undefined;
  #seeing: Promise<string | undefined> | undefined;
  #comparing = false;
  /** The last publish failed. */
  #unpublished = false;
  #closed = false;
  #ticks: NodeJS.Timeout | undefined;
  #compares: NodeJS.Timeout | undefined;
  #watcher: { close(): Promise<void> } | undefined;

  constructor(deps: DirectoryDeps, options: DirectoryOptions = defaultDirectoryOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#alarms = new DirectoryAlarms(deps.log, (kind, raised) => deps.onAlarm?.(kind, raised));
  }

  /** Loads what is there, whole, and answers when that is done; what it cannot load is an alarm. */
  async first(): Promise<void> {
    const seen = await this.#see();
    if (seen !== undefined) await this.#load();
  }

  /** Watches from now on. */
  watch(): void {
    this.#deps.onState?.('idle');
    this.#openWatcher();
    this.#compares = setInterval(() => void this.#compare(), this.#options.compareEveryMs);
    this.#compares.unref();
    // What came between the first load and the watcher.
    void this.#compare();
  }

  #openWatcher(): void {
    const failed = (cause: unknown): void => this.#alarms.set('unwatched', true, { cause: String(cause) });
    try {
      this.#watcher = this.#deps.watch?.(() => this.stir(), failed);
    } catch (cause) {
      failed(cause);
    }
  }

  /** Something may be otherwise. */
  stir(): void {
    this.#step({ kind: 'stirred' });
  }

  get state(): DirectoryState['kind'] {
    return this.#state.kind;
  }

  alarms(): readonly DirectoryAlarm[] {
    return this.#alarms.standing();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#ticks);
    clearInterval(this.#compares);
    await this.#watcher?.close();
  }

  #step(event: DirectoryEvent): void {
    if (this.#closed) return;
    const { timing } = this.#options;
    const { state, act, stuck } = step(this.#state, event, this.#deps.monotonic(), timing);
    if (state.kind !== this.#state.kind) this.#deps.onState?.(state.kind);
    this.#state = state;
    this.#keepTicking(state.kind !== 'idle');
    if (stuck !== undefined) {
      this.#alarms.set('stuck', true, { state: stuck, deadlineMs: timing.deadlinesMs[stuck] });
      // What is there was not loaded, whatever was loaded before looked like.
      this.#loaded = undefined;
    }
    if (act === 'look') void this.#look(state.run);
    if (act === 'load') void this.#loadIn(state.run);
  }

  #keepTicking(on: boolean): void {
    if (on) this.#ticks ??= setInterval(() => this.#step({ kind: 'tick' }), this.#options.tickMs);
    else {
      clearInterval(this.#ticks);
      this.#ticks = undefined;
    }
  }

  async #look(run: number): Promise<void> {
    const seen = await this.#see();
    this.#step({ kind: 'seen', run, seen });
  }

  async #loadIn(run: number): Promise<void> {
    const moved = await this.#load(() => this.#state.run === run);
    if (this.#state.run === run) this.#alarms.set('stuck', false);
    this.#step({ kind: 'loaded', run, moved });
  }

  /** Undefined: not there, or it cannot be listed; both are told. */
  async #see(): Promise<string | undefined> {
    try {
      const seen = await this.#listed();
      // A watcher does not find a directory again that was made anew.
      if (seen !== undefined && this.#isGone && this.#watcher !== undefined && !this.#closed) {
        await this.#watcher.close();
        this.#openWatcher();
      }
      this.#isGone = seen === undefined;
      this.#wasThere ||= seen !== undefined;
      const missed = this.#wasThere || this.#deps.inForce().size > 0;
      this.#alarms.set('missing', seen === undefined && missed);
      return seen;
    } catch (cause) {
      this.#alarms.fault('broken', cause);
      return undefined;
    }
  }

  /** One listing at a time, however many ask: those of a disk that is gone never end, and would take every thread that reads files. */
  #listed(): Promise<string | undefined> {
    this.#seeing ??= this.#deps.see().finally(() => {
      this.#seeing = undefined;
    });
    return within(this.#options.timing.deadlinesMs.changed, this.#seeing);
  }

  /** Whether the files moved meanwhile. @param wanted - false once the run was given up */
  async #load(wanted: () => boolean = () => true): Promise<boolean> {
    const { see, read, digestOf, log } = this.#deps;
    let seen: string | undefined;
    let files: readonly RuleFile[] = [];
    try {
      seen = await see();
      const texts = await read();
      if (seen === undefined || texts === undefined || (await see()) !== seen) return true;
      files = texts;
      const digest = await digestOf(files);
      if (!wanted()) return false;
      this.#loaded = { seen, files, digest };
      this.#alarms.set('broken', false);
      await this.#publish(this.#loaded);
    } catch (cause) {
      if (!wanted()) return false;
      this.#alarms.fault('broken', cause);
      this.#deps.onLoad?.('broken');
      // Not read again until a file changes.
      if (seen !== undefined) this.#loaded = { seen, files: [], digest: undefined };
    }
    log.debug({ files: files.length }, 'the directory of the gray rules was read');
    return false;
  }

  /** Never throws: what could not be published is told, and tried again by the timer. */
  async #publish({ files, digest }: Loaded): Promise<void> {
    const { leads, inForce, publish, source, onLoad, log } = this.#deps;
    if (digest === undefined || !leads()) {
      this.#unpublished = false;
      onLoad?.('read');
      return;
    }
    try {
      const news = (await source.read()) !== digest;
      if (news && inForce().digest !== digest) {
        const { waits } = await publish(files, changedFiles(this.#good, files));
        if (waits) log.warn({}, 'the rules of the directory wait for approval');
      }
      if (news) await source.write(digest);
      this.#good = files;
      this.#unpublished = false;
      this.#alarms.set('refused', false);
      onLoad?.(news ? 'published' : 'read');
    } catch (cause) {
      this.#unpublished = true;
      this.#alarms.fault('refused', cause);
      onLoad?.('refused');
    }
  }

  /** The second path: files against those that were loaded, and what they mean against what is in force. */
  async #compare(): Promise<void> {
    if (this.#closed || this.#comparing || this.#state.kind !== 'idle') return;
    this.#comparing = true;
    try {
      const seen = await this.#see();
      if (seen === undefined || this.state !== 'idle') return;
      if (seen !== this.#loaded?.seen) this.stir();
      else this.#compareDigests(this.#loaded);
    } finally {
      this.#comparing = false;
    }
  }

  #compareDigests({ digest }: Loaded): void {
    // Of broken files the alarm says so already.
    if (digest === undefined) return;
    this.#alarms.set('broken', false);
    const memory = this.#deps.inForce().digest;
    this.#differing = digest === memory ? 0 : this.#differing + 1;
    const leads = this.#deps.leads();
    this.#alarms.set('differs', this.#differing > patientFor, { disk: digest, memory, leads });
    if (!leads || digest === memory) this.#alarms.set('refused', false);
    const due = triesAt.includes(this.#differing) || this.#differing % laterTries === 0;
    if (this.#unpublished && due && leads) this.stir();
  }
}

const within = async <T>(deadlineMs: number, doing: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it is not listed within ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    return await Promise.race([doing, late]);
  } finally {
    clearTimeout(timer);
  }
};
