/** What the store, HTTP, the command line and logs all say of gray rules. What the rules mean is told in `gray/`. */
export const layerNames = ['override', 'api', 'directory', 'rollout'] as const;
export type LayerName = (typeof layerNames)[number];

/** What is said of a revision; the same in the store, over HTTP and in logs. */
export interface RulesRevision {
  /** Made once, with the store's first revision. Another log id means another past. */
  readonly log: string;
  readonly revision: number;
  /** Content digest of the revision before; '' of the first. */
  readonly parent: string;
  /** Of what all layers mean together: `digestOf`. 64 hex digits. */
  readonly digest: string;
  readonly layer: LayerName;
  readonly by: string;
  readonly message: string;
  readonly atMs: number;
  /** Given by whoever publishes: the same one again changes nothing and hears the same revision. */
  readonly commit: string;
  /** Documents by layer. */
  readonly sizes: Readonly<Record<LayerName, number>>;
  /** The revision that this one restored. */
  readonly restores?: number;
  /** Who approved it, where approval was asked. */
  readonly approvedBy?: string;
}

/** What one process that serves rules says of itself. */
export interface RuleNode {
  /** `<worker name>/<pid>` */
  readonly node: string;
  readonly release: string;
  /** '' where it serves an empty set because the store holds none. */
  readonly log: string;
  /** What it decides by; 0 for an empty set. */
  readonly revision: number;
  /** Of the snapshot in its memory, which the store's record of the revision is held against. */
  readonly digest: string;
  /** When it said this. */
  readonly atMs: number;
  /** Since when it serves this revision. */
  readonly sinceMs: number;
  /** What is wrong with it, by name: `compile`, `behind`, …; empty where nothing is. */
  readonly alarms: readonly string[];
}
