/** sin, cos and tan: the angle is reduced to an octant on either side of a multiple of pi/2, as a pair, for arguments of any size. */

import type { Value } from '../ir/types.ts';
import { type Angle, reduceLarge } from './large-angle.ts';
import type { MathBuilder, Pair } from './math-builder.ts';

/** Up to here a product of the multiple and a part of pi/2 is exact. */
const mostDirect = (m: MathBuilder): number => m.pick(2 ** 13, 2 ** 20);

/** `x - n pi/2` for moderate `x`, with pi/2 in four parts. */
function reduceDirectly(m: MathBuilder, x: Value): Angle {
  const { float: n, int: quadrant } = m.nearest(m.mul(x, m.c.twoOverPi[0] as number));
  const [p0, p1, p2, p3] = m.c.halfPi as [number, number, number, number];
  const first = m.sub(x, m.mul(n, p0));
  const second = m.twoSum(first, m.neg(m.mul(n, p1)));
  const third = m.twoSum(second.hi, m.neg(m.mul(n, p2)));
  const lo = m.sub(m.add(second.lo, third.lo), m.mul(n, p3));
  return { quadrant, ...m.quickTwoSum(third.hi, lo) };
}

/** The angle within an octant, and which quadrant it was in (its last two bits). */
function reduce(m: MathBuilder, x: Value): Angle {
  const { b } = m;
  const { type, int } = m.format;
  const [hi, lo, quadrant] = [b.local('hi', type), b.local('lo', type), b.local('quadrant', int)];
  const keep = (angle: Angle): void => {
    b.set(hi, angle.hi);
    b.set(lo, angle.lo);
    b.set(quadrant, angle.quadrant);
  };
  const limit = mostDirect(m);
  keep(reduceDirectly(m, m.clamp(x, -limit, limit)));
  b.if(b.gt(m.abs(x), limit), () => keep(reduceLarge(m, x)));
  return { hi: b.get(hi), lo: b.get(lo), quadrant: b.get(quadrant) };
}

function sinOf(m: MathBuilder, { hi, lo }: Pair): Pair {
  const z = m.mul(hi, hi);
  const cube = m.mul(z, hi);
  const [first, ...others] = m.c.sin as [number, ...number[]];
  const rest = m.sub(m.mul(z, m.sub(m.mul(lo, 0.5), m.mul(cube, m.poly(z, others)))), lo);
  return { hi, lo: m.neg(m.sub(rest, m.mul(cube, first))) };
}

function cosOf(m: MathBuilder, { hi, lo }: Pair): Pair {
  const z = m.mul(hi, hi);
  const half = m.mul(z, 0.5);
  const top = m.sub(1, half);
  const lost = m.sub(m.sub(1, top), half);
  return { hi: top, lo: m.add(lost, m.sub(m.mul(m.mul(z, z), m.poly(z, m.c.cos)), m.mul(hi, lo))) };
}

const total = (m: MathBuilder, { hi, lo }: Pair): Value => m.add(hi, lo);

/** Angles of infinity and NaN have no sine. */
const finite = (m: MathBuilder, x: Value, result: Value): Value =>
  m.select(m.lt(m.abs(x), Infinity), result, m.num(Number.NaN));

/** Sine of the angle that is `quarters` quarter turns further. */
function sineAfter(m: MathBuilder, angle: Angle, quarters: number): Value {
  const quadrant = m.add(angle.quadrant, m.int(quarters));
  const bit = (value: number): Value => m.b.ne(m.b.and(quadrant, m.int(value)), m.int(0));
  const value = m.select(bit(1), total(m, cosOf(m, angle)), total(m, sinOf(m, angle)));
  return m.select(bit(2), m.neg(value), value);
}

/** Sine and cosine of an angle that is reduced. */
export const sineOf = (m: MathBuilder, angle: Angle): Value => sineAfter(m, angle, 0);
export const cosineOf = (m: MathBuilder, angle: Angle): Value => sineAfter(m, angle, 1);

/** The angle of `x` half turns, exactly. */
export function halfTurns(m: MathBuilder, x: Value): Angle {
  const nearest = (value: Value): Value => m.b.unary('nearest', value);
  const turn = m.sub(x, m.mul(nearest(m.mul(x, 0.5)), 2));
  const quarters = nearest(m.mul(turn, 2));
  const rest = m.sub(turn, m.mul(quarters, 0.5));
  const [pi, piRest] = m.c.piFull as [number, number];
  const { hi, lo } = m.twoProduct(rest, pi);
  return { quadrant: m.toInt(quarters), hi, lo: m.add(lo, m.mul(rest, piRest)) };
}

export const sin = (m: MathBuilder, x: Value): Value => m.select(m.eq(x, 0), x, finite(m, x, sineOf(m, reduce(m, x))));
export const cos = (m: MathBuilder, x: Value): Value => finite(m, x, cosineOf(m, reduce(m, x)));

export function tan(m: MathBuilder, x: Value): Value {
  const angle = reduce(m, x);
  const [s, c] = [sinOf(m, angle), cosOf(m, angle)];
  const isOdd = m.b.ne(m.b.and(angle.quadrant, m.int(1)), m.int(0));
  const pick = (odd: Pair, even: Pair): Pair => ({
    hi: m.select(isOdd, odd.hi, even.hi),
    lo: m.select(isOdd, odd.lo, even.lo),
  });
  const value = m.quotient(pick(c, s), pick(s, c));
  const result = finite(m, x, m.select(isOdd, m.neg(value), value));
  // Where the product of the quotient would underflow, the tangent is its argument.
  return m.select(m.lt(m.abs(x), m.pick(2 ** -30, 2 ** -60)), x, result);
}
