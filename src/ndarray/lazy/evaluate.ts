/** When arrays are computed, for users who want to say it. */

import { needArray } from '../array/need.ts';
import type { NDArray } from '../array/array.ts';
import { evaluateNodes, evaluateNodesAsync, stored } from '../graph/evaluate.ts';
import { planGraph } from '../schedule/plan.ts';
import { drawGraph } from './explain.ts';

/**
 * Computes arrays now, together: what they have in common is computed once. Without it an array is computed when somebody looks at it.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.arange(4);
 * const squares = x.mul(x);
 * const total = squares.sum();
 * np.evaluate(squares, total);
 * console.log(squares.toArray(), total.item()); // [ 0, 1, 4, 9 ] 14
 * ```
 */
export function evaluate(...arrays: readonly NDArray[]): void {
  const [first] = arrays;
  // Most calls are for one.
  if (arrays.length === 1) stored(needArray('evaluate', first!).node);
  else evaluateNodes(arrays.map((array) => needArray('evaluate', array).node));
}

/**
 * As `evaluate`; the event loop turns while the kernels run.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const y = np.ones(1000).add(1);
 * await np.evaluateAsync(y);
 * console.log(y.item(0)); // 2
 * ```
 */
export const evaluateAsync = (...arrays: readonly NDArray[]): Promise<void> =>
  evaluateNodesAsync(arrays.map((array) => needArray('evaluateAsync', array).node));

/**
 * How an array would be computed, as text: the kernels in their order, the operations in each, what each reads and stores, and why an
 * intermediate result is stored instead of being a part of a larger kernel. Nothing is computed.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.array([1, 2, 3], { dtype: 'float32' });
 * console.log(np.explain(np.exp(x).mul(2))); // kernel 1: r0 float32[3] = multiply(exp(x0 float32[3]), 2); stored: asked for
 * ```
 */
export function explain(array: NDArray): string {
  const { node } = needArray('explain', array);
  if (!node.isPending && node.kind !== 'constant') return 'nothing to compute: the array is stored';
  return drawGraph(planGraph([node]));
}
