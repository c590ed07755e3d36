/** Functions that repeat elements: copies. */

import { needList, valueText } from '../array/need.ts';
import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { normalAxis } from '../array/axes.ts';
import { packedElements } from '../array/elements.ts';
import { checkOptions } from '../array/options.ts';
import { copyInOrder } from '../array/ordered.ts';
import { type DType, isInteger } from '../dtype/dtype.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { takePlaces } from '../pick/take-node.ts';
import type { OneAxisOption } from './split.ts';
import { broadcastNode, expandNode, ravelNode, reshapeNode } from './view-nodes.ts';

function counts(repeats: InputOf): number[] {
  const node = nodeOf(repeats);
  if (!isInteger(node.dtype) && node.dtype !== 'bool') {
    throw new DTypeError(`repeat: the counts must be integers, got ${node.dtype}`);
  }
  const list = [...(packedElements(ravelNode(node)) as ArrayLike<number | bigint> & Iterable<number | bigint>)].map(
    Number,
  );
  const wrong = list.find((count) => count < 0);
  if (wrong !== undefined) throw new ArrayValueError(`repeat: a count cannot be negative, got ${wrong}`);
  return list;
}

/**
 * Each element so many times in a row.
 *
 * @param repeats - How often: one count for all, or one for each place of the axis.
 * @param options - `axis`; without it the array is repeated as if it had one axis.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for negative counts, or when there are not as many as places; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.repeat([1, 2], 2).toArray(), np.repeat([[1, 2]], [1, 3], { axis: 1 }).toArray()); // [ 1, 1, 2, 2 ] [ [ 1, 2, 2, 2 ] ]
 * ```
 */
export function repeat<D extends DType = DType>(x: InputOf<D>, repeats: InputOf, options?: OneAxisOption): NDArray<D> {
  checkOptions('repeat', options, ['axis']);
  const given = nodeOf(x);
  const node = options?.axis === undefined ? ravelNode(given) : given;
  const axis = normalAxis(options?.axis ?? 0, node.shape.length);
  const length = node.shape[axis]!;
  const list = counts(repeats);
  if (list.length !== 1 && list.length !== length) {
    throw new ArrayValueError(
      `repeat: ${list.length} counts do not go with axis ${axis} of length ${length}; give one, or as many`,
    );
  }
  const places: number[] = [];
  for (let at = 0; at < length; at++) {
    for (let left = list[list.length === 1 ? 0 : at]!; left > 0; left--) places.push(at);
  }
  return wrap(takePlaces(node, axis, places));
}

/**
 * The whole array so many times along each axis.
 *
 * @param repetitions - A count for the last axis, or for each; missing axes count 1.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for counts that are negative or no whole numbers.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.tile([1, 2], 2).toArray(), np.tile([1, 2], [2, 1]).toArray()); // [ 1, 2, 1, 2 ] [ [ 1, 2 ], [ 1, 2 ] ]
 * ```
 */
export function tile<D extends DType = DType>(x: InputOf<D>, repetitions: number | readonly number[]): NDArray<D> {
  const times = typeof repetitions === 'number' ? [repetitions] : needList('tile', repetitions);
  for (const count of times) {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new ArrayValueError(`tile: a count must be a whole number from 0, got ${valueText(count)}`);
    }
  }
  return wrap(tileNode(nodeOf(x), times));
}

function tileNode(node: Node, times: readonly number[]): Node {
  const rank = Math.max(node.shape.length, times.length);
  const shape = [...new Array<number>(rank - node.shape.length).fill(1), ...node.shape];
  const counts = [...new Array<number>(rank - times.length).fill(1), ...times];
  // Every axis gets one in front of it, along which it is repeated without a copy; the copy joins the two.
  const full = reshapeNode(node, shape);
  const open = expandNode(
    full,
    shape.map((_, axis) => 2 * axis),
  );
  const repeated = broadcastNode(
    open,
    counts.flatMap((count, axis) => [count, shape[axis]!]),
  );
  return reshapeNode(
    copyInOrder(repeated, 'C'),
    shape.map((length, axis) => length * counts[axis]!),
  );
}
