/** asin, acos, atan and atan2, by fdlibm's reductions. */

import type { Operand } from '../ir/instruction-list.ts';
import type { Value } from '../ir/types.ts';
import type { MathBuilder, Pair } from './math-builder.ts';

/** `asin(s) / s - 1` for `z = s*s` up to 1/4. */
const asinTail = (m: MathBuilder, z: Value): Value => m.mul(z, m.poly(z, m.c.asin));

/** The square root with what it lacks, for the half of an angle near 1. */
function rootPair(m: MathBuilder, z: Value): Pair {
  const root = m.sqrt(z);
  const hi = m.head(root);
  return { hi, lo: m.div(m.sub(z, m.mul(hi, hi)), m.add(root, hi)) };
}

export function asin(m: MathBuilder, x: Value): Value {
  const a = m.abs(x);
  const isSmall = m.lt(a, 0.5);
  const z = m.select(isSmall, m.mul(a, a), m.mul(m.sub(1, a), 0.5));
  const tail = asinTail(m, z);
  const small = m.add(a, m.mul(a, tail));
  const root = rootPair(m, z);
  const [half, halfRest] = m.c.halfPiFull as [number, number];
  const most = m.mul(m.add(root.hi, root.lo), m.mul(tail, 2));
  const p = m.sub(most, m.sub(halfRest, m.mul(root.lo, 2)));
  const quarter = half / 2;
  const large = m.sub(quarter, m.sub(p, m.sub(quarter, m.mul(root.hi, 2))));
  // Its only zero divided by zero.
  return m.copysign(m.select(isSmall, small, m.select(m.eq(a, 1), half, large)), x);
}

export function acos(m: MathBuilder, x: Value): Value {
  const a = m.abs(x);
  const isSmall = m.lt(a, 0.5);
  const z = m.select(isSmall, m.mul(a, a), m.mul(m.sub(1, a), 0.5));
  const tail = asinTail(m, z);
  const [half, halfRest] = m.c.halfPiFull as [number, number];
  const small = m.sub(half, m.sub(x, m.sub(halfRest, m.mul(x, tail))));
  const root = rootPair(m, z);
  const whole = m.add(root.hi, root.lo);
  const up = m.mul(m.add(root.hi, m.add(m.mul(tail, whole), root.lo)), 2);
  const down = m.mul(m.sub(half, m.add(m.add(root.hi, root.lo), m.sub(m.mul(tail, whole), halfRest))), 2);
  const atOne = m.select(m.lt(x, 0), m.num(m.c.piFull[0] as number), 0);
  return m.select(isSmall, small, m.select(m.eq(a, 1), atOne, m.select(m.lt(x, 0), down, up)));
}

/** Reductions of the arctangent: below a bound, the angle is one that is known and the arctangent of a small quotient. */
function atanParts(m: MathBuilder, a: Value): { readonly t: Value } & Pair {
  const rows: readonly (readonly [number, Operand, Operand, readonly number[]])[] = [
    [7 / 16, a, 1, [0, 0]],
    [11 / 16, m.sub(m.mul(a, 2), 1), m.add(a, 2), m.c.atanHalf],
    [19 / 16, m.sub(a, 1), m.add(a, 1), m.c.atanOne],
    [39 / 16, m.sub(a, 1.5), m.add(m.mul(a, 1.5), 1), m.c.atanThreeHalves],
  ];
  let [top, bottom]: [Operand, Operand] = [m.num(-1), a];
  let [hi, lo]: [Operand, Operand] = m.c.halfPiFull.map((part) => m.num(part)) as [Value, Value];
  for (const [bound, over, under, known] of rows.toReversed()) {
    const isBelow = m.lt(a, bound);
    top = m.select(isBelow, over, top);
    bottom = m.select(isBelow, under, bottom);
    hi = m.select(isBelow, known[0] as number, hi);
    lo = m.select(isBelow, known[1] as number, lo);
  }
  return { t: m.div(top, bottom), hi: hi as Value, lo: lo as Value };
}

/** For an argument that is not negative. */
function atanOf(m: MathBuilder, a: Value): Value {
  const { t, hi, lo } = atanParts(m, a);
  const z = m.mul(t, t);
  const tail = m.mul(t, m.mul(z, m.poly(z, m.c.atan)));
  return m.add(hi, m.add(m.add(tail, lo), t));
}

export const atan = (m: MathBuilder, x: Value): Value => m.copysign(atanOf(m, m.abs(x)), x);

export function atan2(m: MathBuilder, y: Value, x: Value): Value {
  const { b } = m;
  const [up, across] = [m.abs(y), m.abs(x)];
  const known = m.select(m.eq(across, Infinity), m.select(m.eq(up, Infinity), m.num(Math.PI / 4), 0), m.num(0));
  const isKnown = b.or(m.eq(up, 0), m.eq(across, Infinity));
  const angle = m.select(isKnown, known, atanOf(m, m.div(up, across)));
  const [pi, rest] = m.c.piFull as [number, number];
  const turned = m.select(m.isNegative(x), m.sub(pi, m.sub(angle, rest)), angle);
  const isNaN = b.or(b.isNaN(x), b.isNaN(y));
  return m.select(isNaN, m.num(Number.NaN), m.copysign(turned, y));
}
