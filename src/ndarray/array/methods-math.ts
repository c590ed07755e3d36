/** Methods of arrays that compute, as types. */

import type { DType } from '../dtype/dtype.ts';
import type { Axes } from './axes.ts';
import type { ArrayInput } from './input.ts';

/** Options of the methods that reduce. */
export interface ReduceMethodOptions {
  /** Along which axes; all elements unless given. */
  readonly axis?: Axes | null;
  /** Whether the axes that go stay with length 1. */
  readonly keepdims?: boolean;
  /** In which is computed. */
  readonly dtype?: DType;
}

/** Arithmetic, comparisons and logic with another array or number; shapes broadcast. */
export interface MathMethods<Self, Any, Bool = Any> {
  /** The sum. */
  add(other: ArrayInput): Any;
  /** The difference. */
  sub(other: ArrayInput): Any;
  /** The product, element by element. */
  mul(other: ArrayInput): Any;
  /** The quotient: a float. */
  div(other: ArrayInput): Any;
  /** The quotient rounded down. */
  floordiv(other: ArrayInput): Any;
  /** The remainder with the sign of the divisor. */
  mod(other: ArrayInput): Any;
  /** To a power. */
  pow(other: ArrayInput): Any;
  /** The negative. */
  neg(): Any;
  /** The same values: a copy. */
  pos(): Any;
  /** The absolute value. */
  abs(): Any;
  /** Whether equal. */
  eq(other: ArrayInput): Bool;
  /** Whether not equal. */
  ne(other: ArrayInput): Bool;
  /** Whether less. */
  lt(other: ArrayInput): Bool;
  /** Whether less or equal. */
  le(other: ArrayInput): Bool;
  /** Whether greater. */
  gt(other: ArrayInput): Bool;
  /** Whether greater or equal. */
  ge(other: ArrayInput): Bool;
  /** Bits that both have; of bools: and. */
  and(other: ArrayInput): Any;
  /** Bits that either has; of bools: or. */
  or(other: ArrayInput): Any;
  /** Bits that exactly one has. */
  xor(other: ArrayInput): Any;
  /** All bits turned round; of bools: not. */
  not(): Any;
  /** Bits moved to the left. */
  lshift(other: ArrayInput): Any;
  /** Bits moved to the right. */
  rshift(other: ArrayInput): Any;
  /** Adds to this array, in place. */
  addAssign(other: ArrayInput): Self;
  /** Subtracts from this array, in place. */
  subAssign(other: ArrayInput): Self;
  /** Multiplies this array, in place. */
  mulAssign(other: ArrayInput): Self;
  /** Divides this array, in place: of floats only. */
  divAssign(other: ArrayInput): Self;
  /** Divides this array and rounds down, in place. */
  floordivAssign(other: ArrayInput): Self;
  /** Takes the remainder of this array, in place. */
  modAssign(other: ArrayInput): Self;
  /** Raises this array to a power, in place. */
  powAssign(other: ArrayInput): Self;
  /** Puts the matrix product of this array and another in its place; it has the same shape. */
  matmulAssign(other: ArrayInput): Self;
  /** Keeps the bits that both have, in place. */
  andAssign(other: ArrayInput): Self;
  /** Adds the bits that the other has, in place. */
  orAssign(other: ArrayInput): Self;
  /** Turns round the bits that the other has, in place. */
  xorAssign(other: ArrayInput): Self;
  /** Moves bits to the left, in place. */
  lshiftAssign(other: ArrayInput): Self;
  /** Moves bits to the right, in place. */
  rshiftAssign(other: ArrayInput): Self;
}

/** Reductions. */
export interface ReduceMethods<Any> {
  /** The sum. */
  sum(options?: ReduceMethodOptions): Any;
  /** The product. */
  prod(options?: ReduceMethodOptions): Any;
  /** The smallest element. */
  min(options?: Omit<ReduceMethodOptions, 'dtype'>): Any;
  /** The largest element. */
  max(options?: Omit<ReduceMethodOptions, 'dtype'>): Any;
  /** The mean. */
  mean(options?: ReduceMethodOptions): Any;
  /** The variance. */
  var(options?: ReduceMethodOptions & { readonly ddof?: number; readonly mean?: ArrayInput }): Any;
  /** The standard deviation. */
  std(options?: ReduceMethodOptions & { readonly ddof?: number; readonly mean?: ArrayInput }): Any;
  /** Whether all are true. */
  all(options?: Omit<ReduceMethodOptions, 'dtype'>): Any;
  /** Whether any is true. */
  any(options?: Omit<ReduceMethodOptions, 'dtype'>): Any;
  /** Where the smallest element is. */
  argmin(options?: { readonly axis?: number | null; readonly keepdims?: boolean }): Any;
  /** Where the largest element is. */
  argmax(options?: { readonly axis?: number | null; readonly keepdims?: boolean }): Any;
  /** Sums of each element and those before it. */
  cumsum(options?: { readonly axis?: number | null; readonly dtype?: DType }): Any;
  /** Products of each element and those before it. */
  cumprod(options?: { readonly axis?: number | null; readonly dtype?: DType }): Any;
}
