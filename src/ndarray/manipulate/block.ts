/** Arrays put together from blocks in lists in lists. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { ArrayValueError } from '../errors.ts';
import { copyNode } from '../array/elements.ts';
import { expandNode } from './view-nodes.ts';
import { concat } from './join.ts';

/** A block, or blocks in lists: the innermost lists go along the last axis, those around them along the axes before. */
export type Blocks = InputOf | readonly Blocks[];

/** Lists of blocks are lists; everything else is a block. */
const isList = (blocks: Blocks): blocks is readonly Blocks[] => Array.isArray(blocks);

/** How deep the lists are, which has to be the same everywhere. */
function depthOf(blocks: Blocks, path: string): number {
  if (!isList(blocks)) return 0;
  if (blocks.length === 0) throw new ArrayValueError(`block: the list at blocks${path} is empty; leave it out`);
  const depths = blocks.map((one, at) => depthOf(one, `${path}[${at}]`));
  const other = depths.findIndex((depth) => depth !== depths[0]);
  if (other > 0) {
    throw new ArrayValueError(
      `block: lists are nested ${depths[0]} deep at blocks${path}[0] and ${depths[other]} deep at blocks${path}[${other}]; all must be equally deep`,
    );
  }
  return depths[0]! + 1;
}

/** With so many axes at least: new ones come first. */
function withAxes(array: NDArray, rank: number): NDArray {
  const missing = rank - array.ndim;
  return missing > 0 ? wrap(expandNode(array.node, [...new Array(missing).keys()])) : array;
}

const leavesOf = (blocks: Blocks): NDArray[] => (isList(blocks) ? blocks.flatMap(leavesOf) : [toNDArray(blocks)]);

function join(blocks: Blocks, { rank, axis }: { readonly rank: number; readonly axis: number }): NDArray {
  if (!isList(blocks)) return withAxes(toNDArray(blocks), rank);
  return concat(
    blocks.map((one) => join(one, { rank, axis: axis + 1 })),
    { axis },
  );
}

/**
 * An array from blocks: the innermost lists are put along the last axis, the lists around them along the second last, and so on. A number is
 * a block of one element; a list of numbers is a list of such blocks.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for empty lists and lists of unequal depth; ShapeError (`ERR_SHAPE`) for blocks that do not fit.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const a = np.eye(2, 2, { dtype: 'int64' });
 * console.log(np.block([[a, np.zeros([2, 1], { dtype: 'int64' })], [np.array([[7, 7]]), 5]]).toArray()); // [ [ 1, 0, 0 ], [ 0, 1, 0 ], [ 7, 7, 5 ] ]
 * ```
 */
export function block(blocks: Blocks): NDArray {
  const depth = depthOf(blocks, '');
  const rank = Math.max(depth, ...leavesOf(blocks).map((leaf) => leaf.ndim));
  const result = join(blocks, { rank, axis: rank - depth });
  return isList(blocks) ? result : wrap(copyNode(result.node));
}
