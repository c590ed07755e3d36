/** pow, cbrt, hypot and fmod. */

import type { Value } from '../ir/types.ts';
import { expOfPair } from './exponential.ts';
import type { MathBuilder, Pair } from './math-builder.ts';

/** `log(x)` of a positive number to some 15 bits more than a float has: `2 (s + s^3/3 + ...)`, the first two terms as pairs. */
export function logPair(m: MathBuilder, x: Value): Pair {
  const { m: scaled, k } = m.scaled(x);
  const f = m.sub(scaled, 1);
  const below = m.quickTwoSum(2, f);
  const first = m.div(f, below.hi);
  const back = m.twoProduct(first, below.hi);
  const left = m.sub(m.sub(m.sub(f, back.hi), back.lo), m.mul(first, below.lo));
  const s = { hi: first, lo: m.div(left, below.hi) };
  const square = m.twoProduct(s.hi, s.hi);
  const z = { hi: square.hi, lo: m.add(square.lo, m.mul(m.mul(s.hi, s.lo), 2)) };
  const [third, thirdRest] = m.c.twoThirds as [number, number];
  const sum = m.quickTwoSum(third, m.mul(z.hi, m.poly(z.hi, m.c.powLog)));
  const cubic = m.multiply(m.multiply(s, z), { hi: sum.hi, lo: m.add(sum.lo, thirdRest) });
  const series = m.quickTwoSum(m.mul(s.hi, 2), cubic.hi);
  const [ln2, ln2Rest] = m.c.ln2 as [number, number];
  const total = m.twoSum(m.mul(k, ln2), series.hi);
  const low = m.sum(series.lo, cubic.lo, m.mul(s.lo, 2), m.mul(k, ln2Rest));
  return m.quickTwoSum(total.hi, m.add(total.lo, low));
}

/** `|x|^y`, where neither is 0, infinite or NaN. */
function powerOf(m: MathBuilder, a: Value, y: Value): Value {
  const log = logPair(m, a);
  // With a larger exponent the result is 0, 1 or infinite anyway, and the products below would overflow.
  const most = m.pick(2 ** 40, 2 ** 70);
  const exponent = m.clamp(y, -most, most);
  const product = m.twoProduct(log.hi, exponent);
  return expOfPair(m, { hi: product.hi, lo: m.add(product.lo, m.mul(log.lo, exponent)) });
}

/** `0^y` and `infinity^y`. */
const edge = (m: MathBuilder, a: Value, y: Value): Value =>
  m.select(m.b.eq(m.eq(a, 0), m.lt(0, y)), m.num(0), m.num(Infinity));

export function pow(m: MathBuilder, x: Value, y: Value): Value {
  const { b } = m;
  const a = m.abs(x);
  const trunc = (value: Value): Value => b.unary('trunc', value);
  const isWhole = m.eq(trunc(y), y);
  const half = m.mul(y, 0.5);
  const isOdd = b.and(isWhole, b.ne(trunc(half), half));
  const isEdge = b.or(m.eq(a, 0), m.eq(a, Infinity));
  const size = m.select(isEdge, edge(m, a, y), powerOf(m, m.select(isEdge, m.num(1), a), y));
  const signed = m.select(b.and(m.isNegative(x), isOdd), m.neg(size), size);
  // Of a negative number only whole powers are real; an infinite exponent of 1 is NaN, as in JavaScript.
  const isReal = b.or(b.or(m.ge(x, 0), isWhole), isEdge);
  const isUnknown = b.and(m.eq(a, 1), m.eq(m.abs(y), Infinity));
  const isNaN = b.or(b.or(b.isNaN(x), b.isNaN(y)), isUnknown);
  const result = m.select(b.and(isReal, b.unary('not', isNaN)), signed, m.num(Number.NaN));
  return m.select(m.eq(y, 0), 1, result);
}

/** One step of Halley's iteration, which triples the digits: `y + y (m/y^2 - y) / (2y + m/y^2)`. */
function halley(m: MathBuilder, x: Value, y: Value): Value {
  const quotient = m.div(x, m.mul(y, y));
  return m.add(y, m.mul(y, m.div(m.sub(quotient, y), m.add(m.add(y, y), quotient))));
}

export function cbrt(m: MathBuilder, x: Value): Value {
  const { b } = m;
  const { fraction, tiny, bias, int } = m.format;
  const a = m.abs(x);
  const isTiny = m.lt(a, tiny);
  // A power whose exponent is a multiple of 3.
  const up = m.pick(24, 54);
  const bits = m.bits(m.select(isTiny, m.mul(a, 2 ** up), a));
  const exponent = b.shr(bits, fraction);
  // Exponents are positive here, so a product and a shift divide by three.
  const third = b.shr(b.mul(exponent, 21_846), 16);
  const offset = (bias - (bias % 3)) / 3;
  const mantissa = m.float(b.sub(bits, b.shl(b.mul(b.sub(third, offset), 3), fraction)));
  const rough = halley(m, mantissa, m.poly(mantissa, m.c.cbrt));
  const root = halley(m, mantissa, m.head(rough));
  const power = b.sub(b.sub(third, offset), m.select(isTiny, b.const(int, up / 3), b.const(int, 0)));
  const result = m.mul(root, m.pow2(power));
  return m.select(b.or(m.eq(x, 0), b.unary('not', m.lt(a, Infinity))), x, m.copysign(result, x));
}

export function hypot(m: MathBuilder, x: Value, y: Value): Value {
  const { b } = m;
  const [ax, ay] = [m.abs(x), m.abs(y)];
  const larger = b.binary('max', ax, ay);
  const [most, least, step] = m.pick([2 ** 60, 2 ** -30, 2 ** 90], [2 ** 500, 2 ** -400, 2 ** 600]) as [
    number,
    number,
    number,
  ];
  const isHuge = b.gt(larger, most);
  const isSmall = m.lt(larger, least);
  const factor = m.select(isHuge, 1 / step, m.select(isSmall, step, m.num(1)));
  const back = m.select(isHuge, step, m.select(isSmall, 1 / step, m.num(1)));
  const square = (value: Value): Pair => m.twoProduct(m.mul(value, factor), m.mul(value, factor));
  const [p, q] = [square(larger), square(b.binary('min', ax, ay))];
  const root = m.sqrt(m.add(m.add(m.add(p.lo, q.lo), q.hi), p.hi));
  const isInfinite = b.or(m.eq(ax, Infinity), m.eq(ay, Infinity));
  return m.select(isInfinite, Infinity, m.mul(root, back));
}

/** A positive float as an exponent and an integer. Subnormal numbers are brought to a leading bit like the others. */
function splitDigits(m: MathBuilder, value: Value): { readonly exponent: Value; readonly digits: Value } {
  const { b } = m;
  const { int, fraction, tiny } = m.format;
  const one = m.is64 ? 1n << 52n : 1 << 23;
  const mask = m.is64 ? (1n << 52n) - 1n : (1 << 23) - 1;
  const up = fraction + 2;
  const isTiny = m.lt(value, tiny);
  const bits = m.bits(m.select(isTiny, m.mul(value, 2 ** up), value));
  const exponent = b.sub(b.shr(bits, fraction), m.select(isTiny, b.const(int, up), b.const(int, 0)));
  return { exponent, digits: b.or(b.and(bits, mask), one) };
}

/** The remainder, exactly: shifts and subtractions of the integers behind the floats. */
export function fmod(m: MathBuilder, x: Value, y: Value): Value {
  const { b } = m;
  const { int } = m.format;
  const [a, d] = [m.abs(x), m.abs(y)];
  const [over, under] = [splitDigits(m, a), splitDigits(m, d)];
  const rest = b.local('rest', int);
  const left = b.local('left', int);
  b.set(rest, over.digits);
  b.set(left, b.sub(over.exponent, under.exponent));
  const isPlain = b.and(b.and(m.lt(a, Infinity), m.lt(0, d)), b.and(m.ge(a, d), m.lt(d, Infinity)));
  b.if(isPlain, () => {
    const step = (): void => {
      const difference = b.sub(b.get(rest), under.digits);
      b.set(rest, m.select(b.lt(difference, m.int(0)), b.get(rest), difference));
    };
    b.while(
      () => b.gt(b.get(left), m.int(0)),
      () => {
        step();
        b.set(rest, b.shl(b.get(rest), 1));
      },
      () => b.set(left, b.sub(b.get(left), m.int(1))),
    );
    step();
  });
  // The digits have the exponent of the divisor.
  const shift = b.sub(under.exponent, m.int(1));
  const value = scaledDigits(m, b.get(rest), shift);
  const result = m.select(isPlain, m.copysign(value, x), x);
  const isNaN = b.or(b.or(b.isNaN(y), m.eq(y, 0)), b.unary('not', m.lt(a, Infinity)));
  return m.select(isNaN, m.num(Number.NaN), result);
}

/** `digits * 2^shift` units of the smallest subnormal number, which is exact. */
function scaledDigits(m: MathBuilder, digits: Value, shift: Value): Value {
  const { b } = m;
  // 64 bits: as the bits of a float, the digits are those of a subnormal or of the first normal numbers. A GPU may take subnormals
  // for 0, but has 32 bits only, and there the digits are converted instead.
  const value = m.is64 ? m.float(digits) : m.toFloat(digits);
  const exponent = m.is64 ? shift : b.sub(shift, m.int(149));
  const half = b.shr(exponent, 1);
  return m.mul(m.mul(value, m.pow2(half)), m.pow2(b.sub(exponent, half)));
}
