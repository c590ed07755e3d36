/** What routines take and give: anything that stands for an array in, arrays out. */

import type { DType } from '../dtype/dtype.ts';
import type { Node } from '../graph/node.ts';
import { NDArray, wrap } from './array.ts';
import type { ArrayHandle } from './handle.ts';
import { type ArrayInput, nodeOfLists } from './input.ts';

/** Anything that stands for an array but an array: numbers, lists, typed arrays, iterables of numbers. */
export type PlainInput = Exclude<ArrayInput, ArrayHandle>;

/** Anything that stands for an array; where it is an array of a known dtype, results may have that dtype. */
export type InputOf<D extends DType = DType> = NDArray<D> | PlainInput;

/** The node of anything that stands for an array. */
export const nodeOf = (value: InputOf): Node => (value instanceof NDArray ? value.node : nodeOfLists(value));

/** An array: the same one where it is one already. */
export const toNDArray = <D extends DType>(value: InputOf<D>): NDArray<D> =>
  value instanceof NDArray ? value : wrap<D>(nodeOfLists(value));
