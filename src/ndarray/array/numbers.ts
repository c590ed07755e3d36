/** Elements as float64, for functions that compute in it whatever the dtype. */

import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { castNode } from '../elementwise/operands.ts';
import { packedElements } from './elements.ts';

/** All elements as float64 in row-major order: a view of the array's own memory where they lie like that, so to be read only. */
export const numbersOf = (node: Node): Float64Array => packedElements(castNode(node, 'float64')) as Float64Array;

/** A new float64 array; a row unless a shape is given. */
export function numbersNode(values: ArrayLike<number>, shape: readonly number[] = [values.length]): Node {
  const { node, data } = newArray('float64', shape);
  data.set(values);
  return node;
}
