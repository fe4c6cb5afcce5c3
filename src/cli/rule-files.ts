/** Files of gray rules as the command line reads them, and the verbs that main does itself with them: no server is asked. */

export interface RuleText {
  /** As faults shall name it. */
  readonly path: string;
  readonly text: string;
}

/** Files, and of directories every `*.yaml`, `*.yml` and `*.json` below them; `-` is standard input. */
export type ReadRuleFiles = (paths: readonly string[]) => Promise<readonly RuleText[]>;

export interface LintRulesOptions {
  readonly paths: readonly string[];
  readonly json: boolean;
}

/** What main does itself. Each answers the exit code: 1 where something is wrong. */
export interface RuleVerbs {
  lint(options: LintRulesOptions): Promise<number>;
  test(options: LintRulesOptions): Promise<number>;
}
