/** Half floats as their 16 bits: how arrays hold them everywhere, because Node 22 has no Float16Array. */

const floats = new Float32Array(1);
const bits = new Uint32Array(floats.buffer);

/** The number that 16 bits mean. */
export function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The 16 bits nearest to a number; halves go to even. The number is rounded once, not by way of a float32. */
export function numberToHalf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  // Half of the last place above the largest number (65504): from there on it is infinity.
  if (size >= 65520) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | roundToEven(size * 2 ** 24);
  floats[0] = size;
  let exponent = ((bits[0]! >>> 23) & 0xff) - 127;
  // The float32 may have been rounded up to the next power of two.
  if (2 ** exponent > size) exponent -= 1;
  const fraction = roundToEven((size / 2 ** exponent - 1) * 1024);
  // A fraction of 1024 carries into the exponent, which is what adding does.
  return sign | (((exponent + 15) << 10) + fraction);
}

/** Exact for what is below 2^52: adding and taking away 0.5 would not be. */
function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
