/** Cross products of vectors in the plane and in space. */

import type { NDArray } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { normalAxis } from '../array/axes.ts';
import { broadcastShapesFor } from '../array/broadcast.ts';
import { checkOptions } from '../array/options.ts';
import { ArrayValueError } from '../errors.ts';
import { moveaxis } from '../manipulate/axes.ts';
import { stack } from '../manipulate/join.ts';
import { multiply, subtract } from '../math/arithmetic.ts';

/** Options of {@link cross}. */
export interface CrossOptions {
  /** Where the vectors are in both arrays and in the result, instead of the three options below. */
  readonly axis?: number;
  /** Where they are in the first array. Default: -1. */
  readonly axisa?: number;
  /** Where they are in the second array. Default: -1. */
  readonly axisb?: number;
  /** Where they are in the result. Default: -1. */
  readonly axisc?: number;
}

/** Component `at` of vectors; what lies in the plane has no third one. */
type Part = NDArray | undefined;

const product = (a: Part, b: Part): Part => (a === undefined || b === undefined ? undefined : multiply(a, b));

function difference(a: Part, b: Part): Part {
  if (b === undefined) return a;
  return a === undefined ? b.neg() : subtract(a, b);
}

function vectorsOf(x: InputOf, axis: number): NDArray {
  const array = toNDArray(x);
  const moved = moveaxis(array, normalAxis(axis, array.ndim), -1);
  const length = moved.shape.at(-1);
  if (length === 2 || length === 3) return moved;
  throw new ArrayValueError(`cross: vectors have 2 or 3 elements, got ${length} along the axis`);
}

/**
 * Cross products of vectors of three elements along an axis (the last unless it is given); other axes are broadcast. A vector of two elements
 * lies in the plane; of two of those the result is the third component alone.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for vectors of other lengths; AxisError (`ERR_AXIS`); ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.cross([1, 0, 0], [0, 1, 0]).toArray(), np.cross([1, 2], [3, 4]).item()); // [ 0, 0, 1 ] -2
 * ```
 */
export function cross(x1: InputOf, x2: InputOf, options: CrossOptions = {}): NDArray {
  checkOptions('cross', options, ['axis', 'axisa', 'axisb', 'axisc']);
  const { axis, axisa = axis ?? -1, axisb = axis ?? -1, axisc = axis ?? -1 } = options;
  const [a, b] = [vectorsOf(x1, axis ?? axisa), vectorsOf(x2, axis ?? axisb)];
  const part = (x: NDArray, at: number): Part => (at < x.shape.at(-1)! ? x.at('...', at) : undefined);
  const minor = (i: number, j: number): Part =>
    difference(product(part(a, i), part(b, j)), product(part(a, j), part(b, i)));
  const third = minor(0, 1)!;
  if (a.shape.at(-1) === 2 && b.shape.at(-1) === 2) return third;
  const shape = broadcastShapesFor('cross', [a.shape.slice(0, -1), b.shape.slice(0, -1)]);
  const result = stack([minor(1, 2)!, minor(2, 0)!, third], { axis: -1 });
  return moveaxis(result, -1, normalAxis(axis ?? axisc, shape.length + 1));
}
