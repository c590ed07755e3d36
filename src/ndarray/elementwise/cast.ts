/** Casts of elements from one real dtype to another. */

import type { BlockBuilder } from '../../kernel/ir/block-builder.ts';
import { isFloat } from '../../kernel/ir/ops.ts';
import type { Value } from '../../kernel/ir/types.ts';
import { loadedType } from '../../core/kernel.ts';
import { elementTypeOf, type DType } from '../dtype/dtype.ts';
import { defineOp } from './element-op.ts';

function fromBool(b: BlockBuilder, x: Value, output: DType): Value {
  const type = loadedType[elementTypeOf(output)];
  return b.select(x, b.const(type, 1), b.const(type, 0));
}

/** Negative floats wrap around, as they do in smaller integers. */
function floatToUint64(b: BlockBuilder, x: Value): Value {
  const negative = b.bitcast(b.convert(x, 'i64'), 'u64');
  const isIn = b.and(b.lt(x, 0), b.ge(x, -(2 ** 63)));
  return b.select(isIn, negative, b.convert(x, 'u64'));
}

function castFloat(b: BlockBuilder, x: Value, output: DType): Value {
  const type = loadedType[elementTypeOf(output)];
  if (type === 'i32' || type === 'u32') return b.convert(x, type, { wrap: true });
  return type === 'u64' ? floatToUint64(b, x) : b.convert(x, type);
}

/**
 * To another dtype: anything but 0 is true; floats become integers towards zero, up to 32 bits modulo 2^n, int64 stops at its
 * limits; integers keep their low bits.
 */
export const castOp = defineOp('cast', (b, [x], { output }) => {
  if (output === 'bool') return x!.type === 'bool' ? x! : b.ne(x!, x!.type === 'i64' || x!.type === 'u64' ? 0n : 0);
  if (x!.type === 'bool') return fromBool(b, x!, output);
  if (isFloat(x!.type)) return castFloat(b, x!, output);
  const type = loadedType[elementTypeOf(output)];
  if (x!.type === type) return x!;
  const isSameWidth = (x!.type === 'i32' && type === 'u32') || (x!.type === 'i64' && type === 'u64');
  const isBack = (x!.type === 'u32' && type === 'i32') || (x!.type === 'u64' && type === 'i64');
  return isSameWidth || isBack ? b.bitcast(x!, type) : b.convert(x!, type);
});
