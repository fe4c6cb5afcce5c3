/**
 * From what a person sends to documents: YAML files as text, or documents as JSON. All faults are told at once, each at its place:
 * `rules/a.yaml:3 /spec/when` in a file, `/documents/2/spec/when` in JSON.
 */
import { SerinError } from '../domain/errors.ts';
import type { Fault } from '../domain/errors.ts';
import type { GrayDocument } from '../gray/document-schema.ts';
import { readDocuments } from '../gray/load-rules.ts';
import type { RuleFile } from '../gray/load-rules.ts';
import { readDocument } from '../gray/read-document.ts';

export type { RuleFile } from '../gray/load-rules.ts';

export interface GivenRules {
  readonly documents?: readonly unknown[];
  readonly files?: readonly RuleFile[];
}

export interface ReadRules {
  readonly documents: readonly GrayDocument[];
  /** Where a fault of a document is; undefined for a name that was not given. */
  readonly placeOf: (name: string, path: readonly PropertyKey[]) => string | undefined;
}

/** Rules are at most 10 000; beside them stand overrides and segments. */
const mostDocuments = 20_000;

/** Documents that are read before others have the event loop. */
const piece = 200;

/** A piece of a file that is read at once; a file of a thousand rules is larger than the reader takes. */
const pieceChars = 32 * 1024;

/** Faults that the error's text tells; the rest are in `faults`. */
const mostTold = 100;

/** @throws SerinError RULES_INVALID with every fault. */
export const readGiven = async (given: GivenRules, breathe: () => Promise<void>): Promise<ReadRules> => {
  const faults: Fault[] = [];
  const places = new Map<string, (path: readonly PropertyKey[]) => string>();
  const documents: GrayDocument[] = [];
  const add = (document: GrayDocument, placeOf: (path: readonly PropertyKey[]) => string): void => {
    const { name } = document.metadata;
    const earlier = places.get(name);
    if (earlier !== undefined) {
      const message = `${name} is the name of another document, at ${earlier(['metadata', 'name'])}; rename one of them`;
      faults.push({ path: placeOf(['metadata', 'name']), message });
      return;
    }
    places.set(name, placeOf);
    documents.push(document);
  };
  const lists: [string, readonly unknown[]][] = [];
  const files = (given.files ?? []).filter(({ path, text }) => {
    const values = jsonList(text);
    if (values !== undefined) lists.push([path, values]);
    return values === undefined;
  });
  for (const { linesBefore, ...file } of files.flatMap(inPieces)) {
    const moved = (place: string): string => movedBy(linesBefore, file.path, place);
    try {
      for (const { document, placeOf } of readDocuments([file])) {
        add(document, (path) => moved(placeOf(path)));
      }
    } catch (error) {
      if (!(error instanceof SerinError) || error.code !== 'RULES_INVALID') throw error;
      faults.push(...error.faults.map(({ path, message }) => ({ path: moved(path), message })));
    }
    await breathe();
  }
  const addValues = async (values: readonly unknown[], root: string): Promise<void> => {
    for (const [index, value] of values.slice(0, mostDocuments).entries()) {
      const place = (path: readonly PropertyKey[]): string => `${root}${pointerOf([index, ...path])}`;
      const document = readDocument(value, place, faults);
      if (document !== undefined) add(document, place);
      if (index % piece === piece - 1) await breathe();
    }
  };
  for (const [path, values] of lists) await addValues(values, `${path} `);
  await addValues(given.documents ?? [], '/documents');
  const count = Math.max(documents.length, given.documents?.length ?? 0);
  if (count > mostDocuments) {
    faults.push({ path: '/documents', message: `${count} documents are too many: at most ${mostDocuments}` });
  }
  if (faults.length > 0) throw rulesInvalid(faults);
  return { documents, placeOf: (name, path) => places.get(name)?.(path) };
};

export const rulesInvalid = (faults: readonly Fault[]): SerinError => {
  const told = faults.slice(0, mostTold).map(({ path, message }) => `\n  ${path}: ${message}`);
  const more = faults.length > mostTold ? `\n  and ${faults.length - mostTold} more` : '';
  return new SerinError('RULES_INVALID', `the gray rules are refused:${told.join('')}${more}`, { faults });
};

/** What `export` writes as JSON: a list of documents. Undefined for everything else, which YAML reads, JSON objects too. */
const jsonList = (text: string): readonly unknown[] | undefined => {
  if (!/^\s*\[/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

interface Piece extends RuleFile {
  readonly linesBefore: number;
}

/** A long file, cut where documents begin: `---` at the beginning of a line is that wherever it stands. */
const inPieces = ({ path, text }: RuleFile): Piece[] => {
  const pieces: Piece[] = [];
  let begin = 0;
  let linesBefore = 0;
  const cut = (end: number): void => {
    const part = text.slice(begin, end);
    pieces.push({ path, text: part, linesBefore });
    linesBefore += part.split('\n').length - 1;
    begin = end;
  };
  let last = 0;
  for (const { index } of text.matchAll(/^---(?=\s)/gm)) {
    if (index - begin > pieceChars && last > begin) cut(last);
    last = index;
  }
  if (text.length - begin > pieceChars && last > begin) cut(last);
  cut(text.length);
  return pieces;
};

/** `rules/a.yaml:3 /spec` of a piece → its line in the whole file. */
const movedBy = (lines: number, path: string, place: string): string => {
  if (lines === 0 || !place.startsWith(`${path}:`)) return place;
  const rest = place.slice(path.length + 1);
  const [line = ''] = /^\d+/.exec(rest) ?? [];
  return `${path}:${Number(line) + lines}${rest.slice(line.length)}`;
};

const pointerOf = (keys: readonly PropertyKey[]): string =>
  keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
