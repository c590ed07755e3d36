import type { BinaryValue, Value } from '../../ir/types.ts';

const isSum = (value: Value): value is BinaryValue =>
  value.kind === 'binary' && value.type === 'f32' && (value.op === 'add' || value.op === 'sub');

const isSame = (one: Value, other: Value): boolean =>
  one === other || (one.kind === 'const' && other.kind === 'const' && one.value === other.value);

/**
 * The operand of a sum that compilers of GPUs may cancel against the other one: they take `(a + b) - a` for `b`, although rounding makes
 * the difference what the algorithm is about (what a sum has lost, for one). It has to be hidden from them.
 *
 * @returns 0 or 1, or null where nothing cancels.
 */
export function cancellingOperand(value: BinaryValue): 0 | 1 | null {
  if (!isSum(value)) return null;
  const { a, b } = value;
  if (isSum(a) && (isSame(a.a, b) || isSame(a.b, b))) return 0;
  if (isSum(b) && (isSame(b.a, a) || isSame(b.b, a))) return 1;
  return null;
}
