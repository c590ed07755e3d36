/** Functions that turn arrays around. */

import { needList, valueText } from '../array/need.ts';
import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { type Axes, normalAxes, normalAxis } from '../array/axes.ts';
import { shapeText } from '../array/broadcast.ts';
import { copyElements } from '../array/copy-elements.ts';
import { elementsOf } from '../array/elements.ts';
import { checkOptions } from '../array/options.ts';
import type { DType } from '../dtype/dtype.ts';
import { ArrayValueError, AxisError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { flipNode, partOfAxis, ravelNode, reshapeNode, transposeNode } from './view-nodes.ts';

/** Options of functions that work along axes. */
export interface AxisOption {
  /** One axis or several; all of them when it is left out. */
  readonly axis?: Axes;
}

/**
 * The elements in the opposite order along axes: a view.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.flip([[1, 2], [3, 4]]).toArray(), np.flip([[1, 2], [3, 4]], { axis: 0 }).toArray()); // [ [ 4, 3 ], [ 2, 1 ] ] [ [ 3, 4 ], [ 1, 2 ] ]
 * ```
 */
export function flip<D extends DType = DType>(x: InputOf<D>, options?: AxisOption): NDArray<D> {
  checkOptions('flip', options, ['axis']);
  const node = nodeOf(x);
  return wrap(flipNode(node, normalAxes(options?.axis, node.shape.length)));
}

function needAxes(what: string, node: Node, rank: number): Node {
  if (node.shape.length < rank) {
    throw new ShapeError(`${what}: shape ${shapeText(node.shape)} has less than ${rank} axes`);
  }
  return node;
}

/**
 * The columns in the opposite order (axis 1): a view.
 *
 * @throws ShapeError (`ERR_SHAPE`) for arrays with less than two axes.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fliplr([[1, 2], [3, 4]]).toArray()); // [ [ 2, 1 ], [ 4, 3 ] ]
 * ```
 */
export const fliplr = <D extends DType = DType>(x: InputOf<D>): NDArray<D> =>
  wrap(flipNode(needAxes('fliplr', nodeOf(x), 2), [1]));

/**
 * The rows in the opposite order (axis 0): a view.
 *
 * @throws ShapeError (`ERR_SHAPE`) for 0-d arrays.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.flipud([[1, 2], [3, 4]]).toArray()); // [ [ 3, 4 ], [ 1, 2 ] ]
 * ```
 */
export const flipud = <D extends DType = DType>(x: InputOf<D>): NDArray<D> =>
  wrap(flipNode(needAxes('flipud', nodeOf(x), 1), [0]));

/**
 * Turned by 90 degrees, from the first axis towards the second: a view.
 *
 * @param k - How often; negative for the other way.
 * @throws AxisError (`ERR_AXIS`) unless `axes` are two different ones.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.rot90([[1, 2], [3, 4]]).toArray()); // [ [ 2, 4 ], [ 1, 3 ] ]
 * ```
 */
export function rot90<D extends DType = DType>(
  x: InputOf<D>,
  k = 1,
  options?: { readonly axes?: readonly [number, number] },
): NDArray<D> {
  checkOptions('rot90', options, ['axes']);
  const node = nodeOf(x);
  const [a, b] = normalAxes(options?.axes ?? [0, 1], node.shape.length);
  if (a === undefined || b === undefined) throw new AxisError('rot90: axes must be two different axes');
  if (!Number.isInteger(k)) throw new ArrayValueError(`rot90: k must be a whole number, got ${k}`);
  const turns = ((k % 4) + 4) % 4;
  if (turns === 0) return wrap(transposeNode(node, [...node.shape.keys()]));
  if (turns === 2) return wrap(flipNode(node, [a, b]));
  const order = [...node.shape.keys()].with(a, b).with(b, a);
  return wrap(turns === 1 ? transposeNode(flipNode(node, [b]), order) : flipNode(transposeNode(node, order), [b]));
}

/** A copy with the elements of each axis moved on by so many places, those at the end to the beginning. */
function rollNode(node: Node, shifts: readonly number[]): Node {
  const { node: result, data } = newArray(node.dtype, node.shape);
  const target = { ...elementsOf(result), data };
  const copy = (from: Node, offset: number, axis: number): void => {
    if (axis === shifts.length) {
      copyElements(elementsOf(from), { ...target, shape: from.shape, offset });
      return;
    }
    const length = from.shape[axis]!;
    const shift = length === 0 ? 0 : ((shifts[axis]! % length) + length) % length;
    const cut = length - shift;
    const stride = target.strides[axis]!;
    copy(partOfAxis(from, axis, { start: 0, stop: cut }), offset + shift * stride, axis + 1);
    if (shift > 0) copy(partOfAxis(from, axis, { start: cut, stop: length }), offset, axis + 1);
  };
  copy(node, 0, 0);
  return result;
}

/**
 * A copy with elements moved along axes; what goes over the end comes back at the beginning.
 *
 * @param shift - Places, for all axes or one for each. Without an axis the array is moved as if it had one axis.
 * @throws AxisError (`ERR_AXIS`); ArrayValueError (`ERR_ARRAY_VALUE`) when there are as many shifts as axes in no way.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.roll([1, 2, 3, 4], 1).toArray(), np.roll([[1, 2], [3, 4]], 1, { axis: 0 }).toArray()); // [ 4, 1, 2, 3 ] [ [ 3, 4 ], [ 1, 2 ] ]
 * ```
 */
export function roll<D extends DType = DType>(x: InputOf<D>, shift: Axes, options?: AxisOption): NDArray<D> {
  checkOptions('roll', options, ['axis']);
  const node = nodeOf(x);
  const shifts = typeof shift === 'number' ? [shift] : needList('roll', shift);
  const bad = shifts.find((one) => !Number.isInteger(one));
  if (bad !== undefined) throw new ArrayValueError(`roll: shift must be a whole number, got ${valueText(bad)}`);
  if (options?.axis === undefined || options.axis === null) {
    const total = shifts.reduce((sum, one) => sum + one, 0);
    return wrap(reshapeNode(rollNode(ravelNode(node), [total]), node.shape));
  }
  const axes = typeof options.axis === 'number' ? [options.axis] : options.axis;
  if (shifts.length !== 1 && axes.length !== 1 && shifts.length !== axes.length) {
    throw new ArrayValueError(`roll: ${shifts.length} shifts do not go with ${axes.length} axes; give one, or as many`);
  }
  const all = new Array<number>(node.shape.length).fill(0);
  for (let at = 0; at < Math.max(shifts.length, axes.length); at++) {
    const axis = normalAxis(axes[axes.length === 1 ? 0 : at]!, node.shape.length);
    all[axis]! += shifts[shifts.length === 1 ? 0 : at]!;
  }
  return wrap(rollNode(node, all));
}
