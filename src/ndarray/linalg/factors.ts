/** What decompositions leave in place of a matrix. */

import type { Matrix, Value } from './matrix.ts';

/** L (unit lower) and U in one matrix, and where the rows went. */
export interface Lu {
  readonly factors: Matrix;
  /** Row of the original matrix in each place. */
  readonly order: readonly number[];
  /** 1 or -1: whether the exchanges are an even permutation. */
  readonly sign: 1 | -1;
  readonly isSingular: boolean;
}

/** R in the upper triangle, the reflectors below it without their leading 1, and their factors. */
export interface Reflected {
  readonly factors: Matrix;
  readonly tau: readonly Value[];
}
