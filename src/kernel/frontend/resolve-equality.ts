/** `mode === 'fast'`, `weights !== null`: comparisons whose result is known when the kernel is compiled. */

import type { Literal, Node } from 'acorn';
import type { Entity, Scope } from './scope.ts';
import { entityOfStatic } from './static-value.ts';

/** Stands for an array, a function, an object or a number that may change: it is neither a text nor null nor undefined. */
const SOMETHING = Symbol('something');

const isNull = (node: Node): boolean =>
  node.type === 'Literal' && (node as Literal).value === null && (node as Literal).regex === undefined;

/** What one side of a comparison stands for; `null` is something here only. */
export function equalityOperand(scope: Scope, node: Node): Entity {
  if (isNull(node)) return { kind: 'static', value: null, path: 'null' };
  const entity = scope.entity(node);
  return entity.kind === 'static' ? entityOfStatic(scope, entity, node) : entity;
}

/** The value of an entity, in a list; null when only the kernel knows it. */
function knownValue(entity: Entity): readonly [unknown] | null {
  switch (entity.kind) {
    case 'static':
      return [typeof entity.value === 'string' || entity.value === null ? entity.value : SOMETHING];
    case 'nothing':
      return [undefined];
    case 'array':
    case 'record':
    case 'function':
      return [SOMETHING];
    case 'expr':
      if (entity.expr.kind === 'literal') return [entity.expr.value];
      return entity.expr.kind === 'uniform' ? [SOMETHING] : null;
    default:
      return entity satisfies never;
  }
}

/** Whether an entity is null or undefined. */
export const isNothing = (entity: Entity): boolean =>
  entity.kind === 'nothing' || (entity.kind === 'static' && entity.value === null);

const isAbsent = (value: unknown): boolean => value === null || value === undefined;
const isMark = (value: unknown): boolean => typeof value === 'string' || isAbsent(value);

function isLooselyEqual(a: unknown, b: unknown): boolean | null {
  if (isAbsent(a) || isAbsent(b)) return isAbsent(a) && isAbsent(b);
  // A text and a number: JavaScript would convert one of them.
  return typeof a === typeof b ? a === b : null;
}

/**
 * The result of a comparison by `===`, `!==`, `==` or `!=` where one side is a text, null or undefined and the other is known, too; null where that is
 * for the kernel to find out.
 */
export function knownEquality(operator: string, left: Entity, right: Entity): boolean | null {
  const [a, b] = [knownValue(left), knownValue(right)];
  if (a === null || b === null || !(isMark(a[0]) || isMark(b[0]))) return null;
  const isEqual = operator.length === 2 ? isLooselyEqual(a[0], b[0]) : a[0] === b[0];
  if (isEqual === null) return null;
  return operator.startsWith('!') ? !isEqual : isEqual;
}
