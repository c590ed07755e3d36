/** Rows of coefficients. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { packedElements } from '../array/elements.ts';
import { numbersNode } from '../array/numbers.ts';
import { inexactTypeOf } from '../dtype/dtype.ts';
import { castNode } from '../elementwise/operands.ts';
import { ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';

/** A row of coefficients: a number counts as one. */
export function rowOf(what: string, x: InputOf): NDArray {
  const array = toNDArray(x);
  if (array.ndim > 1) throw new ShapeError(`${what}: coefficients are a row, got shape [${array.shape.join()}]`);
  return array.ndim === 0 ? array.reshape(1) : array;
}

/** Coefficients as floats: integers as float64. */
export const floatRow = (what: string, x: InputOf): NDArray => {
  const row = rowOf(what, x);
  return row.astype(inexactTypeOf(row.dtype));
};

export const zerosLike = (row: NDArray, count: number): NDArray => wrap(newArray(row.dtype, [count], 'zeros').node);

/** Where coefficients are not 0. */
export const placesOfNonzero = (row: NDArray): number[] =>
  [...(packedElements(castNode(row.node, 'bool')) as Uint8Array).entries()].flatMap(([at, is]) =>
    is === 1 ? [at] : [],
  );

/** Without zeros in front, but for one. */
export function trimmed(row: NDArray): NDArray {
  const first = placesOfNonzero(row)[0] ?? -1;
  const start = first < 0 ? Math.max(row.size - 1, 0) : first;
  return start === 0 ? row : row.at(`${start}:`);
}

export const rowFrom = (values: Float64Array): NDArray => wrap(numbersNode(values));

/** Powers of the coefficients, the highest first. */
export const powers = (count: number): number[] => Array.from({ length: count }, (_, at) => count - 1 - at);
