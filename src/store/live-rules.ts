/**
 * The gray rules as this process decides by them: compiled, immutable, read in memory on the way of every submission.
 *
 * A push says that there is a newer revision; a timer and every reconnection look for themselves. The reference is swapped whole,
 * once the new set is read and compiled: whoever is deciding keeps the snapshot that he began with.
 */
import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';
import type { RulesRevision } from '../domain/rules.ts';
import { atOnce, inPieces } from '../domain/steps.ts';
import type { Pieces, Steps } from '../domain/steps.ts';
import type { ControlChannel, ControlMessage } from './control-channel.ts';
import { listsIn } from './rule-codec.ts';
import type { StoredRevision, StoredRuleSet } from './rule-codec.ts';
import type { RuleStore } from './rule-store.ts';
import { watchRecord } from './watch-record.ts';

/** What is compiled. `GraySnapshot` is one of these. */
export interface CompiledRules {
  readonly revision: number;
  /** Of what it means, reckoned from what is in memory. */
  readonly digest: string;
}

export interface CompileRequest {
  readonly revision: number;
  readonly segmentIds: (digest: string) => ReadonlySet<string> | undefined;
}

export interface ServedRules<Document, Snapshot> {
  readonly snapshot: Snapshot;
  readonly set: StoredRuleSet<Document>;
  /** Undefined while nothing was ever published. */
  readonly revision: RulesRevision | undefined;
}

/**
 *   lost       the store holds no revision, and this process one        what is held stays
 *   behind     the store's revision is older, in the same log           what is held stays
 *   log        the store's revision is of another log                   the store wins
 *   rewritten  the store has another digest under the same number       the store wins
 *   refused    the store's revision cannot be read or compiled here     what is held stays
 *   digest     what is in memory does not mean what the store says      it stays, and is told
 */
export const rulesAlarms = ['lost', 'behind', 'log', 'rewritten', 'refused', 'digest'] as const;
export type RulesAlarm = (typeof rulesAlarms)[number];

export interface LiveRulesDeps<Document extends object, Snapshot extends CompiledRules> {
  readonly store: Pick<RuleStore<Document>, 'headRevision' | 'read' | 'segmentList'>;
  readonly control: Pick<ControlChannel, 'subscribe' | 'onGap'>;
  /** @throws what it likes, where this release cannot compile the set. */
  readonly compile: (set: StoredRuleSet<Document>, request: CompileRequest) => Steps<Snapshot>;
  readonly pieces: Pieces;
  /** For metrics. */
  readonly onAlarm?: (kind: RulesAlarm, raised: boolean) => void;
  readonly log: Logger;
}

/** A set that was refused is tried again at every so manyth look: a list that was missing may be back. */
const looksBetweenTries = 15;

/**
 *                  nothing published
 *            ┌───────────┐
 *            ▼           │           newer in the same log        read and compiled
 *   open ─▶ empty ──look─┴─▶ current ────────────────────▶ taking ────────────────▶ current
 *                               │ ▲                          │
 *                               │ │                          ├─ store gone: as before, looked at again
 *                               │ │                          └─ cannot be compiled: as before, alarm `refused`
 *                               │ │
 *                               │ ├── the same number and digest: nothing to do
 *                               │ ├── older, or nothing at all: kept, alarm `behind`, `lost`
 *                               │ └── another log, or another digest under this number: taken, alarm `log`, `rewritten`
 *                               └──── push, timer, reconnection
 *
 * Within a log the number never falls. Looks come one after the other, so no answer overtakes another.
 */
export class LiveRules<Document extends object, Snapshot extends CompiledRules> {
  readonly #deps: LiveRulesDeps<Document, Snapshot>;
  #stop: () => void = () => undefined;
  readonly #alarms = new Set<RulesAlarm>();
  readonly #listeners = new Set<() => void>();
  #served: ServedRules<Document, Snapshot>;
  /** Ids of the lists that the set in force names, by digest. */
  #lists: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  #refused: { readonly of: string; looksLeft: number } | undefined;
  #looking: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  private constructor(deps: LiveRulesDeps<Document, Snapshot>) {
    this.#deps = deps;
    const set: StoredRuleSet<Document> = {
      layers: { override: [], api: [], directory: [], rollout: [] },
      ranges: {},
    };
    const snapshot = atOnce(deps.compile(set, { revision: 0, segmentIds: () => undefined }));
    this.#served = Object.freeze({ snapshot, set, revision: undefined });
  }

  /** @throws SerinError STORE_UNAVAILABLE when the store cannot be asked. A set that is refused is an alarm, no error. */
  static async open<Document extends object, Snapshot extends CompiledRules>(
    deps: LiveRulesDeps<Document, Snapshot>,
    options = { everyMs: 2_000 },
  ): Promise<LiveRules<Document, Snapshot>> {
    const live = new LiveRules(deps);
    live.#stop = await watchRecord({
      ...{ name: 'the gray rules', control: deps.control, everyMs: options.everyMs, log: deps.log },
      isNews: (message) => live.#isNews(message),
      refresh: () => live.refresh(),
    });
    return live;
  }

  current(): ServedRules<Document, Snapshot> {
    return this.#served;
  }

  /** What is wrong now. */
  alarms(): readonly RulesAlarm[] {
    return rulesAlarms.filter((kind) => this.#alarms.has(kind));
  }

  /** Calls after every swap and whenever an alarm is raised or ends. Answers how to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Serves, when it ends, what the store held when it was called, or later. @throws SerinError STORE_UNAVAILABLE */
  refresh(): Promise<void> {
    if (this.#looking === undefined) return this.#start();
    // The look under way may have asked already; one more serves everybody who comes meanwhile.
    this.#next ??= this.#looking
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.#start();
      });
    return this.#next;
  }

  close(): void {
    this.#stop();
    this.#listeners.clear();
  }

  #start(): Promise<void> {
    this.#looking = this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  #isNews(message: ControlMessage): boolean {
    if (message.type !== 'rules') return false;
    const held = this.#served.revision;
    if (held?.log !== message.log || message.revision > held.revision) return true;
    return message.revision === held.revision && message.digest !== held.digest;
  }

  async #look(): Promise<void> {
    const head = await this.#deps.store.headRevision().catch((error: unknown) => this.#unreadable(error));
    if (head === 'unreadable') return;
    const held = this.#served.revision;
    const stored = { held: held?.revision, stored: head?.revision.revision };
    this.#set('lost', head === undefined && held !== undefined, stored);
    if (head === undefined) return;
    const { revision } = head;
    const sameLog = held?.log === revision.log;
    this.#set('behind', sameLog && revision.revision < held.revision, stored);
    if (sameLog && revision.revision < held.revision) return;
    if (sameLog && revision.revision === held.revision && revision.digest === held.digest) {
      this.#ended('refused');
      this.#compare();
      return;
    }
    if (!(await this.#take(head))) return;
    this.#set('log', held !== undefined && !sameLog, { ...stored, log: revision.log, before: held?.log });
    this.#set('rewritten', sameLog && revision.revision === held.revision, {
      ...stored,
      digest: revision.digest,
    });
    this.#compare();
    this.#tell();
  }

  /** Whether the revision is served now. */
  async #take(head: StoredRevision): Promise<boolean> {
    const { revision } = head;
    const of = `${revision.log} ${revision.revision} ${revision.digest}`;
    if (this.#refused?.of === of && (this.#refused.looksLeft -= 1) > 0) return false;
    try {
      const set = await this.#deps.store.read(head);
      // So many came meanwhile that it is not kept any more: the next look finds a newer one.
      if (set === undefined) return false;
      const lists = await this.#readLists(set);
      const request = { revision: revision.revision, segmentIds: (of: string) => lists.get(of) };
      const snapshot = await inPieces(this.#deps.compile(set, request), this.#deps.pieces);
      this.#served = Object.freeze({ snapshot, set, revision });
      this.#lists = lists;
    } catch (error) {
      this.#unreadable(error, of);
      return false;
    }
    this.#refused = undefined;
    this.#ended('refused');
    this.#deps.log.info(
      {
        revision: revision.revision,
        digest: revision.digest.slice(0, 12),
        by: revision.by,
        message: revision.message,
      },
      'gray rules in force',
    );
    return true;
  }

  async #readLists(set: StoredRuleSet<Document>): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const lists = new Map<string, ReadonlySet<string>>();
    for (const digest of listsIn(set)) {
      const list = this.#lists.get(digest) ?? (await this.#deps.store.segmentList(digest));
      if (list !== undefined) lists.set(digest, list);
    }
    return lists;
  }

  /** A store that is away is for the caller to tell; everything else is a set that this release cannot serve. */
  #unreadable(error: unknown, of = 'head'): 'unreadable' {
    if (error instanceof SerinError && error.code === 'STORE_UNAVAILABLE') throw error;
    const again = this.#refused?.of === of;
    this.#refused = { of, looksLeft: looksBetweenTries };
    const faults = error instanceof SerinError ? error.faults : [];
    // Once for each set: the alarm may stand since an earlier one.
    if (!again) this.#deps.log.error({ of, cause: String(error), faults }, 'gray rules refused');
    this.#set('refused', true, { of });
    return 'unreadable';
  }

  #compare(): void {
    const { snapshot, revision } = this.#served;
    const digests = { memory: snapshot.digest, stored: revision?.digest, revision: revision?.revision };
    this.#set('digest', snapshot.digest !== revision?.digest, digests);
  }

  #set(kind: RulesAlarm, raised: boolean, fields: object): void {
    if (!raised) {
      this.#ended(kind);
      return;
    }
    if (this.#alarms.has(kind)) return;
    this.#alarms.add(kind);
    this.#deps.log.error({ alarm: kind, ...fields }, alarmTexts[kind]);
    this.#deps.onAlarm?.(kind, true);
    this.#tell();
  }

  #ended(kind: RulesAlarm): void {
    if (!this.#alarms.delete(kind)) return;
    this.#deps.log.info({ alarm: kind }, 'the alarm is over');
    this.#deps.onAlarm?.(kind, false);
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

const alarmTexts: Readonly<Record<RulesAlarm, string>> = {
  lost: 'the store holds no gray rules any more: the last ones stay in force',
  behind: 'the store has older gray rules than this process: the newer ones stay in force',
  log: 'the store has gray rules of another past: they are in force now',
  rewritten: 'the store has other gray rules under the same revision: they are in force now',
  refused: 'the gray rules of the store cannot be served by this release: the last ones stay in force',
  digest: 'the gray rules in memory do not mean what the store says of them',
};
