/** Which dtype holds the values of several: NumPy's promotion table, and the rules for numbers of JavaScript (NEP 50). */

import { Complex } from './complex.ts';
import {
  type DType,
  complexTypeOf,
  inexactTypeOf,
  isComplex,
  isInteger,
  isUnsigned,
  itemSize,
  kindOf,
} from './dtype.ts';
import type { Scalar } from './element.ts';

/** Bits of the smallest float that NumPy takes for the values of a type. */
function floatBits(dtype: DType): number {
  if (isComplex(dtype)) return itemSize(dtype) * 4;
  const bits = itemSize(dtype) * 8;
  if (kindOf(dtype) === 'f') return bits;
  return bits === 8 ? 16 : bits === 16 ? 32 : 64;
}

const floatOfBits = (bits: number): DType => (bits <= 16 ? 'float16' : bits <= 32 ? 'float32' : 'float64');

function promoteIntegers(a: DType, b: DType): DType {
  const [large, small] = itemSize(a) >= itemSize(b) ? [a, b] : [b, a];
  if (isUnsigned(a) === isUnsigned(b) || (!isUnsigned(large) && itemSize(large) > itemSize(small))) return large;
  const bits = itemSize(isUnsigned(a) ? a : b) * 16;
  return bits > 64 ? 'float64' : (`int${bits}` as DType);
}

function promote(a: DType, b: DType): DType {
  if (a === b || b === 'bool') return a;
  if (a === 'bool') return b;
  if (isInteger(a) && isInteger(b)) return promoteIntegers(a, b);
  const bits = Math.max(floatBits(a), floatBits(b));
  if (isComplex(a) || isComplex(b)) return bits <= 32 ? 'complex64' : 'complex128';
  return floatOfBits(bits);
}

/**
 * The smallest dtype that holds the values of both, as NumPy's table has it.
 */
export const promoteTypes = (a: DType, b: DType): DType => promote(a, b);

/** Kinds of JavaScript values, which have no dtype of their own: they take that of the arrays they meet. */
export type WeakKind = 'bool' | 'int' | 'float' | 'complex';

const weakOrder: readonly WeakKind[] = ['bool', 'int', 'float', 'complex'];
const weakDefaults: { readonly [K in WeakKind]: DType } = {
  bool: 'bool',
  int: 'int64',
  float: 'float64',
  complex: 'complex128',
};

/** The kind of a JavaScript value: a number without a fraction is an int, as long as it is exact (below 2^53); -0 is a float. */
export function weakKindOf(value: Scalar): WeakKind {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (value instanceof Complex) return 'complex';
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? 'int' : 'float';
}

/** What a dtype becomes when it meets a JavaScript value of a kind. */
export function promoteWeak(dtype: DType, weak: WeakKind): DType {
  switch (weak) {
    case 'bool':
      return dtype;
    case 'int':
      return dtype === 'bool' ? 'int64' : dtype;
    case 'float':
      return inexactTypeOf(dtype);
    case 'complex':
      return complexTypeOf(dtype);
  }
}

/**
 * The dtype of the result of an operation on these dtypes and JavaScript values.
 *
 * @param dtypes - Of the arrays.
 * @param values - Plain numbers, bigints, booleans and Complex values: weak.
 */
export function resultDType(dtypes: readonly DType[], values: readonly Scalar[]): DType {
  const weak = values
    .map(weakKindOf)
    .reduce<WeakKind | undefined>(
      (best, kind) => (best === undefined || weakOrder.indexOf(kind) > weakOrder.indexOf(best) ? kind : best),
      undefined,
    );
  if (dtypes.length === 0) return weak === undefined ? 'float64' : weakDefaults[weak];
  const strong = dtypes.reduce(promote);
  return weak === undefined ? strong : promoteWeak(strong, weak);
}
