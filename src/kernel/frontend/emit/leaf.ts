/** Expressions that are not made of others, as values. */

import type { ScalarType } from '../../../core/kernel.ts';
import type { Value } from '../../ir/types.ts';
import type { LeafExpr } from '../hir.ts';
import { combined, type Uniform } from '../uniform.ts';
import { constant, truth } from './convert.ts';
import { emitRandom } from './random.ts';
import type { Target } from './target.ts';

/** A number that changes, as the literal of its value would be. */
export function uniformValue(target: Target, uniform: Uniform, type: ScalarType): Value {
  if (type !== 'bool') return target.uniform(uniform, type);
  const isTrue = combined('truth', [uniform], (value: number | bigint) => Number(Boolean(value)));
  return truth(target.b, target.uniform(isTrue, 'i32'));
}

/** An expression that is not made of others. */
export function emitLeaf(target: Target, expr: LeafExpr, type: ScalarType): Value {
  const { b } = target;
  switch (expr.kind) {
    case 'literal':
      return constant(b, expr.value, type);
    case 'uniform':
      return uniformValue(target, expr.uniform, type);
    case 'variable':
      return target.read(expr.variable);
    case 'index':
      return b.index(expr.axis, expr.space);
    case 'size':
      return b.size(expr.axis);
    case 'length':
      return b.length(target.buffer(expr.storage));
    case 'scalar':
      return target.scalar(expr.input);
    case 'random':
      return emitRandom(target, type === 'f32' ? 'f32' : 'f64');
    case 'nothing':
      return target.refuse(expr.at, 'undefined stands where a number is needed', 'use a number');
    default:
      return expr satisfies never;
  }
}
