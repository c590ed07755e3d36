/** Places counted through all axes, and their coordinates. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { broadcastShapesFor, shapeText } from '../array/broadcast.ts';
import { checkOptions } from '../array/options.ts';
import { type ShapeInput, shapeOf } from '../array/shape-argument.ts';
import { ArrayValueError, IndexError, ShapeError } from '../errors.ts';
import { broadcastNode, reshapeNode } from '../manipulate/view-nodes.ts';
import { integers } from './index-arrays.ts';
import { type BoundsMode, integersOf, placeWithin } from './take.ts';

/** Options of {@link unravelIndex} and {@link ravelMultiIndex}. */
export interface RavelOptions {
  /** Row major ('C', the default) or column major ('F'). */
  readonly order?: 'C' | 'F';
  /** For ravelMultiIndex: what becomes of indices that are out of bounds; for all axes, or for each. */
  readonly mode?: BoundsMode | readonly BoundsMode[];
}

function stridesOf(shape: readonly number[], order: 'C' | 'F'): number[] {
  if (order !== 'C' && order !== 'F') throw new ArrayValueError(`order must be 'C' or 'F', got '${String(order)}'`);
  const lengths = order === 'C' ? shape.toReversed() : shape;
  let step = 1;
  const strides = lengths.map((length) => {
    const own = step;
    step *= length;
    return own;
  });
  return order === 'C' ? strides.toReversed() : strides;
}

/**
 * The coordinates of places that are counted in row-major order: an array for each axis.
 *
 * @param options - `order` ('C').
 * @throws IndexError (`ERR_INDEX`) out of bounds.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.unravelIndex([5, 1], [2, 3]).map(String)); // [ '[1 0]', '[2 1]' ]
 * ```
 */
export function unravelIndex(
  places: InputOf,
  shape: ShapeInput,
  options?: { readonly order?: 'C' | 'F' },
): NDArray<'int64'>[] {
  checkOptions('unravelIndex', options, ['order']);
  const lengths = shapeOf('unravelIndex', shape);
  const node = nodeOf(places);
  const size = lengths.reduce((product, length) => product * length, 1);
  const list = integersOf('unravelIndex', node);
  const wrong = list.find((place) => place < 0 || place >= size);
  if (wrong !== undefined)
    throw new IndexError(
      `unravelIndex: ${wrong} is out of bounds for shape ${shapeText(lengths)} with ${size} elements`,
    );
  const strides = stridesOf(lengths, options?.order ?? 'C');
  return lengths.map((length, axis) =>
    wrap(reshapeNode(integers(list.map((place) => Math.floor(place / strides[axis]!) % length)).node, node.shape)),
  );
}

/**
 * The places, counted in row-major order, of coordinates. The opposite of {@link unravelIndex}.
 *
 * @param coordinates - Integers for each axis; they broadcast.
 * @param options - `order` ('C'), `mode` ('raise').
 * @throws IndexError (`ERR_INDEX`) out of bounds; ShapeError (`ERR_SHAPE`) unless there are as many as axes.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.ravelMultiIndex([[1, 0], [2, 1]], [2, 3]).toArray()); // [ 5, 1 ]
 * ```
 */
export function ravelMultiIndex(
  coordinates: readonly InputOf[],
  shape: ShapeInput,
  options?: RavelOptions,
): NDArray<'int64'> {
  checkOptions('ravelMultiIndex', options, ['order', 'mode']);
  const lengths = shapeOf('ravelMultiIndex', shape);
  if (coordinates.length !== lengths.length) {
    throw new ShapeError(
      `ravelMultiIndex: ${coordinates.length} coordinates do not go with shape ${shapeText(lengths)}; give one for each axis`,
    );
  }
  const nodes = coordinates.map((one) => nodeOf(one));
  const common = broadcastShapesFor(
    'ravelMultiIndex',
    nodes.map((node) => node.shape),
  );
  const strides = stridesOf(lengths, options?.order ?? 'C');
  const given = options?.mode ?? 'raise';
  const modes = typeof given === 'object' ? given : lengths.map(() => given);
  if (modes.length !== lengths.length)
    throw new ArrayValueError(`ravelMultiIndex: ${modes.length} modes do not go with ${lengths.length} axes`);
  if (lengths.includes(0) && common.every((length) => length > 0))
    throw new IndexError(`ravelMultiIndex: there is no place in an array of shape ${shapeText(lengths)}`);
  const sums = nodes.reduce<number[]>((sum, node, axis) => {
    const list = integersOf('ravelMultiIndex', broadcastNode(node, common));
    // Unlike an index, negative numbers do not count from the end here.
    const [length, mode] = [lengths[axis]!, modes[axis]!];
    const checked = list.map((one) =>
      placeWithin('ravelMultiIndex', mode === 'raise' && one < 0 ? length : one, { length, mode }),
    );
    return checked.map((one, at) => (sum[at] ?? 0) + one * strides[axis]!);
  }, []);
  return wrap(reshapeNode(integers(sums).node, common));
}
