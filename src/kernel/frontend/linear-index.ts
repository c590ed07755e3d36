import type { At } from './compile-error.ts';
import type { Expr } from './hir.ts';

/** The place of the iteration, counted through all axes. */
export function linearIndex(rank: number, at: At): Expr {
  let flat: Expr = { kind: 'index', axis: 0, space: 'global', at };
  for (let axis = 1; axis < rank; axis++) {
    const scaled: Expr = { kind: 'binary', sign: '*', a: flat, b: { kind: 'size', axis, at }, at };
    flat = { kind: 'binary', sign: '+', a: scaled, b: { kind: 'index', axis, space: 'global', at }, at };
  }
  return flat;
}
