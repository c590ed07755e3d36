/** Copies in a given order of memory: row major, column major, or as the array itself lies. */

import { type DType, itemSize } from '../dtype/dtype.ts';
import { dataOfBytes } from '../dtype/typed-array.ts';
import { ArrayValueError } from '../errors.ts';
import { stored } from '../graph/evaluate.ts';
import { isRowMajor, orderOf, rowMajorStrides, stridesInOrder } from '../graph/layout.ts';
import { type Node, storedNode } from '../graph/node.ts';
import { newStorage } from '../graph/storage.ts';
import { copyElements } from './copy-elements.ts';
import { elementsOf } from './elements.ts';
import type { Order } from './methods-shape.ts';
import { sizeOf } from './strided.ts';

/** Whether the elements of a node lie without gaps with the first axis fastest. */
export const isColumnMajor = ({ shape, strides }: Pick<Node, 'shape' | 'strides'>): boolean =>
  isRowMajor(shape.toReversed(), strides.toReversed());

/** Strides of a new packed array in an order. */
export function stridesFor(order: Order, like: Node | undefined, shape: readonly number[]): readonly number[] {
  switch (order) {
    case 'C':
      return rowMajorStrides(shape);
    case 'F':
      return rowMajorStrides(shape.toReversed()).toReversed();
    case 'A':
      return stridesFor(like !== undefined && isColumnFirst(like) ? 'F' : 'C', like, shape);
    case 'K':
      return like === undefined
        ? rowMajorStrides(shape)
        : stridesInOrder(shape, orderOf(like.shape, stored(like).strides));
    default:
      order satisfies never;
      throw new ArrayValueError(`order must be 'C', 'F', 'A' or 'K', got ${JSON.stringify(order)}`);
  }
}

/** NumPy's reading of 'A': column major only, and not both at once. */
const isColumnFirst = (node: Node): boolean => {
  const { shape, strides } = stored(node);
  return isColumnMajor(node) && !isRowMajor(shape, strides);
};

/** 'A' as what it is for an array. */
export const plainOrder = (node: Node, order: Order): Order =>
  order === 'A' ? (isColumnFirst(node) ? 'F' : 'C') : order;

/** Whether a node lies as an order asks. */
export function liesIn(node: Node, order: Order): boolean {
  if (order === 'K' || order === 'A') return true;
  const { shape, strides } = stored(node);
  return order === 'C' ? isRowMajor(shape, strides) : isColumnMajor(node);
}

/** A new packed array with given strides; all zero, or not written yet. */
export function newStrided(dtype: DType, shape: readonly number[], strides: readonly number[]): Node {
  const storage = newStorage(sizeOf(shape) * itemSize(dtype), 'zeros');
  return storedNode({ storage, offset: 0, strides }, { dtype, shape });
}

/** A copy of a node in an order, with elements of a dtype. */
export function copyInOrder(node: Node, order: Order, dtype: DType = node.dtype): Node {
  const from = elementsOf(node);
  const copy = newStrided(dtype, node.shape, stridesFor(order, node, node.shape));
  copyElements(from, {
    dtype,
    data: dataOfBytes(dtype, copy.storage!.bytes()),
    shape: copy.shape,
    strides: copy.strides,
    offset: 0,
  });
  return copy;
}
