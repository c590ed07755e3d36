/** Which expressions are worth computing on both branches instead of jumping. */

import type { Expr, MathFunction } from '../hir.ts';

const CHEAP_MATH: ReadonlySet<MathFunction> = new Set<MathFunction>([
  'abs',
  'min',
  'max',
  'floor',
  'ceil',
  'trunc',
  'sqrt',
  'fround',
  'imul',
  'isNaN',
  'isFinite',
  'sign',
  'round',
]);
/** Nodes of an expression up to which a select is better than a branch: a masked branch computes both sides anyway. */
const MAX_NODES = 24;
const MAX_LOADS = 2;

interface Cost {
  nodes: number;
  loads: number;
}

function add(expr: Expr, cost: Cost): boolean {
  cost.nodes++;
  if (cost.nodes > MAX_NODES) return false;
  switch (expr.kind) {
    case 'literal':
    case 'uniform':
    case 'variable':
    case 'index':
    case 'size':
    case 'scalar':
    case 'length':
      return true;
    case 'negate':
    case 'bitNot':
    case 'not':
    case 'cast':
      return add(expr.a, cost);
    case 'binary':
      return expr.sign !== '%' && expr.sign !== '**' && add(expr.a, cost) && add(expr.b, cost);
    case 'compare':
    case 'logical':
      return add(expr.a, cost) && add(expr.b, cost);
    case 'conditional':
      return add(expr.test, cost) && add(expr.a, cost) && add(expr.b, cost);
    case 'math':
      return CHEAP_MATH.has(expr.fn) && expr.args.every((arg) => add(arg, cost));
    case 'load':
      cost.loads++;
      // A load out of range gives 0 and harms nobody, so it may run where JavaScript would not run it.
      return cost.loads <= MAX_LOADS && expr.indices.every((index) => add(index, cost));
    default:
      return false;
  }
}

/** Whether an expression has no effects and costs little. */
export const isCheap = (expr: Expr): boolean => add(expr, { nodes: 0, loads: 0 });
