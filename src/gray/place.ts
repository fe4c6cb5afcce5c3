/** `/spec/when`, by RFC 6901. */
export const pointerOf = (keys: readonly PropertyKey[]): string =>
  keys.length === 0
    ? '/'
    : keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
