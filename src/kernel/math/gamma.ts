/**
 * gamma, lgamma and digamma: a rational function near 2 (near its root for digamma), to which smaller and larger arguments are brought by the
 * recurrence, Stirling's series from 8 on, and the reflection formula below zero.
 */

import type { Value } from '../ir/types.ts';
import { expOfPair } from './exponential.ts';
import { log, log1p } from './logarithm.ts';
import type { MathBuilder } from './math-builder.ts';
import { logPair } from './power.ts';
import { cosineOf, halfTurns, sineOf } from './trigonometric.ts';

/** From here on Stirling's series is used. */
const FAR = 8;

const ratio = (m: MathBuilder, y: Value, [p, q]: readonly [readonly number[], readonly number[]]): Value =>
  m.div(m.horner(y, p), m.horner(y, q));

/** What Stirling's formula lacks: `F(1/x^2)/x`. */
function stirlingRest(m: MathBuilder, x: Value): Value {
  const inverse = m.div(1, x);
  return m.mul(inverse, m.poly(m.mul(inverse, inverse), m.c.stirling));
}

/** An argument below 8 less a whole number, from 1.5 to 2.5, and the product of what was passed on the way. */
function bringDown(m: MathBuilder, x: Value): { readonly t: Value; readonly product: Value } {
  let [t, product]: [Value, Value] = [x, m.num(1)];
  for (let step = 0; step < FAR - 2; step++) {
    const isAbove = m.b.gt(t, 2.5);
    const less = m.sub(t, 1);
    product = m.select(isAbove, m.mul(product, less), product);
    t = m.select(isAbove, less, t);
  }
  return { t, product };
}

/** gamma from -1/2 on. */
function gammaAbove(m: MathBuilder, x: Value): Value {
  const isLow = m.lt(x, 0.5);
  const isSmall = m.lt(x, 1.5);
  const up = m.select(isLow, m.add(x, 2), m.select(isSmall, m.add(x, 1), x));
  const below = m.select(isLow, m.mul(x, m.add(x, 1)), m.select(isSmall, x, 1));
  const { t, product } = bringDown(m, up);
  const near = m.div(m.mul(ratio(m, m.sub(t, 2), [m.c.gammaP, m.c.gammaQ]), product), below);
  return m.select(m.lt(x, FAR), near, gammaFar(m, x));
}

/** `sqrt(2 pi) exp((x - 1/2) log x - x + F)`. */
function gammaFar(m: MathBuilder, x: Value): Value {
  const bounded = m.clamp(x, FAR, m.pick(40, 180));
  const logarithm = logPair(m, bounded);
  const power = m.sub(bounded, 0.5);
  const product = m.twoProduct(logarithm.hi, power);
  const sum = m.twoSum(product.hi, m.neg(bounded));
  const low = m.sum(sum.lo, product.lo, m.mul(logarithm.lo, power), stirlingRest(m, bounded));
  return m.mul(expOfPair(m, { hi: sum.hi, lo: low }), m.c.sqrtTwoPi[0] as number);
}

export function gamma(m: MathBuilder, x: Value): Value {
  const isBelow = m.lt(x, -0.5);
  const above = gammaAbove(m, m.select(isBelow, m.neg(x), x));
  const sine = sineOf(m, halfTurns(m, x));
  const reflected = m.div(m.div(-(m.c.piFull[0] as number), sine), m.mul(above, x));
  // At its poles the function has no sign, except at zero.
  const below = m.select(m.eq(m.b.unary('trunc', x), x), m.num(Number.NaN), reflected);
  const value = m.select(isBelow, below, above);
  const large = m.select(m.b.gt(x, m.pick(36, 172)), m.num(Infinity), value);
  return m.select(m.eq(x, 0), m.copysign(m.num(Infinity), x), large);
}

/** lgamma for an argument that is not negative. */
function lgammaAbove(m: MathBuilder, a: Value): Value {
  const isLow = m.lt(a, 0.5);
  const isSmall = m.lt(a, 1.5);
  const { t, product } = bringDown(m, a);
  const y = m.select(isLow, a, m.select(isSmall, m.sub(a, 1), m.sub(t, 2)));
  const shape = m.mul(y, ratio(m, y, [m.c.lgammaP, m.c.lgammaQ]));
  const ofLow = m.sub(m.sub(shape, log1p(m, m.atMost(a, 1))), log(m, a));
  const passed = log(m, m.select(isSmall, a, product));
  const near = m.select(isLow, ofLow, m.select(isSmall, m.sub(shape, passed), m.add(shape, passed)));
  const far = m.atLeast(a, FAR);
  const main = m.mul(m.sub(far, 0.5), m.sub(log(m, far), 1));
  const rest = m.add(stirlingRest(m, far), (m.c.logSqrtTwoPi[0] as number) - 0.5);
  return m.select(m.lt(a, FAR), near, m.select(m.lt(a, Infinity), m.add(main, rest), a));
}

export function lgamma(m: MathBuilder, x: Value): Value {
  const a = m.abs(x);
  const above = lgammaAbove(m, a);
  const sine = m.abs(sineOf(m, halfTurns(m, x)));
  const product = m.mul(sine, a);
  const isTiny = m.lt(a, m.pick(2 ** -30, 2 ** -60));
  const size = m.select(isTiny, a, m.div(m.c.piFull[0] as number, product));
  const reflected = m.select(isTiny, m.neg(log(m, size)), m.sub(log(m, size), above));
  const isPole = m.b.and(m.b.le(x, 0), m.eq(m.b.unary('trunc', x), x));
  return m.select(isPole, m.num(Infinity), m.select(m.lt(x, 0), reflected, above));
}

/** digamma from 0 on. */
function digammaAbove(m: MathBuilder, x: Value): Value {
  const isSmall = m.lt(x, 1);
  let [t, sum]: [Value, Value] = [m.select(isSmall, m.add(x, 1), x), m.select(isSmall, m.div(-1, x), m.num(0))];
  for (let step = 0; step < FAR - 1; step++) {
    const isAbove = m.b.gt(t, 2);
    const less = m.sub(t, 1);
    sum = m.select(isAbove, m.add(sum, m.div(1, less)), sum);
    t = m.select(isAbove, less, t);
  }
  const [root, rest] = m.c.digammaRoot as [number, number];
  const y = m.sub(m.sub(t, root), rest);
  const near = m.add(m.mul(y, ratio(m, y, [m.c.digammaP, m.c.digammaQ])), sum);
  const far = m.atLeast(x, FAR);
  const w = m.div(1, m.mul(far, far));
  const series = m.sub(m.sub(log(m, far), m.div(0.5, far)), m.mul(w, m.poly(w, m.c.digammaFar)));
  return m.select(m.lt(x, FAR), near, m.select(m.lt(x, Infinity), series, x));
}

export function digamma(m: MathBuilder, x: Value): Value {
  const isNegative = m.lt(x, 0);
  const above = digammaAbove(m, m.abs(x));
  const angle = halfTurns(m, x);
  const cotangent = m.div(cosineOf(m, angle), sineOf(m, angle));
  const isPole = m.b.and(isNegative, m.eq(m.b.unary('trunc', x), x));
  const reflected = m.sub(m.sub(above, m.div(1, x)), m.mul(cotangent, m.c.piFull[0] as number));
  const isTiny = m.lt(m.abs(x), m.pick(2 ** -30, 2 ** -60));
  const value = m.select(isTiny, m.div(-1, x), m.select(isNegative, reflected, above));
  return m.select(isPole, m.num(Number.NaN), value);
}
