import Table from 'cli-table3';

const nothing = '';

/** Columns side by side, two spaces apart, with a line of headings: readable without colour or frames. */
export const formatTable = (
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  alignment: readonly ('left' | 'right')[] = [],
): string => {
  const table = new Table({
    head: [...headings],
    colAligns: headings.map((_, column) => alignment[column] ?? 'left'),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: {
      top: nothing,
      'top-mid': nothing,
      'top-left': nothing,
      'top-right': nothing,
      bottom: nothing,
      'bottom-mid': nothing,
      'bottom-left': nothing,
      'bottom-right': nothing,
      left: nothing,
      'left-mid': nothing,
      mid: nothing,
      'mid-mid': nothing,
      right: nothing,
      'right-mid': nothing,
      middle: nothing,
    },
  });
  for (const row of rows) table.push([...row]);
  const lines = table.toString().split('\n');
  return lines.map((line) => line.trimEnd()).join('\n');
};
