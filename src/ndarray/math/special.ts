/** Functions of signal processing: sinc and the Bessel function of windows. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf, toNDArray } from '../array/as-array.ts';
import { inexactTypeOf, isComplex, isFloat } from '../dtype/dtype.ts';
import { floatInfo } from '../dtype/limits.ts';
import { castNode } from '../elementwise/operands.ts';
import { DTypeError } from '../errors.ts';
import { multiply } from './arithmetic.ts';
import { divide } from './division.ts';
import { where } from './choose.ts';
import { notEqual } from './compare.ts';
import { sin } from './trigonometry.ts';
import { numbersNode, numbersOf } from '../array/numbers.ts';

/** Elements computed one by one in float64; floats keep their dtype. */
function ofNumbers(x: InputOf, f: (value: number) => number): NDArray {
  const node = nodeOf(x);
  if (isComplex(node.dtype)) throw new DTypeError(`i0: takes real numbers, got ${node.dtype}; take np.real or np.imag`);
  return wrap(castNode(numbersNode(numbersOf(node).map(f), node.shape), inexactTypeOf(node.dtype)));
}

/**
 * `sin(pi x) / (pi x)`, 1 at 0: float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.sinc([0, 0.5]).toArray()); // [ 1, 0.6366197723675814 ]
 * ```
 */
export function sinc(x: InputOf): NDArray {
  const angles = multiply(toNDArray(x), Math.PI);
  const least = isFloat(angles.dtype) ? floatInfo(angles.dtype).eps : 1e-20;
  const apart = where(notEqual(angles, 0), angles, least);
  return divide(sin(apart), apart);
}

/** The modified Bessel function of order 0 by its series (Abramowitz and Stegun, 9.6.12): all terms are positive, so none cancel. */
export function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

/**
 * The modified Bessel function of the first kind, order 0: float64. Relative error about 1e-15, and `x` epsilons for large ones.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.i0([0, 1]).toArray()); // [ 1, 1.2660658777520082 ]
 * ```
 */
export const i0 = (x: InputOf): NDArray => ofNumbers(x, besselI0);
