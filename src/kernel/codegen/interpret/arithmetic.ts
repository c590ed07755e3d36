/** Exact arithmetic that JavaScript has no operator for. Integers of 64 bits are bigints, all else numbers. */

const TWO_52 = 2 ** 52;

/** To the nearest integer, halves to even; keeps -0. */
export function nearest(x: number): number {
  if (!(Math.abs(x) < TWO_52)) return x;
  // Adding 2^52 leaves no room for a fraction, so the addition itself rounds, halves to even.
  const magnitude = Math.abs(x) + TWO_52 - TWO_52;
  return x < 0 || Object.is(x, -0) ? -magnitude : magnitude;
}

/** Magnitude of the first, sign of the second. */
export const copysign = (magnitude: number, sign: number): number =>
  sign < 0 || Object.is(sign, -0) ? -Math.abs(magnitude) : Math.abs(magnitude);

/** Towards zero, saturating, NaN to 0. */
export function toI32(x: number): number {
  if (x >= 2147483647) return 2147483647;
  return x <= -2147483648 ? -2147483648 : x | 0;
}

/** Towards zero, saturating, NaN to 0. */
export function toU32(x: number): number {
  if (x >= 4294967295) return 4294967295;
  return x <= 0 ? 0 : x >>> 0;
}

const toBig = (x: number, low: bigint, high: bigint): bigint => {
  if (Number.isNaN(x)) return 0n;
  if (!Number.isFinite(x)) return x > 0 ? high : low;
  const whole = BigInt(Math.trunc(x));
  return whole > high ? high : whole < low ? low : whole;
};

/** Towards zero, saturating, NaN to 0. */
export const toI64 = (x: number): bigint => toBig(x, -(2n ** 63n), 2n ** 63n - 1n);
/** Towards zero, saturating, NaN to 0. */
export const toU64 = (x: number): bigint => toBig(x, 0n, 2n ** 64n - 1n);

/** A 64-bit integer as f32, rounded once: by way of f64 it would be rounded twice. */
export function bigToF32(x: bigint): number {
  const magnitude = x < 0n ? -x : x;
  if (magnitude < 2n ** 53n) return Math.fround(Number(x));
  // 2^24 units are kept above, so that what the lower 24 bits hold only matters as "something is there".
  const kept = (magnitude >> 24n) | ((magnitude & 0xffffffn) === 0n ? 0n : 1n);
  const rounded = Math.fround(Number(kept) * 2 ** 24);
  return x < 0n ? -rounded : rounded;
}

/** Upper half of the 64-bit product of two unsigned numbers, by 16-bit halves: each partial sum stays below 2^53. */
export function mulHiU32(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/** Upper half of the 64-bit product of two signed numbers. */
export const mulHiI32 = (a: number, b: number): number =>
  (mulHiU32(a >>> 0, b >>> 0) - (a < 0 ? b : 0) - (b < 0 ? a : 0)) | 0;

/** Trailing zero bits, 32 for 0. */
export const ctz = (x: number): number => (x === 0 ? 32 : 31 - Math.clz32(x & -x));

/** Bits that are set. */
export function popcount(x: number): number {
  let rest = x | 0;
  rest -= (rest >>> 1) & 0x55555555;
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

const words = new DataView(new ArrayBuffer(8));

/** Reinterpretations, by the names of their types. */
export const bitcasts = {
  f32_i32: (x: number): number => (words.setFloat32(0, x), words.getInt32(0)),
  f32_u32: (x: number): number => (words.setFloat32(0, x), words.getUint32(0)),
  i32_f32: (x: number): number => (words.setInt32(0, x), words.getFloat32(0)),
  u32_f32: (x: number): number => (words.setUint32(0, x), words.getFloat32(0)),
  f64_i64: (x: number): bigint => (words.setFloat64(0, x), words.getBigInt64(0)),
  f64_u64: (x: number): bigint => (words.setFloat64(0, x), words.getBigUint64(0)),
  i64_f64: (x: bigint): number => (words.setBigInt64(0, x), words.getFloat64(0)),
  u64_f64: (x: bigint): number => (words.setBigUint64(0, x), words.getFloat64(0)),
};

/** Smallest normal f16 is 2^-14; smaller ones are multiples of 2^-24. */
const F16_STEP = 2 ** -24;

/** Bits of the f16 nearest to an f32, halves to even. */
export function f16Bits(x: number): number {
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(x);
  if (Number.isNaN(x)) return 0x7e00;
  // Half way between the largest f16, 65504, and the next step.
  if (magnitude >= 65520) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | nearest(magnitude / F16_STEP);
  const exponent = Math.floor(Math.log2(magnitude));
  // Rounding up to the next power of two carries into the exponent, as it should.
  return sign | (((exponent + 15) << 10) + nearest((magnitude / 2 ** exponent - 1) * 1024));
}

/** The value of f16 bits. */
export function f16Value(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * F16_STEP : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
