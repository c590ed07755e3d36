/** Turns what a piece of code stands for into an expression. */

import type { Node } from 'acorn';
import type { Expr } from './hir.ts';
import type { Entity, Scope } from './scope.ts';
import { entityOfStatic } from './static-value.ts';

/** The expression of an entity; anything else is refused. */
export function exprOf(scope: Scope, entity: Entity, node: Node): Expr {
  switch (entity.kind) {
    case 'expr':
      return entity.expr;
    case 'nothing':
      return { kind: 'nothing', at: scope.at(node) };
    case 'static': {
      const known = entityOfStatic(scope, entity, node);
      if (known.kind !== 'static') return exprOf(scope, known, node);
      const { value, path } = entity;
      const what = typeof value === 'string' ? 'a string' : value === null ? 'null' : path;
      return scope.refuse(
        node,
        `${what} stands where a number is needed`,
        'kernels compute with numbers, bigints, booleans and arrays of them',
      );
    }
    case 'array': {
      const { storage, indices } = entity;
      const rank = storage.kind === 'buffer' ? storage.rank : storage.shape.length;
      return scope.refuse(
        node,
        `the array ${storage.name} stands where a number is needed`,
        `read an element: ${storage.name}${'[i]'.repeat(rank - indices.length)}`,
      );
    }
    case 'record':
      return scope.refuse(node, 'an object or array literal stands where a number is needed', 'use one of its parts');
    case 'function':
      return scope.refuse(node, `the function ${entity.name} stands where a number is needed`, 'call it');
    default:
      return entity satisfies never;
  }
}

/** The expression a node stands for. */
export const resolveExpr = (scope: Scope, node: Node): Expr => exprOf(scope, scope.entity(node), node);
