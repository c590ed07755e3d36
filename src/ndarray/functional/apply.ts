/** Functions of users over rows and axes of arrays. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { type Axes, normalAxes, normalAxis } from '../array/axes.ts';
import { shapeText } from '../array/broadcast.ts';
import { ndindex } from '../array/iterate.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { expandDims } from '../manipulate/shape.ts';
import { moveaxis } from '../manipulate/axes.ts';

/** A function of a row. */
export type RowFunction = (row: NDArray) => InputOf;

const checkFunction = (what: string, fn: unknown): void => {
  if (typeof fn !== 'function')
    throw new DTypeError(`${what} takes a function, got ${fn === null ? 'null' : typeof fn}`);
};

/**
 * The results of a function of each row along an axis. What it returns, a number or an array, stands in place of the axis; all results have one
 * shape, and the dtype of the first.
 *
 * @param x - Shape `[..., n, ...]`, with no other axis of length 0.
 * @throws AxisError (`ERR_AXIS`); ShapeError (`ERR_SHAPE`) when there are no rows, or results differ in shape.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.array([[3, 1, 2], [6, 5, 4]]);
 * console.log(np.applyAlongAxis((row) => row.max().sub(row.min()), 1, x).toArray()); // [ 2, 2 ]
 * console.log(np.applyAlongAxis((row) => np.sort(row), 1, x).toArray()); // [ [ 1, 2, 3 ], [ 4, 5, 6 ] ]
 * ```
 */
export function applyAlongAxis(fn: RowFunction, axis: number, x: InputOf): NDArray {
  checkFunction('applyAlongAxis', fn);
  const array = toNDArray(x);
  const at = normalAxis(axis, array.ndim);
  const moved = moveaxis(array, at, -1);
  const outer = moved.shape.slice(0, -1);
  if (outer.includes(0))
    throw new ShapeError(`applyAlongAxis: shape ${shapeText(array.shape)} has no row along axis ${at}`);
  let result: NDArray | undefined;
  let shape: readonly number[] = [];
  for (const place of ndindex(outer)) {
    const one = toNDArray(fn(moved.at(...place, '...')));
    if (result === undefined) {
      ({ shape } = one);
      result = wrap(newArray(one.dtype, [...outer, ...shape], 'zeros').node);
    }
    if (one.shape.join() !== shape.join()) {
      throw new ShapeError(
        `applyAlongAxis: the function gave shape ${shapeText(shape)} for the first row and ${shapeText(one.shape)} for row [${place.join()}]`,
      );
    }
    result.set([...place, '...'], one);
  }
  // What stands for the row comes where the row was.
  const from = shape.map((_, one) => outer.length + one);
  return moveaxis(
    result!,
    from,
    from.map((_, one) => at + one),
  );
}

/**
 * Applies a function to an array along one axis after the other. The function gets an array and an axis, and gives the array without that axis
 * or with length 1 there: either way the axis stays, with length 1.
 *
 * @throws AxisError (`ERR_AXIS`); ShapeError (`ERR_SHAPE`) when a result has other axes.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.arange(8).reshape(2, 2, 2);
 * console.log(np.applyOverAxes((part, axis) => np.sum(part, { axis }), x, [0, 2]).toArray()); // [ [ [ 10 ], [ 18 ] ] ]
 * ```
 */
export function applyOverAxes(fn: (x: NDArray, axis: number) => InputOf, x: InputOf, axes: Axes): NDArray {
  checkFunction('applyOverAxes', fn);
  const array = toNDArray(x);
  return normalAxes(axes, array.ndim).reduce((current, axis) => {
    const next = toNDArray(fn(current, axis));
    if (next.ndim === current.ndim) return next;
    const expanded = expandDims(next, axis);
    if (expanded.ndim === current.ndim) return expanded;
    throw new ShapeError(
      `applyOverAxes: the function gave shape ${shapeText(next.shape)} for ${shapeText(current.shape)}; it takes one axis away, or leaves it`,
    );
  }, array);
}
