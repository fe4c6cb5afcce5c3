export const otherValue = 'other';

/** The first `most` values that it is given keep their name; every one after them is `other`. */
export const boundedLabel = (most: number): ((value: string) => string) => {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most) return otherValue;
    known.add(value);
    return value;
  };
};
