/** Outer products and traces with NumPy's defaults; those of `linalg` follow the Array API. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf, toNDArray } from '../array/as-array.ts';
import { shapeText } from '../array/broadcast.ts';
import { checkOptions } from '../array/options.ts';
import { diagonalNode } from '../create/matrices.ts';
import type { DType } from '../dtype/dtype.ts';
import { normalAxis } from '../array/axes.ts';
import { ShapeError } from '../errors.ts';
import { ravelNode } from '../manipulate/view-nodes.ts';
import { leaveIn } from '../math/call.ts';
import { conjugated } from '../linalg/functions-product.ts';
import { sum } from '../statistics/reductions.ts';
import { contract } from './contract.ts';
import { matmul } from './products.ts';

/**
 * Each element of the first array times each of the second, as a matrix; both are flattened.
 *
 * @param options - `out` takes the result.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.outer([1, 2], [3, 4]).toArray()); // [ [ 3, 4 ], [ 6, 8 ] ]
 * ```
 */
export function outer(x1: InputOf, x2: InputOf, options?: { readonly out?: NDArray }): NDArray {
  checkOptions('outer', options, ['out']);
  const [a, b] = [ravelNode(nodeOf(x1)), ravelNode(nodeOf(x2))];
  const operands = [
    { node: a, labels: ['row'] },
    { node: b, labels: ['column'] },
  ];
  return leaveIn('outer', options?.out, contract(operands, ['row', 'column'], 'outer'), { isBroadcast: true });
}

/** Options of {@link trace}. */
export interface TraceOptions {
  /** Diagonals above (positive) or below the main one. Default: 0. */
  readonly offset?: number;
  /** Default: 0. */
  readonly axis1?: number;
  /** Default: 1. */
  readonly axis2?: number;
  /** Type of the elements. */
  readonly dtype?: DType;
  /** Takes the result. */
  readonly out?: NDArray;
}

/**
 * The sum of a diagonal; of more axes the sums of the diagonals in two of them.
 *
 * @throws ShapeError (`ERR_SHAPE`) for less than two axes; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.trace([[1, 2], [3, 4]]).item(), np.trace([[1, 2], [3, 4]], { offset: 1 }).item()); // 5 2
 * ```
 */
export function trace(x: InputOf, options: TraceOptions = {}): NDArray {
  checkOptions('trace', options, ['offset', 'axis1', 'axis2', 'dtype', 'out']);
  const { offset = 0, axis1 = 0, axis2 = 1, dtype, out } = options;
  const { node } = toNDArray(x);
  const rank = node.shape.length;
  if (rank < 2) throw new ShapeError(`trace needs at least two axes, got ${rank}`);
  const axes = [normalAxis(axis1, rank), normalAxis(axis2, rank)] as const;
  const diagonal = wrap(diagonalNode(node, axes, offset));
  return sum(diagonal, { axis: -1, ...(dtype !== undefined && { dtype }), ...(out !== undefined && { out }) });
}

function checkVectors(what: string, [a, b]: readonly [NDArray, NDArray], [m, n]: readonly [number, number]): void {
  if (a.ndim < 1 || b.ndim < 1 || Math.max(a.ndim, b.ndim) < 2 || m !== n) {
    throw new ShapeError(
      `${what}: shapes ${shapeText(a.shape)} and ${shapeText(b.shape)} do not fit; it takes matrices [..., m, n] and vectors that go with them`,
    );
  }
}

/**
 * Products of matrices and vectors: `[..., m, n]` and `[..., n]` give `[..., m]`; stacks broadcast.
 *
 * @throws ShapeError (`ERR_SHAPE`) for shapes that do not fit.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.matvec([[1, 2], [3, 4]], [10, 1]).toArray()); // [ 12, 34 ]
 * ```
 */
export function matvec(x1: InputOf, x2: InputOf): NDArray {
  const [a, b] = [toNDArray(x1), toNDArray(x2)];
  if (a.ndim < 2)
    throw new ShapeError(`matvec: the first has shape ${shapeText(a.shape)}; it takes matrices [..., m, n]`);
  checkVectors('matvec', [a, b], [a.shape.at(-1)!, b.shape.at(-1)!]);
  return matmul(a, b.reshape(...b.shape, 1)).at('...', 0);
}

/**
 * Products of vectors, which are conjugated, and matrices: `[..., n]` and `[..., n, m]` give `[..., m]`; stacks broadcast.
 *
 * @throws ShapeError (`ERR_SHAPE`) for shapes that do not fit.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.vecmat([10, 1], [[1, 2], [3, 4]]).toArray()); // [ 13, 24 ]
 * ```
 */
export function vecmat(x1: InputOf, x2: InputOf): NDArray {
  const [a, b] = [toNDArray(x1), toNDArray(x2)];
  if (b.ndim < 2)
    throw new ShapeError(`vecmat: the second has shape ${shapeText(b.shape)}; it takes matrices [..., n, m]`);
  checkVectors('vecmat', [a, b], [a.shape.at(-1)!, b.shape.at(-2)!]);
  return matmul(conjugated(a).reshape(...a.shape.slice(0, -1), 1, a.shape.at(-1)!), b).at('...', 0, ':');
}
