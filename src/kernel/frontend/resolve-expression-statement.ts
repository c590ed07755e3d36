/** Expressions that stand as statements. */

import type { Expression } from 'acorn';
import { resolveExpr } from './entity-expr.ts';
import type { Statement } from './hir.ts';
import type { Scope } from './scope.ts';
import { isCoverage, isNamer } from './tool-code.ts';

/** `__name(helper, "helper");` gives a name and does nothing. */
function isNaming(scope: Scope, node: Expression): boolean {
  if (node.type !== 'CallExpression') return false;
  const { callee } = node;
  if (callee.type !== 'Identifier' && callee.type !== 'SequenceExpression') return false;
  if (callee.type === 'Identifier' && scope.find(callee.name) !== undefined) return false;
  const entity = scope.entity(callee);
  return entity.kind === 'static' && isNamerCall(scope, entity.value, node);
}

/** `__name(helper, "helper");` as a statement. */
function isNamerCall(scope: Scope, fn: unknown, node: Extract<Expression, { type: 'CallExpression' }>): boolean {
  const [, name] = node.arguments;
  if (
    typeof fn !== 'function' ||
    node.arguments.length !== 2 ||
    name?.type !== 'Literal' ||
    typeof name.value !== 'string'
  )
    return false;
  const source = scope.unit.sourceOf(fn as (...args: never[]) => unknown);
  return source !== undefined && isNamer(source.text);
}

export function resolveExpressionStatement(scope: Scope, node: Expression): Statement[] {
  if (isCoverage(node) || node.type === 'Literal') return [];
  if (node.type === 'SequenceExpression')
    return node.expressions.flatMap((one) => resolveExpressionStatement(scope, one));
  if (isNaming(scope, node)) return [];
  // Minifiers write `if (c) x = 1` as `c && (x = 1)`, and both branches as a ternary.
  if (node.type === 'LogicalExpression' && node.operator !== '??') {
    const test = resolveExpr(scope, node.left);
    const body = resolveExpressionStatement(scope, node.right);
    const [then, otherwise] = node.operator === '&&' ? [body, []] : [[], body];
    return [{ kind: 'if', test, then, otherwise, at: scope.at(node) }];
  }
  if (node.type === 'ConditionalExpression') {
    const test = resolveExpr(scope, node.test);
    const then = resolveExpressionStatement(scope, node.consequent);
    return [
      { kind: 'if', test, then, otherwise: resolveExpressionStatement(scope, node.alternate), at: scope.at(node) },
    ];
  }
  const entity = scope.entity(node);
  if (entity.kind === 'record') return entity.setup.map((expr) => ({ kind: 'expression', expr, at: scope.at(node) }));
  return entity.kind === 'expr' ? [{ kind: 'expression', expr: entity.expr, at: scope.at(node) }] : [];
}
