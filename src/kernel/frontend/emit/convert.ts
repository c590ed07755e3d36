/** Conversions that JavaScript makes by itself, as instructions. */

import type { ElementType, ScalarType } from '../../../core/kernel.ts';
import { isFloat, isInt } from '../../ir/ops.ts';
import type { KernelBuilder } from '../../ir/builder.ts';
import type { Value } from '../../ir/types.ts';

/** Whether a number counts as true: not 0, not NaN. */
export function truth(b: KernelBuilder, value: Value): Value {
  if (value.type === 'bool') return value;
  // One comparison for both: nothing is greater than 0 about the magnitude of NaN.
  return isFloat(value.type) ? b.gt(b.abs(value), 0) : b.ne(value, 0);
}

/** A value as another type; floats become integers towards zero and saturate. */
export function convert(b: KernelBuilder, value: Value, type: ScalarType): Value {
  return type === 'bool' ? truth(b, value) : b.convert(value, type);
}

/** A value as JavaScript's bit operators take it: modulo 2^32. */
export function toBits(b: KernelBuilder, value: Value): Value {
  if (isFloat(value.type)) return b.convert(value, 'i32', { wrap: true });
  return b.convert(value, 'i32');
}

/** A value as an element of an array takes it: integers modulo their width. */
export function toElement(b: KernelBuilder, value: Value, type: ScalarType): Value {
  const isWrapping = isFloat(value.type) && (type === 'i32' || type === 'u32');
  return isWrapping ? b.convert(value, type, { wrap: true }) : convert(b, value, type);
}

/** What an element of a Uint8ClampedArray keeps: rounded to even, 0 to 255, 0 for NaN. */
export function clamped(b: KernelBuilder, value: Value): Value {
  if (!isFloat(value.type)) return b.binary('min', b.binary('max', b.convert(value, 'i32'), 0), 255);
  const rounded = b.unary('nearest', value);
  const least = b.select(b.gt(rounded, 0), rounded, 0);
  return b.convert(b.binary('min', least, 255), 'i32');
}

/** What a narrow element of a local array keeps of an i32. */
export function narrowed(b: KernelBuilder, value: Value, element: ElementType): Value {
  switch (element) {
    case 'u8':
      return b.and(value, 0xff);
    case 'u16':
      return b.and(value, 0xffff);
    case 'i8':
      return b.shr(b.shl(value, 24), 24);
    case 'i16':
      return b.shr(b.shl(value, 16), 16);
    default:
      return value;
  }
}

/** A constant, converted as JavaScript converts. */
export function constant(b: KernelBuilder, value: number | bigint | boolean, type: ScalarType): Value {
  if (type === 'bool') return b.const('bool', Boolean(value));
  if (type === 'i64')
    return b.const(type, BigInt.asIntN(64, BigInt(typeof value === 'number' ? Math.trunc(value) : value)));
  if (type === 'u64')
    return b.const(type, BigInt.asUintN(64, BigInt(typeof value === 'number' ? Math.trunc(value) : value)));
  if (!isInt(type)) return b.const(type, Number(value));
  const number = Number(value);
  // Integers keep their bits when they change sign; fractions and large numbers convert as any float does.
  if (Number.isInteger(number) && Math.abs(number) < 2 ** 32)
    return b.const(type, type === 'i32' ? number | 0 : number >>> 0);
  return b.convert(b.const('f64', number), type);
}
