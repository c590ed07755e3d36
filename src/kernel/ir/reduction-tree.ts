/** The constants of the fixed reduction tree (docs/ir.md): interpreter and WASM agree on it bit for bit. */

import type { ScalarType } from '../../core/kernel.ts';
import type { ConstantValue } from './constants.ts';
import { isFloat } from './ops.ts';
import type { AccumulateOp } from './types.ts';

/** Iterations per block. A block is also the unit of work that threads may split between them. */
export const BLOCK = 4096;

const MIN_I64 = -(2n ** 63n);
const MAX_U64 = 2n ** 64n - 1n;

const lowest: { readonly [T in ScalarType]: ConstantValue } = {
  bool: false,
  i32: -(2 ** 31),
  u32: 0,
  i64: MIN_I64,
  u64: 0n,
  f32: -Infinity,
  f64: -Infinity,
};
const highest: { readonly [T in ScalarType]: ConstantValue } = {
  bool: true,
  i32: 2 ** 31 - 1,
  u32: 2 ** 32 - 1,
  i64: -MIN_I64 - 1n,
  u64: MAX_U64,
  f32: Infinity,
  f64: Infinity,
};
const allOnes: { readonly [T in ScalarType]?: ConstantValue } = {
  bool: true,
  i32: -1,
  u32: 2 ** 32 - 1,
  i64: -1n,
  u64: MAX_U64,
};

const isWide = (type: ScalarType): boolean => type === 'i64' || type === 'u64';
const zero = (type: ScalarType): ConstantValue => (type === 'bool' ? false : isWide(type) ? 0n : 0);

/** What a chain starts from: combining it with any value gives that value. For a float sum that is -0, because 0 + -0 is 0. */
export function identityOf(op: AccumulateOp, type: ScalarType): ConstantValue {
  switch (op) {
    case 'add':
      return isFloat(type) ? -0 : zero(type);
    case 'mul':
      return isWide(type) ? 1n : 1;
    case 'min':
      return highest[type];
    case 'max':
      return lowest[type];
    case 'and':
      return allOnes[type] as ConstantValue;
    case 'or':
    case 'xor':
      return zero(type);
    default:
      return op satisfies never;
  }
}

/** Result of a reduction over nothing. */
export const emptyTotal = (op: AccumulateOp, type: ScalarType): ConstantValue =>
  op === 'add' ? zero(type) : identityOf(op, type);
