/** Functions of complex numbers: parts in, parts out, in double precision. Branch cuts are those of C99 and NumPy. */

import type { ComplexLoop } from './complex-node.ts';
import { copySign, type Pair } from './special-values.ts';
import {
  conjugate,
  dividePair,
  expPair,
  log1pPair,
  logPair,
  multiplyPair,
  powPair,
  reciprocalPair,
  rotated,
  signPair,
  sqrtPair,
} from './pairs.ts';
import { acoshPair, acosPair, asinhPair, atanhPair, coshPair, sinhPair, tanhPair } from './hyperbolic.ts';

/** Writes both parts of a result. */
function put(result: Float64Array, re: number, im: number): void {
  result[0] = re;
  result[1] = im;
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
