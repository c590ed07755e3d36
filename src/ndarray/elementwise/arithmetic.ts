/** Arithmetic on elements, as NumPy's ufuncs do it for every real dtype. */

import type { ScalarType } from '../../core/kernel.ts';
import type { BlockBuilder } from '../../kernel/ir/block-builder.ts';
import { isFloat, isIn } from '../../kernel/ir/ops.ts';
import type { Value } from '../../kernel/ir/types.ts';
import { defineOp, type LowerOp } from './element-op.ts';

const binary =
  (op: 'add' | 'sub' | 'mul' | 'div' | 'min' | 'max'): LowerOp =>
  (b, [x, y]) =>
    b.binary(op, x!, y!);

/** Of bools: or. */
export const addOp = defineOp('add', (b, [x, y]) => (x!.type === 'bool' ? b.or(x!, y!) : b.add(x!, y!)));
export const subtractOp = defineOp('subtract', binary('sub'));
/** Of bools: and. */
export const multiplyOp = defineOp('multiply', (b, [x, y]) => (x!.type === 'bool' ? b.and(x!, y!) : b.mul(x!, y!)));
/** Floats only. */
export const divideOp = defineOp('divide', binary('div'));

const zeroOf = (b: BlockBuilder, like: Value): Value => b.const(like.type, 0);

/** Whether exactly one of two numbers is below zero. */
const signsDiffer = (b: BlockBuilder, x: Value, y: Value): Value => b.ne(b.lt(x, zeroOf(b, x)), b.lt(y, zeroOf(b, y)));

/** C's remainder: of floats exact, with the sign of the dividend. */
const cRemainder = (b: BlockBuilder, x: Value, y: Value): Value =>
  isFloat(x.type) ? b.math('fmod', x, y) : b.binary('rem', x, y);

function floorDivideInteger(b: BlockBuilder, x: Value, y: Value): Value {
  const quotient = b.div(x, y);
  if (!isIn(x.type, 'signed')) return quotient;
  const rest = b.binary('rem', x, y);
  const isBelow = b.and(b.ne(rest, 0), signsDiffer(b, rest, y));
  return b.select(isBelow, b.sub(quotient, 1), quotient);
}

/** Quotient rounded down and remainder with the sign of the divisor, as Python's divmod has them for floats. */
function floatDivmod(b: BlockBuilder, x: Value, y: Value): { readonly quotient: Value; readonly rest: Value } {
  const exact = b.math('fmod', x, y);
  const isZero = b.eq(exact, 0);
  const isOff = b.and(b.unary('not', isZero), signsDiffer(b, exact, y));
  const rest = b.select(isZero, b.binary('copysign', zeroOf(b, y), y), b.select(isOff, b.add(exact, y), exact));
  const quotient = b.div(b.sub(x, exact), y);
  const lowered = b.select(isOff, b.sub(quotient, 1), quotient);
  const floor = b.unary('floor', lowered);
  const rounded = b.select(b.gt(b.sub(lowered, floor), 0.5), b.add(floor, 1), floor);
  const signedZero = b.binary('copysign', zeroOf(b, x), b.div(x, y));
  return { quotient: b.select(b.eq(lowered, 0), signedZero, rounded), rest };
}

/** Rounded down; integers by 0 are 0, floats by 0 as in a division. */
export const floorDivideOp = defineOp(
  'floor_divide',
  (b, [x, y]) => {
    if (!isFloat(x!.type)) return floorDivideInteger(b, x!, y!);
    return b.select(b.eq(y!, 0), b.div(x!, y!), floatDivmod(b, x!, y!).quotient);
  },
  8,
);

/** The remainder of a division rounded down: its sign is that of the divisor. */
export const remainderOp = defineOp(
  'remainder',
  (b, [x, y]) => {
    if (isFloat(x!.type)) return b.select(b.eq(y!, 0), b.math('fmod', x!, y!), floatDivmod(b, x!, y!).rest);
    const rest = b.binary('rem', x!, y!);
    if (!isIn(x!.type, 'signed')) return rest;
    return b.select(b.and(b.ne(rest, 0), signsDiffer(b, rest, y!)), b.add(rest, y!), rest);
  },
  8,
);

/** The remainder of a division rounded towards zero: its sign is that of the dividend. */
export const fmodOp = defineOp('fmod', (b, [x, y]) => cRemainder(b, x!, y!), 8);

export const negativeOp = defineOp('negative', (b, [x]) =>
  isIn(x!.type, 'signed') ? b.neg(x!) : b.sub(zeroOf(b, x!), x!),
);
export const positiveOp = defineOp('positive', (_, [x]) => x!);
export const absoluteOp = defineOp('absolute', (b, [x]) => (isIn(x!.type, 'signed') ? b.abs(x!) : x!));
export const squareOp = defineOp('square', (b, [x]) => (x!.type === 'bool' ? x! : b.mul(x!, x!)));

/** -1, 0 or 1; NaN stays, zeros lose their sign. */
export const signOp = defineOp('sign', (b, [x]) => {
  const isAbove = b.gt(x!, 0);
  if (!isIn(x!.type, 'signed')) return b.select(isAbove, b.const(x!.type, 1), zeroOf(b, x!));
  const below = b.select(
    b.lt(x!, 0),
    b.const(x!.type, -1),
    isFloat(x!.type) ? b.select(b.eq(x!, 0), zeroOf(b, x!), x!) : zeroOf(b, x!),
  );
  return b.select(isAbove, b.const(x!.type, 1), below);
});

/** One divided by it; of integers towards zero. */
export const reciprocalOp = defineOp('reciprocal', (b, [x]) => b.div(b.const(x!.type, 1), x!));

/** The larger one; NaN when either is. */
export const maximumOp = defineOp('maximum', (b, [x, y]) =>
  x!.type === 'bool' ? b.or(x!, y!) : b.binary('max', x!, y!),
);
/** The smaller one; NaN when either is. */
export const minimumOp = defineOp('minimum', (b, [x, y]) =>
  x!.type === 'bool' ? b.and(x!, y!) : b.binary('min', x!, y!),
);

/** The number where the other one is NaN. */
const ignoringNaN =
  (op: 'min' | 'max'): LowerOp =>
  (b, [x, y]) => {
    if (x!.type === 'bool') return op === 'max' ? b.or(x!, y!) : b.and(x!, y!);
    const both = b.binary(op, x!, y!);
    if (!isFloat(x!.type)) return both;
    return b.select(b.isNaN(x!), y!, b.select(b.isNaN(y!), x!, both));
  };

/** The larger one; a NaN does not count. */
export const fmaxOp = defineOp('fmax', ignoringNaN('max'));
/** The smaller one; a NaN does not count. */
export const fminOp = defineOp('fmin', ignoringNaN('min'));

/** An integer to a power that is not negative, by squaring; it wraps. */
function integerPower(b: BlockBuilder, x: Value, y: Value): Value {
  const { type } = x;
  const [result, base, exponent] = (['result', 'base', 'exponent'] as const).map((name) => b.local(name, type));
  b.set(result!, b.const(type, 1));
  b.set(base!, x);
  b.set(exponent!, y);
  b.while(
    () => b.gt(b.get(exponent!), 0),
    () => {
      const isOdd = b.ne(b.and(b.get(exponent!), 1), 0);
      b.set(result!, b.select(isOdd, b.mul(b.get(result!), b.get(base!)), b.get(result!)));
      b.set(base!, b.mul(b.get(base!), b.get(base!)));
      b.set(exponent!, b.shr(b.get(exponent!), 1));
    },
  );
  return b.get(result!);
}

/** C's pow: 1 to any power, and -1 to an infinite one, are 1, where JavaScript says NaN. */
function floatPower(b: BlockBuilder, x: Value, y: Value): Value {
  const isUnit = b.or(b.eq(x, 1), b.and(b.eq(x, -1), b.eq(b.abs(y), Infinity)));
  return b.select(isUnit, b.const(x.type, 1), b.math('pow', x, y));
}

/** Integers wrap; negative exponents of integers are refused before. */
export const powerOp = defineOp(
  'power',
  (b, [x, y]) => (isFloat(x!.type) ? floatPower(b, x!, y!) : integerPower(b, x!, y!)),
  40,
);

const unsignedOf: { readonly [T in ScalarType]?: ScalarType } = { i32: 'u32', i64: 'u64' };

/** The magnitude without a sign: also of the smallest integer, whose negative its own type does not hold. */
const magnitude = (b: BlockBuilder, x: Value): Value => {
  const unsigned = unsignedOf[x.type];
  return unsigned === undefined ? x : b.bitcast(b.abs(x), unsigned);
};

/** Greatest common divisor of magnitudes, by Euclid. */
function greatestDivisor(b: BlockBuilder, x: Value, y: Value): Value {
  const [a, c] = (['a', 'c'] as const).map((name) => b.local(name, x.type));
  b.set(a!, x);
  b.set(c!, y);
  b.while(
    () => b.ne(b.get(c!), 0),
    () => {
      const rest = b.binary('rem', b.get(a!), b.get(c!));
      b.set(a!, b.get(c!));
      b.set(c!, rest);
    },
  );
  return b.get(a!);
}

export const gcdOp = defineOp(
  'gcd',
  (b, [x, y]) => b.bitcast(greatestDivisor(b, magnitude(b, x!), magnitude(b, y!)), x!.type),
  100,
);
/** Least common multiple; 0 when either is 0; it wraps. */
export const lcmOp = defineOp(
  'lcm',
  (b, [x, y]) => {
    const [u, v] = [magnitude(b, x!), magnitude(b, y!)];
    return b.bitcast(b.mul(b.div(u, greatestDivisor(b, u, v)), v), x!.type);
  },
  100,
);

/** The second where the first is 0; else 0 or 1 by its sign. NaN stays. */
export const heavisideOp = defineOp('heaviside', (b, [x, y]) => {
  const step = b.select(b.lt(x!, 0), b.const(x!.type, 0), b.const(x!.type, 1));
  return b.select(b.isNaN(x!), x!, b.select(b.eq(x!, 0), y!, step));
});
