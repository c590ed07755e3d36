/** Functions of floats on elements. */

import type { BlockBuilder } from '../../kernel/ir/block-builder.ts';
import type { MathName } from '../../kernel/ir/math-names.ts';
import type { UnaryOp } from '../../kernel/ir/ops.ts';
import { isFloat } from '../../kernel/ir/ops.ts';
import type { Value } from '../../kernel/ir/types.ts';
import type { DType } from '../dtype/dtype.ts';
import { defineOp, type ElementOp, type LowerOp } from './element-op.ts';

/** Rough cost of a function of the IR's mathematics, in additions. */
const MATH_COST = 20;

const math = (name: string, fn: MathName): ElementOp => defineOp(name, (b, args) => b.math(fn, ...args), MATH_COST);

export const expOp = math('exp', 'exp');
export const exp2Op = math('exp2', 'exp2');
export const expm1Op = math('expm1', 'expm1');
export const logOp = math('log', 'log');
export const log2Op = math('log2', 'log2');
export const log10Op = math('log10', 'log10');
export const log1pOp = math('log1p', 'log1p');
export const sinOp = math('sin', 'sin');
export const cosOp = math('cos', 'cos');
export const tanOp = math('tan', 'tan');
export const asinOp = math('asin', 'asin');
export const acosOp = math('acos', 'acos');
export const atanOp = math('atan', 'atan');
export const sinhOp = math('sinh', 'sinh');
export const coshOp = math('cosh', 'cosh');
export const tanhOp = math('tanh', 'tanh');
export const asinhOp = math('asinh', 'asinh');
export const acoshOp = math('acosh', 'acosh');
export const atanhOp = math('atanh', 'atanh');
export const cbrtOp = math('cbrt', 'cbrt');
export const atan2Op = math('atan2', 'atan2');
export const hypotOp = math('hypot', 'hypot');

export const sqrtOp = defineOp('sqrt', (b, [x]) => b.unary('sqrt', x!), 4);

/** Rounding leaves integers and bools as they are. */
const rounding = (name: string, op: UnaryOp): ElementOp =>
  defineOp(name, (b, [x]) => (isFloat(x!.type) ? b.unary(op, x!) : x!));

export const floorOp = rounding('floor', 'floor');
export const ceilOp = rounding('ceil', 'ceil');
export const truncOp = rounding('trunc', 'trunc');
/** To the nearest integer, halves to the even one. */
export const rintOp = rounding('rint', 'nearest');

const times =
  (factor: number): LowerOp =>
  (b, [x]) =>
    b.mul(x!, factor);

/** As C computes the factor: in the float of the numbers, float32 for float16. */
const inOwnFloat =
  (factor: (round: (value: number) => number) => number): LowerOp =>
  (b, args, types) =>
    times(factor(types.output === 'float64' ? (value) => value : Math.fround))(b, args, types);

export const deg2radOp = defineOp(
  'deg2rad',
  inOwnFloat((round) => round(round(Math.PI) / 180)),
);
export const rad2degOp = defineOp(
  'rad2deg',
  inOwnFloat((round) => round(180 / round(Math.PI))),
);

/** Logarithm of a sum of powers of e, or of 2. */
const logOfSum =
  (base: 'e' | '2'): LowerOp =>
  (b, [x, y]) => {
    const larger = b.select(b.gt(x!, y!), x!, y!);
    const difference = b.neg(b.abs(b.sub(x!, y!)));
    const power = b.math(base === 'e' ? 'exp' : 'exp2', difference);
    const tail = b.math('log1p', power);
    // The difference of equal infinities is NaN, so equal numbers go apart; so is one with a NaN, which has to stay.
    const equal = b.add(x!, base === 'e' ? Math.LN2 : 1);
    const apart = b.add(larger, base === 'e' ? tail : b.mul(tail, Math.LOG2E));
    return b.select(b.eq(x!, y!), equal, b.select(b.isNaN(difference), difference, apart));
  };

/** log(e^x + e^y), without overflow on the way. */
export const logaddexpOp = defineOp('logaddexp', logOfSum('e'), 2 * MATH_COST);
/** log2(2^x + 2^y), without overflow on the way. */
export const logaddexp2Op = defineOp('logaddexp2', logOfSum('2'), 2 * MATH_COST);

export const copysignOp = defineOp('copysign', (b, [x, y]) => b.binary('copysign', x!, y!));

/** Bits of a float as an integer of its width. */
const bitsOf = (b: BlockBuilder, x: Value): Value => b.bitcast(x, x.type === 'f64' ? 'i64' : 'i32');

/** The distance from a half float, held as an f32, to the next one of larger magnitude. */
function halfStep(b: BlockBuilder, magnitude: Value): Value {
  const exponent = b.binary('max', b.shr(b.bitcast(magnitude, 'i32'), 23), 127 - 14);
  return b.bitcast(b.shl(b.sub(exponent, 10), 23), 'f32');
}

/** Of the magnitudes next to a float, the larger one. */
function above(b: BlockBuilder, magnitude: Value, dtype: DType): Value {
  if (dtype === 'float16') return b.add(magnitude, halfStep(b, magnitude));
  return b.bitcast(b.add(bitsOf(b, magnitude), 1), magnitude.type);
}

/** Of the magnitudes next to a float other than 0, the smaller one. */
function below(b: BlockBuilder, magnitude: Value, dtype: DType): Value {
  if (dtype !== 'float16') return b.bitcast(b.sub(bitsOf(b, magnitude), 1), magnitude.type);
  // Below a power of two the steps are half as long, down to the smallest normal number.
  const step = halfStep(b, magnitude);
  const isPower = b.eq(b.and(b.bitcast(magnitude, 'i32'), 0x7fffff), 0);
  const isHalf = b.and(isPower, b.gt(magnitude, 2 ** -14));
  const finite = b.sub(magnitude, b.select(isHalf, b.mul(step, 0.5), step));
  return b.select(b.eq(magnitude, Infinity), b.const('f32', 65504), finite);
}

/** The next float from the first towards the second. */
export const nextafterOp = defineOp('nextafter', (b, [x, y], { output }) => {
  const size = b.abs(x!);
  const isAway = b.eq(b.gt(y!, x!), b.gt(x!, 0));
  const stepped = b.binary('copysign', b.select(isAway, above(b, size, output), below(b, size, output)), x!);
  const fromZero = b.binary('copysign', above(b, b.const(x!.type, 0), output), y!);
  const moved = b.select(b.eq(x!, 0), fromZero, stepped);
  const isNaN = b.or(b.isNaN(x!), b.isNaN(y!));
  // Of equal zeros NumPy gives the second one, but the first of half floats.
  const same = output === 'float16' ? x! : y!;
  return b.select(isNaN, b.add(x!, y!), b.select(b.eq(x!, y!), same, moved));
});

const LARGEST_HALF = 65504;

/** Towards the next larger float16: below zero that is the nearer one, where they differ. */
function halfSpacing(b: BlockBuilder, x: Value, size: Value): Value {
  const step = b.sub(above(b, size, 'float16'), size);
  const isPower = b.eq(b.sub(size, below(b, size, 'float16')), b.mul(step, 0.5));
  const own = b.select(b.and(b.lt(x, 0), isPower), b.mul(step, 0.5), step);
  const finite = b.select(b.eq(x, LARGEST_HALF), b.const(x.type, Infinity), own);
  return b.select(b.lt(size, Infinity), finite, b.const(x.type, Number.NaN));
}

/**
 * The distance to the next float away from zero, with the sign of the number; of float16 the distance to the next larger one, as NumPy has
 * it.
 */
export const spacingOp = defineOp('spacing', (b, [x], { output }) => {
  const size = b.abs(x!);
  if (output === 'float16') return halfSpacing(b, x!, size);
  const step = b.sub(above(b, size, output), size);
  const signed = b.select(b.lt(x!, 0), b.neg(step), step);
  return b.select(b.lt(size, Infinity), signed, b.sub(x!, x!));
});

export const isnanOp = defineOp('isnan', (b, [x]) => (isFloat(x!.type) ? b.isNaN(x!) : b.const('bool', false)));
export const isinfOp = defineOp('isinf', (b, [x]) =>
  isFloat(x!.type) ? b.eq(b.abs(x!), Infinity) : b.const('bool', false),
);
export const isfiniteOp = defineOp('isfinite', (b, [x]) =>
  isFloat(x!.type) ? b.lt(b.abs(x!), Infinity) : b.const('bool', true),
);
/** Whether the sign bit of a float is set: of -0 it is. */
export const signbitOp = defineOp('signbit', (b, [x]) => b.lt(b.binary('copysign', b.const(x!.type, 1), x!), 0));
