/** Functions of complex numbers: parts in, parts out, in double precision. Branch cuts are those of C99 and NumPy. */

import type { ComplexLoop } from './complex-node.ts';
import {
  copySign,
  type Pair,
  specialAcos,
  specialAcosh,
  specialAsinh,
  specialAtanh,
  specialCosh,
  specialSinh,
  specialTanh,
} from './special-values.ts';

/** Writes both parts of a result. */
function put(result: Float64Array, re: number, im: number): void {
  result[0] = re;
  result[1] = im;
}

/** One function for finite numbers, another where a part is infinite or NaN. */
const withSpecial =
  (finite: (z: Pair) => Pair, special: (z: Pair) => Pair) =>
  (z: Pair): Pair =>
    Number.isFinite(z[0]) && Number.isFinite(z[1]) ? finite(z) : special(z);

const multiplyPair = ([a, b]: Pair, [c, d]: Pair): Pair => [a * c - b * d, a * d + b * c];

/** Smith's way, which does not overflow where the result does not. */
function dividePair([a, b]: Pair, [c, d]: Pair): Pair {
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
function reciprocalPair([x, y]: Pair): Pair {
  if (Math.abs(x) <= Math.abs(y)) {
    const ratio = x / y;
    const below = x * ratio + y;
    return [ratio / below, -1 / below];
  }
  const ratio = y / x;
  const below = y * ratio + x;
  return [1 / below, -ratio / below];
}

function sqrtPair([x, y]: Pair): Pair {
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

function expPair([x, y]: Pair): Pair {
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

const logPair = ([x, y]: Pair): Pair => [logMagnitude(x, y), Math.atan2(y, x)];

/** Near 0 without the rounding of 1 + x. */
function log1pPair([x, y]: Pair): Pair {
  const isNear = Math.abs(x) < 0.5 && Math.abs(y) < 0.5;
  const re = isNear ? Math.log1p(x * (2 + x) + y * y) / 2 : logMagnitude(1 + x, y);
  return [re, Math.atan2(y, 1 + x)];
}

function finiteTanhPair([x, y]: Pair): Pair {
  if (Math.abs(x) > 22) {
    const tail = 4 * Math.sin(y) * Math.cos(y) * Math.exp(-2 * Math.abs(x));
    return [copySign(1, x), Number.isFinite(y) ? tail : copySign(0, Math.sin(2 * y))];
  }
  const tangent = Math.tan(y);
  const beta = 1 + tangent * tangent;
  const sinh = Math.sinh(x);
  const rho = Math.sqrt(1 + sinh * sinh);
  if (Math.abs(tangent) === Infinity) return [rho / sinh, 1 / tangent];
  const below = 1 + beta * sinh * sinh;
  return [(beta * rho * sinh) / below, tangent / below];
}

const finiteSinhPair = ([x, y]: Pair): Pair =>
  y === 0 ? [Math.sinh(x), y] : [Math.sinh(x) * Math.cos(y), Math.cosh(x) * Math.sin(y)];
const finiteCoshPair = ([x, y]: Pair): Pair =>
  y === 0
    ? [Math.cosh(x), x === 0 ? x * y : copySign(0, x) * copySign(1, y)]
    : [Math.cosh(x) * Math.cos(y), Math.sinh(x) * Math.sin(y)];

const sinhPair = withSpecial(finiteSinhPair, specialSinh);
const coshPair = withSpecial(finiteCoshPair, specialCosh);
const tanhPair = withSpecial(finiteTanhPair, specialTanh);

/** f(iz) / i, which turns hyperbolic functions to trigonometric ones. */
const rotated =
  (hyperbolic: (z: Pair) => Pair) =>
  ([x, y]: Pair): Pair => {
    const [re, im] = hyperbolic([-y, x]);
    return [im, -re];
  };

const conjugate = ([x, y]: Pair): Pair => [x, -y];

/** Kahan's formulas: right on both sides of the branch cuts. */
function finiteAsinPair([x, y]: Pair): Pair {
  const below = sqrtPair([1 - x, -y]);
  const above = sqrtPair([1 + x, y]);
  return [
    Math.atan2(x, multiplyPair(below, above)[0]),
    copySign(Math.asinh(Math.abs(multiplyPair(conjugate(below), above)[1])), y),
  ];
}

function finiteAcosPair([x, y]: Pair): Pair {
  const below = sqrtPair([1 - x, -y]);
  const above = sqrtPair([1 + x, y]);
  return [
    2 * Math.atan2(below[0], above[0]),
    copySign(Math.asinh(Math.abs(multiplyPair(conjugate(above), below)[1])), -y),
  ];
}

function finiteAcoshPair([x, y]: Pair): Pair {
  const below = sqrtPair([x - 1, y]);
  const above = sqrtPair([x + 1, y]);
  return [Math.asinh(multiplyPair(conjugate(below), above)[0]), 2 * Math.atan2(below[1], above[0])];
}

function finiteAtanhPair([x, y]: Pair): Pair {
  const size = Math.abs(x);
  const isHuge = size > 1e150 || Math.abs(y) > 1e150;
  const re = isHuge ? 0 : Math.log1p((4 * size) / ((1 - size) ** 2 + y * y)) / 4;
  return [copySign(re, x), Math.atan2(2 * y, (1 - size) * (1 + size) - y * y) / 2];
}

const acosPair = withSpecial(finiteAcosPair, specialAcos);
const acoshPair = withSpecial(finiteAcoshPair, specialAcosh);
const atanhPair = withSpecial(finiteAtanhPair, specialAtanh);
const asinhPair = withSpecial(([x, y]) => {
  const [re, im] = finiteAsinPair([-y, x]);
  return [im, -re];
}, specialAsinh);

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
function powPair(z: Pair, w: Pair): Pair {
  if (w[0] === 0 && w[1] === 0) return [1, 0];
  if (z[0] === 0 && z[1] === 0) return w[0] > 0 ? [0, 0] : [NaN, NaN];
  if (w[1] === 0 && Number.isInteger(w[0]) && Math.abs(w[0]) < 100) {
    const power = wholePower(z, Math.abs(w[0]));
    return w[0] > 0 ? power : dividePair([1, 0], power);
  }
  return expPair(multiplyPair(w, logPair(z)));
}

const unary =
  (fn: (z: Pair) => Pair): ComplexLoop =>
  (parts, result) => {
    const [re, im] = fn([parts[0]!, parts[1]!]);
    put(result, re, im);
  };

const binary =
  (fn: (z: Pair, w: Pair) => Pair): ComplexLoop =>
  (parts, result) => {
    const [re, im] = fn([parts[0]!, parts[1]!], [parts[2]!, parts[3]!]);
    put(result, re, im);
  };

const question =
  (test: (z: Pair, w: Pair) => boolean): ComplexLoop =>
  (parts, result) => {
    result[0] = test([parts[0]!, parts[1]!], [parts[2] ?? 0, parts[3] ?? 0]) ? 1 : 0;
  };

const hasNaN = ([x, y]: Pair): boolean => Number.isNaN(x) || Number.isNaN(y);
const isTrue = ([x, y]: Pair): boolean => x !== 0 || y !== 0;
const isEqual = ([a, b]: Pair, [c, d]: Pair): boolean => a === c && b === d;
/** By the real parts, equal ones by the imaginary parts. */
const isLess = ([a, b]: Pair, [c, d]: Pair): boolean =>
  (a < c && !Number.isNaN(b) && !Number.isNaN(d)) || (a === c && b < d);

const scaled =
  (divisor: number) =>
  ([x, y]: Pair): Pair => [x / divisor, y / divisor];

function signPair([x, y]: Pair): Pair {
  const size = Math.hypot(x, y);
  if (size === 0) return [0, 0];
  if (size !== Infinity) return [x / size, y / size];
  // Of one infinite part its direction; of two there is none.
  if (Math.abs(x) === Math.abs(y)) return [NaN, NaN];
  return Math.abs(x) === Infinity ? [Math.sign(x), 0] : [0, Math.sign(y)];
}

function rintPart(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return copySign(rest < 0.5 ? floor : floor + 1, value);
  return copySign(floor % 2 === 0 ? floor : floor + 1, value);
}

const LN2 = Math.LN2;

/** The loop of each function that takes complex numbers, by NumPy's name. Those with a question or a magnitude give one number. */
export const complexLoops: { readonly [name: string]: ComplexLoop } = {
  add: (parts, result) => put(result, parts[0]! + parts[2]!, parts[1]! + parts[3]!),
  subtract: (parts, result) => put(result, parts[0]! - parts[2]!, parts[1]! - parts[3]!),
  multiply: binary(multiplyPair),
  divide: binary(dividePair),
  power: binary(powPair),
  negative: unary(([x, y]) => [-x, -y]),
  positive: unary((z) => z),
  conjugate: unary(conjugate),
  square: unary((z) => multiplyPair(z, z)),
  reciprocal: unary(reciprocalPair),
  sign: unary(signPair),
  rint: unary(([x, y]) => [rintPart(x), rintPart(y)]),
  sqrt: unary(sqrtPair),
  exp: unary(expPair),
  exp2: unary(([x, y]) => expPair([x * LN2, y * LN2])),
  expm1: unary(([x, y]) => {
    const half = Math.sin(y / 2);
    return [Math.expm1(x) * Math.cos(y) - 2 * half * half, Math.exp(x) * Math.sin(y)];
  }),
  log: unary(logPair),
  log2: unary((z) => scaled(LN2)(logPair(z))),
  log10: unary((z) => scaled(Math.LN10)(logPair(z))),
  log1p: unary(log1pPair),
  sin: unary(rotated(sinhPair)),
  cos: unary(([x, y]) => coshPair([-y, x])),
  tan: unary(rotated(tanhPair)),
  sinh: unary(sinhPair),
  cosh: unary(coshPair),
  tanh: unary(tanhPair),
  arcsin: unary(rotated(asinhPair)),
  arccos: unary(acosPair),
  arctan: unary(rotated(atanhPair)),
  arcsinh: unary(asinhPair),
  arccosh: unary(acoshPair),
  arctanh: unary(atanhPair),
  absolute: (parts, result) => {
    result[0] = Math.hypot(parts[0]!, parts[1]!);
  },
  angle: (parts, result) => {
    result[0] = Math.atan2(parts[1]!, parts[0]!);
  },
  equal: question(isEqual),
  not_equal: question((z, w) => !isEqual(z, w)),
  less: question(isLess),
  less_equal: question((z, w) => isLess(z, w) || isEqual(z, w)),
  greater: question((z, w) => isLess(w, z)),
  greater_equal: question((z, w) => isLess(w, z) || isEqual(z, w)),
  logical_and: question((z, w) => isTrue(z) && isTrue(w)),
  logical_or: question((z, w) => isTrue(z) || isTrue(w)),
  logical_xor: question((z, w) => isTrue(z) !== isTrue(w)),
  logical_not: question((z) => !isTrue(z)),
  isnan: question(hasNaN),
  isinf: question(([x, y]) => Math.abs(x) === Infinity || Math.abs(y) === Infinity),
  isfinite: question(([x, y]) => Number.isFinite(x) && Number.isFinite(y)),
  maximum: binary((z, w) => (hasNaN(z) || (!hasNaN(w) && !isLess(z, w)) ? z : w)),
  minimum: binary((z, w) => (hasNaN(z) || (!hasNaN(w) && !isLess(w, z)) ? z : w)),
  fmax: binary((z, w) => (hasNaN(w) || (!hasNaN(z) && !isLess(z, w)) ? z : w)),
  fmin: binary((z, w) => (hasNaN(w) || (!hasNaN(z) && !isLess(w, z)) ? z : w)),
  /** Condition, first, second. */
  where: (parts, result) => {
    const from = parts[0] !== 0 ? 2 : 4;
    put(result, parts[from]!, parts[from + 1]!);
  },
};
