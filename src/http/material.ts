/**
 * Sources and tests of a request body: counted, measured, decoded, held against each other.
 *
 * This looks at the plain JSON and not at what zod made of it, so that these faults are named together with those of
 * shape. Whatever has the wrong type here is passed over: the schema has said so already. Sizes are checked before
 * anything is decoded, counts (`tooMany`) before anything is walked.
 */
import { soleSource } from '../domain/submission.ts';
import type { Fault } from '../domain/errors.ts';
import type { SourceFile, TestCase, TestData } from '../domain/submission.ts';
import { decodedBytes, decodeText } from './decode-text.ts';
import type { Encoding } from './decode-text.ts';
import { sizeText } from './options.ts';
import type { SizeLimits } from './options.ts';
import { collisions, pathFault } from './source-path.ts';

/** A fault, and what would mend it: sending less, putting a blob or a problem first, or only another request. */
export interface MaterialFault extends Fault {
  readonly mend: 'less' | 'put' | 'problem' | 'other';
}

/** Sizes of the blobs that a body names, by key; those that there are not are left out. */
export type KnownBlobs = ReadonlyMap<string, number>;

export interface Material {
  readonly files: readonly SourceFile[];
  readonly tests: readonly TestCase[];
}

type Loose = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listIn = (body: unknown, field: string): readonly unknown[] => {
  const list: unknown = isObject(body) ? body[field] : undefined;
  return Array.isArray(list) ? list : [];
};

/** Where validation itself would be the attack: a list of millions is refused by its length alone. */
export const tooMany = (body: unknown, sizes: SizeLimits): MaterialFault[] => {
  const tags = isObject(body) ? listIn(body['user'], 'tags').length : 0;
  return [
    ...overCount('/files', 'files', listIn(body, 'files').length, sizes.files),
    ...overCount('/tests', 'tests', listIn(body, 'tests').length, sizes.tests),
    ...overCount('/user/tags', 'tags', tags, 1000),
  ];
};

const overCount = (path: string, noun: string, count: number, most: number): MaterialFault[] =>
  count > most ? [oversize(path, `${count} ${noun} are too many; ${most} are allowed`)] : [];

const oversize = (path: string, message: string): MaterialFault => ({ path, message, mend: 'less' });
const wrong = (path: string, message: string): MaterialFault => ({ path, message, mend: 'other' });

/** Keys of all blobs that the tests of a body name, each once. */
export const blobsNamed = (body: unknown): string[] => {
  const named = listIn(body, 'tests').flatMap((test) =>
    isObject(test) ? [blobIn(test['input']), blobIn(test['answer'])] : [],
  );
  return [...new Set(named.filter((key) => key !== undefined))];
};

/** The key in `{"blob": "sha256:<key>"}`. */
const blobIn = (value: unknown): string | undefined => {
  const name = isObject(value) ? value['blob'] : undefined;
  return typeof name === 'string' ? /^sha256:([0-9a-f]{64})$/.exec(name)?.[1] : undefined;
};

/** The material is whole only when there are no faults, here and in the shape. */
export const readMaterial = (
  body: unknown,
  sizes: SizeLimits,
  blobs: KnownBlobs,
): { readonly faults: MaterialFault[]; readonly material: Material } => {
  const faults: MaterialFault[] = [];
  if (!isObject(body)) return { faults, material: { files: [], tests: [] } };
  const files = readSources(body, sizes, faults);
  const tests = readTests(listIn(body, 'tests'), sizes, blobs, faults);
  return { faults, material: { files, tests } };
};

const readSources = (body: Loose, sizes: SizeLimits, faults: MaterialFault[]): SourceFile[] => {
  const { source, files } = body;
  if (source === undefined && files === undefined) {
    faults.push(wrong('/source', 'give the program as source or as files'));
  }
  if (source !== undefined && files !== undefined) {
    faults.push(wrong('/files', 'give the program as source or as files, not as both'));
  }
  if (typeof source === 'string') return readSole(source, sizes, faults);
  return readFiles(listIn(body, 'files'), sizes, faults);
};

const readSole = (source: string, sizes: SizeLimits, faults: MaterialFault[]): SourceFile[] => {
  if (source === '') faults.push(wrong('/source', 'the source is empty'));
  if (Buffer.byteLength(source) > sizes.sourceBytes) {
    faults.push(oversize('/source', `the source is larger than ${sizeText(sizes.sourceBytes)}`));
    return [];
  }
  const content = decoded('/source', source, 'utf8', faults);
  return content === undefined ? [] : [{ path: soleSource, content }];
};

const readFiles = (list: readonly unknown[], sizes: SizeLimits, faults: MaterialFault[]): SourceFile[] => {
  const entries = list.map((entry) => (isObject(entry) ? entry : {}));
  checkPaths(entries, faults);
  const contents = entries.map(({ content, encoding }) => ({
    text: typeof content === 'string' ? content : undefined,
    encoding: encodingOf(encoding),
  }));
  const total = contents.reduce((sum, { text, encoding }) => sum + decodedBytes(text ?? '', encoding), 0);
  if (list.length > 0 && contents.every(({ text }) => text === '')) {
    faults.push(wrong('/files', 'every file is empty'));
  }
  if (total > sizes.sourceBytes) {
    const limit = sizeText(sizes.sourceBytes);
    faults.push(oversize('/files', `the files together are larger than ${limit}`));
    return [];
  }
  return contents.flatMap(({ text, encoding }, index) => {
    if (text === undefined) return [];
    const content = decoded(`/files/${index}/content`, text, encoding, faults);
    const path = entries[index]?.['path'];
    return content === undefined || typeof path !== 'string' ? [] : [{ path, content }];
  });
};

const checkPaths = (entries: readonly Loose[], faults: MaterialFault[]): void => {
  const sound: { path: string; index: number }[] = [];
  entries.forEach(({ path }, index) => {
    if (typeof path !== 'string') return;
    const fault = pathFault(path);
    if (fault === undefined) sound.push({ path, index });
    else faults.push(wrong(`/files/${index}/path`, fault));
  });
  for (const { index, message } of collisions(sound.map(({ path }) => path))) {
    faults.push(wrong(`/files/${sound[index]?.index ?? index}/path`, message));
  }
};

const readTests = (
  list: readonly unknown[],
  sizes: SizeLimits,
  blobs: KnownBlobs,
  faults: MaterialFault[],
): TestCase[] => {
  const entries = list.map((entry) => (isObject(entry) ? entry : {}));
  const names = testNames(entries, faults);
  if (!testsFit(entries, sizes, faults)) return [];
  return entries.flatMap((entry, index) => {
    const input = dataField(entry, 'input', index, blobs, faults);
    const answer = dataField(entry, 'answer', index, blobs, faults);
    if (input === undefined) return [];
    return [{ name: names[index] ?? String(index + 1), input, ...(answer === undefined ? {} : { answer }) }];
  });
};

/** Names default to the place in the list; a name that stands twice is a fault of the later test. */
const testNames = (entries: readonly Loose[], faults: MaterialFault[]): string[] => {
  const names = entries.map(({ name }, index) => (typeof name === 'string' ? name : String(index + 1)));
  const first = new Map<string, number>();
  names.forEach((name, index) => {
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, index);
    else
      faults.push(
        wrong(`/tests/${index}/name`, `/tests/${earlier} has the name ${JSON.stringify(name)} already`),
      );
  });
  return names;
};

const testsFit = (entries: readonly Loose[], sizes: SizeLimits, faults: MaterialFault[]): boolean => {
  let total = 0;
  let fit = true;
  entries.forEach((entry, index) => {
    for (const field of ['input', 'answer']) {
      const text = entry[field];
      if (typeof text !== 'string') continue;
      const bytes = decodedBytes(text, encodingOf(entry['encoding']));
      total += bytes;
      if (bytes <= sizes.testFileBytes) continue;
      fit = false;
      faults.push(
        oversize(`/tests/${index}/${field}`, `this is larger than ${sizeText(sizes.testFileBytes)}`),
      );
    }
  });
  if (total <= sizes.testsBytes) return fit;
  const limit = sizeText(sizes.testsBytes);
  faults.push(oversize('/tests', `all inputs and answers together are larger than ${limit}`));
  return false;
};

const dataField = (
  entry: Loose,
  field: 'input' | 'answer',
  index: number,
  blobs: KnownBlobs,
  faults: MaterialFault[],
): TestData | undefined => {
  const given = entry[field];
  const path = `/tests/${index}/${field}`;
  if (typeof given === 'string') return decoded(path, given, encodingOf(entry['encoding']), faults);
  const digest = blobIn(given);
  if (digest === undefined) return undefined;
  const bytes = blobs.get(digest);
  if (bytes !== undefined) return { digest, bytes };
  const message = `there is no blob sha256:${digest}; put it at /v1/blobs/sha256:${digest} first`;
  faults.push({ path: `${path}/blob`, message, mend: 'put' });
  return undefined;
};

const decoded = (
  path: string,
  text: string,
  encoding: Encoding,
  faults: MaterialFault[],
): Buffer | undefined => {
  const result = decodeText(text, encoding);
  if (result.ok) return result.bytes;
  faults.push(wrong(path, result.message));
  return undefined;
};

const encodingOf = (given: unknown): Encoding => (given === 'base64' ? 'base64' : 'utf8');
