/** The order that people expect of numbered files: `2.in` before `10.in`. Total: different names are never equal. */
export const naturalOrder = (a: string, b: string): number => {
  const left = partsOf(a);
  const right = partsOf(b);
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const order = compareParts(left[index] ?? '', right[index] ?? '');
    if (order !== 0) return order;
  }
  return left.length - right.length || codeOrder(a, b);
};

export const codeOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const partsOf = (name: string): string[] => name.match(/[0-9]+|[^0-9]+/g) ?? [];

const compareParts = (a: string, b: string): number => {
  if (!/^[0-9]/.test(a) || !/^[0-9]/.test(b)) return codeOrder(a, b);
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return left.length - right.length || codeOrder(left, right);
};
