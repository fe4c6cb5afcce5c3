/* eslint-disable no-control-regex -- they are what is looked for */
/**
 * Texts that do not look like what they are: control characters, halves of surrogate pairs, and marks that turn the direction of
 * writing. An expression may have lines and tabs.
 */
const control =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u;
const lines = /[\t\n\r]/;

interface Found {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export const controlCharacters = (value: unknown, path: readonly PropertyKey[] = []): Found[] => {
  if (typeof value === 'string') {
    const found = control.exec(value) ?? (path.at(-1) === 'when' ? null : lines.exec(value));
    return found === null ? [] : [{ path, message: `holds the character ${nameOf(found[0])}: take it out` }];
  }
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each, at) => controlCharacters(each, [...path, at]));
  return Object.entries(value).flatMap(([key, each]) => [
    ...controlCharacters(key, path),
    ...controlCharacters(each, [...path, key]),
  ]);
};

const nameOf = (character: string): string =>
  `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
