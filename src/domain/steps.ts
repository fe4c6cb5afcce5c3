/**
 * Long work that lets others in. It is written once, as a generator: each `yield` is a place where it may pause. Whoever needs the
 * result now runs it at once; a process that answers requests meanwhile runs it in pieces.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

export interface Pieces {
  /** Resolves after others had their turn: `setImmediate`. */
  readonly breathe: () => Promise<void>;
  /** A clock that never goes back, in milliseconds. */
  readonly monotonic: () => number;
}

/** How long a piece may hold the event loop; what lies between two `yield`s is never cut. */
export const pieceMs = 5;

export const atOnce = <T>(steps: Steps<T>): T => {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
};

/** The same result, or the same error, with pauses. */
export const inPieces = async <T>(steps: Steps<T>, { breathe, monotonic }: Pieces): Promise<T> => {
  let beganMs = monotonic();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (monotonic() - beganMs < pieceMs) continue;
    await breathe();
    beganMs = monotonic();
  }
};

/** `map`, with a place to pause after each. */
export function* each<T, R>(values: readonly T[], make: (value: T) => R): Steps<R[]> {
  const made: R[] = [];
  for (const value of values) {
    made.push(make(value));
    yield;
  }
  return made;
}
