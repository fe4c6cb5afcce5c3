/* eslint-disable no-control-regex -- they are what is looked for */
/**
 * What no document may hold, wherever it stands: texts that do not look like what they are (control characters, halves of surrogate
 * pairs, marks that turn the direction of writing), and nesting that would exhaust the stack of whoever walks through it. An expression may
 * have lines and tabs.
 */
const control =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u;
const lines = /[\t\n\r]/;

/** Objects and lists in one another; a rule needs six, and what a case tells a few more. */
const deepestNesting = 64;

interface Oddity {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of a value as JSON has them. */
export const oddities = (value: unknown): Oddity[] => {
  const found: Oddity[] = [];
  walk(value, [], found);
  return found;
};

/** @param path - of the value; it is the walk's own, and changes with it. */
const walk = (value: unknown, path: PropertyKey[], found: Oddity[]): void => {
  if (typeof value === 'string') {
    lookAt(value, path, found);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (path.length >= deepestNesting) {
    found.push({ path: [...path], message: `nests deeper than ${deepestNesting} levels` });
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) lookAt(key, path, found);
    path.push(Array.isArray(value) ? Number(key) : key);
    walk(inner, path, found);
    path.pop();
  }
};

const lookAt = (text: string, path: readonly PropertyKey[], found: Oddity[]): void => {
  const odd = control.exec(text) ?? (path.at(-1) === 'when' ? null : lines.exec(text));
  if (odd === null) return;
  found.push({ path: [...path], message: `holds the character ${nameOf(odd[0])}: take it out` });
};

const nameOf = (character: string): string =>
  `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
