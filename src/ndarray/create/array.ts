/** Arrays from what there is: numbers, lists, typed arrays, other arrays. */

import { type NDArray, wrap } from '../array/array.ts';
import { asDTypeNode, type CastOptions, castOptions } from '../array/as-dtype.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { castNode } from '../elementwise/operands.ts';
import { ArrayHandle } from '../array/handle.ts';
import { type ArrayInput, nodeOfLists } from '../array/input.ts';
import type { Order } from '../array/methods-shape.ts';
import { checkOptions } from '../array/options.ts';
import { copyInOrder, liesIn } from '../array/ordered.ts';
import { type ShapeInput, completeShape } from '../array/shape-argument.ts';
import { asDType, type DType, partsOf } from '../dtype/dtype.ts';
import { dtypeOfTypedArray, isTypedArray, type TypedArrayLike } from '../dtype/typed-array.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { expandNode } from '../manipulate/view-nodes.ts';

/** Where arrays live. Only the CPU for now. */
export type Device = 'cpu';

/** Options of {@link array}. */
export interface ArrayOptions<D extends DType = DType> {
  /** Type of the elements; what they ask for themselves when it is left out. */
  readonly dtype?: D;
  /** False takes an array as it is where it fits; the default makes a copy. */
  readonly copy?: boolean;
  /** Order in memory. */
  readonly order?: Order;
  /** The least number of axes; new ones of length 1 come first. */
  readonly ndmin?: number;
  /** Where the array is. */
  readonly device?: Device;
}

/**
 * Refuses devices that do not exist.
 *
 * @throws ArrayValueError for anything but `cpu`.
 */
export function checkDevice(what: string, device: unknown): void {
  if (device !== undefined && device !== 'cpu') {
    throw new ArrayValueError(`${what}: there is no device ${JSON.stringify(device)} for arrays; there is 'cpu'`);
  }
}

interface Wanted {
  readonly dtype?: DType | undefined;
  readonly order?: Order | undefined;
  /** True always, false never, undefined where it is needed. */
  readonly copy?: boolean | undefined;
}

/** The node of an input as it is wanted. */
function takeNode(what: string, input: ArrayInput, { dtype, order = 'K', copy }: Wanted): Node {
  const wanted = dtype === undefined ? undefined : asDType(dtype);
  if (!(input instanceof ArrayHandle)) {
    if (copy === false)
      throw new ArrayValueError(`${what}: copy: false is only possible for arrays; lists and typed arrays are copied`);
    const node = nodeOfLists(input, wanted);
    return liesIn(node, order) ? node : copyInOrder(node, order);
  }
  const { node } = input;
  const to = wanted ?? node.dtype;
  if (to === node.dtype && copy !== true && liesIn(node, order)) return node;
  if (copy === false) {
    throw new ArrayValueError(
      `${what}: this array cannot become ${to} in order '${order}' without a copy, which copy: false forbids`,
    );
  }
  return to !== node.dtype && liesIn(node, order) && order === 'K' ? castNode(node, to) : copyInOrder(node, order, to);
}

/**
 * A new array with the elements of a number, of lists in lists, of a typed array, of another array, or of an iterable of numbers.
 *
 * Whole numbers make int64, numbers with a fraction (and -0, NaN, infinities) float64, booleans bool, bigints int64 or uint64, Complex
 * values complex128; typed arrays keep their type.
 *
 * @param options - `dtype`, `order` ('K'), `copy` (true), `ndmin` (0).
 * @throws ShapeError (`ERR_SHAPE`) for lists of unequal lengths; ArrayValueError (`ERR_ARRAY_VALUE`) for integers beyond the dtype;
 *   DTypeError (`ERR_DTYPE`) for what is no number.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.array([[1, 2], [3, 4]]).dtype, np.array([1, 2.5]).dtype, np.array([1, 2], { dtype: 'uint8' }).nbytes); // int64 float64 2
 * ```
 */
export function array<D extends DType = DType, T extends DType = D>(
  input: InputOf<D>,
  options?: ArrayOptions<T>,
): NDArray<T> {
  checkOptions('array', options, ['dtype', 'copy', 'order', 'ndmin', 'device']);
  checkDevice('array', options?.device);
  const node = takeNode('array', input, { dtype: options?.dtype, order: options?.order, copy: options?.copy ?? true });
  const missing = (options?.ndmin ?? 0) - node.shape.length;
  return wrap(missing > 0 ? expandNode(node, [...new Array(missing).keys()]) : node);
}

/**
 * The input as an array: an array stays the same unless its dtype or order has to change, anything else becomes a new one.
 *
 * @param options - `dtype`, `order`, `device`, and `copy`: true always copies, false never.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) when `copy: false` cannot be kept; and as {@link array} does.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.ones(3);
 * console.log(np.asarray(x) === x, np.asarray([1, 2]).dtype, np.asarray(x, { dtype: 'float32' }).dtype); // true int64 float32
 * ```
 */
export function asarray<D extends DType = DType, T extends DType = D>(
  input: InputOf<D>,
  options?: Omit<ArrayOptions<T>, 'ndmin'>,
): NDArray<T> {
  checkOptions('asarray', options, ['dtype', 'copy', 'order', 'device']);
  checkDevice('asarray', options?.device);
  const node = takeNode('asarray', input, { dtype: options?.dtype, order: options?.order, copy: options?.copy });
  return input instanceof ArrayHandle && input.node === node ? (input as unknown as NDArray<T>) : wrap(node);
}

/** NumPy's name for arrays of subclasses, too, which there are none of: {@link asarray}. */
export const asanyarray = asarray;

/**
 * The input as an array in row-major order without gaps, with at least one axis.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.ascontiguousarray(np.ones([2, 3]).T).flags.cContiguous); // true
 * ```
 */
export const ascontiguousarray = <D extends DType = DType, T extends DType = D>(
  input: InputOf<D>,
  options?: { readonly dtype?: T },
): NDArray<T> => withAxis(asarray<D, T>(input, { ...options, order: 'C' }));

/**
 * The input as an array in column-major order without gaps, with at least one axis.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.asfortranarray([[1, 2], [3, 4]]).strides); // [ 8, 16 ]
 * ```
 */
export const asfortranarray = <D extends DType = DType, T extends DType = D>(
  input: InputOf<D>,
  options?: { readonly dtype?: T },
): NDArray<T> => withAxis(asarray<D, T>(input, { ...options, order: 'F' }));

const withAxis = <D extends DType>(x: NDArray<D>): NDArray<D> => (x.ndim === 0 ? wrap(expandNode(x.node, [0])) : x);

/**
 * A copy.
 *
 * @param options - `order`: 'K' (as the array lies) unless it is given.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.array([1, 2]);
 * const y = np.copy(x);
 * x.set(0, 9);
 * console.log(y.toArray()); // [ 1, 2 ]
 * ```
 */
export function copy<D extends DType = DType>(x: InputOf<D>, options?: { readonly order?: Order }): NDArray<D> {
  checkOptions('copy', options, ['order']);
  return wrap(copyInOrder(nodeOf(x), options?.order ?? 'K'));
}

/**
 * The elements in another dtype. Floats become integers towards zero; integers keep their low bits; complex numbers lose their
 * imaginary part.
 *
 * @param options - `copy`: false gives the array itself when it has the dtype and the order already; `order` ('K'); `casting` ('unsafe').
 * @throws DTypeError (`ERR_DTYPE`) for an unknown dtype.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.astype(np.array([1.7, -1.7]), 'int32').toArray()); // [ 1, -1 ]
 * ```
 */
export function astype<D extends DType>(
  x: InputOf,
  dtype: D,
  options?: CastOptions & { readonly device?: Device },
): NDArray<D> {
  checkOptions('astype', options, [...castOptions, 'device']);
  checkDevice('astype', options?.device);
  const own = nodeOf(x);
  const node = asDTypeNode(own, dtype, options);
  return node === own && x instanceof ArrayHandle ? (x as unknown as NDArray<D>) : wrap(node);
}

/**
 * A copy of a typed array in a shape.
 *
 * @param shape - One axis when it is left out. Complex dtypes take pairs of numbers.
 * @param options - `dtype`: how to see the elements, `bool` for bytes, `complex64` or `complex128` for pairs of floats.
 * @throws ShapeError (`ERR_SHAPE`) when the elements do not fit; DTypeError (`ERR_DTYPE`) for a dtype that the type cannot hold.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fromTypedArray(Float32Array.of(1, 2, 3, 4), [2, 2]).toArray()); // [ [ 1, 2 ], [ 3, 4 ] ]
 * ```
 */
export function fromTypedArray<D extends DType = DType>(
  items: TypedArrayLike,
  shape?: ShapeInput,
  options?: { readonly dtype?: D },
): NDArray<D> {
  checkOptions('fromTypedArray', options, ['dtype']);
  if (!isTypedArray(items))
    throw new DTypeError(`fromTypedArray takes a typed array, got ${String(items)}; array() takes lists`);
  const own = dtypeOfTypedArray(items);
  const dtype = options?.dtype === undefined ? own : asDType(options.dtype);
  const isSame = newArray(dtype, [0]).data.constructor === newArray(own, [0]).data.constructor;
  if (!isSame)
    throw new DTypeError(
      `fromTypedArray: elements of ${own} are none of ${dtype}; convert them with astype afterwards`,
    );
  const count = items.length / partsOf(dtype);
  const lengths = shape === undefined ? [Math.floor(count)] : typeof shape === 'number' ? [shape] : shape;
  const { node, data } = newArray(dtype, completeShape(lengths, [count]));
  const bytes = new Uint8Array(items.buffer, items.byteOffset, items.byteLength);
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength).set(bytes);
  return wrap(node);
}
