import { checkNames } from '../../../src/workshop/checks.ts';
import type { RecipeFolder } from '../../../src/workshop/ports.ts';

export const baseFolder = (suite: string, dockerfile = `FROM debian:${suite}-slim\n`): RecipeFolder => ({
  name: `base/${suite}`,
  files: [{ path: 'Dockerfile', data: Buffer.from(dockerfile), executable: false }],
});

export interface RuntimeFixture {
  readonly language: string;
  readonly version: string;
  readonly suite?: string;
  readonly bootstrap?: string;
  readonly displayName?: string;
  readonly dockerfile?: string;
  readonly extension?: string;
  /** Instead of a `run` section that has everything. */
  readonly run?: string;
  /** Further lines of the manifest. */
  readonly more?: string;
}

const env = '{ PATH: /usr/bin, HOME: /box, LANG: C.UTF-8, LC_ALL: C.UTF-8, TZ: UTC }';

const runtimeYaml = (runtime: RuntimeFixture): string => `apiVersion: serin/v1
kind: Runtime
language: ${runtime.language}
version: '${runtime.version}'
displayName: ${runtime.displayName ?? runtime.language}
suite: ${runtime.suite ?? 'trixie'}
${runtime.bootstrap === undefined ? '' : `bootstrap: ${runtime.bootstrap}`}
source: { file: main.txt, extensions: [${runtime.extension ?? '.txt'}] }
run: ${runtime.run ?? `{ argv: [/bin/cat, '/app/{source}'], env: ${env} }`}
probes: { version: { argv: [/bin/cat, --version], pattern: '(\\d+)' } }
editor: { codemirror: text, monaco: plaintext, template: hello }
${runtime.more ?? ''}`;

export const runtimeFolder = (runtime: RuntimeFixture): RecipeFolder => ({
  name: `${runtime.language}/${runtime.version}`,
  files: [
    {
      path: 'Dockerfile',
      data: Buffer.from(runtime.dockerfile ?? 'ARG BASE\nFROM ${BASE}\n'),
      executable: false,
    },
    { path: 'runtime.yaml', data: Buffer.from(runtimeYaml(runtime)), executable: false },
  ],
});

/** `images/<language>/programs` with these files; what they hold does not matter to whoever reads them. */
export const programsFolder = (language: string, files: Readonly<Record<string, string>>): RecipeFolder => ({
  name: `${language}/programs`,
  files: Object.entries(files).map(([path, text]) => ({ path, data: Buffer.from(text), executable: false })),
});

/** A program for every check. */
export const wholePrograms = (language: string): RecipeFolder =>
  programsFolder(
    language,
    Object.fromEntries(
      checkNames.map((name) => [name === 'multi-file' ? 'multi-file/main.txt' : `${name}.txt`, 'a program']),
    ),
  );
