/** Math functions as operators and as named functions of the IR. */

import { isFloat } from '../../ir/ops.ts';
import type { KernelBuilder } from '../../ir/builder.ts';
import type { MathName } from '../../ir/math-names.ts';
import type { UnaryOp } from '../../ir/ops.ts';
import type { Value } from '../../ir/types.ts';
import type { MathFunction } from '../hir.ts';

const operators: { readonly [name: string]: UnaryOp | undefined } = {
  sqrt: 'sqrt',
  floor: 'floor',
  ceil: 'ceil',
  trunc: 'trunc',
};

/** Halves go up, as Math.round has it: -0.5 to -0, 2.5 to 3. */
function round(b: KernelBuilder, x: Value): Value {
  const down = b.unary('floor', x);
  const isUp = b.ge(b.sub(x, down), 0.5);
  const rounded = b.select(isUp, b.add(down, 1), down);
  // From -0.5 up the result is -0: it keeps the sign of x.
  return b.select(b.eq(rounded, 0), b.binary('copysign', rounded, x), rounded);
}

function sign(b: KernelBuilder, x: Value): Value {
  if (!isFloat(x.type)) {
    const positive = b.convert(b.gt(x, 0), x.type);
    return x.type === 'u32' ? positive : b.sub(positive, b.convert(b.lt(x, 0), x.type));
  }
  const one = b.binary('copysign', b.const(x.type, 1), x);
  // Zeros and NaN are their own signs.
  return b.select(b.gt(b.abs(x), 0), one, x);
}

/**
 * floor, ceil or trunc of a division of integers. The quotient is towards zero: floor is one less where something remains and the
 * signs differ. Division by zero gives 0.
 */
export function intDivision(b: KernelBuilder, { a, by, fn }: { a: Value; by: Value; fn: MathFunction }): Value {
  const quotient = b.binary('div', a, by);
  if (fn === 'trunc' || (fn === 'floor' && a.type === 'u32')) return quotient;
  const rest = b.binary('rem', a, by);
  const remains = b.ne(rest, 0);
  if (fn === 'ceil' && a.type === 'u32') return b.add(quotient, b.convert(remains, 'u32'));
  const differs = b.lt(b.xor(rest, by), 0);
  if (fn === 'floor') return b.sub(quotient, b.convert(b.and(remains, differs), a.type));
  return b.add(quotient, b.convert(b.and(remains, b.unary('not', differs)), a.type));
}

/** A math function on operands of the type of its result. */
export function mathValue(b: KernelBuilder, fn: MathFunction, args: readonly Value[]): Value {
  const [x, y] = args as [Value, Value];
  switch (fn) {
    case 'abs':
      return x.type === 'u32' ? x : b.abs(x);
    case 'min':
    case 'max':
      return b.binary(fn, x, y);
    case 'imul':
      return b.mul(x, y);
    case 'clz32':
      return b.unary('clz', x);
    case 'sign':
      return sign(b, x);
    case 'isNaN':
      return b.isNaN(x);
    case 'isFinite':
      return isFloat(x.type) ? b.lt(b.abs(x), Infinity) : b.const('bool', true);
    case 'isInteger':
      return isFloat(x.type) ? b.and(b.eq(b.unary('trunc', x), x), b.lt(b.abs(x), Infinity)) : b.const('bool', true);
    case 'fround':
      // Rounds and keeps the width: what is computed with it next is as wide as it would be in JavaScript. f32() is the cast.
      return b.convert(b.convert(x, 'f32'), x.type);
    case 'floor':
    case 'ceil':
    case 'trunc':
    case 'round':
      if (!isFloat(x.type)) return x;
      return fn === 'round' ? round(b, x) : b.unary(operators[fn]!, x);
    case 'sqrt':
      return b.unary('sqrt', x);
    case 'f16round':
      return f16round(b, x);
    case 'pow':
      return power(b, x, y);
    default:
      return b.math(fn satisfies MathName, ...args);
  }
}

/** A number that each dispatch gives: the same in all iterations. */
const isScalar = (value: Value): boolean => value.kind === 'scalar' || (value.kind === 'convert' && isScalar(value.a));

/** The first and second power are exact products, whether the exponent is known now or with the dispatch; others are the function. */
function power(b: KernelBuilder, x: Value, y: Value): Value {
  if (y.kind === 'const' && y.value === 2) return b.mul(x, x);
  if (y.kind === 'const' && y.value === 1) return x;
  const other = b.math('pow', x, y);
  if (!isScalar(y)) return other;
  return b.select(b.eq(y, 2), b.mul(x, x), b.select(b.eq(y, 1), x, other));
}

/** What tells f32 from f64 when they are rounded to f16: bits to cut, and a number whose steps are those of the smallest f16. */
const halves = {
  f32: { bits: 'u32', cut: 13, anchor: 0.5 },
  f64: { bits: 'u64', cut: 42, anchor: 2 ** 28 },
} as const;

/** Rounds to the nearest f16, halves to even. */
function f16round(b: KernelBuilder, x: Value): Value {
  const { bits: type, cut, anchor } = halves[x.type === 'f32' ? 'f32' : 'f64'];
  const number = (value: bigint): bigint | number => (type === 'u64' ? value : Number(value));
  const magnitude = b.abs(x);
  // Half of what is cut off is added, less one where the last bit that stays is even: carries reach the exponent as they should.
  const bits = b.bitcast(magnitude, type);
  const half = b.add(b.and(b.shr(bits, number(BigInt(cut))), number(1n)), number(2n ** BigInt(cut - 1) - 1n));
  const all = type === 'u64' ? 2n ** 64n : 2n ** 32n;
  const normal = b.bitcast(b.and(b.add(bits, half), number(all - 2n ** BigInt(cut))), x.type);
  // Below 2^-14 the steps are 2^-24, as those of numbers near the anchor.
  const small = b.sub(b.add(magnitude, anchor), anchor);
  const rounded = b.select(b.lt(magnitude, 2 ** -14), small, normal);
  const finite = b.select(b.lt(magnitude, 65520), rounded, b.select(b.isNaN(x), x, Infinity));
  return b.binary('copysign', finite, x);
}
