/** Choices between arrays, and limits. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { selectNode } from '../complex/select-node.ts';
import { isInteger } from '../dtype/dtype.ts';
import { integerRange } from '../dtype/element.ts';
import { weakKindOf } from '../dtype/promote.ts';
import { castNode, commonDType, isNode, type Operand, operandNode } from '../elementwise/operands.ts';
import { applyUfunc } from '../elementwise/ufunc.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import type { Node } from '../graph/node.ts';
import { finish, loopSettings, operandOf, type UfuncOptions } from './call.ts';

/**
 * Elements of the second array where the first is true, of the third elsewhere. Shapes broadcast; the result has the dtype that the
 * two have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.where([true, false, true], [1, 2, 3], -1).toArray()); // [ 1, -1, 3 ]
 * ```
 */
export function where(condition: InputOf, x: InputOf, y: InputOf): NDArray {
  const operands = [operandOf(x), operandOf(y)];
  const dtype = commonDType(operands);
  // Plain integers wrap here, as those of arrays do.
  const inDType = (operand: Operand): Node =>
    !isNode(operand) && isInteger(dtype) ? castNode(nodeOf(operand), dtype) : operandNode(operand, dtype);
  return wrap(selectNode(nodeOf(condition), [inDType(operands[0]!), inDType(operands[1]!)], dtype));
}

/** Options of {@link clip}. */
export interface ClipOptions extends UfuncOptions {
  /** No limit when it is null or left out. */
  readonly min?: InputOf | null;
  /** No limit when it is null or left out. */
  readonly max?: InputOf | null;
}

type Limit = InputOf | null | undefined;

/** A plain integer beyond what an integer dtype holds is no limit. */
function limitOf(
  node: Node,
  limit: Limit,
  isBeyond: (value: bigint, range: readonly [bigint, bigint]) => boolean,
): Operand | null {
  if (limit === undefined || limit === null) return null;
  const operand = operandOf(limit);
  const isWhole = typeof operand === 'bigint' || (typeof operand === 'number' && weakKindOf(operand) === 'int');
  return isWhole && isInteger(node.dtype) && isBeyond(BigInt(operand), integerRange(node.dtype)) ? null : operand;
}

/** Limits as an array, when they come in an object with the other options. */
const isClipOptions = (value: Limit | ClipOptions): value is ClipOptions =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/**
 * Elements within limits: what is below the least becomes that, what is above the greatest becomes that. NaN stays. Shapes broadcast.
 *
 * Each limit is none when it is null or left out; a plain integer that the dtype does not hold is none either. Both may be options, beside
 * `out`, `where`, `dtype`, `casting` and `order`: `clip(x, { max: 3 })`.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for a limit that an integer dtype does not hold; ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.clip([1, 5, 9], 2, 8).toArray(), np.clip([1, 5, 9], null, 4).toArray()); // [ 2, 5, 8 ] [ 1, 4, 4 ]
 * ```
 */
export function clip(x: InputOf, options: ClipOptions): NDArray;
// oxlint-disable-next-line eslint/max-params -- an array, its limits and options, as in NumPy
export function clip(x: InputOf, min?: InputOf | null, max?: InputOf | null, options?: ClipOptions): NDArray;
// oxlint-disable-next-line eslint/max-params -- see above
export function clip(x: InputOf, second?: Limit | ClipOptions, third?: Limit, fourth?: ClipOptions): NDArray {
  const options: ClipOptions = isClipOptions(second) ? second : { min: second ?? null, max: third ?? null, ...fourth };
  const { min, max, ...others } = options;
  const node = nodeOf(x);
  const settings = loopSettings('clip', others);
  const low = limitOf(node, min, (value, [least]) => value <= least);
  const high = limitOf(node, max, (value, [, most]) => value >= most);
  if (low === null && high === null) return finish('clip', applyUfunc(ufuncs.positive, [node], settings), others);
  if (low === null || high === null) {
    const ufunc = low === null ? ufuncs.minimum : ufuncs.maximum;
    return finish('clip', applyUfunc(ufunc, [node, (low ?? high)!], settings), others);
  }
  const common = settings?.dtype ?? commonDType([node, low, high]);
  const dtype = common === 'bool' ? 'int8' : common;
  const raised = applyUfunc(ufuncs.maximum, [castNode(node, dtype), operandNode(low, dtype)]);
  return finish('clip', applyUfunc(ufuncs.minimum, [raised, operandNode(high, dtype)]), others);
}
