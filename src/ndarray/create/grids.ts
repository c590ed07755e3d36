/** Grids and rows from ranges written as slices: NumPy's `mgrid`, `ogrid`, `r_` and `c_` as functions. */

import { valueText } from '../array/need.ts';
import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import { Slice } from '../indexing/slice.ts';
import { concat, stack } from '../manipulate/join.ts';
import { broadcastArrays } from '../manipulate/shape.ts';
import { expandNode, reshapeNode } from '../manipulate/view-nodes.ts';
import { arange } from './ranges.ts';
import { linspace } from './linspace.ts';

/**
 * A range: a text or a `slice` as in an index. The stop does not belong to it. In a text numbers may have fractions, and a step such as `5j` is
 * a number of points, the last of which is the stop.
 */
export type RangeInput = string | Slice;

const numberPattern = String.raw`\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)?\s*`;
const rangePattern = new RegExp(`^${numberPattern}:${numberPattern}(?::${numberPattern}(j)?\\s*)?$`, 'i');

const wrongRange = (what: string, range: unknown): ArrayValueError =>
  new ArrayValueError(
    `${what}: ${valueText(range)} is no range; write 'start:stop', 'start:stop:step', or 'start:stop:5j' for 5 points`,
  );

function parse(what: string, range: string): { start: number; stop: number; step: number; isCount: boolean } {
  const match = rangePattern.exec(range);
  if (match?.[2] === undefined) throw wrongRange(what, range);
  return {
    start: Number(match[1] ?? 0),
    stop: Number(match[2]),
    step: Number(match[3] ?? 1),
    isCount: match[4] !== undefined,
  };
}

function rangeOf(what: string, range: RangeInput): NDArray {
  if (range instanceof Slice) {
    if (range.stop === null) throw wrongRange(what, String(range));
    return arange(range.start ?? 0, range.stop, range.step ?? 1);
  }
  if (typeof range !== 'string') throw wrongRange(what, range);
  const { start, stop, step, isCount } = parse(what, range);
  if (isCount) return linspace(start, stop, Math.trunc(Math.abs(step)));
  // A point or an exponent in the text says that the numbers are floats.
  return arange(start, stop, step, /[.e]/i.test(range) ? { dtype: 'float64' } : {});
}

/** Rows along one axis each, so that they broadcast to a grid. */
function openGrid(what: string, ranges: readonly RangeInput[]): NDArray[] {
  if (ranges.length === 0) throw new ArrayValueError(`${what}: give at least one range, such as '0:5'`);
  const rows = ranges.map((range) => rangeOf(what, range));
  const isFloat = rows.some((row) => row.dtype === 'float64');
  return rows.map((row, axis) => {
    const shape = rows.map((_, at) => (at === axis ? row.size : 1));
    return wrap(reshapeNode(isFloat ? row.astype('float64').node : row.node, shape));
  });
}

/**
 * The coordinates of all points of a grid: one array for each axis that has the shape of the grid, in one array `[axes, ...grid]`; for a
 * single range its row.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for what is no range.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.mgrid('0:2', '0:3').toArray()); // [ [ [ 0, 0, 0 ], [ 1, 1, 1 ] ], [ [ 0, 1, 2 ], [ 0, 1, 2 ] ] ]
 * console.log(np.mgrid('0:1:5j').toArray()); // [ 0, 0.25, 0.5, 0.75, 1 ]
 * ```
 */
export function mgrid(...ranges: readonly RangeInput[]): NDArray {
  const rows = openGrid('mgrid', ranges);
  return rows.length === 1 ? rows[0]! : stack(broadcastArrays(...rows));
}

/**
 * The coordinates of a grid as one array for each axis, of length 1 along all others: together they broadcast to the grid.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for what is no range.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const [y, x] = np.ogrid('0:2', '0:3');
 * console.log(y!.shape, x!.shape, y!.mul(10).add(x!).toArray()); // [ 2, 1 ] [ 1, 3 ] [ [ 0, 1, 2 ], [ 10, 11, 12 ] ]
 * ```
 */
export const ogrid = (...ranges: readonly RangeInput[]): NDArray[] => openGrid('ogrid', ranges);

/** A range, a number, or an array. */
export type RowPart = RangeInput | InputOf;

const partOf = (what: string, part: RowPart): NDArray =>
  typeof part === 'string' || part instanceof Slice ? rangeOf(what, part) : toNDArray(part);

/**
 * Ranges, numbers and arrays one after the other, along the first axis.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for what is no range; ShapeError (`ERR_SHAPE`) for arrays that do not fit.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.r_('1:4', 0, [7, 8]).toArray(), np.r_('0:1:3j').toArray()); // [ 1, 2, 3, 0, 7, 8 ] [ 0, 0.5, 1 ]
 * ```
 */
export function r_(...parts: readonly RowPart[]): NDArray {
  const arrays = parts.map((part) => partOf('r_', part));
  const rank = Math.max(1, ...arrays.map((array) => array.ndim));
  const wrong = arrays.find((array) => array.ndim !== rank && !(array.ndim === 0 && rank === 1));
  if (wrong !== undefined) {
    throw new ShapeError(`r_: an array with ${wrong.ndim} axes does not go with one with ${rank}; reshape it first`);
  }
  return concat(arrays.map((array) => (array.ndim === 0 ? wrap(expandNode(array.node, [0])) : array)));
}

/**
 * Ranges, numbers and arrays as columns beside each other; arrays of two and more axes along their last one.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for what is no range; ShapeError (`ERR_SHAPE`) for arrays that do not fit.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.c_([1, 2, 3], '4:7').toArray()); // [ [ 1, 4 ], [ 2, 5 ], [ 3, 6 ] ]
 * ```
 */
export function c_(...parts: readonly RowPart[]): NDArray {
  const columns = parts.map((part) => {
    const { node } = partOf('c_', part);
    if (node.shape.length >= 2) return wrap(node);
    return wrap(reshapeNode(node, [node.size, 1]));
  });
  return concat(columns, { axis: -1 });
}
