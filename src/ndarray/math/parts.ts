/** Numbers in parts: quotient and remainder, whole and fraction, fraction and power of two. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { castNode } from '../elementwise/operands.ts';
import { packedElements } from '../array/elements.ts';
import { isScalar } from '../array/input.ts';
import { numbersNode, numbersOf } from '../array/numbers.ts';
import { checkOptions } from '../array/options.ts';
import { isComplex, isInteger, realTypeOf } from '../dtype/dtype.ts';
import { floatLoopOf } from '../elementwise/loop-types.ts';
import { DTypeError } from '../errors.ts';
import { floatInfo } from '../dtype/limits.ts';
import { newArray } from '../graph/elements.ts';
import { multiply, subtract } from './arithmetic.ts';
import { floorDivide, remainder } from './division.ts';
import { where } from './choose.ts';
import { real } from './complex.ts';
import { copysign, isinf } from './floats.ts';
import { checkReal } from './predicates.ts';
import { trunc } from './rounding.ts';

/**
 * Quotients rounded down, and remainders with the sign of the divisor.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const [quotient, rest] = np.divmod([7, -7], 3);
 * console.log(quotient.toArray(), rest.toArray()); // [ 2, -3 ] [ 1, 2 ]
 * ```
 */
export function divmod(x1: InputOf, x2: InputOf): readonly [quotient: NDArray, remainder: NDArray] {
  const [a, b] = [x1, x2].map((x) => (isScalar(x) ? x : toNDArray(x))) as [InputOf, InputOf];
  return [floorDivide(a, b), remainder(a, b)];
}

/**
 * The parts of numbers behind and before the point, both with their sign.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const [fraction, whole] = np.modf([3.5, -1.25]);
 * console.log(fraction.toArray(), whole.toArray()); // [ 0.5, -0.25 ] [ 3, -1 ]
 * ```
 */
export function modf(x: InputOf): readonly [fraction: NDArray, whole: NDArray] {
  const source = checkReal('modf', x);
  const array = source.astype(floatLoopOf(source.dtype));
  const whole = trunc(array);
  // An infinity has no fraction, but its sign stays.
  const fraction = where(isinf(array), 0, subtract(array, whole));
  return [copysign(fraction, array), whole];
}

/**
 * Numbers times a power of two: `x1 * 2 ** x2`.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.ldexp([0.5, 3], [2, -1]).toArray()); // [ 2, 1.5 ]
 * ```
 */
export function ldexp(x1: InputOf, x2: InputOf): NDArray {
  const array = checkReal('ldexp', x1);
  const given = toNDArray(x2);
  if (!(isInteger(given.dtype) || given.dtype === 'bool') || given.dtype === 'uint64') {
    throw new DTypeError(`ldexp: exponents are integers of up to 64 bits with a sign, got ${given.dtype}`);
  }
  const exponent = given.astype('float64');
  // In two steps, so that a power beyond the largest number does not spoil a result that is not.
  const half = trunc(multiply(exponent, 0.5));
  const scaled = multiply(multiply(array.astype('float64'), powerOfTwo(half)), powerOfTwo(subtract(exponent, half)));
  return scaled.astype(floatLoopOf(array.dtype));
}

const powerOfTwo = (exponent: NDArray): NDArray =>
  wrap(
    numbersNode(
      numbersOf(exponent.node).map((value) => 2 ** value),
      exponent.shape,
    ),
  );

/**
 * Numbers as a fraction from 0.5 up to 1 (with the sign) times a power of two.
 *
 * @returns The fractions, and the exponents as int32.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const [fraction, exponent] = np.frexp([8, -0.75]);
 * console.log(fraction.toArray(), exponent.toArray()); // [ 0.5, -0.75 ] [ 4, 0 ]
 * ```
 */
export function frexp(x: InputOf): readonly [fraction: NDArray, exponent: NDArray<'int32'>] {
  const array = checkReal('frexp', x);
  const fractions = newArray('float64', array.shape);
  const exponents = newArray('int32', array.shape);
  for (const [at, value] of numbersOf(array.node).entries()) {
    const [fraction, exponent] = split(value);
    fractions.data[at] = fraction;
    exponents.data[at] = exponent;
  }
  return [wrap(castNode(fractions.node, floatLoopOf(array.dtype))), wrap(exponents.node)];
}

function split(value: number): readonly [number, number] {
  if (value === 0 || !Number.isFinite(value)) return [value, 0];
  // Subnormal numbers are scaled up first, so that their logarithm is exact enough.
  const shift = Math.abs(value) < 2 ** -1022 ? 64 : 0;
  const scaled = value * 2 ** shift;
  let exponent = Math.floor(Math.log2(Math.abs(scaled))) + 1;
  let fraction = scaled / 2 ** (exponent - 1) / 2;
  if (Math.abs(fraction) >= 1) [fraction, exponent] = [fraction / 2, exponent + 1];
  if (Math.abs(fraction) < 0.5) [fraction, exponent] = [fraction * 2, exponent - 1];
  return [fraction, exponent - shift];
}

/**
 * The real parts when all imaginary parts are nearly 0, else the array.
 *
 * @param options - `tol`: how many epsilons of the dtype are nearly 0 (100); below 1 it is meant absolutely.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.realIfClose([np.complex(2, 1e-15)]).toArray()); // [ 2 ]
 * ```
 */
export function realIfClose(x: InputOf, options: { readonly tol?: number } = {}): NDArray {
  checkOptions('realIfClose', options, ['tol']);
  const array = toNDArray(x);
  if (!isComplex(array.dtype)) return array;
  const { tol = 100 } = options;
  const limit = tol > 1 ? tol * floatInfo(realTypeOf(array.dtype)).eps : tol;
  const parts = packedElements(array.node) as Float64Array;
  const isClose = parts.every((value, at) => at % 2 === 0 || Math.abs(value) < limit);
  return isClose ? real(array).copy() : array;
}
