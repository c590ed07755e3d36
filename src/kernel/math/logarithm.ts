/** log, log2, log10 and log1p, after fdlibm's formula: with `s = f / (2 + f)`, `log(1 + f) = f - f*f/2 + s (f*f/2 + R(s*s))`. */

import type { Value } from '../ir/types.ts';
import type { MathBuilder, Pair } from './math-builder.ts';

interface Parts {
  /** As a float. */
  readonly k: Value;
  readonly f: Value;
  readonly halfSquare: Value;
  /** `s (f*f/2 + R)`. */
  readonly rest: Value;
}

/** `x = 2^k (1 + f)`, and the parts of `log(1 + f)`. */
function partsOf(m: MathBuilder, x: Value): Parts {
  const scaled = m.scaled(x);
  const f = m.sub(scaled.m, 1);
  const s = m.div(f, m.add(f, 2));
  const z = m.mul(s, s);
  const halfSquare = m.mul(m.mul(f, 0.5), f);
  return { k: scaled.k, f, halfSquare, rest: m.mul(s, m.add(halfSquare, m.mul(z, m.poly(z, m.c.log)))) };
}

/** What logarithms are where there is nothing to compute: of 0, of negative numbers, of infinity and NaN. */
function special(m: MathBuilder, x: Value, result: Value): Value {
  const ofFinite = m.select(m.lt(0, x), result, m.select(m.eq(x, 0), m.num(-Infinity), Number.NaN));
  return m.select(m.lt(x, Infinity), ofFinite, x);
}

/** `k ln2 + log(1 + f) + more`. */
function natural(m: MathBuilder, { k, f, halfSquare, rest }: Parts, more?: Value): Value {
  const [ln2, ln2Rest] = m.c.ln2 as [number, number];
  const low = m.mul(k, ln2Rest);
  const sum = m.add(rest, more === undefined ? low : m.add(low, more));
  return m.sub(m.mul(k, ln2), m.sub(m.sub(halfSquare, sum), f));
}

export const log = (m: MathBuilder, x: Value): Value => special(m, x, natural(m, partsOf(m, x)));

export function log1p(m: MathBuilder, x: Value): Value {
  const u = m.add(x, 1);
  // What 1 + x lost by rounding.
  const lost = m.select(m.lt(x, 1), m.sub(x, m.sub(u, 1)), m.sub(1, m.sub(u, x)));
  const result = natural(m, partsOf(m, u), m.div(lost, u));
  return m.select(m.eq(x, 0), x, special(m, m.select(m.lt(x, Infinity), u, x), result));
}

/** `log(1 + f)` times a constant in two parts, as a pair that is not normalised. */
function timesConstant(m: MathBuilder, { f, halfSquare, rest }: Parts, [head, tail]: readonly [number, number]): Pair {
  const hi = m.head(m.sub(f, halfSquare));
  const lo = m.add(m.sub(m.sub(f, hi), halfSquare), rest);
  return { hi: m.mul(hi, head), lo: m.add(m.mul(m.add(lo, hi), tail), m.mul(lo, head)) };
}

function inBase(
  m: MathBuilder,
  x: Value,
  constants: { readonly factor: readonly number[]; readonly k: readonly number[] },
): Value {
  const parts = partsOf(m, x);
  const { hi, lo } = timesConstant(m, parts, constants.factor as [number, number]);
  const whole = m.mul(parts.k, constants.k[0] as number);
  const low = constants.k[1] === 0 ? lo : m.add(lo, m.mul(parts.k, constants.k[1] as number));
  const sum = m.twoSum(whole, hi);
  return special(m, x, m.add(sum.hi, m.add(sum.lo, low)));
}

export const log2 = (m: MathBuilder, x: Value): Value => inBase(m, x, { factor: m.c.log2E, k: [1, 0] });
export const log10 = (m: MathBuilder, x: Value): Value => inBase(m, x, { factor: m.c.log10E, k: m.c.log10Of2 });
