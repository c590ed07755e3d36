/** erf and erfc: polynomials near 0 and 1, and `exp(-x*x) / x` times a rational function of `1/(x*x)` beyond. */

import type { Value } from '../ir/types.ts';
import { expOfPair } from './exponential.ts';
import type { MathBuilder } from './math-builder.ts';

const SMALL = 0.843_75;
const NEAR_ONE = 1.25;
/** Between the two rational functions. */
const FAR = 2.857_142_75;

/** `erfc(a)` for `a` from 1.25 on. */
function farErfc(m: MathBuilder, a: Value): Value {
  const bounded = m.clamp(a, NEAR_ONE, m.pick(11, 28));
  const w = m.div(1, m.mul(bounded, bounded));
  const isFar = m.b.gt(bounded, FAR);
  const ratio = (p: readonly number[], q: readonly number[]): Value => m.div(m.poly(w, p), m.poly(w, q));
  const shape = m.select(isFar, ratio(m.c.erfcFarP, m.c.erfcFarQ), ratio(m.c.erfcMiddleP, m.c.erfcMiddleQ));
  const head = m.head(bounded);
  const power = expOfPair(m, { hi: m.neg(m.mul(head, head)), lo: m.mul(m.sub(head, bounded), m.add(head, bounded)) });
  return m.mul(power, m.div(shape, bounded));
}

/** `erf(a) / a - 1` near 0, and `erf(a)` less its value at 1. */
const smallTail = (m: MathBuilder, a: Value): Value => m.poly(m.mul(a, a), m.c.erfSmall);
const nearOne = (m: MathBuilder, a: Value): Value => m.poly(m.sub(m.clamp(a, SMALL, NEAR_ONE), 1), m.c.erfOne);

export function erf(m: MathBuilder, x: Value): Value {
  const a = m.abs(x);
  const bounded = m.atMost(a, 1);
  const small = m.add(bounded, m.mul(bounded, smallTail(m, bounded)));
  const middle = m.add(nearOne(m, a), m.c.erfAtOne[0] as number);
  const most = m.select(m.lt(a, SMALL), small, m.select(m.lt(a, NEAR_ONE), middle, m.sub(1, farErfc(m, a))));
  return m.copysign(most, x);
}

export function erfc(m: MathBuilder, x: Value): Value {
  const a = m.abs(x);
  const isNegative = m.lt(x, 0);
  const bounded = m.clamp(x, -1, 1);
  const tail = m.mul(bounded, smallTail(m, bounded));
  const small = m.select(
    m.lt(bounded, 0.25),
    m.sub(1, m.add(bounded, tail)),
    m.sub(0.5, m.add(m.sub(bounded, 0.5), tail)),
  );
  const known = m.c.erfAtOne[0] as number;
  const more = nearOne(m, a);
  const middle = m.select(isNegative, m.add(m.add(more, known), 1), m.sub(1 - known, more));
  const far = farErfc(m, a);
  const large = m.select(isNegative, m.sub(2, far), far);
  return m.select(m.lt(a, SMALL), small, m.select(m.lt(a, NEAR_ONE), middle, large));
}
