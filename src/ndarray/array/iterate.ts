/** Walking over arrays place by place, for programs that have to. */

import { needArray } from './need.ts';
import { type ShapeInput, shapeOf } from './shape-argument.ts';
import type { NDArray } from './array.ts';
import { type InputOf, nodeOf } from './as-array.ts';
import { packedElements } from './elements.ts';
import { publicReader } from './output.ts';
import { stored } from '../graph/evaluate.ts';
import type { Scalar } from '../dtype/element.ts';
import type { Node } from '../graph/node.ts';

/**
 * The coordinates of all places of a shape, in row-major order.
 *
 * @throws ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log([...np.ndindex([2, 2])].join(' ')); // 0,0 0,1 1,0 1,1
 * ```
 */
export function* ndindex(shape: ShapeInput): Generator<number[], void, undefined> {
  const lengths = shapeOf('ndindex', shape);
  if (lengths.includes(0)) return;
  const index = lengths.map(() => 0);
  for (;;) {
    yield [...index];
    let axis = lengths.length - 1;
    for (; axis >= 0 && ++index[axis]! === lengths[axis]; axis--) index[axis] = 0;
    if (axis < 0) return;
  }
}

/**
 * The coordinates and the element of each place, in row-major order. The elements are those of the moment of the first step.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * for (const [index, value] of np.ndenumerate([[1, 2]])) console.log(index.join(), value);
 * ```
 *
 * ```text
 * 0,0 1
 * 0,1 2
 * ```
 */
export function* ndenumerate(x: InputOf): Generator<[index: number[], value: Scalar], void, undefined> {
  const node = nodeOf(x);
  const read = publicReader(node.dtype, packedElements(node).slice());
  let place = 0;
  for (const index of ndindex(node.shape)) yield [index, read(place++)];
}

/** First and last place of a node in its storage, in elements. */
function bounds({ shape, strides, offset }: Node): readonly [first: number, last: number] {
  const reach = strides.map((stride, axis) => stride * (shape[axis]! - 1));
  const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, offset);
  return [sum(reach.filter((value) => value < 0)), sum(reach.filter((value) => value > 0))];
}

/**
 * Whether two arrays lie in overlapping parts of memory: false is certain, true may be two views whose elements only interleave.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.arange(6);
 * console.log(np.mayShareMemory(x, x.at('::2')), np.mayShareMemory(x.at(':3'), x.at('3:')), np.mayShareMemory(x, x.copy())); // true false false
 * ```
 */
export function mayShareMemory(a: NDArray, b: NDArray): boolean {
  const [p, q] = [a, b].map((one) => stored(needArray('mayShareMemory', one).node)) as [Node, Node];
  if (p.storage !== q.storage || p.size === 0 || q.size === 0) return false;
  const [pSize, qSize] = [a.itemsize, b.itemsize];
  const [[pFirst, pLast], [qFirst, qLast]] = [bounds(p), bounds(q)];
  return pFirst * pSize < (qLast + 1) * qSize && qFirst * qSize < (pLast + 1) * pSize;
}
