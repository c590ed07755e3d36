/**
 * Angles too large for floats: the argument is an integer times a power of two, and is multiplied by the digits of 2/pi in
 * integers, of which only those after the point and the last two before it count (Payne and Hanek's reduction).
 */

import type { Operand } from '../ir/instruction-list.ts';
import type { Value } from '../ir/types.ts';
import { twoOverPiWords } from './coefficients.ts';
import type { MathBuilder, Pair } from './math-builder.ts';

/** An angle within an octant on either side of `quadrant` quarter turns. */
export interface Angle extends Pair {
  readonly quadrant: Value;
}

/** Words of zeros before the digits, for arguments that need digits before the point. */
const ZEROS = 2;
const WORD = 32;

/** Words of 2/pi from a bit on. */
function digits(m: MathBuilder, start: Value, count: number): Value[] {
  const { b } = m;
  const type = m.pick('u32', 'u64') as 'u32' | 'u64';
  const words = [...new Array<number>(ZEROS).fill(0), ...twoOverPiWords];
  const table = b.array({ name: 'twoOverPi', type: 'u32', length: words.length, scope: 'constant', values: words });
  const at = b.add(start, ZEROS * WORD);
  const first = b.shr(at, 5);
  const shift = b.convert(b.and(at, WORD - 1), type);
  const word = (i: number): Value => b.convert(b.loadArray(table, b.add(first, i)), type);
  const raw = Array.from({ length: count + 1 }, (_, i) => word(i));
  return Array.from({ length: count }, (_, i) => joined(m, [raw[i] as Value, raw[i + 1] as Value], shift));
}

/** The 32 bits of two words from a bit on. */
function joined(m: MathBuilder, [left, right]: readonly [Value, Value], shift: Value): Value {
  const { b } = m;
  if (!m.is64) {
    // In two steps: by 32 would be by 0.
    const low = b.shr(b.shr(right, 1), b.sub(b.const('u32', 31), shift));
    return b.or(b.shl(left, shift), low);
  }
  const both = b.or(b.shl(left, WORD), right);
  return b.and(b.shr(both, b.sub(b.const('u64', WORD), shift)), 0xffff_ffff);
}

/** The three words of the fraction, f32: 24 bits times 96. */
function product32(m: MathBuilder, mantissa: Value, words: readonly Value[]): Value[] {
  const { b } = m;
  const lo = words.map((word) => b.mul(mantissa, word));
  const hi = words.map((word) => b.binary('mulHi', mantissa, word));
  const middle = b.add(lo[1] as Value, hi[2] as Value);
  const carry = b.select(b.lt(middle, lo[1] as Value), b.const('u32', 1), 0);
  return [b.add(b.add(lo[0] as Value, hi[1] as Value), carry), middle, lo[2] as Value];
}

/** The words of the fraction, f64: 53 bits, as two words, times 192, in sums of half products. */
function product64(m: MathBuilder, mantissa: Value, words: readonly Value[]): Value[] {
  const { b } = m;
  const mask = b.const('u64', 0xffff_ffff);
  const halves = [b.and(mantissa, mask), b.shr(mantissa, WORD)];
  const products = halves.map((half) => words.map((word) => b.mul(half, word)));
  const out = new Array<Value>(words.length);
  let carry: Operand = b.const('u64', 0);
  for (let i = words.length - 1; i >= 0; i--) {
    let sum: Value = b.add(carry, b.and(products[0]![i] as Value, mask));
    if (i + 1 < words.length) {
      sum = b.add(sum, b.shr(products[0]![i + 1] as Value, WORD));
      sum = b.add(sum, b.and(products[1]![i + 1] as Value, mask));
    }
    if (i + 2 < words.length) sum = b.add(sum, b.shr(products[1]![i + 2] as Value, WORD));
    out[i] = b.and(sum, mask);
    carry = b.shr(sum, WORD);
  }
  return out;
}

/** A fraction of a quarter turn in three parts, as radians. */
function radians(m: MathBuilder, parts: readonly [Value, Value, Value], quadrant: Value): Angle {
  const first = m.twoSum(parts[0], parts[1]);
  const fraction = m.quickTwoSum(first.hi, m.add(first.lo, parts[2]));
  return { quadrant, ...m.multiply(fraction, m.pair(m.c.halfPiFull)) };
}

function reduce32(m: MathBuilder, x: Value): Angle {
  const { b } = m;
  const bits = b.bitcast(m.abs(x), 'u32');
  const power = b.sub(b.convert(b.shr(bits, 23), 'i32'), 127 + 23);
  const mantissa = b.or(b.and(bits, 0x7f_ffff), 0x80_0000);
  const [top, middle, low] = product32(m, mantissa, digits(m, b.sub(power, 2), 3)) as [Value, Value, Value];
  const quadrant = b.shr(b.add(top, 0x2000_0000), 30);
  const rest = b.bitcast(b.sub(top, b.shl(quadrant, 30)), 'i32');
  const upper = m.mul(b.convert(b.and(rest, -256), 'f32'), 2 ** -30);
  const next = b.or(b.shl(b.and(b.bitcast(rest, 'u32'), 255), 16), b.shr(middle, 16));
  const last = b.or(b.shl(b.and(middle, 0xffff), 8), b.shr(low, 24));
  const parts = [upper, m.mul(b.convert(next, 'f32'), 2 ** -46), m.mul(b.convert(last, 'f32'), 2 ** -70)] as const;
  return signed(m, x, radians(m, parts, b.bitcast(quadrant, 'i32')));
}

function reduce64(m: MathBuilder, x: Value): Angle {
  const { b } = m;
  const bits = b.bitcast(m.abs(x), 'u64');
  const power = b.sub(b.convert(b.shr(bits, 52), 'i32'), 1023 + 52);
  const mantissa = b.or(b.and(bits, 0xf_ffff_ffff_ffffn), 1n << 52n);
  const words = product64(m, mantissa, digits(m, b.sub(power, 2), 6)) as [Value, Value, Value, Value];
  const top = b.or(b.shl(words[0], WORD), words[1]);
  const below = b.or(b.shl(words[2], WORD), words[3]);
  const quadrant = b.shr(b.add(top, 1n << 61n), 62);
  const rest = b.bitcast(b.sub(top, b.shl(quadrant, 62)), 'i64');
  const upper = m.mul(m.toFloat(b.shr(rest, 31)), 2 ** -31);
  const unsigned = (value: Value): Value => m.toFloat(b.bitcast(value, 'i64'));
  const next = b.or(b.shl(b.and(b.bitcast(rest, 'u64'), 0x7fff_ffff), 19), b.shr(below, 45));
  const last = b.and(b.shr(below, 1), (1n << 44n) - 1n);
  const parts = [upper, m.mul(unsigned(next), 2 ** -81), m.mul(unsigned(last), 2 ** -125)] as const;
  return signed(m, x, radians(m, parts, b.bitcast(quadrant, 'i64')));
}

/** The angle of a negative argument is the opposite one. */
function signed(m: MathBuilder, x: Value, { quadrant, hi, lo }: Angle): Angle {
  const isNegative = m.lt(x, 0);
  const turn = (value: Value): Value => m.select(isNegative, m.neg(value), value);
  return { quadrant: turn(quadrant), hi: turn(hi), lo: turn(lo) };
}

/** Reduces an angle whose exponent is at least that of the number of bits in its fraction less 34. */
export const reduceLarge = (m: MathBuilder, x: Value): Angle => (m.is64 ? reduce64(m, x) : reduce32(m, x));
