/** Roots of unity to the last bit: the error of a transform begins with that of its twiddle factors. */

const TWO_PI = 6.283185307179586;
/** 2 pi minus the double above. */
const TWO_PI_REST = 2.4492935982947064e-16;
/** Splits a double into two of 26 bits (T. J. Dekker 1971). */
const SPLITTER = 134217729;

/** What the rounded product of two doubles lacks. */
function productError(a: number, b: number): number {
  const aBig = SPLITTER * a;
  const aHigh = aBig - (aBig - a);
  const aLow = a - aHigh;
  const bBig = SPLITTER * b;
  const bHigh = bBig - (bBig - b);
  const bLow = b - bHigh;
  return aLow * bLow - (a * b - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** cos and sin of 2 pi k / n for k / n of at most 1/8: the argument's rounding error is put right by the first derivative. */
function inFirstOctant(k: number, n: number): [cos: number, sin: number] {
  const turn = k / n;
  const turnRest = (k - turn * n - productError(turn, n)) / n;
  const angle = TWO_PI * turn;
  const angleRest = productError(TWO_PI, turn) + TWO_PI_REST * turn + TWO_PI * turnRest;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return [cos - angleRest * sin, sin + angleRest * cos];
}

/**
 * Real and imaginary part of exp(-2 pi i k / n), each within 1 ulp.
 *
 * @param k - An integer of 0 to n - 1.
 * @param n - Length of the transform, below 2^50.
 */
export function unitRoot(k: number, n: number): [re: number, im: number] {
  // Reflections bring the angle into the first octant exactly, in whole numbers.
  let eighths = 8 * k;
  const lower = eighths > 4 * n;
  if (lower) eighths = 8 * n - eighths;
  const left = eighths > 2 * n;
  if (left) eighths = 4 * n - eighths;
  const steep = eighths > n;
  if (steep) eighths = 2 * n - eighths;
  const [c, s] = eighths === n ? [Math.SQRT1_2, Math.SQRT1_2] : inFirstOctant(eighths, 8 * n);
  const cos = steep ? s : c;
  const sin = steep ? c : s;
  return [left ? -cos : cos, lower ? sin : -sin];
}
