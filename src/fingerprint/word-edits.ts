import type { WordEdit } from '../domain/runtime-diff.ts';

/** How one list of words becomes another, with as many words kept as can be: their longest common subsequence. */
export const wordEdits = (from: readonly string[], to: readonly string[]): WordEdit[] => {
  const kept = commonLengths(from, to);
  const edits: WordEdit[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const [left, right] = [from[i], to[j]];
    if (left !== undefined && left === right) {
      edits.push({ kind: 'kept', word: left });
      i += 1;
      j += 1;
    } else if (left !== undefined && (right === undefined || at(kept, i + 1, j) >= at(kept, i, j + 1))) {
      edits.push({ kind: 'removed', word: left });
      i += 1;
    } else if (right !== undefined) {
      edits.push({ kind: 'added', word: right });
      j += 1;
    }
  }
  return edits;
};

/** Length of the longest common subsequence of what follows each pair of places. */
const commonLengths = (from: readonly string[], to: readonly string[]): number[][] => {
  const lengths = from.map(() => new Array<number>(to.length + 1).fill(0));
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row === undefined) continue;
      row[j] =
        from[i] === to[j]
          ? at(lengths, i + 1, j + 1) + 1
          : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1));
    }
  }
  return lengths;
};

const at = (lengths: readonly (readonly number[])[], i: number, j: number): number => lengths[i]?.[j] ?? 0;
