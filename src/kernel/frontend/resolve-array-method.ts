/** Methods of arrays: elements by `get`, `at` and `item`, and `fill`. */

import type { CallExpression, Expression, MemberExpression, NewExpression } from 'acorn';
import { resolveExpr } from './entity-expr.ts';
import { binary } from './fold.ts';
import type { Expr, Statement } from './hir.ts';
import { axisLength, rankOf, withIndex } from './resolve-member.ts';
import type { Entity, Scope } from './scope.ts';

/** The arguments of a call. */
export function argumentNodes(scope: Scope, node: CallExpression | NewExpression): Expression[] {
  return node.arguments.map((argument) =>
    argument.type === 'SpreadElement'
      ? scope.refuse(argument, 'spread is not available in kernels', 'list the arguments')
      : argument,
  );
}

/** A statement where an expression stands: minifiers write `part.fill(0), barrier(), at < half` into the test of an `if`. */
export const effect = (statement: Statement): Expr => ({
  kind: 'inlined',
  body: [statement],
  frame: { kind: 'block', what: 'effect' },
  result: null,
  at: statement.at,
});

/** `a.fill(0)` on a whole local array. */
function callFill(scope: Scope, node: CallExpression, array: Extract<Entity, { kind: 'array' }>): Entity | undefined {
  const { storage } = array;
  const [value] = node.arguments;
  if (storage.kind !== 'array' || array.indices.length > 0 || value === undefined || node.arguments.length > 1)
    return undefined;
  const filled = resolveExpr(scope, value);
  storage.sources.push(filled);
  storage.written = true;
  return { kind: 'expr', expr: effect({ kind: 'fill', storage, value: filled, at: scope.at(node) }) };
}

/** An index of `a.at(i)`: negative ones count from the end. */
function fromEnd(scope: Scope, array: Extract<Entity, { kind: 'array' }>, node: Expression): Expr {
  const index = resolveExpr(scope, node);
  const at = scope.at(node);
  if (isIteration(index) || (index.kind === 'literal' && Number(index.value) >= 0)) return index;
  const length = axisLength(scope, { storage: array.storage, axis: array.indices.length }, node);
  if (index.kind === 'literal') return binary('+', { a: length, b: index }, at);
  const variable = scope.unit.variable('at', at);
  variable.sources.push(index);
  const given: Expr = { kind: 'variable', variable, at };
  const isNegative: Expr = { kind: 'compare', op: 'lt', a: given, b: { kind: 'literal', value: 0, at }, at };
  const counted = binary('+', { a: length, b: given }, at);
  return {
    kind: 'sequence',
    items: [
      { kind: 'assign', variable, value: index, result: 'new', at },
      { kind: 'conditional', test: isNegative, a: counted, b: given, at },
    ],
    at,
  };
}

/** Whether an expression is the index of the iteration, which is never negative. */
const isIteration = (expr: Expr): boolean =>
  expr.kind === 'index' ||
  (expr.kind === 'variable' &&
    expr.variable.single &&
    expr.variable.sources.length === 1 &&
    isIteration(expr.variable.sources[0]!));

/** `a.fill(0)`, `a.get(i, j)`, `a.at(i)`, `a.item(i, j)`. */
export function callArrayMethod(scope: Scope, node: CallExpression, callee: MemberExpression): Entity | undefined {
  const property = callee.property;
  if (callee.computed || property.type !== 'Identifier') return undefined;
  const array = scope.entity(callee.object);
  if (array.kind !== 'array') return undefined;
  if (property.name === 'get' || property.name === 'at' || property.name === 'item') {
    let entity: Entity = array;
    for (const argument of argumentNodes(scope, node)) {
      if (entity.kind !== 'array')
        return scope.refuse(
          argument,
          `${array.storage.name} has ${rankOf(array.storage)} axes`,
          'pass one index for each',
        );
      const index = property.name === 'at' ? fromEnd(scope, entity, argument) : resolveExpr(scope, argument);
      entity = withIndex(scope, entity, { index, node });
    }
    return entity;
  }
  const filled = property.name === 'fill' ? callFill(scope, node, array) : undefined;
  if (filled !== undefined) return filled;
  const hint = property.name === 'fill' ? 'call fill on a whole local array' : 'write a loop';
  return scope.refuse(node, `${array.storage.name}.${property.name}() is not available in kernels here`, hint);
}
