import type { SettingValues } from '../../cli/commands.ts';
import type { Output } from '../../cli/terminal.ts';
import type { Config } from '../config.ts';
import type { Identity } from '../identity.ts';

/** What the verbs of `serin images` are given. */
export interface ImageVerbDeps {
  readonly identity: Identity;
  readonly configOf: (settings: SettingValues) => Config;
  readonly stdout: Output;
  readonly stderr: Output & { readonly isTTY?: boolean };
  readonly fetch: typeof fetch;
  /** Where relative paths of the command line begin. */
  readonly cwd: string;
}
