/** How arrays are computed: with the same bits everywhere, or as fast as the processor can. */

import type { NumericMode } from '../../kernel/compile-kernel.ts';
import { ArrayValueError } from '../errors.ts';
import { numeric } from '../schedule/numeric.ts';

/**
 * How results that are computed from now on are computed: 'strict' or 'fast', see {@link setNumericMode}.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.getNumericMode()); // strict
 * ```
 */
export const getNumericMode = (): NumericMode => numeric.mode;

/**
 * Chooses how arrays are computed, in this thread, from now on: results that were asked for earlier and are not computed yet too.
 *
 * - `'strict'`, the default: each operation is rounded once, so results are the same bits on every machine, for any number of threads and in the
 *   interpreter.
 * - `'fast'`: a product and the sum that it goes into may be one instruction, fused multiply-add, which rounds once. Products of matrices take
 *   some 15% less time (and are those of BLAS, which does the same). Results still do not depend on the number of threads; they are as exact or
 *   better, but differ in the last places between processors with and without the instruction.
 *
 * @returns The mode before.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for other modes.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const before = np.setNumericMode('fast');
 * console.log(np.matmul([[1, 2], [3, 4]], [[0.5, 1], [1, 0.5]]).toArray()); // [ [ 2.5, 2 ], [ 5.5, 5 ] ]
 * np.setNumericMode(before);
 * ```
 */
export function setNumericMode(mode: NumericMode): NumericMode {
  if (mode !== 'strict' && mode !== 'fast') {
    throw new ArrayValueError(`the numeric mode is 'strict' or 'fast', got ${JSON.stringify(mode)}`);
  }
  const before = numeric.mode;
  numeric.mode = mode;
  return before;
}
