/** Tells languages by files' extensions and by the names that package formats have for them. */
import type { PackageLanguage } from './ports.ts';
import { extensionOf } from './package-path.ts';

/** What formats call a language, and which of ours is meant: the first one that exists here. */
const names: Readonly<Record<string, readonly string[]>> = {
  // The ICPC format's table.
  cgmp: ['c'],
  cppgmp: ['cpp'],
  lisp: ['common-lisp'],
  objectivec: ['objective-c'],
  python3: ['python'],
  python3numpy: ['python'],
  // DMOJ's and others' habits.
  'c++': ['cpp'],
  gas64: ['assembly'],
  nasm: ['assembly'],
  nasm64: ['assembly'],
  clang: ['c-clang', 'c'],
  clangx: ['cpp-clang', 'cpp'],
  cxx: ['cpp'],
  'g++': ['cpp'],
  gcc: ['c'],
  hask: ['haskell'],
  js: ['javascript'],
  node: ['javascript'],
  nodejs: ['javascript'],
  pas: ['pascal'],
  perl5: ['perl'],
  py: ['python'],
  py3: ['python'],
  pypy3: ['pypy', 'python'],
  rb: ['ruby'],
  rkt: ['racket'],
  scm: ['scheme'],
  ts: ['typescript'],
  'c#': ['csharp'],
  cs: ['csharp'],
  mono: ['csharp'],
  golang: ['go'],
};

/** Where several languages share an extension, the one that the ICPC format's table has for it. */
const preferred: Readonly<Record<string, string>> = { '.pl': 'prolog', '.m': 'objective-c', '.h': 'cpp' };

const headers = new Set(['.h', '.hh', '.hpp', '.hxx', '.inc']);

export class Languages {
  readonly #all: readonly PackageLanguage[];
  readonly #ids: ReadonlyMap<string, PackageLanguage>;
  readonly #families: ReadonlySet<string>;

  constructor(languages: readonly PackageLanguage[]) {
    this.#all = languages;
    this.#ids = new Map(languages.map((each) => [each.language, each]));
    this.#families = new Set(languages.map((each) => each.family));
  }

  get names(): string[] {
    return [...new Set([...this.#ids.keys(), ...this.#families])];
  }

  /** A language id or family that a name of any format stands for. */
  named(name: string): string | undefined {
    const word = name.trim().toLowerCase().replaceAll(/[\s_]/g, '');
    if (this.#isKnown(word)) return word;
    const listed = names[word]?.find((each) => this.#isKnown(each));
    if (listed !== undefined) return listed;
    // "C++17", "CPP20", "C11", "python3.11", "java21": the version where it exists, or the language.
    const [, base = '', version = ''] = /^([a-z+#-]+?)-?([0-9][0-9.a-z]*)$/.exec(word) ?? [];
    if (base === '' || (base === 'python' && version.startsWith('2')) || (base === 'py' && version === '2'))
      return undefined;
    const plain = names[base]?.[0] ?? base;
    return [`${plain}${version}`, plain].find((each) => this.#isKnown(each));
  }

  /** A language id: of a family, the plain one. For programs of the package's own, which are run by one language. */
  idNamed(name: string): string | undefined {
    const found = this.named(name);
    if (found === undefined || this.#ids.has(found)) return found;
    return this.#all.find((each) => each.family === found)?.language;
  }

  extensions(language: string): readonly string[] {
    return (this.#ids.get(language) ?? this.#all.find((each) => each.family === language))?.extensions ?? [];
  }

  /** The language of a file, or undefined where its extension is nobody's, or several languages' and none of them is preferred. */
  ofFile(path: string): string | undefined {
    const extension = extensionOf(path);
    if (extension === '') return undefined;
    const found = this.#withExtension(extension);
    const choices = found.length > 0 ? found : this.#withExtension(otherSpellings[extension] ?? '');
    const plain = choices.filter((each) => each.language === each.family);
    const [only, ...more] = plain.length > 0 ? plain : choices;
    if (only === undefined || more.length === 0) return only?.language;
    return choices.find((each) => each.language === preferred[extension])?.language;
  }

  /** The one language of a program of several files; C among C++ is C++. */
  ofFiles(paths: readonly string[]): string | undefined {
    const found = new Set(
      paths.flatMap((path) => (headers.has(extensionOf(path)) ? [] : (this.ofFile(path) ?? []))),
    );
    if (found.has('cpp')) found.delete('c');
    const [only, ...more] = found;
    return more.length === 0 ? only : undefined;
  }

  #withExtension(extension: string): readonly PackageLanguage[] {
    return this.#all.filter((each) => each.extensions.includes(extension));
  }

  #isKnown(word: string): boolean {
    return this.#ids.has(word) || this.#families.has(word);
  }
}

/** Extensions of the ICPC format's table that a language here may not list. */
const otherSpellings: Readonly<Record<string, string>> = { '.c++': '.cpp', '.C': '.cpp', '.py3': '.py' };
