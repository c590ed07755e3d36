/** Operands of operations on elements: nodes and weak numbers, brought to one dtype and one shape. */

import { isSameShape } from '../array/broadcast.ts';
import type { Complex } from '../dtype/complex.ts';
import { type DType, isComplex, isFloat, isInteger } from '../dtype/dtype.ts';
import { checkWeakInteger, type Scalar, toBig } from '../dtype/element.ts';
import { halfToNumber, numberToHalf } from '../dtype/float16.ts';
import { promoteWeak, promoteTypes, resultDType, weakKindOf } from '../dtype/promote.ts';
import { ShapeError } from '../errors.ts';
import { complexNode } from '../complex/complex-node.ts';
import { constantNode, type ConstantScalar, elementwiseNode, Node } from '../graph/node.ts';
import { castComplex } from '../complex/cast.ts';
import { castOp } from './cast.ts';

/** An array of the graph, or a number that takes the dtype of the arrays it meets. */
export type Operand = Node | Scalar;

export const isNode = (operand: Operand): operand is Node => operand instanceof Node;

/** The dtype that these operands have together, by NumPy's rules. */
export function commonDType(operands: readonly Operand[]): DType {
  const [x, y] = operands;
  if (operands.length === 2) {
    // What nearly all calls are.
    if (isNode(x!) && isNode(y!)) return x.dtype === y.dtype ? x.dtype : promoteTypes(x.dtype, y.dtype);
    if (isNode(x!)) return promoteWeak(x.dtype, weakKindOf(y as Scalar));
    if (isNode(y!)) return promoteWeak(y.dtype, weakKindOf(x as Scalar));
  }
  const nodes = operands.filter(isNode);
  const scalars = operands.filter((operand): operand is Scalar => !isNode(operand));
  return resultDType(
    nodes.map((node) => node.dtype),
    scalars,
  );
}

/** A number as a kernel holds it in a real dtype. @throws ArrayValueError for an integer that the dtype does not hold. */
export function realConstant(value: number | bigint | boolean, dtype: DType): ConstantScalar {
  // NaN is true: it is not 0.
  if (dtype === 'bool') return value !== 0 && value !== 0n && value !== false;
  if (typeof value === 'boolean') return dtype === 'int64' || dtype === 'uint64' ? BigInt(value) : Number(value);
  if (isInteger(dtype)) {
    checkWeakInteger(value, dtype);
    return dtype === 'int64' || dtype === 'uint64' ? toBig(dtype, value) : Number(value);
  }
  const number = Number(value);
  if (dtype === 'float32') return Math.fround(number);
  return dtype === 'float16' ? halfToNumber(numberToHalf(number)) : number;
}

const isComplexValue = (value: Scalar): value is Complex => typeof value === 'object';

/** A number as an array without axes. */
export function scalarNode(value: Scalar, dtype: DType): Node {
  if (isComplex(dtype)) {
    return isComplexValue(value) ? complexNode(dtype, value.re, value.im) : complexNode(dtype, Number(value), 0);
  }
  if (!isComplexValue(value)) return constantNode(dtype, [], realConstant(value, dtype));
  return constantNode(dtype, [], dtype === 'bool' ? value.re !== 0 || value.im !== 0 : realConstant(value.re, dtype));
}

/** The same elements in another dtype; the node itself when it has it. */
export function castNode(node: Node, dtype: DType): Node {
  if (node.dtype === dtype) return node;
  if (isComplex(dtype) || isComplex(node.dtype)) return castComplex(node, dtype);
  if (node.kind === 'constant' && (isFloat(dtype) || typeof node.value === 'boolean')) {
    return constantNode(dtype, node.shape, realConstant(node.value, dtype));
  }
  return elementwiseNode(castOp, { dtype, shape: node.shape }, [node]);
}

/** An operand in a dtype. */
export const operandNode = (operand: Operand, dtype: DType): Node =>
  isNode(operand) ? castNode(operand, dtype) : scalarNode(operand, dtype);

function broadcastPair(what: string, a: readonly number[], b: readonly number[]): readonly number[] {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  const missing = long.length - short.length;
  return long.map((length, axis) => {
    const other = axis < missing ? 1 : short[axis - missing]!;
    if (length === other || other === 1) return length;
    if (length === 1) return other;
    throw new ShapeError(
      `${what}: shapes [${a.join(',')}] and [${b.join(',')}] do not broadcast; ` +
        'align trailing axes, reshape one side, or give it new axes of length 1',
    );
  });
}

/** The shape to which nodes broadcast. @throws ShapeError naming the shapes. */
export function broadcastShape(what: string, nodes: readonly Node[]): readonly number[] {
  let { shape } = nodes[0]!;
  for (let at = 1; at < nodes.length; at++) {
    const other = nodes[at]!.shape;
    if (isSameShape(shape, other) || other.length === 0) continue;
    shape = shape.length === 0 ? other : broadcastPair(what, shape, other);
  }
  return shape;
}
