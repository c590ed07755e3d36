/** The types of elements: their names, sizes and kinds. */

import type { ElementType } from '../../core/kernel.ts';
import { DTypeError } from '../errors.ts';

/** All types of elements, from the smallest to the largest of each kind. */
export const dtypeNames: readonly DType[] = [
  'bool',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float16',
  'float32',
  'float64',
  'complex64',
  'complex128',
];

/** Type of the elements of an array. */
export type DType = 'bool' | IntegerDType | FloatDType | ComplexDType;

/** bool, signed integer, unsigned integer, float, complex: NumPy's letters. */
export type DTypeKind = 'b' | 'i' | 'u' | 'f' | 'c';

/** Signed integers. */
export type SignedDType = 'int8' | 'int16' | 'int32' | 'int64';
/** Unsigned integers. */
export type UnsignedDType = 'uint8' | 'uint16' | 'uint32' | 'uint64';
/** All integers. */
export type IntegerDType = SignedDType | UnsignedDType;
/** Real floats. */
export type FloatDType = 'float16' | 'float32' | 'float64';
/** Complex numbers. */
export type ComplexDType = 'complex64' | 'complex128';

interface DTypeFacts {
  readonly kind: DTypeKind;
  /** Bytes of one element. */
  readonly itemSize: number;
  /** What a kernel loads: of a complex number, one of its two parts. */
  readonly element: ElementType;
}

const facts: { readonly [D in DType]: DTypeFacts } = {
  bool: { kind: 'b', itemSize: 1, element: 'bool' },
  int8: { kind: 'i', itemSize: 1, element: 'i8' },
  int16: { kind: 'i', itemSize: 2, element: 'i16' },
  int32: { kind: 'i', itemSize: 4, element: 'i32' },
  int64: { kind: 'i', itemSize: 8, element: 'i64' },
  uint8: { kind: 'u', itemSize: 1, element: 'u8' },
  uint16: { kind: 'u', itemSize: 2, element: 'u16' },
  uint32: { kind: 'u', itemSize: 4, element: 'u32' },
  uint64: { kind: 'u', itemSize: 8, element: 'u64' },
  float16: { kind: 'f', itemSize: 2, element: 'f16' },
  float32: { kind: 'f', itemSize: 4, element: 'f32' },
  float64: { kind: 'f', itemSize: 8, element: 'f64' },
  complex64: { kind: 'c', itemSize: 8, element: 'f32' },
  complex128: { kind: 'c', itemSize: 16, element: 'f64' },
};

/** Bytes of one element. */
export const itemSize = (dtype: DType): number => facts[dtype].itemSize;

/** NumPy's letter of the kind: b, i, u, f or c. */
export const kindOf = (dtype: DType): DTypeKind => facts[dtype].kind;

/** The type that a kernel loads: of a complex number, one of its two parts. */
export const elementTypeOf = (dtype: DType): ElementType => facts[dtype].element;

/** The dtype of real elements of a type. */
export const dtypeOfElement = (element: ElementType): DType =>
  dtypeNames.find((dtype) => facts[dtype].element === element && facts[dtype].kind !== 'c')!;

/** Items of the typed array that make one element: 2 for complex numbers, which are pairs (real, imaginary). */
export const partsOf = (dtype: DType): 1 | 2 => (facts[dtype].kind === 'c' ? 2 : 1);

export const isComplex = (dtype: DType): dtype is ComplexDType => facts[dtype].kind === 'c';
export const isFloat = (dtype: DType): dtype is FloatDType => facts[dtype].kind === 'f';
export const isSigned = (dtype: DType): dtype is SignedDType => facts[dtype].kind === 'i';
export const isUnsigned = (dtype: DType): dtype is UnsignedDType => facts[dtype].kind === 'u';
export const isInteger = (dtype: DType): dtype is IntegerDType => isSigned(dtype) || isUnsigned(dtype);
/** Floats and complex numbers. */
export const isInexact = (dtype: DType): dtype is FloatDType | ComplexDType => isFloat(dtype) || isComplex(dtype);
/** Whether JavaScript holds the elements as bigints. */
export const isBig = (dtype: DType): dtype is 'int64' | 'uint64' => dtype === 'int64' || dtype === 'uint64';

/** The type of the real and the imaginary part; other types are their own. */
export const realTypeOf = (dtype: DType): Exclude<DType, ComplexDType> =>
  dtype === 'complex64' ? 'float32' : dtype === 'complex128' ? 'float64' : dtype;

/** The smallest complex type that holds the values of a type, as closely as NumPy asks for. */
export function complexTypeOf(dtype: DType): ComplexDType {
  if (isComplex(dtype)) return dtype;
  return dtype === 'float16' || dtype === 'float32' ? 'complex64' : 'complex128';
}

/** The type in which functions with fractional results (mean, sqrt of integers) compute: float64 for bools and integers. */
export const inexactTypeOf = (dtype: DType): FloatDType | ComplexDType => (isInexact(dtype) ? dtype : 'float64');

/** NumPy's short names: a letter for the kind, and the bytes of an element. */
export const dtypeOfCode: { readonly [code: string]: DType } = {
  b1: 'bool',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  c8: 'complex64',
  c16: 'complex128',
};

/** Names that NumPy and C have for the same types. */
const aliases: { readonly [name: string]: DType } = {
  bool_: 'bool',
  boolean: 'bool',
  '?': 'bool',
  byte: 'int8',
  short: 'int16',
  int: 'int64',
  int_: 'int64',
  ubyte: 'uint8',
  ushort: 'uint16',
  uint: 'uint64',
  half: 'float16',
  single: 'float32',
  double: 'float64',
  float: 'float64',
  complex: 'complex128',
  csingle: 'complex64',
  cdouble: 'complex128',
  ...dtypeOfCode,
};

/** Whether a value is the name of a dtype (aliases not counted). */
export const isDType = (value: unknown): value is DType => typeof value === 'string' && Object.hasOwn(facts, value);

/**
 * The dtype of that name; NumPy's short names (`f4`, `<i8`, `double`) count as well.
 *
 * @throws DTypeError when there is none.
 */
export function asDType(value: unknown): DType {
  if (isDType(value)) return value;
  if (typeof value === 'string') {
    // '<' and '=' are the byte order that the arrays have in memory; '|' is for single bytes.
    const short = /^[<=|]/.test(value) ? value.slice(1) : value;
    if (Object.hasOwn(aliases, short)) return aliases[short]!;
  }
  throw new DTypeError(
    `${typeof value === 'string' ? JSON.stringify(value) : typeof value === 'bigint' ? `${value}n` : typeof value === 'object' && value !== null ? 'an object' : typeof value === 'symbol' ? 'a symbol' : String(value)} is no dtype; there are ${dtypeNames.join(', ')}`,
  );
}
