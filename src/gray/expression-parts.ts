/** Which part of an expression keeps it from holding, for people. Parts are what stands between `&&`, or, if there is none, between `||`. */
import { parse, serialize } from '@marcbachmann/cel-js';
import type { ASTNode } from '@marcbachmann/cel-js';
import type { Asked } from './asked.ts';
import { compileExpression } from './cel.ts';
import type { ExpressionDeps } from './cel.ts';

/**
 * `client.device == "web" is false`, or why a part fails; undefined of an expression that holds, or that has no parts.
 * @param source - compiles.
 */
export const failingParts = (
  source: string,
  deps: Pick<ExpressionDeps, 'segmentNames' | 'includes'>,
  asked: Asked,
): string | undefined => {
  const { ast } = parse(source);
  if (ast.op !== '&&' && ast.op !== '||') return undefined;
  const told = partsOf(ast, ast.op).flatMap((part) => {
    const text = serialize(part);
    // Counted nowhere: the expression itself was.
    const failures = { add: () => undefined, of: () => undefined, list: () => [] };
    const compiled = compileExpression(text, { ...deps, name: '', failures, fault: () => undefined });
    const outcome = compiled?.evaluate(asked);
    if (outcome === undefined || outcome.value === true) return [];
    return [outcome.reason === undefined ? `${text} is false` : `${text} fails: ${outcome.reason}`];
  });
  return told.length === 0 ? undefined : told.join(', ');
};

const partsOf = (node: ASTNode, operator: '&&' | '||'): ASTNode[] => {
  if (node.op !== operator) return [node];
  const [left, right] = node.args;
  return [...partsOf(left, operator), ...partsOf(right, operator)];
};
