/**
 * Do `act` for every item, at most `limit` at once, in the items' order. After a failure nothing new is begun; what was begun
 * is waited for, and then the first failure is thrown.
 */
export const forEachBounded = async <T>(
  items: readonly T[],
  limit: number,
  act: (item: T) => Promise<void>,
): Promise<void> => {
  const waiting = items.values();
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (const item of waiting) {
      if (failures.length > 0) return;
      await act(item).catch((cause: unknown) => failures.push(cause));
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  if (failures.length > 0) throw failures[0];
};
