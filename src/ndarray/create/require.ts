/** Arrays that have to be of a kind: in memory, or in what they hold. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf } from '../array/as-array.ts';
import { numbersOf } from '../array/numbers.ts';
import { checkOptions } from '../array/options.ts';
import { copyInOrder } from '../array/ordered.ts';
import { type DType, isComplex, isInexact } from '../dtype/dtype.ts';
import { partNode } from '../complex/cast.ts';
import { ArrayValueError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { asarray } from './array.ts';

/** What an array has to be: row major, column major, writable, or with memory of its own. */
export type Requirement = 'C' | 'F' | 'W' | 'O';

/** Options of {@link require}. */
export interface RequireOptions<D extends DType = DType> {
  /** Type of the elements. */
  readonly dtype?: D;
  /** What it has to be; nothing unless given. */
  readonly requirements?: readonly Requirement[];
}

/**
 * The input as an array that fulfils requirements: itself when it does, else a copy. `'C'` and `'F'` are orders of memory, `'W'` refuses
 * broadcast views, which show an element in several places, `'O'` asks for memory that nobody else sees.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for other requirements, and for 'C' and 'F' together.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.arange(6).reshape(2, 3);
 * console.log(np.require(x) === x, np.require(x, { requirements: ['F'] }).flags.fContiguous); // true true
 * ```
 */
export function require<D extends DType = DType>(x: InputOf, options: RequireOptions<D> = {}): NDArray<D> {
  checkOptions('require', options, ['dtype', 'requirements']);
  const wanted = new Set(options.requirements);
  const unknown = [...wanted].find((one) => !['C', 'F', 'W', 'O'].includes(one));
  if (unknown !== undefined) {
    throw new ArrayValueError(
      `require: there is no requirement ${JSON.stringify(unknown)}; there are 'C', 'F', 'W', 'O'`,
    );
  }
  if (wanted.has('C') && wanted.has('F'))
    throw new ArrayValueError("require: 'C' and 'F' exclude each other; give one");
  const order = wanted.has('F') ? 'F' : wanted.has('C') ? 'C' : 'K';
  const array = asarray(x, options.dtype === undefined ? { order } : { order, dtype: options.dtype }) as NDArray<D>;
  const isShown = wanted.has('W') && array.strides.some((stride, axis) => stride === 0 && array.shape[axis]! > 1);
  const isFresh = array !== (x as unknown);
  return isShown || (wanted.has('O') && !isFresh) ? wrap(copyInOrder(array.node, order)) : array;
}

const isFiniteNode = (node: Node): boolean => numbersOf(node).every(Number.isFinite);

/**
 * As `asarray`, for numbers that must be finite.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) when an element is infinite or NaN.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.asarrayChkfinite([1, 2]).toArray()); // [ 1, 2 ]
 * ```
 */
export function asarrayChkfinite<D extends DType = DType>(x: InputOf, options?: { readonly dtype?: D }): NDArray<D> {
  const array = asarray(x, options) as NDArray<D>;
  const { node } = array;
  const parts = isComplex(node.dtype) ? [partNode(node, 0), partNode(node, 1)] : isInexact(node.dtype) ? [node] : [];
  if (parts.every(isFiniteNode)) return array;
  throw new ArrayValueError('asarrayChkfinite: an element is infinite or NaN; np.isfinite(x) says which');
}
