/** Arithmetic, powers and logarithms of single complex numbers. Branch cuts are those of C99 and NumPy. */

import { copySign, type Pair } from './special-values.ts';

/** One function for finite numbers, another where a part is infinite or NaN. */
export const withSpecial =
  (finite: (z: Pair) => Pair, special: (z: Pair) => Pair) =>
  (z: Pair): Pair =>
    Number.isFinite(z[0]) && Number.isFinite(z[1]) ? finite(z) : special(z);

export const multiplyPair = ([a, b]: Pair, [c, d]: Pair): Pair => [a * c - b * d, a * d + b * c];

/** Smith's way, which does not overflow where the result does not. */
export function dividePair([a, b]: Pair, [c, d]: Pair): Pair {
  if (Math.abs(c) >= Math.abs(d)) {
    if (c === 0 && d === 0) return [a / Math.abs(c), b / Math.abs(d)];
    const ratio = d / c;
    const scale = 1 / (c + d * ratio);
    return [(a + b * ratio) * scale, (b - a * ratio) * scale];
  }
  const ratio = c / d;
  const scale = 1 / (d + c * ratio);
  return [(a * ratio + b) * scale, (b * ratio - a) * scale];
}

/** As NumPy has it: of 0 both parts are NaN. */
export function reciprocalPair([x, y]: Pair): Pair {
  if (Math.abs(x) <= Math.abs(y)) {
    const ratio = x / y;
    const below = x * ratio + y;
    return [ratio / below, -1 / below];
  }
  const ratio = y / x;
  const below = y * ratio + x;
  return [1 / below, -ratio / below];
}

export function sqrtPair([x, y]: Pair): Pair {
  if (x === 0 && y === 0) return [0, y];
  if (Math.abs(y) === Infinity) return [Infinity, y];
  if (Number.isNaN(x)) return [NaN, NaN];
  if (Math.abs(x) === Infinity) {
    const other = Number.isNaN(y) ? NaN : 0;
    return x > 0 ? [x, Number.isNaN(y) ? y : copySign(0, y)] : [Math.abs(other), copySign(Infinity, y)];
  }
  // Large and tiny numbers are brought near 1 first, so that squares neither overflow nor vanish.
  const scale = Math.max(Math.abs(x), Math.abs(y));
  const factor = scale > 1e300 ? 0.25 : scale < 1e-300 ? 2 ** 108 : 1;
  const [u, v] = [x * factor, y * factor];
  const root = Math.sqrt((Math.abs(u) + Math.hypot(u, v)) / 2);
  const back = 1 / Math.sqrt(factor);
  if (u >= 0) return [root * back, (v / (2 * root)) * back];
  return [(Math.abs(v) / (2 * root)) * back, copySign(root * back, y)];
}

export function expPair([x, y]: Pair): Pair {
  const size = Math.exp(x);
  if (y === 0) return [size, y];
  if (x === -Infinity && !Number.isFinite(y)) return [0, 0];
  if (x === Infinity && !Number.isFinite(y)) return [Infinity, NaN];
  return [size * Math.cos(y), size * Math.sin(y)];
}

/** The logarithm of the magnitude; near 1 by its difference from 1. */
function logMagnitude(x: number, y: number): number {
  if (Math.abs(x) === Infinity || Math.abs(y) === Infinity) return Infinity;
  const larger = Math.max(Math.abs(x), Math.abs(y));
  const smaller = Math.min(Math.abs(x), Math.abs(y));
  if (larger > 0.5 && larger < 2 && smaller <= larger) {
    return Math.log1p((larger - 1) * (larger + 1) + smaller * smaller) / 2;
  }
  if (larger > 1e150 || (larger < 1e-150 && larger > 0))
    return Math.log(larger) + Math.log1p((smaller / larger) ** 2) / 2;
  return Math.log(Math.hypot(x, y));
}

export const logPair = ([x, y]: Pair): Pair => [logMagnitude(x, y), Math.atan2(y, x)];

/** Near 0 without the rounding of 1 + x. */
export function log1pPair([x, y]: Pair): Pair {
  const isNear = Math.abs(x) < 0.5 && Math.abs(y) < 0.5;
  const re = isNear ? Math.log1p(x * (2 + x) + y * y) / 2 : logMagnitude(1 + x, y);
  return [re, Math.atan2(y, 1 + x)];
}

/** f(iz) / i, which turns hyperbolic functions to trigonometric ones. */
export const rotated =
  (hyperbolic: (z: Pair) => Pair) =>
  ([x, y]: Pair): Pair => {
    const [re, im] = hyperbolic([-y, x]);
    return [im, -re];
  };

export const conjugate = ([x, y]: Pair): Pair => [x, -y];

/** A power from 1 on. The number itself is not multiplied by 1, which would make NaN of infinite parts. */
function wholePower(z: Pair, exponent: number): Pair {
  let power: Pair | undefined;
  let base = z;
  for (let left = exponent; ; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = power === undefined ? base : multiplyPair(power, base);
    if (left === 1) return power!;
    base = multiplyPair(base, base);
  }
}

/** By squaring for small whole exponents, as NumPy does; else by exp and log. */
export function powPair(z: Pair, w: Pair): Pair {
  if (w[0] === 0 && w[1] === 0) return [1, 0];
  if (z[0] === 0 && z[1] === 0) return w[0] > 0 ? [0, 0] : [NaN, NaN];
  if (w[1] === 0 && Number.isInteger(w[0]) && Math.abs(w[0]) < 100) {
    const power = wholePower(z, Math.abs(w[0]));
    return w[0] > 0 ? power : dividePair([1, 0], power);
  }
  return expPair(multiplyPair(w, logPair(z)));
}

export function signPair([x, y]: Pair): Pair {
  const size = Math.hypot(x, y);
  if (size === 0) return [0, 0];
  if (size !== Infinity) return [x / size, y / size];
  // Of one infinite part its direction; of two there is none.
  if (Math.abs(x) === Math.abs(y)) return [NaN, NaN];
  return Math.abs(x) === Infinity ? [Math.sign(x), 0] : [0, Math.sign(y)];
}
