/** Operations that give back an operand bit for bit, so that kernels leave them out. */

import { addOp, divideOp, multiplyOp, negativeOp, subtractOp } from '../elementwise/arithmetic.ts';
import type { ElementOp } from '../elementwise/element-op.ts';
import { type DType, isFloat } from '../dtype/dtype.ts';
import type { Node } from '../graph/node.ts';

const isOne = (value: unknown): boolean => value === 1 || value === 1n;
const isZero = (value: unknown): boolean => Object.is(value, 0) || value === 0n;

/** Whether `x op value` is x: for floats x + 0 is not, because -0 becomes 0. */
function isNeutral(op: ElementOp, value: unknown, dtype: DType): boolean {
  if (op === multiplyOp || op === divideOp) return isOne(value);
  if (op === subtractOp) return isZero(value);
  return op === addOp && !isFloat(dtype) && isZero(value);
}

/** The operand that an operation gives back; undefined where it changes something. Not for bools, which have no arithmetic. */
export function operandGivenBack({ op, inputs, dtype }: Node): Node | undefined {
  const [first, second] = inputs;
  if (op === null || first === undefined || first.dtype !== dtype || dtype === 'bool') return undefined;
  if (second === undefined) {
    const inner =
      first.kind === 'elementwise' && op === negativeOp && first.op === negativeOp ? first.inputs[0] : undefined;
    return inner?.dtype === dtype ? inner : undefined;
  }
  if (inputs.length !== 2 || second.dtype !== dtype) return undefined;
  if (second.kind === 'constant' && isNeutral(op, second.value, dtype)) return first;
  const isTurnable = op === multiplyOp || op === addOp;
  return isTurnable && first.kind === 'constant' && isNeutral(op, first.value, dtype) ? second : undefined;
}
