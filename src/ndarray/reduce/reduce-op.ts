/** Reductions that kernels make: how values combine. */

import type { AccumulateOp } from '../../kernel/ir/types.ts';

/** A reduction. Its input has the dtype of its result, except for what `id` tells. */
export interface ReduceOp {
  readonly name: string;
  readonly id: number;
  readonly combine: AccumulateOp;
}

const define = (id: number, name: string, combine: AccumulateOp): ReduceOp => ({ id, name, combine });

/** Sum; integers wrap. */
export const sumOp = define(1, 'sum', 'add');
/** Product; integers wrap. */
export const prodOp = define(2, 'prod', 'mul');
/** Smallest value; NaN wins. */
export const minOp = define(3, 'min', 'min');
/** Largest value; NaN wins. */
export const maxOp = define(4, 'max', 'max');
/** Whether all are true: bool. */
export const allOp = define(5, 'all', 'and');
/** Whether any is true: bool. */
export const anyOp = define(6, 'any', 'or');
/** Bits that all have. */
export const bitAndOp = define(7, 'bitwise and', 'and');
/** Bits that any has. */
export const bitOrOp = define(8, 'bitwise or', 'or');
/** Bits that an odd number of them has. */
export const bitXorOp = define(9, 'bitwise xor', 'xor');
