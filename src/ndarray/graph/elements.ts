/** Elements of arrays for loops in JavaScript: what is not hot is a plain loop over typed arrays. */

import { type DType, itemSize } from '../dtype/dtype.ts';
import { type DataArrays, dataOfBytes } from '../dtype/typed-array.ts';
import { rowMajorStrides } from './layout.ts';
import { type Node, storedNode } from './node.ts';
import { newStorage } from './storage.ts';

/** A new array to be filled: a packed one in row-major order, and its elements. */
export interface NewArray<D extends DType = DType> {
  readonly node: Node;
  /** All elements; pairs for complex dtypes. */
  readonly data: DataArrays[D];
}

/**
 * A new stored array whose elements the caller writes at once.
 *
 * @param content - `zeros` when the caller does not write all of them.
 */
export function newArray<D extends DType>(
  dtype: D,
  shape: readonly number[],
  content: 'zeros' | 'any' = 'any',
): NewArray<D> {
  const node = newStored(dtype, shape, content);
  return { node, data: dataOfBytes(dtype, node.storage!.bytes()) };
}

/** A new stored array, packed in row-major order, whose elements somebody else writes. */
export function newStored(dtype: DType, shape: readonly number[], content: 'zeros' | 'any'): Node {
  const size = shape.reduce((product, length) => product * length, 1);
  const storage = newStorage(size * itemSize(dtype), content);
  return storedNode({ storage, offset: 0, strides: rowMajorStrides(shape) }, { dtype, shape });
}
