/**
 * Names in packages. A package is read into an index and never written to a disk by its names, so nothing can escape; a name that tries to
 * is refused all the same, because the package will be unpacked by somebody else one day.
 */
const mostPathBytes = 1024;
const mostPartBytes = 255;
const mostParts = 32;

export type ReadPath = { readonly path: string } | { readonly fault: string };

/** The normalised path of an entry; `''` is the package itself. */
export const readPath = (name: string): ReadPath => {
  const fault = nameFault(name);
  if (fault !== undefined) return { fault };
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length > mostParts) return { fault: `is more than ${mostParts} folders deep` };
  if (parts.includes('..')) return { fault: 'has a ".." in its path, which could lead out of the package' };
  const long = parts.find((part) => Buffer.byteLength(part) > mostPartBytes);
  if (long !== undefined) return { fault: `has a part of more than ${mostPartBytes} bytes in its path` };
  return { path: parts.join('/') };
};

const nameFault = (name: string): string | undefined => {
  if (Buffer.byteLength(name) > mostPathBytes) return `has a path of more than ${mostPathBytes} bytes`;
  if (name.includes('\0')) return 'has a NUL byte in its path';
  if (/\p{Cc}/u.test(name)) return 'has a control character in its path';
  if (/[\p{Cs}\uFFFD]/u.test(name)) return 'has a path that is not UTF-8: pack it again with UTF-8 names';
  if (name.includes('\\')) return 'has a backslash in its path: pack it again with "/" between folders';
  if (name.startsWith('/')) return 'has an absolute path: pack it again with relative paths';
  if (/^[A-Za-z]:/.test(name)) return 'has a drive letter in its path: pack it again with relative paths';
  return undefined;
};

/** A name as it is shown in a fault: bounded, and without what would disturb a terminal. */
export const shownName = (name: string): string => {
  const shown = name.slice(0, 200).replaceAll(/[\p{Cc}\p{Cs}\p{Cf}]/gu, '\uFFFD');
  return shown.length < name.length && name.length > 200 ? `${shown}…` : shown;
};

/** Where a link leads, from the folder that it lies in; undefined: out of the package. */
export const linkedPath = (link: string, target: string): string | undefined => {
  if (nameFault(target) !== undefined) return undefined;
  const parts = link.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.length > mostParts ? undefined : parts.join('/');
};

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** `.in` of `a/b.in`; empty where there is none. A name that begins with a dot has no extension by that. */
export const extensionOf = (path: string): string => {
  const base = baseName(path);
  const dot = base.lastIndexOf('.');
  return dot <= 0 ? '' : base.slice(dot);
};

export const withoutExtension = (path: string): string =>
  path.slice(0, path.length - extensionOf(path).length);

export const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('/');

/** What operating systems and version control leave in folders. */
const litter =
  /(^|\/)(\.git|\.svn|\.hg|__MACOSX|__pycache__|\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)(\/|$)/;

export const isLitter = (path: string): boolean => litter.test(path);
