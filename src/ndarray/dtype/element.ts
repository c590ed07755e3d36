/** One element at a time, as a JavaScript value: for what is not hot, and has to be right for every dtype. */

import { ArrayValueError, DTypeError } from '../errors.ts';
import { Complex } from './complex.ts';
import { type DType, isComplex, isFloat, kindOf } from './dtype.ts';
import { halfToNumber, numberToHalf } from './float16.ts';
import type { DataArray } from './typed-array.ts';

/** One element: bool a boolean, int64 and uint64 bigints, complex numbers Complex, all others numbers. */
export type Scalar = number | bigint | boolean | Complex;

/** Gives the element at a position, counted in elements. */
export type ElementReader = (index: number) => Scalar;

/** Writes an element at a position, counted in elements, with the rules of {@link castScalar}. */
export type ElementWriter = (index: number, value: Scalar) => void;

/** Reads elements of typed data. */
export function elementReader(dtype: DType, data: DataArray): ElementReader {
  if (isComplex(dtype)) {
    const parts = data as Float64Array;
    return (index) => new Complex(parts[2 * index]!, parts[2 * index + 1]!);
  }
  if (dtype === 'bool') return (index) => data[index] !== 0;
  if (dtype === 'float16') {
    const halves = data as Uint16Array;
    return (index) => halfToNumber(halves[index]!);
  }
  return (index) => data[index]!;
}

const realPart = (value: Scalar): number | bigint =>
  value instanceof Complex ? value.re : typeof value === 'boolean' ? Number(value) : value;

const isTrue = (value: Scalar): boolean =>
  value instanceof Complex
    ? value.re !== 0 || value.im !== 0
    : typeof value === 'number'
      ? value !== 0
      : Boolean(value);

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);
const MAX_UINT64 = 2n ** 64n - 1n;

/** To a 64 bit integer: bigints keep their low bits; floats lose their fraction and stop at the limits, NaN is 0. */
export function toBig(dtype: 'int64' | 'uint64', value: number | bigint): bigint {
  const isSigned = dtype === 'int64';
  if (typeof value === 'bigint') return isSigned ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);
  if (Number.isNaN(value)) return 0n;
  if (isSigned) return value >= 2 ** 63 ? MAX_INT64 : value < -(2 ** 63) ? MIN_INT64 : BigInt(Math.trunc(value));
  if (value >= 2 ** 64) return MAX_UINT64;
  return value < -(2 ** 63) ? 0n : BigInt.asUintN(64, BigInt(Math.trunc(value)));
}

function bigWriter(dtype: 'int64' | 'uint64', data: BigInt64Array): ElementWriter {
  // Bigints are slow to make; most numbers are safe integers, and those are two words (all hosts are little endian).
  const words = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
  return (index, value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value)) {
      words[2 * index] = value;
      words[2 * index + 1] = Math.floor(value / 2 ** 32);
    } else data[index] = toBig(dtype, realPart(value));
  };
}

const LOW_32 = 2n ** 32n - 1n;

/**
 * Writes elements of typed data: integers keep their low bits, floats become integers towards zero modulo 2^n (as typed arrays do
 * it), complex numbers give their real part to what is not complex, anything but 0 is true.
 */
export function elementWriter(dtype: DType, data: DataArray): ElementWriter {
  const numbers = data as Float64Array;
  const number = (value: Scalar): number => Number(realPart(value));
  switch (kindOf(dtype)) {
    case 'b':
      return (index, value) => {
        numbers[index] = isTrue(value) ? 1 : 0;
      };
    case 'c':
      return (index, value) => {
        numbers[2 * index] = number(value);
        numbers[2 * index + 1] = value instanceof Complex ? value.im : 0;
      };
    case 'f':
      if (dtype !== 'float16') return (index, value) => void (numbers[index] = number(value));
      return (index, value) => void (numbers[index] = numberToHalf(number(value)));
    case 'i':
    case 'u':
      break;
  }
  if (dtype === 'int64' || dtype === 'uint64') {
    return bigWriter(dtype, data as BigInt64Array);
  }
  return (index, value) => {
    const real = realPart(value);
    // Beyond 2^53 the number of a bigint has lost its low bits.
    numbers[index] = typeof real === 'bigint' ? Number(real & LOW_32) : real;
  };
}

/** The smallest and the largest value of an integer dtype. */
export function integerRange(dtype: DType): readonly [min: bigint, max: bigint] {
  const match = /^(u?)int(\d+)$/.exec(dtype);
  if (match === null) throw new DTypeError(`${dtype} is no integer dtype; use int8 to int64 or uint8 to uint64`);
  const bits = BigInt(match[2]!);
  return match[1] === 'u' ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
}

function refuseInteger(value: number | bigint, dtype: DType): never {
  const [min, max] = integerRange(dtype);
  throw new ArrayValueError(
    `the integer ${value} is out of bounds for ${dtype} (${min} to ${max}); choose a larger dtype, or convert the array with astype first`,
  );
}

/**
 * Checks that a plain integer fits the integer dtype that it meets, as NumPy does.
 *
 * @throws ArrayValueError when it does not fit.
 */
export function checkWeakInteger(value: number | bigint, dtype: DType): void {
  const [min, max] = integerRange(dtype);
  if (value < min || value > max) refuseInteger(value, dtype);
}

/**
 * Writes plain values of JavaScript: as {@link elementWriter}, but what a dtype cannot hold is refused.
 *
 * @throws ArrayValueError for integers out of range, and for NaN and infinities as integers; DTypeError for complex numbers as real ones.
 */
export function checkedWriter(dtype: DType, data: DataArray): ElementWriter {
  const write = elementWriter(dtype, data);
  if (dtype === 'bool' || isComplex(dtype)) return write;
  const [min, max] = isFloat(dtype) ? [-Infinity, Infinity] : integerRange(dtype).map(Number);
  return (index, value) => {
    if (value instanceof Complex) {
      throw new DTypeError(`${value} is complex and does not fit ${dtype}; give its re, or make the array complex128`);
    }
    if (typeof value === 'bigint') {
      if (!isFloat(dtype)) checkWeakInteger(value, dtype);
    } else if (typeof value === 'number') {
      if (value < min! || value > max! || Number.isNaN(value)) refuseNumber(value, dtype);
    }
    write(index, value);
  };
}

function refuseNumber(value: number, dtype: DType): void {
  // A float that is out of range is infinite, and NaN is a float.
  if (isFloat(dtype)) return;
  if (Number.isInteger(value)) refuseInteger(value, dtype);
  throw new ArrayValueError(`${value} does not fit ${dtype}; use a float dtype, or numbers within its range`);
}
