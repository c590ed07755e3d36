import { type DType, isFloat } from '../dtype/dtype.ts';
import { integerRange } from '../dtype/element.ts';
import type { ConstantScalar } from '../graph/node.ts';

/** The smallest and the largest value of a real dtype, infinities included, as constants. */
export function limitsOf(dtype: DType): { readonly least: ConstantScalar; readonly greatest: ConstantScalar } {
  if (isFloat(dtype)) return { least: -Infinity, greatest: Infinity };
  const [min, max] = integerRange(dtype);
  const isBig = dtype === 'int64' || dtype === 'uint64';
  return isBig ? { least: min, greatest: max } : { least: Number(min), greatest: Number(max) };
}
