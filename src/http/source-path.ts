/** What a file of a submission may be called: it becomes a path inside a sandbox. */

const mostPathBytes = 1024;
const mostComponentBytes = 255;

/** @returns what is wrong with a path, or undefined. */
export const pathFault = (path: string): string | undefined => {
  if (path === '') return 'a path is empty';
  if (Buffer.byteLength(path) > mostPathBytes) return `a path has ${mostPathBytes} bytes at most`;
  if (/[\p{Cc}\p{Cs}]/u.test(path)) return 'a path holds no NUL, control characters or lone surrogates';
  if (path.includes('\\')) return 'a path holds no backslash; its parts are separated by "/"';
  if (path.startsWith('/')) return 'a path is relative';
  for (const component of path.split('/')) {
    if (component === '') return 'a path has no empty part';
    if (component === '.' || component === '..') return 'a path has no "." or ".." part';
    if (component.startsWith('-'))
      return 'a part of a path does not start with "-": a compiler would take it for an option';
    if (component.endsWith('.gch') || component.endsWith('.pch'))
      return 'a part of a path does not end in ".gch" or ".pch": a compiler would take it for its own memory';
    if (Buffer.byteLength(component) > mostComponentBytes) {
      return `a part of a path has ${mostComponentBytes} bytes at most`;
    }
  }
  return undefined;
};

/** @returns for every path that cannot stand beside an earlier or later one, its index and why. */
export const collisions = (
  paths: readonly string[],
): { readonly index: number; readonly message: string }[] => {
  const first = new Map<string, number>();
  const found: { index: number; message: string }[] = [];
  paths.forEach((path, index) => {
    if (first.has(path)) found.push({ index, message: 'another file has this path already' });
    else first.set(path, index);
  });
  for (const [path, index] of first) {
    const parent = ancestors(path).find((ancestor) => first.has(ancestor));
    if (parent !== undefined)
      found.push({ index, message: `${JSON.stringify(parent)} is a file, not a folder` });
  }
  return found;
};

const ancestors = (path: string): string[] => {
  const parts = path.split('/');
  return parts.slice(1).map((_, last) => parts.slice(0, last + 1).join('/'));
};
