/** Norms of vectors and matrices. */

import { valueText } from '../array/need.ts';
import type { NDArray } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { type Axes, normalAxes } from '../array/axes.ts';
import { checkOptions } from '../array/options.ts';
import { isComplex } from '../dtype/dtype.ts';
import { ArrayValueError } from '../errors.ts';
import { expandDims } from '../manipulate/shape.ts';
import { moveaxis } from '../manipulate/axes.ts';
import { add, multiply, power } from '../math/arithmetic.ts';
import { absolute } from '../math/signs.ts';
import { notEqual } from '../math/compare.ts';
import { imag, real } from '../math/complex.ts';
import { sqrt } from '../math/exponents.ts';
import { max, min, sum } from '../statistics/reductions.ts';
import { linalgDType } from './batch.ts';
import { svdvals } from './functions-decompose.ts';

/** Norms of matrices: 1, -1, 2, -2, Infinity, -Infinity, or a name. */
export type MatrixOrder = number | 'fro' | 'nuc';

/** The input in a type that linear algebra gives. */
function enter(what: string, x: InputOf): NDArray {
  const array = toNDArray(x);
  if (array.dtype === 'float16') return array;
  return array.astype(linalgDType(what, [array.dtype]));
}

const squares = (x: NDArray): NDArray => {
  if (!isComplex(x.dtype)) return multiply(x, x);
  const [re, im] = [real(x), imag(x)];
  return add(multiply(re, re), multiply(im, im));
};

interface Over {
  readonly axis: Axes;
  readonly keepdims: boolean;
}

function vectorNormOver(x: NDArray, ord: number, over: Over): NDArray {
  if (ord === Infinity) return max(absolute(x), { ...over, initial: 0 });
  if (ord === -Infinity) return min(absolute(x), over);
  if (ord === 0) return sum(notEqual(x, 0).astype(realOf(x)), over);
  if (ord === 1) return sum(absolute(x), over);
  if (ord === 2) return sqrt(sum(squares(x), over));
  return power(sum(power(absolute(x), ord), over), 1 / ord);
}

const realOf = (x: NDArray): 'float16' | 'float32' | 'float64' =>
  x.dtype === 'float16' ? 'float16' : x.dtype === 'float32' || x.dtype === 'complex64' ? 'float32' : 'float64';

/** Options of {@link vectorNorm}. */
export interface VectorNormOptions {
  /** All axes unless it is given. */
  readonly axis?: Axes | null;
  /** Whether the axes that go stay with length 1. */
  readonly keepdims?: boolean;
  /** 2 unless it is given. */
  readonly ord?: number;
}

/**
 * Norms of vectors: `(sum of |x|^ord)^(1 / ord)`; the largest |x| for Infinity, the least for -Infinity, the number of non-zeros for 0.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.vectorNorm([[3, 4], [6, 8]], { axis: 1 }).toArray()); // [ 5, 10 ]
 * ```
 */
export function vectorNorm(x: InputOf, options: VectorNormOptions = {}): NDArray {
  checkOptions('vectorNorm', options, ['axis', 'keepdims', 'ord']);
  const array = enter('vectorNorm', x);
  const axis = normalAxes(options.axis, array.ndim);
  return vectorNormOver(array, checkOrder(options.ord ?? 2), { axis, keepdims: options.keepdims ?? false });
}

function checkOrder(ord: unknown): number {
  if (typeof ord === 'number' && !Number.isNaN(ord)) return ord;
  throw new ArrayValueError(`invalid norm order ${valueText(ord)} for vectors; it must be a number`);
}

/** Norms of matrices in the last two axes. */
function lastTwoNorm(x: NDArray, ord: MatrixOrder, keepdims: boolean): NDArray {
  const sums = (axis: number): NDArray => sum(absolute(x), { axis, keepdims: true });
  const over = { axis: [-2, -1], keepdims };
  const singular = (pick: (values: NDArray, over: { axis: number }) => NDArray): NDArray => {
    const value = pick(svdvals(x), { axis: -1 });
    return keepdims ? expandDims(value, [-2, -1]) : value;
  };
  switch (ord) {
    case 'fro':
      return sqrt(sum(squares(x), over));
    case 'nuc':
      return singular(sum);
    case 2:
      return singular((values, { axis }) => max(values, { axis, initial: 0 }));
    case -2:
      return singular(min);
    case 1:
      return max(sums(-2), { ...over, initial: 0 });
    case -1:
      return min(sums(-2), over);
    case Infinity:
      return max(sums(-1), { ...over, initial: 0 });
    case -Infinity:
      return min(sums(-1), over);
    default:
      throw new ArrayValueError(
        `invalid norm order ${valueText(ord)} for matrices; it must be 1, -1, 2, -2, Infinity, -Infinity, 'fro' or 'nuc'`,
      );
  }
}

/**
 * Norms of matrices, in the last two axes: 'fro' (the default), 'nuc' (sum of the singular values), 2 and -2 (largest and least singular value),
 * 1 and -1 (largest and least column sum), Infinity and -Infinity (row sums).
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.matrixNorm([[3, 0], [0, 4]]).item(), np.linalg.matrixNorm([[1, 2], [3, 4]], { ord: 1 }).item()); // 5 6
 * ```
 */
export function matrixNorm(
  x: InputOf,
  options: { readonly keepdims?: boolean; readonly ord?: MatrixOrder } = {},
): NDArray {
  checkOptions('matrixNorm', options, ['keepdims', 'ord']);
  const array = enter('matrixNorm', x);
  if (array.ndim < 2) throw new ArrayValueError(`matrixNorm needs at least two axes, got ${array.ndim}`);
  return lastTwoNorm(array, options.ord ?? 'fro', options.keepdims ?? false);
}

/** Options of {@link norm}. */
export interface NormOptions {
  /** Which norm. */
  readonly ord?: MatrixOrder | null;
  /** Along which axis, or axes; all elements unless given. */
  readonly axis?: Axes | null;
  /** Whether the axes that go stay with length 1. */
  readonly keepdims?: boolean;
}

/** A matrix norm over two axes anywhere. */
function matrixNormOver(
  x: NDArray,
  ord: MatrixOrder,
  { axis, keepdims }: { axis: readonly number[]; keepdims: boolean },
): NDArray {
  const value = lastTwoNorm(moveaxis(x, [...axis], [-2, -1]), ord, false);
  return keepdims
    ? expandDims(
        value,
        axis.toSorted((a, b) => a - b),
      )
    : value;
}

/**
 * Norms: of vectors along one axis, of matrices in two; without axes, of all elements as one vector unless an order is given.
 *
 * @param ord - See {@link vectorNorm} and {@link matrixNorm}; or the options `ord`, `axis`, `keepdims`.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for an order that the number of axes does not have.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.norm([3, 4]).item(), np.linalg.norm([1, -2, 3], 1).item()); // 5 6
 * ```
 */
export function norm(x: InputOf, ord?: MatrixOrder | NormOptions | null, options?: NormOptions): NDArray {
  const given: NormOptions =
    typeof ord === 'object' && ord !== null ? ord : { ...options, ...(ord === undefined ? {} : { ord }) };
  checkOptions('norm', given, ['ord', 'axis', 'keepdims']);
  const array = enter('norm', x);
  const keepdims = given.keepdims ?? false;
  const order = given.ord ?? undefined;
  const axis = normalAxes(given.axis, array.ndim);
  const isWhole = given.axis === undefined || given.axis === null;
  if (isWhole && order === undefined) return vectorNormOver(array, 2, { axis, keepdims });
  if (axis.length === 1) return vectorNormOver(array, checkOrder(order ?? 2), { axis, keepdims });
  if (axis.length === 2) return matrixNormOver(array, order ?? 'fro', { axis, keepdims });
  throw new ArrayValueError(`norm: improper number of dimensions to norm (${axis.length}); name one axis or two`);
}
