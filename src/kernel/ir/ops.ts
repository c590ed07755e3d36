/** The operators of the IR: which types each takes. What they compute is defined by the interpreter and told in docs/ir.md. */

import type { ScalarType } from '../../core/kernel.ts';

/** Sets of types that operators name. */
export const typeClasses = {
  number: ['i32', 'u32', 'i64', 'u64', 'f32', 'f64'],
  signed: ['i32', 'i64', 'f32', 'f64'],
  int: ['i32', 'u32', 'i64', 'u64'],
  int32: ['i32', 'u32'],
  float: ['f32', 'f64'],
  /** Bitwise on integers, logical on bool. */
  bits: ['bool', 'i32', 'u32', 'i64', 'u64'],
} as const satisfies { readonly [name: string]: readonly ScalarType[] };

export type TypeClass = keyof typeof typeClasses;

/** Operators of one operand; the result has its type. */
export const unaryOps = {
  /** Integers wrap; floats flip the sign, of NaN and zero too. */
  neg: 'signed',
  /** Integers wrap: abs(-2^31) is -2^31. */
  abs: 'signed',
  not: 'bits',
  /** Leading zeros, 32 for 0. */
  clz: 'int32',
  /** Trailing zeros, 32 for 0. */
  ctz: 'int32',
  popcount: 'int32',
  sqrt: 'float',
  floor: 'float',
  ceil: 'float',
  trunc: 'float',
  /** To the nearest integer, halves to the even one. */
  nearest: 'float',
} as const satisfies { readonly [op: string]: TypeClass };

/** Operators of two operands of one type; the result has that type too. */
export const binaryOps = {
  add: 'number',
  sub: 'number',
  mul: 'number',
  /** Integers: towards zero, x / 0 is 0, -2^31 / -1 is -2^31 (likewise for i64). */
  div: 'number',
  /** Sign of the dividend; x rem 0 is 0. Floats: the math function fmod. */
  rem: 'int',
  /** Floats as Math.min: NaN when either is NaN, -0 below 0. */
  min: 'number',
  max: 'number',
  and: 'bits',
  or: 'bits',
  xor: 'bits',
  /** Shift counts are taken modulo the width. */
  shl: 'int',
  /** Keeps the sign of signed types, fills unsigned ones with zeros. */
  shr: 'int',
  /** Upper half of the double-width product. */
  mulHi: 'int32',
  /** Magnitude of the first, sign of the second (the sign bit, of NaN too). */
  copysign: 'float',
} as const satisfies { readonly [op: string]: TypeClass };

/** Comparisons of two operands of one type; bool result. NaN compares as in JavaScript. `bool` allows eq and ne only. */
export const compareOps = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const;

export type UnaryOp = keyof typeof unaryOps;
export type BinaryOp = keyof typeof binaryOps;
export type CompareOp = (typeof compareOps)[number];

const members = new Map<string, ReadonlySet<ScalarType>>(
  Object.entries(typeClasses).map(([name, types]) => [name, new Set<ScalarType>(types)]),
);

/** Whether a type belongs to a class. */
export const isIn = (type: ScalarType, name: TypeClass): boolean => members.get(name)!.has(type);

export const isFloat = (type: ScalarType): boolean => type === 'f32' || type === 'f64';
export const isInt = (type: ScalarType): boolean =>
  type === 'i32' || type === 'u32' || type === 'i64' || type === 'u64';

/** Width of a value in bits; bool counts as 1. */
export const bitsOf: { readonly [T in ScalarType]: number } = {
  bool: 1,
  i32: 32,
  u32: 32,
  f32: 32,
  i64: 64,
  u64: 64,
  f64: 64,
};
