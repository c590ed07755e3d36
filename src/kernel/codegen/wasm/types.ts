import { invariant } from '../../../core/errors.ts';
import type { ScalarType } from '../../../core/kernel.ts';
import type { ConstantValue } from '../../ir/constants.ts';
import type { CodeWriter } from './code-writer.ts';
import type { ValueType } from './op-table.ts';

/** Types of WebAssembly that hold the IR's values one by one; bool is 0 or 1. */
export const scalarTypes = {
  bool: 'i32',
  i32: 'i32',
  u32: 'i32',
  i64: 'i64',
  u64: 'i64',
  f32: 'f32',
  f64: 'f64',
} as const satisfies { readonly [T in ScalarType]: ValueType };

/** The type of WebAssembly that holds a value. */
export type Holder = (typeof scalarTypes)[ScalarType];

/** Shapes of the vectors that hold the IR's values; for bool a mask of all ones or zeros in each lane, of its own width. */
export const vectorShapes = {
  i32: 'i32x4',
  u32: 'i32x4',
  i64: 'i64x2',
  u64: 'i64x2',
  f32: 'f32x4',
  f64: 'f64x2',
} as const;

export const isSigned = (type: ScalarType): boolean => type === 'i32' || type === 'i64';

/** Bits of a lane; bool has none of its own. */
export function laneBits(type: ScalarType): 32 | 64 {
  invariant(type !== 'bool', 'a mask has no width of its own');
  return type === 'i64' || type === 'u64' || type === 'f64' ? 64 : 32;
}

/** Pushes a constant. */
export function pushConstant(code: CodeWriter, type: ScalarType, value: ConstantValue): void {
  const holder = scalarTypes[type];
  if (holder === 'i64') code.i64(BigInt(value));
  else code[holder](Number(value));
}
