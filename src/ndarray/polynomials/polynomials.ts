/** Polynomials as rows of coefficients, the highest power first: NumPy's `poly1d` functions. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { checkOptions } from '../array/options.ts';
import { numbersNode } from '../array/numbers.ts';
import { packedElements } from '../array/elements.ts';
import { eye, vander } from '../create/matrices.ts';
import { inexactTypeOf, isComplex, realTypeOf } from '../dtype/dtype.ts';
import { floatInfo } from '../dtype/limits.ts';
import { promoteTypes } from '../dtype/promote.ts';
import { castNode } from '../elementwise/operands.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { eigvals } from '../linalg/functions-decompose.ts';
import { lstsq } from '../linalg/functions-least-squares.ts';
import { inv } from '../linalg/functions-solve.ts';
import { concat } from '../manipulate/join.ts';
import { absolute, add, divide, multiply, subtract } from '../math/arithmetic.ts';
import { arrayEqual } from '../math/closeness.ts';
import { conj, real } from '../math/complex.ts';
import { matmul } from '../products/products.ts';
import { outer } from '../products/vectors.ts';
import { sort } from '../sorting/sort.ts';
import { convolve } from '../statistics/convolution.ts';

/** A row of coefficients: a number counts as one. */
function rowOf(what: string, x: InputOf): NDArray {
  const array = toNDArray(x);
  if (array.ndim > 1) throw new ShapeError(`${what}: coefficients are a row, got shape [${array.shape.join()}]`);
  return array.ndim === 0 ? array.reshape(1) : array;
}

/** Coefficients as floats: integers as float64. */
const floatRow = (what: string, x: InputOf): NDArray => {
  const row = rowOf(what, x);
  return row.astype(inexactTypeOf(row.dtype));
};

const zerosLike = (row: NDArray, count: number): NDArray => wrap(newArray(row.dtype, [count], 'zeros').node);

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

/** Where coefficients are not 0. */
const placesOfNonzero = (row: NDArray): number[] =>
  [...(packedElements(castNode(row.node, 'bool')) as Uint8Array).entries()].flatMap(([at, is]) =>
    is === 1 ? [at] : [],
  );

/** Without zeros in front, but for one. */
function trimmed(row: NDArray): NDArray {
  const first = placesOfNonzero(row)[0] ?? -1;
  const start = first < 0 ? Math.max(row.size - 1, 0) : first;
  return start === 0 ? row : row.at(`${start}:`);
}

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

const rowFrom = (values: Float64Array): NDArray => wrap(numbersNode(values));

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
function checkOrder(what: string, m: number): void {
  if (!Number.isInteger(m) || m < 0) throw new ArrayValueError(`${what}: m must be a whole number from 0 on, got ${m}`);
}

/** Powers of the coefficients, the highest first. */
const powers = (count: number): number[] => Array.from({ length: count }, (_, at) => count - 1 - at);

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

/** Options of {@link polyfit}. */
export interface PolyfitOptions {
  /** Singular values below this share of the largest are taken for 0; as many epsilons as there are points unless given. */
  readonly rcond?: number | null;
  /** How much each point counts. */
  readonly w?: InputOf | null;
  /** Also the residuals, the rank, the singular values and the cutoff. */
  readonly full?: boolean;
  /** Also the covariance matrix of the coefficients; 'unscaled' for weights that are known errors. */
  readonly cov?: boolean | 'unscaled';
}

/** What {@link polyfit} solves. */
interface Fit {
  readonly left: NDArray;
  readonly right: NDArray;
  readonly scale: NDArray;
  readonly rcond: number;
}

function fitOf([x, y]: readonly [InputOf, InputOf], degree: number, { rcond, w }: PolyfitOptions): Fit {
  const [places, values] = [floatRow('polyfit', x), toNDArray(y)];
  if (places.size === 0 || places.size !== values.shape[0] || values.ndim > 2) {
    throw new ShapeError(`polyfit: needs as many values as places, got ${places.size} and ${values.shape[0] ?? 0}`);
  }
  let left: NDArray = vander(places, degree + 1);
  let right: NDArray = values.astype(inexactTypeOf(values.dtype));
  if (w !== undefined && w !== null) {
    const weights = floatRow('polyfit', w);
    if (weights.size !== places.size) {
      throw new ShapeError(`polyfit: ${places.size} points need as many weights, got ${weights.size}`);
    }
    left = multiply(left, weights.reshape(-1, 1));
    right = multiply(right, values.ndim === 2 ? weights.reshape(-1, 1) : weights);
  }
  // Columns of one length each, so that none is lost to rounding.
  const scale = multiply(left, left).sum({ axis: 0 }).pow(0.5);
  const cutoff = rcond ?? places.size * floatInfo(realTypeOf(places.dtype) as 'float64').eps;
  return { left: divide(left, scale), right, scale, rcond: cutoff };
}

/**
 * The polynomial of a degree that is nearest to points in the sense of least squares.
 *
 * @param x - Places: a row.
 * @param y - Values at these places: a row, or a column for each of several polynomials.
 * @param degree - The highest power.
 * @returns The coefficients, the highest power first. With `full` a list of them, the residuals, the rank, the singular values and the
 *   cutoff; with `cov` a list of them and their covariance.
 * @throws ShapeError (`ERR_SHAPE`) when numbers of points differ; ArrayValueError (`ERR_ARRAY_VALUE`) for too few points for a covariance.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const line = np.polyfit([0, 1, 2], [1, 3, 5], 1);
 * console.log(np.round(line, { decimals: 6 }).toArray()); // [ 2, 1 ]
 * ```
 */
// oxlint-disable-next-line eslint/max-params -- NumPy's three arguments, and options
export function polyfit(
  x: InputOf,
  y: InputOf,
  degree: number,
  options?: PolyfitOptions & { readonly full?: false; readonly cov?: false },
): NDArray;
// oxlint-disable-next-line eslint/max-params -- NumPy's three arguments, and options
export function polyfit(x: InputOf, y: InputOf, degree: number, options: PolyfitOptions): readonly unknown[];
// oxlint-disable-next-line eslint/max-params -- see above
export function polyfit(x: InputOf, y: InputOf, degree: number, options: PolyfitOptions = {}): unknown {
  checkOrder('polyfit', degree);
  checkOptions('polyfit', options, ['rcond', 'w', 'full', 'cov']);
  const fit = fitOf([x, y], degree, options);
  const { left, right, scale, rcond } = fit;
  const [found, residuals, rank, singular] = lstsq(left, right, { rcond });
  const solution = divide(found, found.ndim === 1 ? scale : scale.reshape(degree + 1, 1));
  if (options.full === true) return [solution, residuals, rank, singular, rcond];
  const { cov = false } = options;
  return cov === false ? solution : [solution, covarianceOf(fit, residuals, cov)];
}

function covarianceOf({ left, right, scale }: Fit, residuals: NDArray, cov: true | 'unscaled'): NDArray {
  const [count, order] = left.shape as readonly [number, number];
  const base = divide(inv(matmul(left.T, left)), outer(scale, scale));
  if (cov === true && count <= order) {
    throw new ArrayValueError(`polyfit: a covariance needs more points than coefficients, got ${count} and ${order}`);
  }
  const shaped = right.ndim === 1 ? base : base.reshape(order, order, 1);
  return cov === true ? multiply(shaped, divide(residuals, count - order)) : shaped;
}
