/** What the definitions of the math functions are written with: a builder of IR that knows one float type. */

import type { BlockBuilder } from '../ir/block-builder.ts';
import type { Operand } from '../ir/instruction-list.ts';
import type { Value } from '../ir/types.ts';
import { type Coefficients, coefficients } from './coefficients.ts';

/** What the definitions have to know of a float type. */
export interface Format {
  readonly type: 'f32' | 'f64';
  /** The integer of the same width. */
  readonly int: 'i32' | 'i64';
  /** Bits of the fraction that are stored. */
  readonly fraction: number;
  readonly bias: number;
  /** Smallest normal number. */
  readonly tiny: number;
}

const formats: { readonly f32: Format; readonly f64: Format } = {
  f32: { type: 'f32', int: 'i32', fraction: 23, bias: 127, tiny: 2 ** -126 },
  f64: { type: 'f64', int: 'i64', fraction: 52, bias: 1023, tiny: 2 ** -1022 },
};

/** A number as the sum of two, the second below half a unit of the first. */
export interface Pair {
  readonly hi: Value;
  readonly lo: Value;
}

/** An integer, as a float too. */
export interface Whole {
  readonly float: Value;
  readonly int: Value;
}

/** Numbers whose last bit counts ones, in the middle of those with their exponent. */
const MAGIC_F32 = 1.5 * 2 ** 23;
const MAGIC_F32_BITS = 0x4b40_0000;
const MAGIC_F64 = 1.5 * 2 ** 52;
const MAGIC_F64_BITS = 0x4338_0000_0000_0000n;

/** A positive number as `m * 2^k`, with `m` from sqrt(1/2) to sqrt(2). */
export interface Scaled {
  readonly m: Value;
  /** As a float. */
  readonly k: Value;
}

/** Operations on one float type. Short names: the definitions should read like formulas. */
export class MathBuilder {
  readonly b: BlockBuilder;
  readonly format: Format;
  readonly c: Coefficients;

  constructor(b: BlockBuilder, type: 'f32' | 'f64') {
    this.b = b;
    this.format = formats[type];
    this.c = coefficients[type];
  }

  get is64(): boolean {
    return this.format.type === 'f64';
  }

  /** One of two numbers, by type. */
  pick<T>(f32: T, f64: T): T {
    return this.is64 ? f64 : f32;
  }

  num(value: number): Value {
    return this.b.const(this.format.type, value);
  }

  add = (a: Operand, b: Operand): Value => this.b.add(a, b);
  sub = (a: Operand, b: Operand): Value => this.b.sub(a, b);
  mul = (a: Operand, b: Operand): Value => this.b.mul(a, b);
  div = (a: Operand, b: Operand): Value => this.b.div(a, b);
  abs = (a: Value): Value => this.b.abs(a);
  neg = (a: Value): Value => this.b.neg(a);
  sqrt = (a: Value): Value => this.b.unary('sqrt', a);
  lt = (a: Operand, b: Operand): Value => this.b.lt(a, b);
  ge = (a: Operand, b: Operand): Value => this.b.ge(a, b);
  eq = (a: Operand, b: Operand): Value => this.b.eq(a, b);
  select = (cond: Value, a: Operand, b: Operand): Value =>
    typeof a === 'object' || typeof b === 'object'
      ? this.b.select(cond, a, b)
      : this.b.select(cond, this.num(a as number), b);
  copysign = (a: Operand, b: Value): Value => this.b.binary('copysign', a, b);

  sum(first: Operand, ...rest: readonly Operand[]): Value {
    return rest.reduce<Operand>((total, one) => this.add(total, one), first) as Value;
  }

  product(first: Operand, ...rest: readonly Operand[]): Value {
    return rest.reduce<Operand>((total, one) => this.mul(total, one), first) as Value;
  }

  /** `c[0] + c[1] x + ...` by Horner's rule: more exact than `poly` where the terms are of one size. */
  horner(x: Value, c: readonly number[]): Value {
    return c.reduceRight<Value | null>(
      (sum, one) => (sum === null ? this.num(one) : this.add(this.mul(sum, x), one)),
      null,
    )!;
  }

  /**
   * `c[0] + c[1] x + ...` by Estrin's scheme: neighbours are joined as `c0 + c1 x`, then those by `x^2`, and so on. As many operations as
   * Horner's rule and a few squares, but a chain of them that is only as long as the logarithm of the degree.
   */
  poly(x: Value, c: readonly number[]): Value {
    let terms: Operand[] = [...c];
    let power = x;
    while (terms.length > 1) {
      const joined: Operand[] = [];
      for (let at = 0; at < terms.length; at += 2) {
        const [low, high] = [terms[at] as Operand, terms[at + 1]];
        joined.push(high === undefined ? low : this.add(this.mul(high, power), low));
      }
      terms = joined;
      if (terms.length > 1) power = this.mul(power, power);
    }
    return this.value(terms[0] as Operand);
  }

  /**
   * The smaller (larger) of a number and a bound that is not 0; NaN stays NaN. Written as what one instruction of SIMD does:
   * the operators `min` and `max`, which order zeros and spread NaN from both sides, take six.
   */
  atMost(x: Value, bound: number): Value {
    return this.select(this.lt(bound, x), bound, x);
  }
  atLeast(x: Value, bound: number): Value {
    return this.select(this.lt(x, bound), bound, x);
  }

  /** Between two bounds; NaN stays NaN. */
  clamp(x: Value, low: number, high: number): Value {
    return this.atMost(this.atLeast(x, low), high);
  }

  /**
   * The nearest integer of a number below 2^22 (f64: 2^51); of NaN something. What is added moves the integer to the last bits. Not by the
   * operator `nearest`, which V8 does not join to wider vectors. In f32 the float is made of the integer, because a
   * GPU compiler may cancel what is added and subtracted.
   */
  nearest(x: Value): Whole {
    const { b } = this;
    if (this.is64) {
      const moved = this.add(x, MAGIC_F64);
      return { float: this.sub(moved, MAGIC_F64), int: this.sub(this.bits(moved), this.int(MAGIC_F64_BITS)) };
    }
    const int = this.sub(this.bits(this.add(x, MAGIC_F32)), this.int(MAGIC_F32_BITS));
    return { float: b.convert(int, 'f32'), int };
  }

  // Bits

  bits(x: Value): Value {
    return this.b.bitcast(x, this.format.int);
  }

  float(bits: Value): Value {
    return this.b.bitcast(bits, this.format.type);
  }

  int(value: number | bigint): Value {
    return this.b.const(this.format.int, value);
  }

  /** Whether the sign bit is set: true for -0 too. */
  isNegative(x: Value): Value {
    return this.lt(this.bits(x), this.int(0));
  }

  /** An integral float of less than half the fraction's bits as an integer. Not `convert`: SIMD has none for 64 bits. */
  toInt(x: Value): Value {
    if (!this.is64) return this.b.convert(x, 'i32');
    return this.sub(this.bits(this.add(x, MAGIC_F64)), this.int(MAGIC_F64_BITS));
  }

  /** A small integer as a float. */
  toFloat(n: Value): Value {
    if (!this.is64) return this.b.convert(n, 'f32');
    return this.sub(this.float(this.add(n, this.int(MAGIC_F64_BITS))), MAGIC_F64);
  }

  /** `2^n` for an integer `n` that gives a normal number. */
  pow2(n: Value): Value {
    const { bias, fraction } = this.format;
    return this.float(this.b.shl(this.add(n, bias), fraction));
  }

  /** `x * 2^n`, rounded once, for any `n` up to twice the largest exponent either way. */
  scale(x: Value, n: Value): Value {
    const half = this.b.shr(n, 1);
    return this.mul(this.mul(x, this.pow2(half)), this.pow2(this.sub(n, half)));
  }

  /** The upper half of the digits. */
  head(x: Value): Value {
    return this.float(this.b.and(this.bits(x), this.is64 ? this.int(-(1n << 27n)) : this.int(-4096)));
  }

  /** A positive finite number as `m * 2^k`. */
  scaled(x: Value): Scaled {
    const { b } = this;
    const { tiny, fraction, bias } = this.format;
    const isTiny = this.lt(x, tiny);
    const up = fraction + 2;
    const bits = this.bits(this.select(isTiny, this.mul(x, 2 ** up), x));
    // The bits of about sqrt(1/2): what is above belongs to the next exponent.
    const [low, one] = this.pick<readonly [number | bigint, number | bigint]>(
      [0x3f35_04f3, 0x3f80_0000],
      [0x3fe6_a09e_0000_0000n, 0x3ff0_0000_0000_0000n],
    );
    const moved = this.add(bits, this.int((one as never) - (low as never)));
    const unsigned = this.pick('u32', 'u64') as 'u32' | 'u64';
    const exponent = b.bitcast(b.shr(b.bitcast(moved, unsigned), fraction), this.format.int);
    const fractionBits = this.is64 ? (1n << 52n) - 1n : (1 << 23) - 1;
    const m = this.float(this.add(b.and(moved, this.int(fractionBits)), this.int(low)));
    // As `toFloat`, with one subtraction for all that is too much.
    const magic = this.is64 ? MAGIC_F64 : 0;
    const raised = this.is64 ? this.float(this.add(exponent, this.int(MAGIC_F64_BITS))) : this.toFloat(exponent);
    return { m, k: this.sub(raised, this.select(isTiny, magic + bias + up, this.num(magic + bias))) };
  }

  // Pairs

  /** `a + b` without an error. */
  twoSum(a: Operand, b: Operand): Pair {
    const hi = this.add(a, b);
    const right = this.sub(hi, a);
    return { hi, lo: this.add(this.sub(a, this.sub(hi, right)), this.sub(b, right)) };
  }

  /** `a + b` without an error, where `a` is the larger. */
  quickTwoSum(a: Operand, b: Operand): Pair {
    const hi = this.add(a, b);
    return { hi, lo: this.sub(b, this.sub(hi, a)) };
  }

  /** `a * b` without an error, for numbers whose digits do not underflow. Dekker's product. */
  twoProduct(a: Operand, b: Operand): Pair {
    const [left, right] = [this.value(a), this.value(b)];
    const hi = this.mul(left, right);
    const [ah, bh] = [this.head(left), this.head(right)];
    const [al, bl] = [this.sub(left, ah), this.sub(right, bh)];
    const rest = this.sub(this.mul(ah, bh), hi);
    return { hi, lo: this.add(this.add(this.add(rest, this.mul(ah, bl)), this.mul(al, bh)), this.mul(al, bl)) };
  }

  value(a: Operand): Value {
    return typeof a === 'object' ? a : this.num(a as number);
  }

  /** The product of two pairs. */
  multiply(a: Pair, b: Pair): Pair {
    const { hi, lo } = this.twoProduct(a.hi, b.hi);
    return this.quickTwoSum(hi, this.add(lo, this.add(this.mul(a.hi, b.lo), this.mul(a.lo, b.hi))));
  }

  /** The quotient of two sums, each with the larger part first. */
  quotient(a: Pair, b: Pair): Value {
    const top = this.quickTwoSum(a.hi, a.lo);
    const bottom = this.quickTwoSum(b.hi, b.lo);
    const first = this.div(top.hi, bottom.hi);
    const back = this.twoProduct(first, bottom.hi);
    const left = this.sub(this.sub(this.add(this.sub(top.hi, back.hi), top.lo), back.lo), this.mul(first, bottom.lo));
    return this.add(first, this.div(left, bottom.hi));
  }

  /** A constant of {@link Coefficients} that has two parts. */
  pair(c: readonly number[]): Pair {
    return { hi: this.num(c[0] as number), lo: this.num(c[1] as number) };
  }
}
