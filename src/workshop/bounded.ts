export interface Bounds {
  /** Items at once. */
  readonly limit: number;
  /** What all items under way may weigh together; one that is heavier alone is done alone. Unlimited when left out. */
  readonly capacity?: number | undefined;
}

/**
 * Do `act` for every item, as many at once as the bounds allow, in the items' order: a heavy item is not overtaken by light ones, or it
 * might wait for ever. After a failure nothing new is begun; what was begun is waited for, and then the first failure is thrown.
 */
export const forEachBounded = async <T>(
  items: readonly T[],
  { limit, capacity = Infinity }: Bounds,
  act: (item: T) => Promise<void>,
  weightOf: (item: T) => number = () => 0,
): Promise<void> => {
  const failures: unknown[] = [];
  const underWay = new Set<Promise<void>>();
  let weight = 0;
  const begin = (item: T, itsWeight: number): void => {
    weight += itsWeight;
    const done = act(item)
      .catch((cause: unknown) => void failures.push(cause))
      .finally(() => {
        weight -= itsWeight;
        underWay.delete(done);
      });
    underWay.add(done);
  };
  for (const item of items) {
    const itsWeight = weightOf(item);
    while (underWay.size > 0 && (underWay.size >= limit || weight + itsWeight > capacity)) {
      await Promise.race(underWay);
    }
    if (failures.length > 0) break;
    begin(item, itsWeight);
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
};
