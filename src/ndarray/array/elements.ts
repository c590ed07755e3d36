/** The elements of nodes, for loops in JavaScript: what is not hot is a plain loop over typed arrays. */

import type { DType } from '../dtype/dtype.ts';
import { type DataArrays, dataOfBytes, newData } from '../dtype/typed-array.ts';
import { newArray } from '../graph/elements.ts';
import { beforeWrite, stored } from '../graph/evaluate.ts';
import { isRowMajor, rowMajorStrides } from '../graph/layout.ts';
import type { Node } from '../graph/node.ts';
import { partsOf } from '../dtype/dtype.ts';
import { copyElements, type Elements } from './copy-elements.ts';

/** The elements of a node, which is computed first if need be: the whole storage, and where in it the elements are. */
export function elementsOf(node: Node): Elements {
  const { storage, offset, strides, dtype, shape } = stored(node);
  return { dtype, shape, strides, offset, data: dataOfBytes(dtype, storage!.bytes()) };
}

/** As {@link elementsOf}, to be written: results that are not computed yet, and still need the old elements, are computed first. */
export function writableElementsOf(node: Node): Elements {
  beforeWrite(stored(node).storage!);
  return elementsOf(node);
}

/** A new packed copy of a node, in row-major order. */
export function copyNode(node: Node): Node {
  return copyAs(node, node.dtype);
}

/** A new packed copy in row-major order with elements of a dtype. */
export function copyAs(node: Node, dtype: DType): Node {
  const from = elementsOf(node);
  const copy = newArray(dtype, node.shape);
  copyElements(from, { ...elementsOf(copy.node), data: copy.data });
  return copy.node;
}

/**
 * All elements in row-major order (pairs for complex dtypes): a view of the array's own memory when they lie like that, so it is to be
 * read only; else a copy.
 */
export function packedElements<D extends DType>(node: Node & { readonly dtype: D }): DataArrays[D] {
  const from = elementsOf(node);
  const parts = partsOf(node.dtype);
  if (isRowMajor(from.shape, from.strides)) {
    return from.data.subarray(from.offset * parts, (from.offset + node.size) * parts) as DataArrays[D];
  }
  // Not in the memory of arrays: nobody would give it back.
  const data = newData(node.dtype, node.size) as DataArrays[D];
  copyElements(from, { ...from, strides: rowMajorStrides(from.shape), offset: 0, data });
  return data;
}
