/** Polynomials as rows of coefficients, the highest power first: NumPy's `poly1d` functions. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { checkOptions } from '../array/options.ts';
import { promoteTypes } from '../dtype/promote.ts';
import { ArrayValueError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { concat } from '../manipulate/join.ts';
import { add, multiply, subtract } from '../math/arithmetic.ts';
import { absolute } from '../math/signs.ts';
import { divide } from '../math/division.ts';
import { convolve } from '../statistics/convolution.ts';
import { floatRow, powers, rowOf, trimmed, zerosLike } from './coefficients.ts';

/** Zeros in front of the shorter one of two rows. */
function padded(what: string, x1: InputOf, x2: InputOf): readonly [NDArray, NDArray] {
  const [a, b] = [rowOf(what, x1), rowOf(what, x2)];
  const length = Math.max(a.size, b.size);
  const fill = (row: NDArray): NDArray =>
    row.size === length ? row : concat([zerosLike(row, length - row.size), row]);
  return [fill(a), fill(b)];
}

/**
 * The sum of two polynomials.
 *
 * @throws ShapeError (`ERR_SHAPE`) unless they are rows.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.polyadd([1, 2], [9, 5, 4]).toArray()); // [ 9, 6, 6 ]
 * ```
 */
export const polyadd = (x1: InputOf, x2: InputOf): NDArray => add(...padded('polyadd', x1, x2));

/**
 * The difference of two polynomials.
 *
 * @throws ShapeError (`ERR_SHAPE`) unless they are rows.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.polysub([2, 10, -2], [3, 10, -4]).toArray()); // [ -1, 0, 2 ]
 * ```
 */
export const polysub = (x1: InputOf, x2: InputOf): NDArray => subtract(...padded('polysub', x1, x2));

/**
 * The product of two polynomials with real coefficients.
 *
 * @throws ShapeError (`ERR_SHAPE`) unless they are rows; DTypeError (`ERR_DTYPE`) for complex coefficients.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.polymul([1, 2, 3], [9, 5, 1]).toArray()); // [ 9, 23, 38, 17, 3 ]
 * ```
 */
export const polymul = (x1: InputOf, x2: InputOf): NDArray =>
  convolve(trimmed(rowOf('polymul', x1)), trimmed(rowOf('polymul', x2)));

/**
 * The quotient and the remainder of two polynomials with real coefficients, computed in float64.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for a divisor that is 0; DTypeError (`ERR_DTYPE`) for complex coefficients.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const [quotient, rest] = np.polydiv([3, 5, 2], [2, 1]);
 * console.log(quotient.toArray(), rest.toArray()); // [ 1.5, 1.75 ] [ 0.25 ]
 * ```
 */
export function polydiv(x1: InputOf, x2: InputOf): readonly [quotient: NDArray, remainder: NDArray] {
  const [u, v] = [floatRow('polydiv', x1), floatRow('polydiv', x2)];
  if (u.size === 0 || v.size === 0)
    throw new ArrayValueError('polydiv: both polynomials need at least one coefficient');
  const dtype = promoteTypes(u.dtype, v.dtype);
  const [m, n] = [u.size, v.size];
  const scale = divide(1, v.at(0));
  const quotient = wrap(newArray(dtype, [Math.max(m - n + 1, 1)], 'zeros').node);
  const rest = u.astype(dtype);
  for (let at = 0; at <= m - n; at++) {
    const factor = multiply(scale, rest.at(at));
    quotient.set(at, factor);
    rest.at(`${at}:${at + n}`).subAssign(multiply(factor, v));
  }
  // What is nearly 0 in front of the remainder is rounding.
  let start = 0;
  while (start < m - 1 && Number(absolute(rest.at(start))) <= NEARLY_ZERO) start++;
  return [quotient, rest.at(`${start}:`)];
}

const NEARLY_ZERO = 1e-8;

/** How often. */
export function checkOrder(what: string, m: number): void {
  if (!Number.isInteger(m) || m < 0) throw new ArrayValueError(`${what}: m must be a whole number from 0 on, got ${m}`);
}

/**
 * The derivative of a polynomial.
 *
 * @param m - Which derivative. Default: the first.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for a negative one.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.polyder([1, 1, 1, 1]).toArray(), np.polyder([1, 1, 1, 1], 2).toArray()); // [ 3, 2, 1 ] [ 6, 2 ]
 * ```
 */
export function polyder(x: InputOf, m = 1): NDArray {
  checkOrder('polyder', m);
  let row = rowOf('polyder', x);
  for (let round = 0; round < m && row.size > 0; round++) row = multiply(row, powers(row.size)).at(':-1');
  return row;
}

/**
 * An antiderivative of a polynomial, as float64.
 *
 * @param m - How often. Default: once.
 * @param options - `k`: constants of integration, one for all or one for each time. Default: 0.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for a negative `m` and another number of constants.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.polyint([3, 2, 1]).toArray(), np.polyint([2], 1, { k: 5 }).toArray()); // [ 1, 1, 1, 0 ] [ 2, 5 ]
 * ```
 */
export function polyint(x: InputOf, m = 1, options: { readonly k?: number | readonly number[] } = {}): NDArray {
  checkOptions('polyint', options, ['k']);
  checkOrder('polyint', m);
  const given = [options.k ?? 0].flat();
  const constants = given.length === 1 ? new Array<number>(m).fill(given[0]!) : given;
  if (constants.length < m)
    throw new ArrayValueError(`polyint: ${m} times need ${m} constants, got ${constants.length}`);
  let row = rowOf('polyint', x);
  for (let round = 0; round < m; round++) {
    const divisors = powers(row.size).map((power) => power + 1);
    row = concat([row.size === 0 ? row : divide(row, divisors), [constants[round]!]]);
  }
  return row;
}

/**
 * The value of a polynomial at places, by Horner's rule.
 *
 * @param coefficients - The highest power first.
 * @returns An array of the shape of the places.
 * @throws ShapeError (`ERR_SHAPE`) unless the coefficients are a row.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.polyval([3, 0, 1], 5).item(), np.polyval([1, 2], [0, 1]).toArray()); // 76 [ 2, 3 ]
 * ```
 */
export function polyval(coefficients: InputOf, x: InputOf): NDArray {
  const row = rowOf('polyval', coefficients);
  const places = toNDArray(x);
  const dtype = row.size === 0 ? places.dtype : promoteTypes(row.dtype, places.dtype);
  let value: NDArray = wrap(newArray(dtype, places.shape, 'zeros').node);
  for (let at = 0; at < row.size; at++) value = add(multiply(value, places), row.at(at));
  return value;
}
