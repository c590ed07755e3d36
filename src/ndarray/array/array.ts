/** The array that users hold. What arrays can do is added to the class in install/, so that routines can depend on it. */

import type { ArrayItems, arrayItems } from '../../core/array-items.ts';
import {
  type ElementLayout,
  type ElementUse,
  type KernelElements,
  kernelElements,
  kernelResult,
} from '../../core/kernel-elements.ts';
import type { ElementType } from '../../core/kernel.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import { reverseAxes, transposeNode } from '../manipulate/view-nodes.ts';
import { reprOfNode, textOfNode } from '../print/node-text.ts';
import { getPrintoptions } from '../print/options.ts';
import { shapeText } from './broadcast.ts';
import { Complex } from '../dtype/complex.ts';
import { type DType, dtypeOfElement, itemSize } from '../dtype/dtype.ts';
import type { TypedArrayOf } from '../dtype/typed-array.ts';
import { newStored } from '../graph/elements.ts';
import { releaseHandle, stored } from '../graph/evaluate.ts';
import { isRowMajor, stridesInOrder } from '../graph/layout.ts';
import type { Node } from '../graph/node.ts';
import { asDTypeNode, type CastOptions, castOptions } from './as-dtype.ts';
import { checkOptions } from './options.ts';
import { ArrayHandle } from './handle.ts';
import { assignNode, selectNode } from '../indexing/select.ts';
import type { IndexItem } from '../indexing/index-item.ts';
import type { ArrayInput } from './input.ts';
import type { InstalledMethods, ItemOf, NestedList, OutputOptions } from './methods.ts';
import { kernelElementsOf } from './kernel-elements.ts';
import { itemOf, listsOf, typedCopyOf } from './output.ts';

/** How the elements of an array lie in memory. */
export interface ArrayFlags {
  /** Without gaps, the last axis fastest. */
  readonly cContiguous: boolean;
  /** Without gaps, the first axis fastest. */
  readonly fContiguous: boolean;
}

/** The methods of arrays: see the function of the same name for each. */
// oxlint-disable-next-line no-unsafe-declaration-merging -- install/ defines every method of the interface, and a test looks for them
export interface NDArray<D extends DType = DType> extends InstalledMethods<
  NDArray<D>,
  NDArray,
  NDArray<'bool'>,
  NDArray<'int64'>
> {}

/**
 * An array: elements of one dtype in a shape, which may share their memory with other arrays (views). Made by `array`, `zeros` and
 * their like, and by every operation. Results are computed when somebody looks at them.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.array([[1, 2, 3], [4, 5, 6]], { dtype: 'float32' });
 * console.log(x.shape, x.dtype, x.ndim, x.size, x.strides); // [ 2, 3 ] float32 2 6 [ 12, 4 ]
 * ```
 */
// oxlint-disable-next-line no-unsafe-declaration-merging -- see above
export class NDArray<D extends DType = DType> extends ArrayHandle implements Disposable {
  /**
   * Not for users: `array`, `zeros` and other functions make arrays.
   *
   * @hidden
   */
  constructor(node: Node) {
    super(node);
  }

  /** Type of the elements. */
  get dtype(): D {
    return this.node.dtype as D;
  }

  /** Length of each axis. */
  get shape(): readonly number[] {
    return this.node.shape;
  }

  /** Number of axes. */
  get ndim(): number {
    return this.node.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return this.node.size;
  }

  /** Bytes of one element. */
  get itemsize(): number {
    return itemSize(this.node.dtype);
  }

  /** Bytes of all elements. */
  get nbytes(): number {
    return this.node.size * itemSize(this.node.dtype);
  }

  /** Bytes from one element to the next along each axis. */
  get strides(): readonly number[] {
    return elementStrides(this.node).map((stride) => stride * this.itemsize);
  }

  /** How the elements lie in memory. */
  get flags(): ArrayFlags {
    const { shape } = this.node;
    const strides = elementStrides(this.node);
    return {
      cContiguous: isRowMajor(shape, strides),
      fContiguous: isRowMajor(shape.toReversed(), strides.toReversed()),
    };
  }

  /** Where the elements are. */
  get device(): 'cpu' {
    return 'cpu';
  }

  /**
   * A part of the array. Numbers choose a place of an axis, slices (`'1:5:2'` or `slice(1, 5, 2)`) several, `null` adds an axis of length
   * 1, `'...'` stands for the axes in between: the result is a view. Masks and lists or arrays of integers pick elements: the result is
   * a copy. A number for each axis gives one element as a 0-d array, which does not change with this one.
   *
   * @throws IndexError (`ERR_INDEX`) out of bounds, for too many indices, and for masks that do not fit.
   * @example
   * ```ts
   * import * as np from 'manycore/ndarray';
   *
   * const x = np.arange(12).reshape(3, 4);
   * console.log(String(x.at(-1, '::2')), String(x.at([0, 2], 1)), x.at(1, 1).item()); // [ 8 10] [1 9] 5
   * ```
   */
  at(...index: readonly IndexItem[]): NDArray<D> {
    return new NDArray<D>(selectNode(this.node, index));
  }

  /**
   * Writes into a part of the array, in place. Views of the same memory see it; results that were made from the array before do not.
   *
   * @param index - One entry of an index, or a list of them, one for each axis. `[]` or `'...'` is the whole array.
   * @param value - Is broadcast to the part, and converted to the dtype of the array.
   * @returns The array itself.
   * @throws IndexError (`ERR_INDEX`); ShapeError (`ERR_SHAPE`) when the value does not broadcast to the part.
   * @example
   * ```ts
   * import * as np from 'manycore/ndarray';
   *
   * const x = np.zeros([2, 3], { dtype: 'int32' });
   * x.set([0, '1:'], [7, 8]).set([1], -1);
   * console.log(x.toArray()); // [ [ 0, 7, 8 ], [ -1, -1, -1 ] ]
   * ```
   */
  set(index: IndexItem | readonly IndexItem[], value: ArrayInput): this {
    assignNode(this.node, Array.isArray(index) ? index : [index as IndexItem], value);
    return this;
  }

  /**
   * One element as a JavaScript value: the only one, the one at a place in row-major order, or the one at an index for each axis.
   *
   * @throws ArrayValueError (`ERR_ARRAY_VALUE`) without an index when there are more; IndexError (`ERR_INDEX`) out of bounds.
   * @example
   * ```ts
   * import * as np from 'manycore/ndarray';
   *
   * const x = np.array([[1.5, 2.5], [3.5, 4.5]]);
   * console.log(x.item(3), x.item(0, 1), np.array(7n).item()); // 4.5 2.5 7
   * ```
   */
  item(...index: readonly number[]): ItemOf<D> {
    return itemOf(this.node, index) as ItemOf<D>;
  }

  /**
   * All elements as lists in lists; the element itself for a 0-d array. 64 bit integers are numbers when all of them are safe integers,
   * else bigints.
   *
   * @example
   * ```ts
   * import * as np from 'manycore/ndarray';
   *
   * console.log(np.eye(2).toArray(), np.array([1, 2]).toArray({ bigint: true })); // [ [ 1, 0 ], [ 0, 1 ] ] [ 1n, 2n ]
   * ```
   */
  toArray(options?: OutputOptions): NestedList<ItemOf<D>> {
    return listsOf(this.node, options) as NestedList<ItemOf<D>>;
  }

  /** NumPy's name of {@link toArray}. */
  tolist(options?: OutputOptions): NestedList<ItemOf<D>> {
    return this.toArray(options);
  }

  /**
   * A copy of all elements in row-major order, as a typed array in memory of its own: BigInt64Array for int64, pairs of real and
   * imaginary parts for complex numbers, bytes for bools, Float16Array for float16 (its bits in a Uint16Array where there is none).
   *
   * @example
   * ```ts
   * import * as np from 'manycore/ndarray';
   *
   * console.log(np.ones([2, 2], { dtype: 'float32' }).toTypedArray()); // Float32Array(4) [ 1, 1, 1, 1 ]
   * ```
   */
  toTypedArray(): TypedArrayOf<D> {
    return typedCopyOf(this.node) as TypedArrayOf<D>;
  }

  /** The axes in the opposite order: a view. */
  get T(): NDArray<D> {
    return new NDArray<D>(reverseAxes(this.node));
  }

  /** The last two axes in each other's place, for stacks of matrices: a view. */
  get mT(): NDArray<D> {
    const rank = this.ndim;
    if (rank < 2)
      throw new ShapeError(`mT: shape ${shapeText(this.shape)} has less than two axes; add one with expandDims`);
    const order = [...this.shape.keys()].with(rank - 1, rank - 2).with(rank - 2, rank - 1);
    return new NDArray<D>(transposeNode(this.node, order));
  }

  /** The elements in another dtype, computed when they are looked at; a copy when the array has it already. See the function `astype`. */
  astype<T extends DType>(dtype: T, options?: CastOptions): NDArray<T> {
    checkOptions('astype', options, castOptions);
    const node = asDTypeNode(this.node, dtype, options);
    return node === this.node ? (this as unknown as NDArray<T>) : new NDArray<T>(node);
  }

  /** The parts along the first axis, as views; single elements for an array with one axis. */
  *[Symbol.iterator](): Generator<NDArray<D>, void, undefined> {
    if (this.ndim === 0) throw new ShapeError('a 0-d array has no axis to go along; item() gives its element');
    for (let at = 0; at < this.shape[0]!; at++) yield this.at(at);
  }

  /**
   * The element of a 0-d array, so that `Number(x)` and `x > 0` work; a text of an array of any shape.
   *
   * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for other shapes: whether an array is true is not defined.
   */
  [Symbol.toPrimitive](hint: 'number' | 'string' | 'default'): number | bigint | string | boolean {
    if (hint === 'string') return this.toString();
    const value = this.ndim === 0 ? itemOf(this.node, []) : undefined;
    if (value === undefined || value instanceof Complex) {
      throw new ArrayValueError(
        value === undefined
          ? `an array of shape ${shapeText(this.shape)} is no single value; use its methods (x.add(y), x.gt(0)), any(), all() or item()`
          : `${value} is complex and has no order; take its real or imag part`,
      );
    }
    return value;
  }

  /** The elements as NumPy prints them; of a 0-d array its element. See `setPrintoptions`. */
  override toString(): string {
    return textOfNode(this.node, getPrintoptions());
  }

  /** What `console.log` prints: the text as the call that makes the array. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return reprOfNode(this.node, getPrintoptions());
  }

  /**
   * The elements for kernels of `manycore/kernel`, which read and write them in place.
   *
   * @hidden
   */
  [kernelElements](use: ElementUse, layout?: ElementLayout): KernelElements {
    return kernelElementsOf(this.node, use, layout);
  }

  /**
   * A new array for what a kernel of `manycore/kernel` computes.
   *
   * @hidden
   */
  [kernelResult](element: ElementType, shape: readonly number[], content: 'zeros' | 'any'): NDArray {
    return wrap(newStored(dtypeOfElement(element), shape, content));
  }

  /**
   * The array as the items of a call; install/ has it.
   *
   * @hidden
   */
  declare readonly [arrayItems]: (form: 'items' | 'tuples') => ArrayItems;

  /** What JSON.stringify writes: the lists of {@link toArray}. */
  toJSON(): NestedList<ItemOf<D>> {
    return this.toArray();
  }

  /** Gives the memory back, as soon as no other array needs it. The array cannot be used afterwards. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    releaseHandle(this.node);
  }

  #isDisposed = false;

  /** Gives the memory back; whoever uses the array afterwards is told. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** Strides that the elements have, or will have when they are computed. */
function elementStrides(node: Node): readonly number[] {
  if (node.kind === 'stored' || node.kind === 'view') return node.strides;
  return node.kind === 'opaque' ? stored(node).strides : stridesInOrder(node.shape, node.order);
}

/** An array for the user with that node. */
export const wrap = <D extends DType = DType>(node: Node): NDArray<D> => new NDArray<D>(node);

/**
 * Whether a value is an array of this library.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.isNDArray(np.ones(2)), np.isNDArray([1, 1])); // true false
 * ```
 */
export const isNDArray = (value: unknown): value is NDArray => value instanceof NDArray;
