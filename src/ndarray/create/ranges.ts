/** Evenly spaced numbers, by their step. */

import { type NDArray, wrap } from '../array/array.ts';
import { checkOptions } from '../array/options.ts';
import { asDType, type DType, isInteger } from '../dtype/dtype.ts';
import { checkedWriter, elementWriter } from '../dtype/element.ts';
import { resultDType } from '../dtype/promote.ts';
import { ArrayValueError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { checkDevice, type Device } from './array.ts';

/** Options of {@link arange}. */
export interface RangeOptions<D extends DType = DType> {
  /** int64 when all numbers are whole, else float64, unless it is given. */
  readonly dtype?: D;
  /** Where the array is. */
  readonly device?: Device;
}

/** Numbers and bigints. */
export type RangeNumber = number | bigint;

interface Range {
  readonly start: RangeNumber;
  readonly step: RangeNumber;
  readonly count: number;
}

function fillBig(dtype: DType, { start, step, count }: Range): Node {
  const { node, data } = newArray(dtype, [count]);
  const check = checkedWriter(dtype, data);
  const [first, by] = [BigInt(start), BigInt(step)];
  const last = first + BigInt(Math.max(count - 1, 0)) * by;
  const isSafe = [first, by, last].every((value) => BigInt.asIntN(53, value) === value);
  if (!isSafe || count === 0) {
    for (let at = 0; at < count; at++) check(at, first + BigInt(at) * by);
    return node;
  }
  // When both ends fit, all do; numbers are many times faster than bigints.
  check(0, first);
  check(count - 1, last);
  const write = elementWriter(dtype, data);
  const [from, stride] = [Number(first), Number(by)];
  for (let at = 0; at < count; at++) write(at, from + at * stride);
  return node;
}

/** How many steps there are from a start to a stop; bigints keep all their digits. */
function countSteps(start: RangeNumber, stop: RangeNumber, step: RangeNumber): number {
  if (typeof start !== 'bigint' || typeof stop !== 'bigint') {
    return Math.max(0, Math.ceil((Number(stop) - Number(start)) / Number(step)));
  }
  if (typeof step !== 'bigint') return countSteps(0, Number(stop - start), step);
  const way = stop - start;
  const whole = way / step;
  const count = whole * step === way || way > 0n !== step > 0n ? whole : whole + 1n;
  return Math.max(0, Number(count));
}

/** As NumPy fills: the first two numbers in the dtype, then equal steps of their difference. */
function fillNumbers(dtype: DType, { start, step, count }: Range): Node {
  const { node, data } = newArray(dtype, [count]);
  const write = checkedWriter(dtype, data);
  const round = dtype === 'float32' || dtype === 'complex64' ? Math.fround : (value: number): number => value;
  const first = round(Number(start));
  const by = round(round(Number(start) + Number(step)) - first);
  for (let at = 0; at < count; at++) write(at, round(first + round(at * by)));
  return node;
}

/**
 * Numbers from a start up to, but not with, a stop: `arange(stop)`, `arange(start, stop)` or `arange(start, stop, step)`.
 *
 * With a step that is no whole number the last element may be off by rounding; {@link linspace} says how many there are.
 *
 * The last argument may be options: `dtype`, `device`.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for a step of 0 and numbers that are not finite.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.arange(4).toArray(), np.arange(1, 2, 0.25).toArray(), np.arange(3, 0, -1, { dtype: 'int8' }).toArray()); // [ 0, 1, 2, 3 ] [ 1, 1.25, 1.5, 1.75 ] [ 3, 2, 1 ]
 * ```
 */
export function arange<D extends DType = DType>(
  ...args:
    | [stop: RangeNumber, options?: RangeOptions<D>]
    | [start: RangeNumber, stop: RangeNumber, options?: RangeOptions<D>]
    | [start: RangeNumber, stop: RangeNumber, step: RangeNumber, options?: RangeOptions<D>]
): NDArray<D> {
  const last = args.at(-1);
  const options = typeof last === 'object' ? last : undefined;
  const numbers = args.filter((value) => typeof value !== 'object') as RangeNumber[];
  checkOptions('arange', options, ['dtype', 'device']);
  checkDevice('arange', options?.device);
  const [start, stop, step] = numbers.length === 1 ? [0, numbers[0]!, 1] : [numbers[0]!, numbers[1]!, numbers[2] ?? 1];
  for (const value of [start, stop, step]) {
    if (typeof value !== 'bigint' && !Number.isFinite(value)) {
      throw new ArrayValueError(`arange: start, stop and step must be finite numbers, got ${String(value)}`);
    }
  }
  if (Number(step) === 0) throw new ArrayValueError('arange: the step cannot be 0');
  const dtype = options?.dtype === undefined ? resultDType([], [start, stop, step]) : asDType(options.dtype);
  const count = countSteps(start, stop, step);
  const isWhole = [start, step].every((value) => typeof value === 'bigint' || Number.isSafeInteger(value));
  const range = { start, step, count };
  return wrap(isInteger(dtype) && isWhole ? fillBig(dtype, range) : fillNumbers(dtype, range));
}
