/** Decimal digits of floats: the fewest that tell a number from its neighbours, and exact ones to some place. */

import type { FloatDType } from '../dtype/dtype.ts';
import { halfToNumber, numberToHalf } from '../dtype/float16.ts';

/** Digits `d.ddd` times a power of ten. */
export interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

/** The nearest number of a dtype. */
export const roundTo: { readonly [D in FloatDType]: (value: number) => number } = {
  float16: (value) => halfToNumber(numberToHalf(value)),
  float32: Math.fround,
  float64: (value) => value,
};

function parse(text: string): Decimal {
  const [mantissa, exponent] = text.split('e');
  const digits = mantissa!.replace('.', '').replace(/0+$/, '');
  return { digits: digits === '' ? '0' : digits, exponent: Number(exponent) };
}

/** The fewest digits that mean this number and no other of its dtype. The number is finite and not negative. */
export function shortestDigits(value: number, dtype: FloatDType): Decimal {
  if (dtype === 'float64') return parse(value.toExponential());
  const round = roundTo[dtype];
  // Not toExponential, which rounds halves up.
  for (let places = 0; ; places++) {
    const { digits, exponent } = scientificDigits(value, places);
    const text = `${digits[0]}.${digits.slice(1)}e${exponent}`;
    if (round(Number(text)) === value) return parse(text);
  }
}

const bits = new DataView(new ArrayBuffer(8));

/** A float as a whole number times a power of two, which it is exactly. */
function exactly(value: number): { readonly mantissa: bigint; readonly power: number } {
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const fraction = word & (2n ** 52n - 1n);
  const exponent = Number((word >> 52n) & 0x7ffn);
  return exponent === 0
    ? { mantissa: fraction, power: -1074 }
    : { mantissa: fraction | (2n ** 52n), power: exponent - 1075 };
}

/** `value * 10^places` as the nearest whole number; halves go to even digits. */
function scaled(value: number, places: number): bigint {
  const { mantissa, power } = exactly(value);
  const top = mantissa * (places > 0 ? 10n ** BigInt(places) : 1n) * (power > 0 ? 2n ** BigInt(power) : 1n);
  const bottom = (places < 0 ? 10n ** BigInt(-places) : 1n) * (power < 0 ? 2n ** BigInt(-power) : 1n);
  const quotient = top / bottom;
  const rest = 2n * (top % bottom);
  return rest > bottom || (rest === bottom && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

/** The digits before and behind the point, with so many behind it. */
export function fixedDigits(value: number, places: number): readonly [whole: string, fraction: string] {
  const digits = scaled(value, places)
    .toString()
    .padStart(places + 1, '0');
  const point = digits.length - places;
  return [digits.slice(0, point), digits.slice(point)];
}

/** So many digits behind the first one. */
export function scientificDigits(value: number, places: number): Decimal {
  if (value === 0) return { digits: '0'.repeat(places + 1), exponent: 0 };
  const exponent = Number(value.toExponential().split('e')[1]);
  // What is written shortest as 1e-12 may lie below it, where its digits begin one place later.
  const later = scaled(value, places - exponent + 1).toString();
  if (later.length === places + 1) return { digits: later, exponent: exponent - 1 };
  const digits = scaled(value, places - exponent).toString();
  // Rounding up may have made one digit more.
  return digits.length > places + 1
    ? { digits: digits.slice(0, places + 1), exponent: exponent + 1 }
    : { digits, exponent };
}

/** Digits before and behind the point of a decimal number. */
export function split({ digits, exponent }: Decimal): readonly [whole: string, fraction: string] {
  if (exponent < 0) return ['0', digits === '0' ? '' : '0'.repeat(-exponent - 1) + digits];
  const padded = digits.padEnd(exponent + 1, '0');
  return [padded.slice(0, exponent + 1), padded.slice(exponent + 1)];
}
