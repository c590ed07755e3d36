/** Arrays with one value everywhere. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { copyElements } from '../array/copy-elements.ts';
import { elementsOf } from '../array/elements.ts';
import { isScalar } from '../array/input.ts';
import type { Order } from '../array/methods-shape.ts';
import { checkOptions } from '../array/options.ts';
import { newStrided, stridesFor } from '../array/ordered.ts';
import { type ShapeInput, shapeOf } from '../array/shape-argument.ts';
import { Complex } from '../dtype/complex.ts';
import { asDType, type DType, isComplex } from '../dtype/dtype.ts';
import { checkedWriter, elementReader, type Scalar } from '../dtype/element.ts';
import { resultDType } from '../dtype/promote.ts';
import { newData } from '../dtype/typed-array.ts';
import { constantNode, type ConstantScalar, type Node } from '../graph/node.ts';
import { broadcastNode } from '../manipulate/view-nodes.ts';
import { checkDevice, type Device } from './array.ts';

/** Options of functions that make arrays. */
export interface FillOptions<D extends DType = DType> {
  /** Type of the elements: float64 unless it is given. */
  readonly dtype?: D;
  /** Order in memory: row major ('C') unless it is given. */
  readonly order?: Order;
  /** Where the array is. */
  readonly device?: Device;
}

/** Options of functions that make an array like another. */
export interface LikeOptions<D extends DType = DType> extends FillOptions<D> {
  /** Another shape than that of the array. */
  readonly shape?: ShapeInput;
}

/** An array with one value everywhere. */
export function filledNode(dtype: DType, shape: readonly number[], value: Scalar): Node {
  const data = newData(dtype, 1);
  checkedWriter(dtype, data)(0, value);
  if (!isComplex(dtype)) return constantNode(dtype, shape, elementReader(dtype, data)(0) as ConstantScalar);
  const node = newStrided(dtype, shape, stridesFor('C', undefined, shape));
  const strides = shape.map(() => 0);
  copyElements({ dtype, data, shape, strides, offset: 0 }, elementsOf(node));
  return node;
}

/** What a function fills arrays with, and its name. */
type Filling = readonly [what: string, value: number];

function make([what, value]: Filling, shape: ShapeInput, options: FillOptions | undefined): NDArray {
  checkOptions(what, options, ['dtype', 'order', 'device']);
  checkDevice(what, options?.device);
  const dtype = options?.dtype === undefined ? 'float64' : asDType(options.dtype);
  const lengths = shapeOf(what, shape);
  if (options?.order !== 'F') return wrap(filledNode(dtype, lengths, value));
  return wrap(inOrder(filledNode(dtype, [], value), lengths, 'F'));
}

/** One element in every place of a new array. */
function inOrder(value: Node, shape: readonly number[], order: Order): Node {
  const node = newStrided(value.dtype, shape, stridesFor(order, undefined, shape));
  copyElements(elementsOf(broadcastNode(value, shape)), elementsOf(node));
  return node;
}

function makeLike([what, value]: Filling, x: InputOf, options: LikeOptions | undefined): NDArray {
  checkOptions(what, options, ['dtype', 'order', 'device', 'shape']);
  checkDevice(what, options?.device);
  const like = nodeOf(x);
  const dtype = options?.dtype === undefined ? like.dtype : asDType(options.dtype);
  if (options?.shape !== undefined) return make([what, value], options.shape, { dtype, order: options.order });
  return wrap(likeNode(filledNode(dtype, [], partFor(dtype, value)), like, options?.order));
}

/** A value in every place of an array that lies as another does. */
function likeNode(value: Node, like: Node, order: Order = 'K'): Node {
  if (order === 'C' || (order === 'K' && like.order === null)) return broadcastConstant(value, like.shape);
  const node = newStrided(value.dtype, like.shape, stridesFor(order, like, like.shape));
  copyElements(elementsOf(broadcastNode(value, like.shape)), elementsOf(node));
  return node;
}

function broadcastConstant(value: Node, shape: readonly number[]): Node {
  if (value.kind === 'constant') return constantNode(value.dtype, shape, value.value);
  return inOrder(value, shape, 'C');
}

/**
 * An array of zeros.
 *
 * @param shape - A length for each axis; a number for one axis.
 * @param options - `dtype` (float64), `order` ('C'), `device`.
 * @throws ShapeError (`ERR_SHAPE`) for lengths that are negative or no whole numbers.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.zeros([2, 2]).toArray(), np.zeros(2, { dtype: 'bool' }).toArray()); // [ [ 0, 0 ], [ 0, 0 ] ] [ false, false ]
 * ```
 */
export const zeros = <D extends DType = 'float64'>(shape: ShapeInput, options?: FillOptions<D>): NDArray<D> =>
  make(['zeros', 0], shape, options) as NDArray<D>;

/**
 * An array of ones.
 *
 * @throws ShapeError (`ERR_SHAPE`) for lengths that are negative or no whole numbers.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.ones(3, { dtype: 'int8' }).toArray()); // [ 1, 1, 1 ]
 * ```
 */
export const ones = <D extends DType = 'float64'>(shape: ShapeInput, options?: FillOptions<D>): NDArray<D> =>
  make(['ones', 1], shape, options) as NDArray<D>;

/**
 * An array whose elements do not matter yet. They are zeros: what was in memory before is nobody's business.
 *
 * @throws ShapeError (`ERR_SHAPE`) for lengths that are negative or no whole numbers.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.empty([2, 0]).shape); // [ 2, 0 ]
 * ```
 */
export const empty = <D extends DType = 'float64'>(shape: ShapeInput, options?: FillOptions<D>): NDArray<D> =>
  make(['empty', 0], shape, options) as NDArray<D>;

/**
 * An array with one value, or an array that is repeated, everywhere.
 *
 * @param value - A number, whose dtype is the default; or anything that broadcasts to the shape.
 * @throws ShapeError (`ERR_SHAPE`); ArrayValueError (`ERR_ARRAY_VALUE`) for a value that the dtype cannot hold.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.full([2, 2], 7).toArray(), np.full([2, 2], [1, 2]).toArray()); // [ [ 7, 7 ], [ 7, 7 ] ] [ [ 1, 2 ], [ 1, 2 ] ]
 * ```
 */
export function full<D extends DType = DType>(
  shape: ShapeInput,
  value: InputOf<D>,
  options?: FillOptions<D>,
): NDArray<D> {
  checkOptions('full', options, ['dtype', 'order', 'device']);
  checkDevice('full', options?.device);
  return wrap(fullNode(shapeOf('full', shape), value, options));
}

/** What is real takes the real part. */
const partFor = (dtype: DType, value: Scalar): Scalar =>
  value instanceof Complex && !isComplex(dtype) && dtype !== 'bool' ? value.re : value;

function fullNode(shape: readonly number[], value: InputOf, options: FillOptions = {}): Node {
  const order = options.order ?? 'C';
  const given = options.dtype === undefined ? undefined : asDType(options.dtype);
  if (isScalar(value)) {
    const own = typeof value === 'bigint' && value > 2n ** 63n - 1n ? 'uint64' : resultDType([], [value]);
    const one = filledNode(given ?? own, [], partFor(given ?? own, value));
    return order === 'F' ? inOrder(one, shape, order) : broadcastConstant(one, shape);
  }
  const node = nodeOf(value);
  const target = newStrided(given ?? node.dtype, shape, stridesFor(order, undefined, shape));
  copyElements(elementsOf(broadcastNode(node, shape)), elementsOf(target));
  return target;
}

/**
 * Zeros in the shape and dtype of another array.
 *
 * @param options - `dtype`, `shape`, `order` ('K': as the array lies), `device`.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.zerosLike([1, 2, 3]).toArray()); // [ 0, 0, 0 ]
 * ```
 */
export const zerosLike = <D extends DType = DType, T extends DType = D>(
  x: InputOf<D>,
  options?: LikeOptions<T>,
): NDArray<T> => makeLike(['zerosLike', 0], x, options) as NDArray<T>;

/**
 * Ones in the shape and dtype of another array.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.onesLike([[1.5, 2]], { dtype: 'int32' }).toArray()); // [ [ 1, 1 ] ]
 * ```
 */
export const onesLike = <D extends DType = DType, T extends DType = D>(
  x: InputOf<D>,
  options?: LikeOptions<T>,
): NDArray<T> => makeLike(['onesLike', 1], x, options) as NDArray<T>;

/**
 * An array in the shape and dtype of another whose elements do not matter yet: zeros.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.emptyLike(np.ones([2, 3])).shape); // [ 2, 3 ]
 * ```
 */
export const emptyLike = <D extends DType = DType, T extends DType = D>(
  x: InputOf<D>,
  options?: LikeOptions<T>,
): NDArray<T> => makeLike(['emptyLike', 0], x, options) as NDArray<T>;

/**
 * One value everywhere, in the shape and dtype of another array.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for a value that the dtype cannot hold.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fullLike([1, 2], 9).toArray()); // [ 9, 9 ]
 * ```
 */
export function fullLike<D extends DType = DType, T extends DType = D>(
  x: InputOf<D>,
  value: InputOf,
  options?: LikeOptions<T>,
): NDArray<T> {
  checkOptions('fullLike', options, ['dtype', 'order', 'device', 'shape']);
  checkDevice('fullLike', options?.device);
  const like = nodeOf(x);
  const dtype = options?.dtype === undefined ? like.dtype : asDType(options.dtype);
  if (options?.shape !== undefined)
    return wrap(fullNode(shapeOf('fullLike', options.shape), value, { ...options, dtype }));
  if (isScalar(value)) return wrap(likeNode(filledNode(dtype, [], partFor(dtype, value)), like, options?.order));
  return wrap(fullNode(like.shape, value, { dtype, order: options?.order ?? 'C' }));
}
