/**
 * JSON with the keys of every object in order, so that equal values have one text. Only for what came from JSON or YAML. It is written
 * directly: to build ordered objects first takes three times as long, and every rule of a publish goes this way in every process.
 */
export const canonicalText = (value: unknown): string => {
  const parts: string[] = [];
  write(value, parts);
  return parts.join('');
};

/** The text of a list whose elements have these texts. */
export const canonicalList = (texts: readonly string[]): string => `[${texts.join(',')}]`;

const write = (value: unknown, parts: string[]): void => {
  if (Array.isArray(value)) writeList(value, parts);
  else if (typeof value === 'object' && value !== null) writeObject(value as Members, parts);
  else parts.push(JSON.stringify(value));
};

const writeList = (values: readonly unknown[], parts: string[]): void => {
  let before = '[';
  for (const value of values) {
    parts.push(before);
    // As JSON has it: a place in a list that holds nothing is null.
    write(value === undefined ? null : value, parts);
    before = ',';
  }
  parts.push(before === '[' ? '[]' : ']');
};

type Members = Readonly<Record<string, unknown>>;

const writeObject = (members: Members, parts: string[]): void => {
  let before = '{';
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member === undefined) continue;
    parts.push(before, JSON.stringify(key), ':');
    write(member, parts);
    before = ',';
  }
  parts.push(before === '{' ? '{}' : '}');
};
