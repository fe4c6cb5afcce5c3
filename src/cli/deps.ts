/** What the command line is given: the world around it, and the verbs that main does itself. */
import type { ReadFile } from './material.ts';
import type { Output } from './terminal.ts';

/** Settings given as flags, by name: `{ port: '8081', config: 'my.yaml' }`. */
export type SettingValues = Readonly<Record<string, string | undefined>>;

/** What main does itself. Each answers the exit code. */
export interface LocalVerbs {
  up(settings: SettingValues): Promise<number>;
  demo(settings: SettingValues): Promise<number>;
  /** Builds what is missing; all runtimes, or those named (`python`, `python-3.14`). */
  imagesBuild(settings: SettingValues, options: { names: readonly string[]; json: boolean }): Promise<number>;
  imagesList(settings: SettingValues, options: { json: boolean }): Promise<number>;
  config(settings: SettingValues, options: { json: boolean }): Promise<number>;
}

export interface CliDeps {
  readonly local: LocalVerbs;
  /** Every setting as a flag. */
  readonly settings: readonly {
    readonly flag: string;
    readonly value: string;
    readonly description: string;
  }[];
  readonly fetch: typeof fetch;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Of which `SERIN_SERVER` and `SERIN_KEY` are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: ReadFile;
  readonly readStdin: () => Promise<Buffer>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly version: { readonly serin: string; readonly node: string };
}
