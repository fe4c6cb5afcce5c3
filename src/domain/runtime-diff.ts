/** What differs between two built runtimes. */
export interface RuntimeDiff {
  readonly from: DiffSide;
  readonly to: DiffSide;
  /** Everything of the manifest, the probes and the image that differs and is not told below. */
  readonly changes: readonly ValueChange[];
  /** Commands that differ, word by word. */
  readonly commands: readonly CommandChange[];
  /** Layers that both images begin with, and how many each has. */
  readonly layers: { readonly shared: number; readonly from: number; readonly to: number };
  readonly packages: PackagesDiff;
}

export interface DiffSide {
  readonly fingerprint: string;
  readonly runtime: string;
  readonly version: string;
  readonly sizeBytes: number;
}

export const diffParts = ['runtime', 'probes', 'source', 'compile', 'run', 'image'] as const;

/** `from` or `to` is absent where there is nothing of the kind. */
export interface ValueChange {
  readonly part: (typeof diffParts)[number];
  /** `version`, `limits.cpuMs`, `env.LANG` */
  readonly what: string;
  readonly from?: string;
  readonly to?: string;
}

export interface CommandChange {
  readonly part: 'compile' | 'run';
  readonly words: readonly WordEdit[];
}

export interface WordEdit {
  readonly kind: 'kept' | 'added' | 'removed';
  readonly word: string;
}

export interface PackagesDiff {
  /** False: of one of both it is not known what is installed, and nothing is compared. */
  readonly known: boolean;
  /** By the source package, in the order of their names. */
  readonly sources: readonly SourceChange[];
}

export interface SourceChange {
  readonly source: string;
  readonly packages: readonly PackageChange[];
}

export const packageChangeKinds = ['added', 'removed', 'upgraded', 'downgraded', 'changed'] as const;

export interface PackageChange {
  /** `changed`: the versions differ, and nothing says which one is later. */
  readonly kind: (typeof packageChangeKinds)[number];
  readonly type: string;
  readonly name: string;
  readonly architecture?: string;
  readonly from?: string;
  readonly to?: string;
}
