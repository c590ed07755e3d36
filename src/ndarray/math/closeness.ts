/** Whether numbers are nearly equal, and numbers in the place of what is none. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { fits } from '../array/broadcast.ts';
import { isScalar } from '../array/input.ts';
import { checkOptions } from '../array/options.ts';
import { complexOfParts, partNode } from '../complex/cast.ts';
import { isComplex, isInexact, isInteger, realTypeOf } from '../dtype/dtype.ts';
import { floatInfo } from '../dtype/limits.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { all } from '../statistics/reductions.ts';
import { add, multiply, subtract } from './arithmetic.ts';
import { absolute } from './signs.ts';
import { divide } from './division.ts';
import { writeTo } from './call.ts';
import { where } from './choose.ts';
import { equal, lessEqual } from './compare.ts';
import { isfinite, isnan } from './floats.ts';
import { logicalAnd, logicalOr } from './logic.ts';
import { rint } from './rounding.ts';

/** How near is near. */
export interface CloseOptions {
  /** Relative to the second number. Default: 1e-5. */
  readonly rtol?: number;
  /** Absolute. Default: 1e-8. */
  readonly atol?: number;
  /** Whether NaN is near NaN. Default: false. */
  readonly equalNan?: boolean;
}

/** Plain numbers stay weak. */
const held = (x: InputOf): InputOf => (isScalar(x) ? x : toNDArray(x));

/**
 * Whether elements are nearly equal: `|x1 - x2| <= atol + rtol * |x2|`. Equal infinities are.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.isclose([1, 2, NaN], [1 + 1e-9, 2.1, NaN]).toArray()); // [ true, false, false ]
 * ```
 */
export function isclose(x1: InputOf, x2: InputOf, options: CloseOptions = {}): NDArray<'bool'> {
  checkOptions('isclose', options, ['rtol', 'atol', 'equalNan']);
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
  const a = held(x1);
  const second = held(x2);
  // Differences of integers could wrap.
  const b = isScalar(second) || isInexact(toNDArray(second).dtype) ? second : toNDArray(second).astype('float64');
  const isNear = lessEqual(absolute(subtract(a, b)), add(multiply(absolute(b), rtol), atol));
  const isEqual = logicalOr(logicalAnd(isNear, isfinite(b)), equal(a, b));
  return equalNan ? logicalOr(isEqual, logicalAnd(isnan(a), isnan(b))) : isEqual;
}

/**
 * Whether all elements are nearly equal, see {@link isclose}.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.allclose([1, 2], [1, 2 + 1e-9])); // true
 * ```
 */
export function allclose(x1: InputOf, x2: InputOf, options: CloseOptions = {}): boolean {
  checkOptions('allclose', options, ['rtol', 'atol', 'equalNan']);
  return all(isclose(x1, x2, options)).item();
}

/**
 * Whether two arrays have the same shape and elements.
 *
 * @param options - `equalNan`: whether NaN equals NaN. Default: false.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.arrayEqual([1, 2], [1, 2]), np.arrayEqual([1, 2], [[1, 2]])); // true false
 * ```
 */
export function arrayEqual(x1: InputOf, x2: InputOf, options: { readonly equalNan?: boolean } = {}): boolean {
  checkOptions('arrayEqual', options, ['equalNan']);
  const [a, b] = [toNDArray(x1), toNDArray(x2)];
  if (a.shape.length !== b.shape.length || a.shape.some((length, axis) => length !== b.shape[axis])) return false;
  const same = equal(a, b);
  return all(options.equalNan === true ? logicalOr(same, logicalAnd(isnan(a), isnan(b))) : same).item();
}

/**
 * Whether two arrays have the same elements, where one may be repeated to the shape of the other.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.arrayEquiv([1, 2], [[1, 2], [1, 2]])); // true
 * ```
 */
export function arrayEquiv(x1: InputOf, x2: InputOf): boolean {
  const [a, b] = [toNDArray(x1), toNDArray(x2)];
  if (!fits(a.shape, b.shape) && !fits(b.shape, a.shape)) return false;
  return all(equal(a, b)).item();
}

/** What {@link nanToNum} puts in. */
export interface NumberOptions {
  /** Whether the result is a copy; else the numbers are put into the array itself. Default: true. */
  readonly copy?: boolean;
  /** For NaN. Default: 0. */
  readonly nan?: InputOf;
  /** For Infinity. Default: the largest number of the dtype. */
  readonly posinf?: InputOf | null;
  /** For -Infinity. Default: the smallest number of the dtype. */
  readonly neginf?: InputOf | null;
}

function replaced(node: Node, { nan = 0, posinf, neginf }: NumberOptions): Node {
  const array = wrap(node);
  const { max, min } = floatInfo(realTypeOf(node.dtype));
  const put = (mask: NDArray, value: InputOf, rest: NDArray): NDArray => {
    const values = isScalar(value) ? value : toNDArray(value).astype(node.dtype);
    return where(mask, values, rest);
  };
  const numbers = put(isnan(array), nan, array);
  const below = put(equal(array, Infinity), posinf ?? max, numbers);
  return put(equal(array, -Infinity), neginf ?? min, below).node;
}

/**
 * The array with numbers in the place of NaN and the infinities.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.nanToNum([1, NaN, Infinity], { posinf: 9 }).toArray()); // [ 1, 0, 9 ]
 * ```
 */
export function nanToNum(x: InputOf, options: NumberOptions = {}): NDArray {
  checkOptions('nanToNum', options, ['copy', 'nan', 'posinf', 'neginf']);
  const array = toNDArray(x);
  if (!isInexact(array.dtype)) return options.copy === false ? array : array.copy();
  const numbers = wrap(numbersFor(array.node, options));
  return options.copy === false ? array.set('...', numbers) : numbers;
}

function numbersFor(node: Node, options: NumberOptions): Node {
  if (!isComplex(node.dtype)) return replaced(node, options);
  const [re, im] = ([0, 1] as const).map((part) => replaced(partNode(node, part), options));
  return complexOfParts(node.dtype, re!, im!);
}

/**
 * Rounded to a number of decimals; halves go to the even neighbour. Integers stay what they are, and are rounded to tens, hundreds, ... by
 * negative numbers of decimals.
 *
 * As in NumPy, floats are scaled by a power of ten, rounded and scaled back, so that a last digit may be off by rounding.
 *
 * @param second - `decimals` (0 unless given), or the options `decimals` and `out`.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) unless that is a whole number.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.round([0.5, 1.5, 2.57], { decimals: 1 }).toArray(), np.round([0.5, 1.5]).toArray(), np.round([1250, 1350], { decimals: -2 }).toArray()); // [ 0.5, 1.5, 2.6 ] [ 0, 2 ] [ 1200, 1400 ]
 * ```
 */
export function round(x: InputOf, second: number | RoundOptions = {}): NDArray {
  const options = typeof second === 'number' ? { decimals: second } : second;
  checkOptions('round', options, ['decimals', 'out']);
  const rounded = roundTo(x, options.decimals ?? 0);
  return options.out === undefined ? rounded : writeTo('round', options.out, rounded.node);
}

/** Options of {@link round}. */
export interface RoundOptions {
  /** How many places behind the point; negative ones count before it. Default: 0. */
  readonly decimals?: number;
  /** Where the result is written. */
  readonly out?: NDArray;
}

function roundTo(x: InputOf, decimals: number): NDArray {
  if (!Number.isInteger(decimals)) {
    throw new ArrayValueError(`round: decimals must be a whole number, got ${decimals}`);
  }
  const array = toNDArray(x);
  const isWhole = isInteger(array.dtype);
  if (isWhole && decimals >= 0) return array.copy();
  if (decimals === 0) return rint(array);
  if (array.dtype === 'bool') throw new DTypeError('round: bool has no decimals; convert it with astype');
  if (isComplex(array.dtype)) {
    const [re, im] = ([0, 1] as const).map((part) => roundTo(wrap(partNode(array.node, part)), decimals).node);
    return wrap(complexOfParts(array.dtype, re!, im!));
  }
  const scale = 10 ** Math.abs(decimals);
  if (decimals > 0) return divide(rint(multiply(array, scale)), scale);
  const tens = multiply(rint(divide(array, scale)), scale);
  return isWhole ? tens.astype(array.dtype) : tens;
}

/** NumPy's other name of {@link round}. */
export const around = round;
