/**
 * Patterns of paths: `*` is any part of one name, `?` one character, `**` any number of folders, `{a,b}` one of several words. Own code,
 * because what a star stood for is needed (`*.in` tells the answer `*.out`), and because a library makes a regular expression of a pattern,
 * which a pattern with many stars turns into minutes. This one takes at most |pattern| × |path| steps.
 */
const mostAlternatives = 256;

/** Patterns without braces; undefined where there are too many. */
export const alternatives = (pattern: string): string[] | undefined => {
  const finished: string[] = [];
  const waiting = [pattern];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const found = /^(.*?)\{([^{}]*)\}(.*)$/s.exec(next);
    if (found === null) finished.push(next);
    else {
      const [, before = '', words = '', after = ''] = found;
      waiting.push(
        ...words
          .split(',')
          .map((word) => `${before}${word}${after}`)
          .reverse(),
      );
    }
    if (finished.length + waiting.length > mostAlternatives) return undefined;
  }
  return finished;
};

/** Folders at the beginning of a pattern that have no wildcard in them. */
export const fixedFolder = (pattern: string): string => {
  const parts = pattern.split('/').slice(0, -1);
  const wild = parts.findIndex((part) => /[*?]/.test(part));
  return (wild === -1 ? parts : parts.slice(0, wild)).join('/');
};

/** What every path that a pattern without braces fits begins with. */
export const fixedBeginning = (pattern: string): string => /^[^*?]*/.exec(pattern)?.[0] ?? '';

export const isPattern = (text: string): boolean => /[*?{]/.test(text);

/** What the stars of a pattern without braces stand for in a path, each as little as it can; undefined: the path does not match. */
export const starsOf = (pattern: string, path: string): string[] | undefined => {
  const wanted = pattern.split('/');
  const given = path.split('/');
  let [at, from] = [0, 0];
  let back: { at: number; from: number; stars: number; to: number } | undefined;
  const stars: string[] = [];
  while (from < given.length || at < wanted.length) {
    const want = wanted[at];
    if (want === '**') {
      back = { at: at + 1, from, stars: stars.length, to: from };
      stars.push('');
      at += 1;
      continue;
    }
    const found =
      want === undefined || from >= given.length ? undefined : starsInName(want, given[from] ?? '');
    if (found !== undefined) {
      stars.push(...found);
      at += 1;
      from += 1;
      continue;
    }
    if (back === undefined || back.to >= given.length) return undefined;
    back.to += 1;
    stars.length = back.stars;
    stars.push(given.slice(back.from, back.to).join('/'));
    at = back.at;
    from = back.to;
  }
  return stars;
};

const starsInName = (pattern: string, name: string): string[] | undefined => {
  let [at, from] = [0, 0];
  let back: { at: number; from: number; to: number } | undefined;
  const stars: string[] = [];
  while (from < name.length || at < pattern.length) {
    if (pattern[at] === '*') {
      if (back !== undefined) stars.push(name.slice(back.from, back.to));
      back = { at: at + 1, from, to: from };
      at += 1;
    } else if (from < name.length && (pattern[at] === '?' || pattern[at] === name[from])) {
      at += 1;
      from += 1;
    } else {
      if (back === undefined || back.to >= name.length) return undefined;
      back.to += 1;
      at = back.at;
      from = back.to;
    }
  }
  if (back !== undefined) stars.push(name.slice(back.from, back.to));
  return stars;
};

/** A pattern with its stars filled in, in order. */
export const withStars = (pattern: string, stars: readonly string[]): string => {
  let index = 0;
  const filled = pattern.replaceAll(/\*\*|\*/g, () => {
    const star = stars[index];
    index += 1;
    return star ?? '';
  });
  return filled.replaceAll(/\/{2,}/g, '/').replaceAll(/^\/|\/$/g, '');
};
