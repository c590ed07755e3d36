/** Comparisons, logic, bits and choices on elements. */

import type { BlockBuilder } from '../../kernel/ir/block-builder.ts';
import { bitsOf, type CompareOp, isIn } from '../../kernel/ir/ops.ts';
import type { Value } from '../../kernel/ir/types.ts';
import { type DType, itemSize } from '../dtype/dtype.ts';
import { defineOp, type ElementOp, type LowerOp } from './element-op.ts';

/** false < true. */
function compareBools(b: BlockBuilder, op: CompareOp, [x, y]: readonly [Value, Value]): Value {
  const not = (value: Value): Value => b.unary('not', value);
  switch (op) {
    case 'eq':
    case 'ne':
      return b.compare(op, x, y);
    case 'lt':
      return b.and(not(x), y);
    case 'gt':
      return b.and(x, not(y));
    case 'le':
      return b.or(not(x), y);
    case 'ge':
      return b.or(x, not(y));
  }
}

/** What a comparison says of a negative number and one that is not. */
const belowUnsigned = (op: CompareOp): boolean => op === 'lt' || op === 'le' || op === 'ne';
const flipped: { readonly [C in CompareOp]: CompareOp } = {
  eq: 'eq',
  ne: 'ne',
  lt: 'gt',
  le: 'ge',
  gt: 'lt',
  ge: 'le',
};

/** int64 with uint64, which no type holds both of. */
function compareMixed(b: BlockBuilder, op: CompareOp, [signed, unsigned]: readonly [Value, Value]): Value {
  const same = b.compare(op, b.bitcast(signed, 'u64'), unsigned);
  return b.select(b.lt(signed, 0n), b.const('bool', belowUnsigned(op)), same);
}

const comparison =
  (op: CompareOp): LowerOp =>
  (b, [x, y]) => {
    if (x!.type === 'bool') return compareBools(b, op, [x!, y!]);
    if (x!.type === y!.type) return b.compare(op, x!, y!);
    return x!.type === 'i64' ? compareMixed(b, op, [x!, y!]) : compareMixed(b, flipped[op], [y!, x!]);
  };

/** Inputs of one dtype, or int64 and uint64; the result is bool. */
export const equalOp = defineOp('equal', comparison('eq'));
export const notEqualOp = defineOp('not_equal', comparison('ne'));
export const lessOp = defineOp('less', comparison('lt'));
export const lessEqualOp = defineOp('less_equal', comparison('le'));
export const greaterOp = defineOp('greater', comparison('gt'));
export const greaterEqualOp = defineOp('greater_equal', comparison('ge'));

const bits = (name: string, op: 'and' | 'or' | 'xor'): ElementOp => defineOp(name, (b, [x, y]) => b.binary(op, x!, y!));

/** Inputs and result are bool, or one integer dtype. */
export const bitwiseAndOp = bits('bitwise_and', 'and');
export const bitwiseOrOp = bits('bitwise_or', 'or');
export const bitwiseXorOp = bits('bitwise_xor', 'xor');
export const invertOp = defineOp('invert', (b, [x]) => b.unary('not', x!));

/** Whether a shift count is from 0 to the width of the dtype; a negative one counts as a very large one. */
function isInWidth(b: BlockBuilder, count: Value, dtype: DType): Value {
  const width = itemSize(dtype) * 8;
  const isBelow = b.lt(count, width);
  return isIn(count.type, 'signed') ? b.and(isBelow, b.ge(count, 0)) : isBelow;
}

/** Bits shifted out are lost: by the width or more, the result is 0. */
export const leftShiftOp = defineOp('left_shift', (b, [x, y], { output }) =>
  b.select(isInWidth(b, y!, output), b.shl(x!, y!), b.const(x!.type, 0)),
);
/** By the width or more: 0, or -1 of a negative number. */
export const rightShiftOp = defineOp('right_shift', (b, [x, y], { output }) => {
  const all = isIn(x!.type, 'signed') ? b.shr(x!, bitsOf[x!.type] - 1) : b.const(x!.type, 0);
  return b.select(isInWidth(b, y!, output), b.shr(x!, y!), all);
});

/** How many bits of the magnitude are set; uint8. */
export const bitwiseCountOp = defineOp('bitwise_count', (b, [x]) => {
  if (x!.type === 'bool') return b.select(x!, b.const('i32', 1), b.const('i32', 0));
  const magnitude = isIn(x!.type, 'signed') ? b.abs(x!) : x!;
  if (bitsOf[x!.type] === 32) return b.bitcast(b.unary('popcount', magnitude), 'i32');
  const wide = b.bitcast(magnitude, 'u64');
  const half = (value: Value): Value => b.unary('popcount', b.convert(value, 'i32'));
  return b.add(half(wide), half(b.shr(wide, 32n)));
});

/** The second where the first (bool) is true, else the third. */
export const whereOp = defineOp('where', (b, [condition, x, y]) => b.select(condition!, x!, y!));
