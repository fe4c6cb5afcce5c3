/**
 * Finds the place where a text stops being JSON (RFC 8259). `JSON.parse` says so only for some faults and in words that
 * change between engines, so a text that it refused is walked once more, here. Only its verdict counts; this one is
 * for the person who has to mend the text.
 */

export interface JsonFault {
  /** In UTF-16 units, from 0. */
  readonly position: number;
  readonly message: string;
}

const deepestNesting = 512;

const whitespace = /[ \t\n\r]*/y;
/** All but the quote, the backslash and control characters. */
const plainCharacters = /[ !#-[\]-\uffff]*/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** What the grammar allows next. */
type Expectation = 'value' | 'value or ]' | 'name' | 'name or }' | 'colon' | 'comma or end' | 'nothing';

const wanted: Readonly<Record<Expectation, string>> = {
  value: 'a value is expected',
  'value or ]': 'a value or "]" is expected',
  name: 'a name in double quotes is expected',
  'name or }': 'a name in double quotes or "}" is expected',
  colon: '":" is expected',
  'comma or end': '"," or the end of the list is expected',
  nothing: 'nothing more is expected',
};

class Fault extends Error {
  readonly position: number;

  constructor(position: number, message: string) {
    super(message);
    this.position = position;
  }
}

/** @returns undefined when the text is JSON. */
export const findJsonFault = (text: string): JsonFault | undefined => {
  try {
    walk(text);
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return { position: error.position, message: error.message };
    throw error;
  }
};

const walk = (text: string): void => {
  const open: ('{' | '[')[] = [];
  let expected: Expectation = 'value';
  let at = skip(text, 0, whitespace);
  while (at < text.length) {
    const next = step(text, at, expected, open);
    at = skip(text, next.at, whitespace);
    expected = next.expected;
  }
  if (expected !== 'nothing') throw new Fault(text.length, `the text ends, but ${wanted[expected]}`);
};

interface Step {
  readonly at: number;
  readonly expected: Expectation;
}

const step = (text: string, at: number, expected: Expectation, open: ('{' | '[')[]): Step => {
  switch (expected) {
    case 'value':
    case 'value or ]':
      if (expected === 'value or ]' && text[at] === ']') return close(at, open);
      return value(text, at, expected, open);
    case 'name':
    case 'name or }':
      if (expected === 'name or }' && text[at] === '}') return close(at, open);
      if (text[at] !== '"') throw new Fault(at, wanted[expected]);
      return { at: string(text, at), expected: 'colon' };
    case 'colon':
      if (text[at] !== ':') throw new Fault(at, wanted[expected]);
      return { at: at + 1, expected: 'value' };
    case 'comma or end': {
      const innermost = open.at(-1);
      if (text[at] === ',') return { at: at + 1, expected: innermost === '{' ? 'name' : 'value' };
      if (text[at] === (innermost === '{' ? '}' : ']')) return close(at, open);
      throw new Fault(at, wanted[expected]);
    }
    case 'nothing':
      throw new Fault(at, wanted[expected]);
  }
};

const value = (text: string, at: number, expected: Expectation, open: ('{' | '[')[]): Step => {
  const character = text[at];
  if (character === '{' || character === '[') {
    if (open.length === deepestNesting) {
      throw new Fault(at, `values are nested deeper than ${deepestNesting} levels`);
    }
    open.push(character);
    return { at: at + 1, expected: character === '{' ? 'name or }' : 'value or ]' };
  }
  const end = character === '"' ? string(text, at) : skip(text, at, scalar);
  if (end === at) throw new Fault(at, wanted[expected]);
  return { at: end, expected: afterValue(open) };
};

const close = (at: number, open: ('{' | '[')[]): Step => {
  open.pop();
  return { at: at + 1, expected: afterValue(open) };
};

const afterValue = (open: readonly string[]): Expectation => (open.length === 0 ? 'nothing' : 'comma or end');

/** @returns the position after the closing quote. */
const string = (text: string, start: number): number => {
  let at = start + 1;
  for (;;) {
    at = skip(text, at, plainCharacters);
    if (at >= text.length) throw new Fault(start, 'this string has no end');
    if (text[at] === '"') return at + 1;
    if (text[at] !== '\\') throw new Fault(at, 'a control character in a string must be escaped');
    const afterEscape = skip(text, at, escape);
    if (afterEscape === at) throw new Fault(at, 'there is no such escape');
    at = afterEscape;
  }
};

const skip = (text: string, at: number, pattern: RegExp): number => {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
};
