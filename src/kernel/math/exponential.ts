/** exp, exp2 and expm1: the argument is reduced by a multiple of ln 2, and a polynomial does the rest. */

import type { Value } from '../ir/types.ts';
import type { MathBuilder, Pair, Whole } from './math-builder.ts';

/** Beyond these arguments the result is 0 or infinite. */
const bounds = (m: MathBuilder): readonly [number, number] => m.pick([-105, 90], [-747, 711]);

/** `x = n ln2 + hi - lo`. */
function reduce(m: MathBuilder, x: Value): { readonly n: Whole } & Pair {
  const n = m.nearest(m.mul(x, m.c.log2EFull[0] as number));
  const [ln2, rest] = m.c.ln2 as [number, number];
  return { n, hi: m.sub(x, m.mul(n.float, ln2)), lo: m.mul(n.float, rest) };
}

/** `exp(r) - 1 - r` for a reduced argument. */
const tail = (m: MathBuilder, r: Value): Value => m.mul(m.mul(r, r), m.poly(r, m.c.exp));

/** `exp(x) = value * 2^n`, with the value near 1. */
function expParts(m: MathBuilder, x: Value): { readonly value: Value; readonly n: Value } {
  const { n, hi, lo } = reduce(m, x);
  const rest = m.sub(tail(m, m.sub(hi, lo)), lo);
  return { value: m.add(m.add(hi, rest), 1), n: n.int };
}

/** `2^shift exp(x)`. */
export function expScaled(m: MathBuilder, x: Value, shift = 0): Value {
  const { value, n } = expParts(m, m.clamp(x, ...bounds(m)));
  return m.scale(value, shift === 0 ? n : m.add(n, m.int(shift)));
}

/** `exp(x)` where it is a normal number. */
export function expModerate(m: MathBuilder, x: Value): Value {
  const { value, n } = expParts(m, x);
  return m.mul(value, m.pow2(n));
}

/** `exp(hi + lo)`, for a `lo` below 1. */
export function expOfPair(m: MathBuilder, x: Pair): Value {
  const [low, high] = bounds(m);
  const clamped = m.clamp(x.hi, low, high);
  const { n, hi, lo } = reduce(m, clamped);
  const first = m.sub(hi, lo);
  const lost = m.add(m.sub(m.sub(hi, first), lo), m.select(m.eq(clamped, x.hi), x.lo, 0));
  const { hi: r, lo: more } = m.twoSum(first, lost);
  const power = m.mul(m.mul(r, r), m.poly(r, m.c.powExp));
  const rest = m.add(power, m.add(more, m.mul(r, more)));
  return m.scale(m.add(m.add(r, rest), 1), n.int);
}

export const exp = (m: MathBuilder, x: Value): Value => expScaled(m, x);

export function exp2(m: MathBuilder, x: Value): Value {
  const clamped = m.clamp(x, m.pick(-152, -1078), m.pick(130, 1026));
  const n = m.nearest(clamped);
  const r = m.mul(m.sub(clamped, n.float), m.c.ln2Full[0] as number);
  return m.scale(m.add(m.add(r, tail(m, r)), 1), n.int);
}

/** `exp(x) - 1` as a pair: `2^n (exp(r) - 1 + 1 - 2^-n)`, with the sum of the parts that cancel kept exactly. */
function expm1Parts(m: MathBuilder, x: Value): { readonly n: Whole } & Pair {
  const clamped = m.clamp(x, m.pick(-30, -60), bounds(m)[1]);
  const { n, hi, lo } = reduce(m, clamped);
  const rest = m.sub(tail(m, m.sub(hi, lo)), lo);
  // Where 2^-n no longer counts it need not be known.
  const power = m.pow2(m.toInt(m.neg(m.atMost(n.float, m.pick(60, 120)))));
  const sum = m.twoSum(m.sub(1, power), hi);
  return { n, hi: sum.hi, lo: m.add(sum.lo, rest) };
}

export function expm1(m: MathBuilder, x: Value): Value {
  const { n, hi, lo } = expm1Parts(m, x);
  return m.select(m.eq(x, 0), x, m.scale(m.add(hi, lo), n.int));
}

/** `exp(x) - 1` as a pair, for moderate `x`. */
export function expm1Pair(m: MathBuilder, x: Value): Pair {
  const { n, hi, lo } = expm1Parts(m, x);
  const factor = m.pow2(n.int);
  return m.quickTwoSum(m.mul(hi, factor), m.mul(lo, factor));
}
