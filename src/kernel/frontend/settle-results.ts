/** The types of what a kernel gives. */

import type { ElementType, ScalarType } from '../../core/kernel.ts';
import type { Expr } from './hir.ts';
import type { Typing } from './infer.ts';
import type { Unit } from './scope.ts';
import { settle } from './types.ts';

/** The float type of what nothing else gives a width. */
export function floatType(unit: Unit): 'f32' | 'f64' {
  const { float, result } = unit.request;
  if (float !== undefined) return float;
  const elements: (ElementType | ScalarType)[] = unit.buffers
    .filter(({ source }) => source.kind !== 'result')
    .map(({ element }) => element);
  elements.push(...unit.scalars.map(({ type }) => type));
  if (result.kind === 'store' && result.element !== 'infer') elements.push(result.element);
  if (result.kind === 'reduce' && result.type !== undefined) elements.push(result.type);
  if (elements.includes('f64')) return 'f64';
  return elements.includes('f32') || elements.includes('f16') ? 'f32' : 'f64';
}

/** Gives the result buffers their element types. */
export function settleResults(unit: Unit, { typing, float }: { typing: Typing; float: 'f32' | 'f64' }): void {
  const { result } = unit.request;
  for (const { storage, sources } of unit.results) {
    const [first] = sources;
    const own = first === undefined ? 'f64' : settle(joinAll(sources, typing), float);
    storage.element = result.kind === 'store' && result.element !== 'infer' ? result.element : own;
  }
  for (const reduction of unit.reductions) {
    const type = settle(reduction.type, float);
    reduction.storage.element = type === 'bool' ? 'i32' : type;
  }
}

function joinAll(sources: readonly Expr[], typing: Typing): ReturnType<Typing['of']> {
  const [first, ...rest] = sources as [Expr, ...Expr[]];
  let all: Expr = first;
  for (const one of rest) all = { kind: 'conditional', test: one, a: all, b: one, at: one.at };
  return typing.of(all);
}
