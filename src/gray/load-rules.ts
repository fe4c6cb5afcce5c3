/**
 * From files to rules: every document of every file is read, and every fault is told at its file, line and key. One fault
 * refuses the whole set: half a set would route wrongly.
 */
import { SerinError } from '../domain/errors.ts';
import type { Fault } from '../domain/errors.ts';
import { compileRules } from './compile-rules.ts';
import type { GraySnapshot } from './context.ts';
import { readYaml } from './read-yaml.ts';
import type { YamlDocument } from './read-yaml.ts';
import { grayRuleSchema } from './rule-schema.ts';
import type { GrayRule } from './rule-schema.ts';

export interface RuleFile {
  /** As faults shall name it: `rules/python.yaml`. */
  readonly path: string;
  readonly text: string;
}

/** A set is written by people, and held in memory by every API process. */
const mostRules = 10_000;

/** Faults that the error's text tells; a file that is no YAML at all has one at every word. */
const mostTold = 100;

/** @throws SerinError RULES_INVALID with every fault of every file, each at `<file>:<line> <JSON pointer>`. */
export const loadRules = (files: readonly RuleFile[], revision: number): GraySnapshot => {
  const faults: Fault[] = [];
  const rules = files
    .flatMap(({ path, text }) => readYaml(path, text, faults))
    .flatMap((document) => readRule(document, faults));
  faults.push(...duplicates(rules));
  if (rules.length > mostRules) {
    faults.push({ path: '/', message: `${rules.length} rules are too many: at most ${mostRules}` });
  }
  if (faults.length > 0) throw refusal(faults);
  return compileRules(
    rules.map(({ rule }) => rule),
    revision,
  );
};

const refusal = (faults: readonly Fault[]): SerinError => {
  const told = faults.slice(0, mostTold).map((fault) => `\n  ${fault.path}: ${fault.message}`);
  const more = faults.length > mostTold ? `\n  and ${faults.length - mostTold} more` : '';
  return new SerinError('RULES_INVALID', `the gray rules are refused:${told.join('')}${more}`, { faults });
};

interface PlacedRule {
  readonly rule: GrayRule;
  readonly place: string;
}

const readRule = ({ value, placeOf }: YamlDocument, faults: Fault[]): PlacedRule[] => {
  const parsed = grayRuleSchema.safeParse(value);
  if (parsed.success) return [{ rule: parsed.data, place: placeOf(['metadata', 'name']) }];
  for (const issue of parsed.error.issues) {
    // Unknown keys are one fault each, at their own lines.
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
    for (const key of keys) {
      const message = 'there is no such key';
      faults.push({ path: placeOf([...issue.path, key]), message });
    }
    if (keys.length === 0) faults.push({ path: placeOf(issue.path), message: issue.message });
  }
  return [];
};

const duplicates = (rules: readonly PlacedRule[]): Fault[] => {
  const first = new Map<string, string>();
  return rules.flatMap(({ rule, place }) => {
    const { name } = rule.metadata;
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, place);
      return [];
    }
    return [{ path: place, message: `${name} is the name of another rule, at ${earlier}` }];
  });
};
