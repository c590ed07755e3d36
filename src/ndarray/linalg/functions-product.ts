/** Products of vectors and matrices, diagonals and traces. */

import { needList } from '../array/need.ts';
import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf, toNDArray } from '../array/as-array.ts';
import { normalAxis } from '../array/axes.ts';
import { broadcastShapesFor, shapeText } from '../array/broadcast.ts';
import { checkOptions } from '../array/options.ts';
import { diagonalNode } from '../create/matrices.ts';
import { type DType, isComplex } from '../dtype/dtype.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import { moveaxis } from '../manipulate/axes.ts';
import { stack } from '../manipulate/join.ts';
import { multiply, subtract } from '../math/arithmetic.ts';
import { conj } from '../math/complex.ts';
import { sum } from '../statistics/reductions.ts';
import { leaveExactly, matmul } from '../products/products.ts';

/**
 * Products of all pairs of two vectors: shape `[m, n]`.
 *
 * @throws ShapeError (`ERR_SHAPE`) for arrays that are no vectors.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.outer([1, 2], [3, 4]).toArray()); // [ [ 3, 4 ], [ 6, 8 ] ]
 * ```
 */
export function outer(x1: InputOf, x2: InputOf): NDArray {
  const [a, b] = [toNDArray(x1), toNDArray(x2)];
  if (a.ndim !== 1 || b.ndim !== 1) {
    throw new ShapeError(
      `outer: both arrays must be one-dimensional, got shapes ${shapeText(a.shape)} and ${shapeText(b.shape)}`,
    );
  }
  return multiply(a.reshape(-1, 1), b.reshape(1, -1));
}

/**
 * Cross products of vectors of three elements along an axis (the last unless it is given); other axes are broadcast.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for other lengths.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.cross([1, 0, 0], [0, 1, 0]).toArray()); // [ 0, 0, 1 ]
 * ```
 */
export function cross(x1: InputOf, x2: InputOf, options: { readonly axis?: number } = {}): NDArray {
  checkOptions('cross', options, ['axis']);
  const axis = options.axis ?? -1;
  const [a, b] = [x1, x2].map((x) => moveaxis(toNDArray(x), normalAxis(axis, toNDArray(x).ndim), -1)) as [
    NDArray,
    NDArray,
  ];
  if (a.shape.at(-1) !== 3 || b.shape.at(-1) !== 3) {
    throw new ArrayValueError(
      `cross: both arrays must have 3 elements along the axis, got ${a.shape.at(-1)} and ${b.shape.at(-1)}`,
    );
  }
  const shape = broadcastShapesFor('cross', [a.shape, b.shape]);
  const part = (x: NDArray, at: number): NDArray => x.at('...', at);
  const minor = (i: number, j: number): NDArray =>
    subtract(multiply(part(a, i), part(b, j)), multiply(part(a, j), part(b, i)));
  const result = stack([minor(1, 2), minor(2, 0), minor(0, 1)], { axis: -1 });
  return moveaxis(result, -1, normalAxis(axis, shape.length));
}

/** The conjugate of complex numbers; others, bools too, stay what they are. */
export const conjugated = (x: NDArray): NDArray => (isComplex(x.dtype) ? conj(x) : x);

/**
 * Sums of products along an axis (the last unless it is given), the first argument conjugated; other axes are broadcast.
 *
 * @throws ShapeError (`ERR_SHAPE`) when the lengths along the axis differ.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.vecdot([[1, 2], [3, 4]], [10, 1]).toArray()); // [ 12, 34 ]
 * ```
 */
export function vecdot(x1: InputOf, x2: InputOf, options: { readonly axis?: number } = {}): NDArray {
  checkOptions('vecdot', options, ['axis']);
  const axis = options.axis ?? -1;
  const [a, b] = [x1, x2].map((x) => moveaxis(toNDArray(x), normalAxis(axis, toNDArray(x).ndim), -1)) as [
    NDArray,
    NDArray,
  ];
  if (a.shape.at(-1) !== b.shape.at(-1)) {
    throw new ShapeError(`vecdot: lengths along the axis differ, ${a.shape.at(-1)} and ${b.shape.at(-1)}`);
  }
  const products = multiply(conjugated(a), b);
  // Unlike sum, and like matmul, it keeps the dtype.
  return sum(products, { axis: -1, dtype: products.dtype });
}

/**
 * The diagonals of matrices in the last two axes: a view of shape `[..., min(m, n)]`; `offset` 1 is the one above.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.diagonal([[[1, 2], [3, 4]]]).toArray(), np.linalg.diagonal([[1, 2], [3, 4]], { offset: 1 }).toArray()); // [ [ 1, 4 ] ] [ 2 ]
 * ```
 */
export function diagonal<D extends DType>(x: InputOf<D>, options: { readonly offset?: number } = {}): NDArray<D> {
  checkOptions('diagonal', options, ['offset']);
  const node = nodeOf(x);
  if (node.shape.length < 2)
    throw new ShapeError(`diagonal needs at least two axes, got shape ${shapeText(node.shape)}`);
  return wrap(diagonalNode(node, [node.shape.length - 2, node.shape.length - 1], options.offset ?? 0));
}

/**
 * Sums of the diagonals of matrices in the last two axes.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.trace([[1, 2], [3, 4]]).item()); // 5
 * ```
 */
export function trace(x: InputOf, options: { readonly offset?: number; readonly dtype?: DType } = {}): NDArray {
  checkOptions('trace', options, ['offset', 'dtype']);
  return sum(diagonal(x, { offset: options.offset ?? 0 }), {
    axis: -1,
    ...(options.dtype === undefined ? {} : { dtype: options.dtype }),
  });
}

/** Where to cut a chain of products: `cut[i][j]` ends the left part of those from i to j. Dynamic programming over all parts. */
function bestCuts(sizes: readonly number[]): number[][] {
  const n = sizes.length - 1;
  const cost = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const cut = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let length = 1; length < n; length++) {
    for (let i = 0; i + length < n; i++) {
      const j = i + length;
      cost[i]![j] = Infinity;
      for (let k = i; k < j; k++) {
        const total = cost[i]![k]! + cost[k + 1]![j]! + sizes[i]! * sizes[k + 1]! * sizes[j + 1]!;
        if (total < cost[i]![j]!) {
          cost[i]![j] = total;
          cut[i]![j] = k;
        }
      }
    }
  }
  return cut;
}

function productOfChain(
  matrices: readonly NDArray[],
  cut: readonly (readonly number[])[],
  [i, j]: readonly [number, number],
): NDArray {
  if (i === j) return matrices[i]!;
  const k = cut[i]![j]!;
  return matmul(productOfChain(matrices, cut, [i, k]), productOfChain(matrices, cut, [k + 1, j]));
}

/**
 * The product of several matrices, in the order of multiplication that costs least. The first and the last may be vectors.
 *
 * @param options - `out` takes the result: row-major, and of its very shape and dtype.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for fewer than two; ShapeError (`ERR_SHAPE`) when neighbours do not fit.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.multiDot([[1, 2], [[1, 0], [0, 2]], [3, 4]]).item()); // 19
 * ```
 */
export function multiDot(arrays: readonly InputOf[], options?: { readonly out?: NDArray }): NDArray {
  checkOptions('multiDot', options, ['out']);
  const list = needList<InputOf>('multiDot', arrays);
  if (list.length < 2) throw new ArrayValueError(`multiDot needs at least two arrays, got ${list.length}`);
  const given = list.map((one) => toNDArray(one));
  const last = given.length - 1;
  const matrices = given.map((x, at) => {
    if (x.ndim === 1 && at === 0) return x.reshape(1, -1);
    return x.ndim === 1 && at === last ? x.reshape(-1, 1) : x;
  });
  for (const [at, x] of matrices.entries()) {
    const next = matrices[at + 1];
    if (x.ndim !== 2 || (next !== undefined && next.shape[0] !== x.shape[1])) {
      throw new ShapeError(
        `multiDot: shapes ${given.map((one) => shapeText(one.shape)).join(', ')} do not make a chain of matrices`,
      );
    }
  }
  const sizes = [matrices[0]!.shape[0]!, ...matrices.map((x) => x.shape[1]!)];
  const product = productOfChain(matrices, bestCuts(sizes), [0, last]);
  const shape = [...(given[0]!.ndim === 1 ? [] : [sizes[0]!]), ...(given[last]!.ndim === 1 ? [] : [sizes.at(-1)!])];
  return leaveExactly('multiDot', options?.out, product.reshape(shape).node);
}
