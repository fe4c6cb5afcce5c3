/** Opens a thing whose closing is registered before it is there: an interruption while it is being opened closes it as well. */
import type { Lifecycle } from '../src/main/lifecycle.ts';

export interface Opened<T> {
  readonly it: T;
  /** Closes it now. Idempotent: the lifecycle's own call does nothing more then. */
  close(): Promise<void>;
}

export const openWithin = async <T>(
  lifecycle: Lifecycle,
  thing: {
    readonly name: string;
    readonly open: () => Promise<T>;
    readonly close: (it: T) => Promise<unknown>;
    /** For opening and closing together. */
    readonly deadlineMs: number;
  },
): Promise<Opened<T>> => {
  lifecycle.closing.throwIfAborted();
  const opening = thing.open();
  let closing: Promise<void> | undefined;
  const closeOnce = async (): Promise<void> => {
    // Whoever opens it is told why that failed; then there is nothing to close.
    const opened = await opening.then(
      (it) => ({ it }),
      () => undefined,
    );
    if (opened !== undefined) await thing.close(opened.it);
  };
  const close = (): Promise<void> => (closing ??= closeOnce());
  lifecycle.add(thing.name, close, { deadlineMs: thing.deadlineMs });
  return { it: await opening, close };
};
