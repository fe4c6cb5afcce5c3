/** A command line on fakes, and what it said. */
import { Readable } from 'node:stream';
import { buildCli } from '../../../src/cli/program.ts';
import type { CliDeps, LocalVerbs } from '../../../src/cli/deps.ts';

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface FakeCli {
  /** Files that were written, by path. */
  readonly written: Map<string, string>;
  run(...argv: string[]): Promise<Ran>;
  help(): string;
}

const nothing = (): Promise<number> => Promise.resolve(0);

export const silentLocal: LocalVerbs = {
  up: nothing,
  demo: nothing,
  images: {
    build: nothing,
    list: nothing,
    lint: nothing,
    test: nothing,
    create: nothing,
    save: nothing,
    load: nothing,
    prune: nothing,
    survey: nothing,
    updates: nothing,
  },
  problems: { lint: nothing },
  rules: { lint: nothing, test: nothing },
  config: nothing,
};

export const fakeCli = (
  given: Partial<CliDeps> & { files?: Record<string, Buffer | string> } = {},
): FakeCli => {
  const { files = {}, ...rest } = given;
  const said = { stdout: '', stderr: '' };
  const written = new Map<string, string>();
  const cli = buildCli({
    local: silentLocal,
    settings: [{ flag: '--port', value: 'N', description: 'Port the API listens on.' }],
    fetch,
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text) },
    env: {},
    readFile: (path) => {
      const content = files[path];
      return content === undefined
        ? Promise.reject(new Error('ENOENT: no such file'))
        : Promise.resolve(Buffer.from(content));
    },
    openPackage: (path) => {
      const content = files[path];
      return content === undefined
        ? Promise.reject(new Error('ENOENT: no such file'))
        : Promise.resolve(Readable.from([Buffer.from(content)]));
    },
    readRuleFiles: (paths) =>
      Promise.resolve(paths.map((path) => ({ path, text: Buffer.from(files[path] ?? '').toString() }))),
    openFile: (path) => Promise.resolve(new Blob([new Uint8Array(Buffer.from(files[path] ?? ''))]).stream()),
    writeFile: (path, text) => {
      written.set(path, text);
      return Promise.resolve();
    },
    readStdin: () => Promise.resolve(Buffer.from('1 2\n')),
    sleep: () => Promise.resolve(),
    version: { serin: '0.1.0', node: '20.0.0' },
    ...rest,
  });
  return {
    written,
    run: async (...argv) => {
      said.stdout = '';
      said.stderr = '';
      const exitCode = await cli.run(argv);
      return { exitCode, ...said };
    },
    help: () => cli.help(),
  };
};
