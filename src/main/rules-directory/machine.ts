/**
 * When the rules' directory is read: the state machine alone, without files, clocks or timers.
 *
 *             stirred              seen                   the same for settleMs          loaded
 *   idle ───────────────▶ changed ──────▶ settling ────────────────────────▶ loading ──────────────▶ idle
 *     ▲                   │    ▲          │      ▲                            │   │
 *     │                   │    │          └──────┘ seen otherwise, stirred:   │   │
 *     │                   │    │            the quiet time begins again       │   │
 *     │                   │    └──────────────────────────────────────────────┘   │
 *     │                   │       stirred or moved while it was read              │
 *     └───────────────────┴───────────────────────────────────────────────────────┘
 *       not there, or the state's deadline: `stuck` names the state. The next timer stirs again if there is still something to read
 *
 * Every state but idle has a deadline, and ticks come while it is not idle, so none can hold for ever: not a listing that never ends, as
 * of a network disk that is gone; not files that are written without a pause; not a publish that hangs. What a given-up look or
 * load answers later carries the number of its run, and is passed over.
 */
export type DirectoryState = { readonly run: number } & (
  | { readonly kind: 'idle' }
  | { readonly kind: 'changed'; readonly sinceMs: number }
  | {
      readonly kind: 'settling';
      readonly sinceMs: number;
      /** What was seen last, and since when it is the same. */
      readonly seen: string;
      readonly sameSinceMs: number;
      readonly looking: boolean;
    }
  | { readonly kind: 'loading'; readonly sinceMs: number; readonly stirred: boolean }
);

export type DirectoryEvent =
  /** Something may be otherwise than it was loaded: the watcher says so, or the timer saw it. */
  | { readonly kind: 'stirred' }
  /** Names, sizes and times of the files, in one word; undefined: there is no directory, or it cannot be listed. */
  | { readonly kind: 'seen'; readonly run: number; readonly seen: string | undefined }
  /** `moved`: the files were not the same before and after they were read. */
  | { readonly kind: 'loaded'; readonly run: number; readonly moved: boolean }
  | { readonly kind: 'tick' };

export interface DirectoryTiming {
  /** How long files have to stay the same before they are read. */
  readonly settleMs: number;
  readonly deadlinesMs: { readonly changed: number; readonly settling: number; readonly loading: number };
}

export const defaultTiming: DirectoryTiming = {
  settleMs: 200,
  deadlinesMs: { changed: 10_000, settling: 30_000, loading: 60_000 },
};

export interface DirectoryStep {
  readonly state: DirectoryState;
  readonly act?: 'look' | 'load';
  /** The state that was given up. */
  readonly stuck?: 'changed' | 'settling' | 'loading';
}

export const idle: DirectoryState = { kind: 'idle', run: 0 };

export const step = (
  state: DirectoryState,
  event: DirectoryEvent,
  atMs: number,
  timing: DirectoryTiming,
): DirectoryStep => {
  // An answer to a question that was given up.
  if ('run' in event && event.run !== state.run) return { state };
  if (state.kind === 'idle') return event.kind === 'stirred' ? change(state, atMs) : { state };
  if (event.kind === 'tick' && atMs - state.sinceMs >= timing.deadlinesMs[state.kind]) {
    return { ...rest(state), stuck: state.kind };
  }
  switch (state.kind) {
    case 'changed':
      if (event.kind !== 'seen') return { state };
      return event.seen === undefined ? rest(state) : { state: settle(state, event.seen, atMs) };
    case 'settling':
      return settling(state, event, atMs, timing);
    case 'loading':
      if (event.kind === 'stirred') return { state: { ...state, stirred: true } };
      if (event.kind !== 'loaded') return { state };
      return state.stirred || event.moved ? change(state, atMs) : rest(state);
  }
};

type Settling = Extract<DirectoryState, { kind: 'settling' }>;

const settling = (
  state: Settling,
  event: DirectoryEvent,
  atMs: number,
  { settleMs }: DirectoryTiming,
): DirectoryStep => {
  switch (event.kind) {
    case 'stirred':
      return { state: { ...state, sameSinceMs: atMs } };
    case 'tick':
      return state.looking ? { state } : { state: { ...state, looking: true }, act: 'look' };
    case 'loaded':
      return { state };
    case 'seen': {
      if (event.seen === undefined) return rest(state);
      if (event.seen !== state.seen) {
        return { state: { ...state, looking: false, seen: event.seen, sameSinceMs: atMs } };
      }
      if (atMs - state.sameSinceMs < settleMs) return { state: { ...state, looking: false } };
      const { run } = state;
      return { state: { kind: 'loading', run, sinceMs: atMs, stirred: false }, act: 'load' };
    }
  }
};

const change = ({ run }: DirectoryState, atMs: number): DirectoryStep => ({
  state: { kind: 'changed', run: run + 1, sinceMs: atMs },
  act: 'look',
});

const settle = ({ run }: DirectoryState, seen: string, atMs: number): DirectoryState => ({
  ...{ kind: 'settling', run, sinceMs: atMs },
  ...{ seen, sameSinceMs: atMs, looking: false },
});

/** With a number of its own, so that no late answer is taken for one of the next run. */
const rest = ({ run }: DirectoryState): DirectoryStep => ({ state: { kind: 'idle', run: run + 1 } });
