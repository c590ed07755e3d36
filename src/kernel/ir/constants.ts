/** Constants of the IR: which numbers a type holds. */

import type { ScalarType } from '../../core/kernel.ts';

/** What a constant holds: boolean for bool, bigint for 64-bit integers, else a number. */
export type ConstantValue = number | bigint | boolean;

const ranges: { readonly [type: string]: readonly [number, number] } = {
  i32: [-(2 ** 31), 2 ** 31 - 1],
  u32: [0, 2 ** 32 - 1],
};

/** Whether a type holds a value exactly, and the value is of the JavaScript type that stands for it. */
export function holds(type: ScalarType, value: ConstantValue): boolean {
  switch (type) {
    case 'bool':
      return typeof value === 'boolean';
    case 'i64':
      return typeof value === 'bigint' && BigInt.asIntN(64, value) === value;
    case 'u64':
      return typeof value === 'bigint' && BigInt.asUintN(64, value) === value;
    case 'f64':
      return typeof value === 'number';
    case 'f32':
      return typeof value === 'number' && Object.is(Math.fround(value), value);
    default: {
      const [low, high] = ranges[type]!;
      return Number.isInteger(value) && !Object.is(value, -0) && (value as number) >= low && (value as number) <= high;
    }
  }
}

/**
 * A JavaScript number as a constant of a type: rounded for f32, a bigint for 64-bit integers, a boolean for bool.
 * Integers must be in range; that is checked by the builder.
 */
export function constantOf(type: ScalarType, value: ConstantValue): ConstantValue {
  if (type === 'f32') return Math.fround(Number(value));
  if ((type === 'i64' || type === 'u64') && Number.isInteger(value)) return BigInt(value);
  // An integer has no negative zero.
  return (type === 'i32' || type === 'u32') && value === 0 ? 0 : value;
}

/** Whether two constants of one type are the same value: NaN is, -0 and 0 are not. */
export const sameConstant = (a: ConstantValue, b: ConstantValue): boolean => Object.is(a, b);
