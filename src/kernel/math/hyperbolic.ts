/** Hyperbolic functions and their inverses, from expm1, exp, log and log1p. */

import type { Value } from '../ir/types.ts';
import { expm1, expm1Pair, expModerate, expScaled } from './exponential.ts';
import { log, log1p } from './logarithm.ts';
import type { MathBuilder, Pair } from './math-builder.ts';

/** From here on the smaller exponential no longer counts. */
const large = (m: MathBuilder): number => m.pick(10, 22);

/** Where results are their arguments, and where the digits of products would underflow. */
const minute = (m: MathBuilder): number => m.pick(2 ** -30, 2 ** -60);

export function sinh(m: MathBuilder, x: Value): Value {
  const a = m.abs(x);
  const t = expm1Pair(m, m.atMost(a, large(m)));
  const ratio = m.quotient(t, plus(m, t, 1));
  const most = m.mul(m.add(t.hi, m.add(ratio, t.lo)), 0.5);
  const value = m.select(m.lt(a, large(m)), most, expScaled(m, a, -1));
  return m.copysign(m.select(m.lt(a, minute(m)), a, value), x);
}

/** A pair and a larger number. */
function plus(m: MathBuilder, { hi, lo }: Pair, more: number): Pair {
  const sum = m.twoSum(more, hi);
  return { hi: sum.hi, lo: m.add(sum.lo, lo) };
}

export function cosh(m: MathBuilder, x: Value): Value {
  const a = m.abs(x);
  const t = expm1(m, a);
  const w = m.add(t, 1);
  const small = m.add(m.div(m.mul(t, t), m.mul(w, 2)), 1);
  const half = expScaled(m, a, -1);
  const middle = m.add(half, m.div(0.25, half));
  return m.select(m.lt(a, large(m)), m.select(m.lt(a, Math.LN2 / 2), small, middle), half);
}

/** Below, `x + x^3 P(x*x)/Q(x*x)`; above, `1 - 2 / (exp(2x) + 1)`, whose subtraction no longer cancels. One division for both. */
const TANH_SMALL = 0.625;

export function tanh(m: MathBuilder, x: Value): Value {
  const a = m.atMost(m.abs(x), large(m));
  const isSmall = m.lt(a, TANH_SMALL);
  const z = m.mul(a, a);
  const top = m.select(isSmall, m.mul(m.mul(a, z), m.poly(z, m.c.tanhP)), m.num(-2));
  const bottom = m.select(isSmall, m.poly(z, m.c.tanhQ), m.add(expModerate(m, m.add(a, a)), 1));
  return m.copysign(m.add(m.select(isSmall, a, m.num(1)), m.div(top, bottom)), x);
}

/** From here on `x*x + 1` is `x*x`. */
const huge = (m: MathBuilder): number => m.pick(2 ** 14, 2 ** 28);

export function asinh(m: MathBuilder, x: Value): Value {
  const a = m.abs(x);
  const isHuge = m.ge(a, huge(m));
  const bounded = m.select(isHuge, m.num(1), a);
  const square = m.mul(bounded, bounded);
  const root = m.sqrt(m.add(square, 1));
  const middle = m.add(m.mul(bounded, 2), m.div(1, m.add(root, bounded)));
  const isSmall = m.lt(a, 2);
  const ofLog = log(m, m.select(isHuge, a, middle));
  const small = log1p(m, m.add(bounded, m.div(square, m.add(root, 1))));
  const value = m.select(isSmall, small, m.select(isHuge, m.add(ofLog, Math.LN2), ofLog));
  return m.copysign(value, x);
}

export function acosh(m: MathBuilder, x: Value): Value {
  const isHuge = m.ge(x, huge(m));
  const t = m.sub(x, 1);
  const small = log1p(m, m.add(t, m.sqrt(m.add(m.mul(t, 2), m.mul(t, t)))));
  const root = m.sqrt(m.sub(m.mul(x, x), 1));
  const middle = m.sub(m.mul(x, 2), m.div(1, m.add(x, root)));
  const ofLog = log(m, m.select(isHuge, x, middle));
  const value = m.select(m.lt(x, 2), small, m.select(isHuge, m.add(ofLog, Math.LN2), ofLog));
  return m.select(m.lt(x, 1), m.num(Number.NaN), value);
}

export function atanh(m: MathBuilder, x: Value): Value {
  const a = m.abs(x);
  const value = m.mul(log1p(m, m.div(m.mul(a, 2), m.sub(1, a))), 0.5);
  return m.copysign(value, x);
}
