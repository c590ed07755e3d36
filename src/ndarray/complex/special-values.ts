/**
 * Functions of complex numbers with a part that is infinite or NaN, by annex G of the C standard, which NumPy follows through its C library.
 * Each takes parts of which one is not finite.
 */

/** Real and imaginary part. */
export type Pair = readonly [re: number, im: number];

/** The size of a value with the sign of another. */
export const copySign = (value: number, sign: number): number =>
  sign < 0 || Object.is(sign, -0) ? -Math.abs(value) : Math.abs(value);

const isInfinite = (value: number): boolean => Math.abs(value) === Infinity;
const nothing: Pair = [NaN, NaN];

/** Both parts infinite, or one: the angle from the positive real axis, from 0 to pi. */
const angleOf = (x: number, y: number): number => Math.atan2(Math.abs(y), x);

/** The inverse cosine. */
export function specialAcos([x, y]: Pair): Pair {
  if (Number.isNaN(x)) return isInfinite(y) ? [NaN, -y] : nothing;
  if (Number.isNaN(y)) return isInfinite(x) ? [NaN, -Infinity] : x === 0 ? [Math.PI / 2, NaN] : nothing;
  return [angleOf(x, y), copySign(Infinity, -y)];
}

/** The inverse hyperbolic cosine: that of the circle turned to the right half plane. */
export function specialAcosh([x, y]: Pair): Pair {
  const [re, im] = specialAcos([x, y]);
  return [Math.abs(im), copySign(re, y)];
}

/** The inverse hyperbolic sine. */
export function specialAsinh([x, y]: Pair): Pair {
  if (Number.isNaN(x)) return isInfinite(y) ? [Infinity, NaN] : y === 0 ? [NaN, y] : nothing;
  if (Number.isNaN(y)) return isInfinite(x) ? [x, NaN] : nothing;
  return [copySign(Infinity, x), copySign(angleOf(Math.abs(x), y), y)];
}

/** The inverse hyperbolic tangent. */
export function specialAtanh([x, y]: Pair): Pair {
  if (isInfinite(y)) return [copySign(0, x), copySign(Math.PI / 2, y)];
  if (Number.isNaN(x)) return nothing;
  if (Number.isNaN(y)) return isInfinite(x) || x === 0 ? [copySign(0, x), NaN] : nothing;
  return [copySign(0, x), copySign(Math.PI / 2, y)];
}

/** The hyperbolic cosine. */
export function specialCosh([x, y]: Pair): Pair {
  if (x === 0) return [NaN, 0];
  if (Number.isNaN(x)) return y === 0 ? [NaN, y] : nothing;
  if (!isInfinite(x)) return nothing;
  if (!Number.isFinite(y)) return [Infinity, NaN];
  return y === 0 ? [Infinity, copySign(0, x) * copySign(1, y)] : [Infinity * Math.cos(y), x * Math.sin(y)];
}

/** The hyperbolic sine. */
export function specialSinh([x, y]: Pair): Pair {
  if (x === 0) return [x, NaN];
  if (Number.isNaN(x)) return y === 0 ? [NaN, y] : nothing;
  if (!isInfinite(x)) return nothing;
  if (!Number.isFinite(y)) return [x, NaN];
  return y === 0 ? [x, y] : [x * Math.cos(y), Infinity * Math.sin(y)];
}

/** The hyperbolic tangent. */
export function specialTanh([x, y]: Pair): Pair {
  if (isInfinite(x)) return [copySign(1, x), Number.isFinite(y) ? copySign(0, Math.sin(2 * y)) : copySign(0, y)];
  if (Number.isNaN(x)) return y === 0 ? [NaN, y] : nothing;
  return x === 0 ? [x, NaN] : nothing;
}
