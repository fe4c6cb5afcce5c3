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
  /** Further lines of the manifest. */
  readonly more?: string;
}

const runtimeYaml = (runtime: RuntimeFixture): string => `apiVersion: serin/v1
kind: Runtime
language: ${runtime.language}
version: '${runtime.version}'
displayName: ${runtime.displayName ?? runtime.language}
suite: ${runtime.suite ?? 'trixie'}
${runtime.bootstrap === undefined ? '' : `bootstrap: ${runtime.bootstrap}`}
source: { file: main.txt, extensions: [.txt] }
run: { argv: [/bin/cat, '/app/{source}'] }
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
