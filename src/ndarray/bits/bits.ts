/** Bits in bytes, and integers in other bases. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { normalAxis } from '../array/axes.ts';
import { checkOptions } from '../array/options.ts';
import { mapRows } from '../array/rows.ts';
import { isInteger } from '../dtype/dtype.ts';
import { castNode } from '../elementwise/operands.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { expandNode, ravelNode } from '../manipulate/view-nodes.ts';

/** Options of {@link packbits}. */
export interface PackOptions {
  /** Along which axis; all elements in one row unless it is given. */
  readonly axis?: number | null;
  /** Whether the first bit of eight is the one of the highest value ('big', the default) or of the lowest. */
  readonly bitorder?: 'big' | 'little';
}

/** Options of {@link unpackbits}. */
export interface UnpackOptions extends PackOptions {
  /** How many bits the result has along the axis; a negative number leaves so many out at the end. All unless it is given. */
  readonly count?: number | null;
}

interface Task {
  readonly node: Node;
  readonly axis: number;
  readonly isBig: boolean;
}

function taskOf(what: string, given: Node, { axis, bitorder = 'big' }: PackOptions): Task {
  if (bitorder !== 'big' && bitorder !== 'little') {
    throw new ArrayValueError(`${what}: bitorder is 'big' or 'little', got ${JSON.stringify(bitorder)}`);
  }
  const isFlat = axis === undefined || axis === null;
  const whole = given.shape.length === 0 ? expandNode(given, [0]) : given;
  const node = isFlat ? ravelNode(whole) : whole;
  return { node, axis: isFlat ? 0 : normalAxis(axis, node.shape.length), isBig: bitorder === 'big' };
}

/**
 * Whether elements are true, eight in a byte; zeros fill the last byte.
 *
 * @param x - Bools or integers.
 * @throws DTypeError (`ERR_DTYPE`) for other dtypes; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.packbits([1, 0, 1, 0, 0, 0, 0, 1, 1]).toArray()); // [ 161, 128 ]
 * ```
 */
export function packbits(x: InputOf, options: PackOptions = {}): NDArray<'uint8'> {
  checkOptions('packbits', options, ['axis', 'bitorder']);
  const given = nodeOf(x);
  if (given.dtype !== 'bool' && !isInteger(given.dtype)) {
    throw new DTypeError(`packbits takes bools and integers, got ${given.dtype}; compare first, such as x.ne(0)`);
  }
  const { node, axis, isBig } = taskOf('packbits', castNode(given, 'bool'), options);
  const fill = (row: ArrayLike<number | bigint>, to: Uint8Array): void => {
    to.fill(0);
    for (let at = 0; at < row.length; at++) {
      if (row[at] !== 0) to[at >> 3]! |= isBig ? 128 >> (at & 7) : 1 << (at & 7);
    }
  };
  return wrap(mapRows(node, { axis, dtype: 'uint8', length: Math.ceil(node.shape[axis]! / 8), fill }));
}

/**
 * The bits of bytes, as zeros and ones: the opposite of {@link packbits}.
 *
 * @throws DTypeError (`ERR_DTYPE`) for other dtypes than uint8; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(String(np.unpackbits(np.array([161], { dtype: 'uint8' })))); // [1 0 1 0 0 0 0 1]
 * ```
 */
export function unpackbits(x: InputOf, options: UnpackOptions = {}): NDArray<'uint8'> {
  checkOptions('unpackbits', options, ['axis', 'bitorder', 'count']);
  const given = nodeOf(x);
  if (given.dtype !== 'uint8')
    throw new DTypeError(`unpackbits takes uint8, got ${given.dtype}; convert it with astype`);
  const { node, axis, isBig } = taskOf('unpackbits', given, options);
  const bits = node.shape[axis]! * 8;
  const { count } = options;
  const length = count === undefined || count === null ? bits : count < 0 ? bits + count : count;
  if (!Number.isInteger(length) || length < 0) {
    throw new ArrayValueError(`unpackbits: count must be a whole number from ${-bits} on, got ${String(count)}`);
  }
  const fill = (row: ArrayLike<number | bigint>, to: Uint8Array): void => {
    for (let at = 0; at < to.length; at++) {
      const byte = Number(row[at >> 3] ?? 0);
      to[at] = (byte >> (isBig ? 7 - (at & 7) : at & 7)) & 1;
    }
  };
  return wrap(mapRows(node, { axis, dtype: 'uint8', length, fill }));
}

const wholeOf = (what: string, value: number | bigint): bigint => {
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) {
    throw new ArrayValueError(
      `${what}: the number must be a whole number, got ${String(value)}; larger ones are bigints`,
    );
  }
  return BigInt(value);
};

/**
 * A whole number in base 2. With a width: filled with zeros, a negative number as its two's complement.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for what is no whole number, and a width that is too small.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.binaryRepr(5), np.binaryRepr(-5), np.binaryRepr(-5, 8)); // 101 -101 11111011
 * ```
 */
export function binaryRepr(value: number | bigint, width?: number | null): string {
  const whole = wholeOf('binaryRepr', value);
  const digits = (whole < 0n ? -whole : whole).toString(2);
  if (width === undefined || width === null) return (whole < 0n ? '-' : '') + digits;
  const isPower = whole < 0n && -whole === 1n << BigInt(digits.length - 1);
  const least = whole < 0n ? (isPower ? digits.length : digits.length + 1) : digits.length;
  if (!Number.isInteger(width) || width < least) {
    throw new ArrayValueError(`binaryRepr: ${whole} needs a width of ${least} or more, got ${width}`);
  }
  return whole < 0n ? BigInt.asUintN(width, whole).toString(2) : digits.padStart(width, '0');
}

/**
 * A whole number in a base from 2 to 36, in capital letters.
 *
 * @param padding - Zeros to write before it; 0 unless given.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for other bases, and what is no whole number.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.baseRepr(255, 16), np.baseRepr(-7, 3, 2)); // FF -0021
 * ```
 */
export function baseRepr(value: number | bigint, base = 2, padding = 0): string {
  const whole = wholeOf('baseRepr', value);
  if (!Number.isInteger(base) || base < 2 || base > 36) {
    throw new ArrayValueError(`baseRepr: the base must be a whole number from 2 to 36, got ${base}`);
  }
  const digits = whole === 0n ? '' : (whole < 0n ? -whole : whole).toString(base).toUpperCase();
  const text = '0'.repeat(Math.max(0, padding)) + digits;
  return (whole < 0n ? '-' : '') + (text === '' ? '0' : text);
}
