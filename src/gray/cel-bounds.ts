/**
 * What an expression may cost, and what it may name, before its types are checked.
 *
 * cel-js bounds the parse only. So functions that could grow a value or hide its type are not there (`dyn`, `cel.bind`, `split`,
 * `join`, …), a comprehension goes over a field or a list that is written out, stands in no other comprehension, and its body
 * counts 64 times, once for each entry that a list may have; patterns of `matches` are literals that RE2 takes.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { nearest } from '../domain/nearest.ts';
import { isObjectName, objectFields } from './cel-facts.ts';
import { unknownSegment } from './check-set.ts';

/** Steps: one for each node of the syntax tree, 64 for each in a comprehension. */
const mostSteps = 4_096;
const listSize = 64;

/** Instructions of a compiled pattern, each tried at most once a character. */
const largestPattern = 256;

const macros = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);

const calls = new Set([
  ...['has', 'size', 'int', 'double', 'string', 'bool', 'timestamp', 'duration'],
  ...['contains', 'startsWith', 'endsWith', 'matches', 'lowerAscii', 'upperAscii', 'trim', 'inSegment'],
  ...['getFullYear', 'getMonth', 'getDate', 'getDayOfMonth', 'getDayOfWeek', 'getDayOfYear'],
  ...['getHours', 'getMinutes', 'getSeconds', 'getMilliseconds'],
  ...macros,
]);

export interface BoundsDeps {
  /** Undefined where segments may not be asked. */
  readonly segments: readonly string[] | undefined;
  readonly fault: (message: string) => void;
}

/** What `matches` is called once its pattern was taken: the library's own runs JavaScript's engine. */
export const safeMatches = 'matchesSafely';

/** Tells every fault, and turns `matches` into the safe one. */
export const boundExpression = (ast: ASTNode, deps: BoundsDeps): void => {
  const steps = stepsOf(ast, deps, false);
  if (steps > mostSteps) deps.fault(`may take ${steps} steps, more than ${mostSteps}: make it simpler`);
};

const stepsOf = (node: ASTNode, deps: BoundsDeps, inBody: boolean): number => {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the operators, which are many, are alike
  switch (node.op) {
    case 'value':
    case 'id':
      return 1;
    case '.':
      fieldFault(node.args[0], node.args[1], deps.fault);
      return 1 + stepsOf(node.args[0], deps, inBody);
    case 'call':
      return callSteps(node.args[0], undefined, node.args[1], deps, inBody);
    case 'rcall':
      if (node.args[0] === 'matches') useSafely(node, deps.fault);
      return callSteps(node.args[0], node.args[1], node.args[2], deps, inBody);
    case 'in':
      if (isSegments(node.args[1])) segmentFault(node.args[0], deps);
      return 1 + sum(node.args, deps, inBody);
    case 'map':
      return 1 + sum(node.args.flat(), deps, inBody);
    case '!_':
    case '-_':
      return 1 + stepsOf(node.args, deps, inBody);
    case '.?':
    case '[?]':
      deps.fault('optional fields are not read: ask by has()');
      return 1;
    default:
      return 1 + sum(operandsOf(node), deps, inBody);
  }
};

/** Of operators, which hold nothing but expressions. */
const operandsOf = (node: ASTNode): ASTNode[] => {
  const args: readonly unknown[] = Array.isArray(node.args) ? node.args : [];
  return args.filter((each): each is ASTNode => typeof each === 'object' && each !== null && 'op' in each);
};

const sum = (nodes: readonly ASTNode[], deps: BoundsDeps, inBody: boolean): number =>
  nodes.reduce((steps, node) => steps + stepsOf(node, deps, inBody), 0);

const callSteps = (
  name: string,
  receiver: ASTNode | undefined,
  args: readonly ASTNode[],
  deps: BoundsDeps,
  inBody: boolean,
): number => {
  const known = name === safeMatches ? 'matches' : name;
  if (!calls.has(known)) {
    const meant = nearest(known, [...calls]);
    deps.fault(`there is no function ${known}${meant === undefined ? '' : `: did you mean ${meant}?`}`);
  }
  if (known === 'inSegment') segmentFault(args[0], deps);
  if (known === 'has' && args[0]?.op !== '.') {
    deps.fault('has() asks for a field, such as has(user.level) or has(submission.contest)');
  }
  const ofReceiver = receiver === undefined ? 0 : stepsOf(receiver, deps, inBody);
  if (receiver === undefined || !macros.has(known)) return 1 + ofReceiver + sum(args, deps, inBody);
  if (inBody) deps.fault(`${known} stands in another comprehension: they may not be nested`);
  if (receiver.op !== '.' && receiver.op !== 'id' && receiver.op !== 'list') {
    deps.fault(`${known} goes over a field, such as user.tags, or over a list that is written out`);
  }
  return 1 + ofReceiver + listSize * sum(args, deps, true);
};

/** Types tell too, but not in `has`, and not what was meant. */
const fieldFault = (of: ASTNode, field: string, fault: (message: string) => void): void => {
  if (of.op !== 'id' || !isObjectName(of.args)) return;
  const fields = Object.keys(objectFields[of.args]);
  if (fields.includes(field)) return;
  const meant = nearest(field, fields);
  const hint = meant === undefined ? fields.join(', ') : `did you mean ${of.args}.${meant}?`;
  fault(`there is no ${of.args}.${field}: ${hint}`);
};

const isSegments = (node: ASTNode): boolean =>
  node.op === '.' && node.args[1] === 'segments' && node.args[0].op === 'id' && node.args[0].args === 'user';

const segmentFault = (name: ASTNode | undefined, { segments, fault }: BoundsDeps): void => {
  if (segments === undefined) fault('a segment may not ask for segments');
  else if (name?.op !== 'value' || typeof name.args !== 'string') fault('a segment is named by a literal');
  else if (!segments.includes(name.args)) fault(unknownSegment(name.args, segments));
};

const useSafely = (node: Extract<ASTNode, { op: 'rcall' }>, fault: (message: string) => void): void => {
  const [pattern] = node.args[2];
  if (pattern?.op !== 'value' || typeof pattern.args !== 'string') {
    fault('the pattern of matches has to be a literal');
    return;
  }
  const flaw = patternFlaw(pattern.args);
  if (flaw !== undefined) fault(`the pattern "${pattern.args}" ${flaw}`);
  // Every later reader of the tree, macros too, finds this very node.
  node.args[0] = safeMatches;
};

const patternFlaw = (pattern: string): string | undefined => {
  try {
    const size = RE2JS.compile(pattern).programSize();
    return size > largestPattern ? 'is too large: repeat less in it' : undefined;
  } catch (cause) {
    return `is none of RE2: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
};
