/** The elements of an array in one row: NumPy's `flat`. */

import type { ArrayHandle } from './handle.ts';
import type { ArrayInput } from './input.ts';
import type { IndexItem } from '../indexing/index-item.ts';
import type { Scalar } from '../dtype/element.ts';

/** What a flat view needs of its array; install/ gives it. */
export interface FlatAccess<Any extends ArrayHandle = ArrayHandle> {
  readonly base: Any;
  readonly length: number;
  /** Picks from the elements in row-major order. */
  readonly pick: (index: IndexItem) => Any;
  /** Writes to them. */
  readonly write: (index: IndexItem, value: ArrayInput) => void;
  readonly values: () => Iterator<Scalar>;
}

/**
 * The elements of an array in row-major order, as if it had one axis.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.array([[1, 2], [3, 4]]).T;
 * console.log([...x.flat], String(x.flat.at('1:'))); // [ 1, 3, 2, 4 ] [3 2 4]
 * x.flat.set('::2', 0);
 * console.log(x.toArray()); // [ [ 0, 3 ], [ 0, 4 ] ]
 * ```
 */
export class FlatView<Any extends ArrayHandle = ArrayHandle> {
  readonly #access: FlatAccess<Any>;

  /** @hidden */
  constructor(access: FlatAccess<Any>) {
    this.#access = access;
  }

  /** The array whose elements these are. */
  get base(): Any {
    return this.#access.base;
  }

  /** The number of elements. */
  get length(): number {
    return this.#access.length;
  }

  /**
   * Elements by one index: a copy.
   *
   * @throws IndexError (`ERR_INDEX`) out of bounds.
   */
  at(index: IndexItem): Any {
    return this.#access.pick(index);
  }

  /**
   * Writes elements by one index; a shorter list of values is repeated.
   *
   * @throws IndexError (`ERR_INDEX`) out of bounds.
   */
  set(index: IndexItem, value: ArrayInput): this {
    this.#access.write(index, value);
    return this;
  }

  /** The elements, one after the other; 64 bit integers as `toArray` gives them. */
  [Symbol.iterator](): Iterator<Scalar> {
    return this.#access.values();
  }
}
