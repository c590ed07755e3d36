/** What the numbers of a dtype can be: NumPy's finfo and iinfo. */

import { DTypeError } from '../errors.ts';
import { type DType, type FloatDType, type IntegerDType, isFloat, isInteger, itemSize, realTypeOf } from './dtype.ts';
import { integerRange } from './element.ts';

/** Facts of a float dtype. */
export interface FloatInfo {
  /** The dtype; for a complex one that of its parts. */
  readonly dtype: FloatDType;
  /** Bits of one element. */
  readonly bits: number;
  /** Distance from 1 to the next larger number. */
  readonly eps: number;
  /** Distance from 1 to the next smaller number. */
  readonly epsneg: number;
  /** The largest number. */
  readonly max: number;
  /** The smallest number. */
  readonly min: number;
  /** The smallest positive number with all its digits. */
  readonly smallestNormal: number;
  /** The smallest positive number. */
  readonly smallestSubnormal: number;
  /** NumPy's older name of `smallestNormal`. */
  readonly tiny: number;
  /** Decimal digits that always survive. */
  readonly precision: number;
  /** `10 ** -precision`. */
  readonly resolution: number;
  /** Bits of the fraction. */
  readonly nmant: number;
  /** Bits of the exponent. */
  readonly nexp: number;
  /** The power of two that is too large. */
  readonly maxexp: number;
  /** The least power of two of a normal number. */
  readonly minexp: number;
}

/** Facts of an integer dtype; limits beyond 2^53 are bigints. */
export interface IntegerInfo {
  /** Type of the elements. */
  readonly dtype: IntegerDType;
  /** Bits of one element. */
  readonly bits: number;
  /** The smallest number. */
  readonly min: number | bigint;
  /** The largest number. */
  readonly max: number | bigint;
}

/** Bits of fraction and exponent, and digits that survive. */
const layouts: { readonly [D in FloatDType]: readonly [nmant: number, nexp: number, precision: number] } = {
  float16: [10, 5, 3],
  float32: [23, 8, 6],
  float64: [52, 11, 15],
};

/** Facts of a float or complex dtype. */
export function floatInfo(dtype: DType): FloatInfo {
  const real = realTypeOf(dtype);
  if (!isFloat(real)) throw new DTypeError(`finfo: ${dtype} is no float dtype; iinfo knows the integers`);
  const [nmant, nexp, precision] = layouts[real];
  const maxexp = 2 ** (nexp - 1);
  const minexp = 2 - maxexp;
  const max = (2 - 2 ** -nmant) * 2 ** (maxexp - 1);
  return {
    dtype: real,
    bits: itemSize(real) * 8,
    eps: 2 ** -nmant,
    epsneg: 2 ** -(nmant + 1),
    max,
    min: -max,
    smallestNormal: 2 ** minexp,
    smallestSubnormal: 2 ** (minexp - nmant),
    tiny: 2 ** minexp,
    precision,
    resolution: Number(`1e-${precision}`),
    nmant,
    nexp,
    maxexp,
    minexp,
  };
}

/** Facts of an integer dtype. */
export function integerInfo(dtype: DType): IntegerInfo {
  if (!isInteger(dtype)) throw new DTypeError(`iinfo: ${dtype} is no integer dtype; finfo knows the floats`);
  const [min, max] = integerRange(dtype);
  const plain = (value: bigint): number | bigint =>
    BigInt.asIntN(53, value) === value || value === 2n ** 32n - 1n ? Number(value) : value;
  return { dtype, bits: itemSize(dtype) * 8, min: plain(min), max: plain(max) };
}
