/** The verb of problems that main does itself: a package is linted without a server. */
import type { SettingValues } from './commands.ts';

/** What main does itself. Each answers the exit code. */
export interface ProblemVerbs {
  lint(settings: SettingValues, options: LintProblemOptions): Promise<number>;
}

export interface LintProblemOptions {
  readonly paths: readonly string[];
  readonly json: boolean;
}
