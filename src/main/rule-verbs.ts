/** `serin rules lint` and `test`: what a server would say of files that are a whole set, without one. */
import type { LintRulesOptions, ReadRuleFiles, RuleVerbs } from '../cli/rule-files.ts';
import { exitCodes } from '../cli/failure.ts';
import { printJson, printLine } from '../cli/terminal.ts';
import type { Output } from '../cli/terminal.ts';
import { readGiven } from '../control/read-rules.ts';
import { SerinError } from '../domain/errors.ts';
import type { Fault } from '../domain/errors.ts';
import { compileRules } from '../gray/compile-rules.ts';
import type { CompileOptions } from '../gray/compile-rules.ts';
import { nextRanges } from '../gray/ranges.ts';
import { runCases } from '../gray/rule-cases.ts';
import { emptyRuleSet } from '../gray/rule-set.ts';
import type { RuleSet } from '../gray/rule-set.ts';
import { warningsOf } from '../gray/rule-warnings.ts';

interface RuleVerbDeps {
  readonly stdout: Output;
  readonly readRuleFiles: ReadRuleFiles;
}

export const ruleVerbs = ({ stdout, readRuleFiles }: RuleVerbDeps): RuleVerbs => {
  /** Answers undefined, and tells why, where the files are no set. */
  const read = async ({ paths, json }: LintRulesOptions): Promise<Loaded | undefined> => {
    const files = await readRuleFiles(paths);
    try {
      return await loaded(files);
    } catch (error) {
      if (!(error instanceof SerinError) || error.code !== 'RULES_INVALID') throw error;
      if (json) printJson(stdout, { valid: false, faults: error.faults, warnings: [] });
      else {
        tell(stdout, 'error', error.faults);
        printLine(stdout, `${error.faults.length} errors: a server would refuse this`);
      }
      return undefined;
    }
  };
  return {
    lint: async (options) => {
      const set = await read(options);
      if (set === undefined) return exitCodes.failed;
      const warnings = warningsOf(set.set, set.options);
      if (options.json) printJson(stdout, { valid: true, faults: [], warnings });
      else {
        tell(stdout, 'warning', warnings);
        printLine(stdout, `${set.documents} documents: no errors, ${warnings.length} warnings`);
      }
      return exitCodes.ok;
    },
    test: async (options) => {
      const set = await read(options);
      if (set === undefined) return exitCodes.failed;
      const cases = runCases(set.set, set.options);
      const failed = cases.filter(({ ok }) => !ok);
      if (options.json) printJson(stdout, { passed: failed.length === 0, cases });
      else {
        for (const each of failed) printLine(stdout, `failed   ${each.place} ${each.name}: ${each.sentence}`);
        printLine(stdout, `${cases.length} cases, ${failed.length} failed`);
      }
      return failed.length === 0 ? exitCodes.ok : exitCodes.failed;
    },
  };
};

interface Loaded {
  readonly set: RuleSet;
  readonly options: CompileOptions;
  readonly documents: number;
}

const loaded = async (files: Awaited<ReturnType<ReadRuleFiles>>): Promise<Loaded> => {
  const { documents, placeOf } = await readGiven({ files }, () => Promise.resolve());
  const layers = { ...emptyRuleSet.layers, api: documents };
  const set: RuleSet = { layers, ranges: nextRanges(emptyRuleSet, layers) };
  const options: CompileOptions = {
    revision: 1,
    // Lists of segments are on the server; here nobody is in them.
    segmentIds: () => new Set(),
    placeOf: (name, path) => placeOf(name, path) ?? `/${[name, ...path.map(String)].join('/')}`,
  };
  compileRules(set, options);
  return { set, options, documents: documents.length };
};

const tell = (stdout: Output, severity: string, faults: readonly Fault[]): void => {
  for (const { path, message } of faults) printLine(stdout, `${severity.padEnd(9)}${path}: ${message}`);
};
