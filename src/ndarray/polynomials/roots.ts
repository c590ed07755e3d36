/** Polynomials and their zeros. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { numbersNode } from '../array/numbers.ts';
import { eye } from '../create/matrices.ts';
import { inexactTypeOf, isComplex } from '../dtype/dtype.ts';
import { ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { eigvals } from '../linalg/functions-decompose.ts';
import { concat } from '../manipulate/join.ts';
import { arrayEqual } from '../math/closeness.ts';
import { conj, real } from '../math/complex.ts';
import { divide } from '../math/division.ts';
import { sort } from '../sorting/sort.ts';
import { convolve } from '../statistics/convolution.ts';
import { floatRow, placesOfNonzero, rowFrom, rowOf, zerosLike } from './coefficients.ts';

/**
 * The roots of a polynomial with real coefficients: the eigenvalues of its companion matrix (Horn and Johnson, Matrix Analysis, 3.3), in
 * no order that is promised.
 *
 * @returns complex128, or float64 when all are real.
 * @throws ShapeError (`ERR_SHAPE`) unless the coefficients are a row; DTypeError (`ERR_DTYPE`) for complex ones.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.round(np.sort(np.roots([1, -3, 2])), { decimals: 9 }).toArray()); // [ 1, 2 ]
 * ```
 */
export function roots(coefficients: InputOf): NDArray {
  const row = rowOf('roots', coefficients);
  const places = placesOfNonzero(row);
  if (places.length === 0) return rowFrom(new Float64Array(0));
  const [first, last] = [places[0]!, places.at(-1)!];
  const own = floatRow('roots', row.at(`${first}:${last + 1}`));
  const degree = last - first;
  if (degree === 0) return rowFrom(new Float64Array(row.size - 1 - last));
  const matrix = eye(degree, degree, { k: -1, dtype: own.dtype });
  matrix.set(0, divide(own.at('1:').neg(), own.at(0)));
  const found = eigvals(matrix);
  return concat([found, zerosLike(found, row.size - 1 - last)]);
}

/**
 * The polynomial with these roots (real ones), or the characteristic polynomial of a square matrix.
 *
 * @throws ShapeError (`ERR_SHAPE`) for anything else; DTypeError (`ERR_DTYPE`) for complex roots.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.poly([1, 2]).toArray()); // [ 1, -3, 2 ]
 * ```
 */
export function poly(zeros: InputOf): NDArray {
  const given = toNDArray(zeros);
  const isMatrix = given.ndim === 2 && given.shape[0] === given.shape[1] && given.size > 0;
  if (!isMatrix && given.ndim > 1) {
    throw new ShapeError(`poly: takes a row of roots or a square matrix, got shape [${given.shape.join()}]`);
  }
  const row = isMatrix ? eigvals(given) : rowOf('poly', given);
  if (row.size === 0) return wrap(numbersNode([1], []));
  const list = row.astype(row.dtype === 'float16' ? 'float64' : inexactTypeOf(row.dtype));
  let product: NDArray = wrap(newArray(list.dtype, [1], 'zeros').node);
  product.fill(1);
  for (let at = 0; at < list.size; at++) {
    const factor = wrap(newArray(list.dtype, [2], 'zeros').node);
    factor.set(0, 1).set(1, list.at(at).neg());
    product = convolve(product, factor);
  }
  // Roots that come in conjugate pairs have real coefficients.
  return isComplex(list.dtype) && arrayEqual(sort(list), sort(conj(list))) ? real(product).copy() : product;
}
