/** What the command line is given: the world around it, and the verbs that main does itself. */
import type { SettingOption, SettingValues } from './commands.ts';
import type { ImageVerbs } from './image-verbs.ts';
import type { ReadFile } from './material.ts';
import type { ProblemVerbs } from './problem-lint.ts';
import type { ReadRuleFiles, RuleVerbs } from './rule-files.ts';
import type { OpenPackage } from './problems.ts';
import type { Output } from './terminal.ts';

/** What main does itself. Each answers the exit code. */
export interface LocalVerbs {
  up(settings: SettingValues): Promise<number>;
  demo(settings: SettingValues): Promise<number>;
  readonly images: ImageVerbs;
  readonly problems: ProblemVerbs;
  readonly rules: RuleVerbs;
  config(settings: SettingValues, options: { json: boolean }): Promise<number>;
}

export interface CliDeps {
  readonly local: LocalVerbs;
  /** Every setting as a flag. */
  readonly settings: readonly SettingOption[];
  readonly fetch: typeof fetch;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Of which `SERIN_SERVER` and `SERIN_KEY` are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: ReadFile;
  readonly openPackage: OpenPackage;
  readonly readRuleFiles: ReadRuleFiles;
  /** A file as a stream of bytes. Throws CliFailure when it cannot be read. */
  readonly openFile: (path: string) => Promise<ReadableStream<Uint8Array>>;
  readonly writeFile: (path: string, text: string) => Promise<void>;
  readonly readStdin: () => Promise<Buffer>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly version: { readonly serin: string; readonly node: string };
}
