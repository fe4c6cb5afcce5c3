import type { Logger } from '../domain/logger.ts';

export interface LifecycleDeps {
  readonly log: Logger;
  /** Milliseconds, monotonic. */
  readonly monotonic: () => number;
}

/** What stayed undone at the end: the name of the thing and why. */
export interface CloseFault {
  readonly name: string;
  readonly error: unknown;
}

/**
 * Whoever opens a thing registers its closing here. Everything is released in reverse order, one after the other, each
 * with a deadline; what fails or hangs is logged and the rest is released all the same.
 *
 *   open ── close() ──▶ closing ── all released ──▶ closed
 *
 * A thing added while closing has begun is released at once: it was opened too late to be used.
 */
export interface Lifecycle {
  /** @param deadlineMs after which the closing is given up and the next begins; 10 s unless stated */
  add(name: string, close: () => void | Promise<void>, options?: { readonly deadlineMs?: number }): void;
  /** Aborted when closing begins. */
  readonly closing: AbortSignal;
  /** Idempotent: every call gets the same answer, when all is released. Never rejects. */
  close(): Promise<readonly CloseFault[]>;
}

const defaultDeadlineMs = 10_000;

interface Closer {
  readonly name: string;
  readonly close: () => void | Promise<void>;
  readonly deadlineMs: number;
}

export const openLifecycle = (deps: LifecycleDeps): Lifecycle => {
  const closers: Closer[] = [];
  const beginning = new AbortController();
  let ending: Promise<readonly CloseFault[]> | undefined;

  const releaseAll = async (): Promise<readonly CloseFault[]> => {
    beginning.abort();
    const faults: CloseFault[] = [];
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) {
      const error = await release(deps, closer);
      if (error !== undefined) faults.push({ name: closer.name, error });
    }
    return faults;
  };

  return {
    add: (name, close, { deadlineMs = defaultDeadlineMs } = {}) => {
      const closer = { name, close, deadlineMs };
      if (ending === undefined) closers.push(closer);
      else void release(deps, closer);
    },
    closing: beginning.signal,
    close: () => (ending ??= releaseAll()),
  };
};

/** The error that came, or undefined. */
const release = async (deps: LifecycleDeps, { name, close, deadlineMs }: Closer): Promise<unknown> => {
  const startedAt = deps.monotonic();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new Error(`${name} did not close within ${deadlineMs} ms`));
    timer = setTimeout(giveUp, deadlineMs);
  });
  try {
    await Promise.race([(async () => close())(), late]);
    deps.log.debug({ name, tookMs: Math.round(deps.monotonic() - startedAt) }, 'closed');
    return undefined;
  } catch (error) {
    deps.log.error({ name, err: error }, 'could not be closed');
    return error;
  } finally {
    clearTimeout(timer);
  }
};
