/** Universal functions: an operation with its rules for dtypes, applied to operands of any shapes. */

import { type Casting, isCastAllowed } from '../dtype/can-cast.ts';
import { complexTypeOf, type DType, isComplex, isFloat, itemSize, kindOf, realTypeOf } from '../dtype/dtype.ts';
import { promoteTypes, type WeakKind, weakKindOf } from '../dtype/promote.ts';
import { complexCall } from '../complex/complex-node.ts';
import { complexLoops } from '../complex/functions.ts';
import { DTypeError } from '../errors.ts';
import { constantNode, elementwiseNode, type Node } from '../graph/node.ts';
import type { ElementOp } from './element-op.ts';
import { floatLoopOf, isFloatRule, logicRule, type LoopRule, type LoopTypes, questionRule } from './loop-types.ts';
import { broadcastShape, commonDType, isNode, type Operand, operandNode } from './operands.ts';

/** A function of elements: its operation, and in which dtypes it computes. */
export interface Ufunc {
  /** NumPy's name. */
  readonly name: string;
  readonly op: ElementOp;
  readonly rule: LoopRule;
  /** What to do instead where there is no loop for a dtype. */
  readonly remedy?: string;
}

/** Settings of one call. */
export interface UfuncSettings {
  /** The dtype of the result, by which the loop is chosen, instead of the one that the inputs ask for. */
  readonly dtype?: DType | undefined;
  /** How freely inputs may be converted to the dtype of the loop; same_kind unless it is given. */
  readonly casting?: Casting | undefined;
}

const noSettings: UfuncSettings = {};

/** The dtypes of the loop for inputs of one dtype; null where there is none. */
function loopFor({ name, rule }: Ufunc, dtype: DType): LoopTypes | null {
  const types = rule(dtype);
  return types === null || (isComplex(types.input) && complexLoops[name] === undefined) ? null : types;
}

function loopTypes(ufunc: Ufunc, dtype: DType): LoopTypes {
  const types = loopFor(ufunc, dtype);
  if (types !== null) return types;
  throw new DTypeError(`${ufunc.name} is not defined for ${dtype}; ${ufunc.remedy ?? 'convert with astype first'}`);
}

/** The dtype of a complex loop's result. */
function complexOutput(name: string, { input, output }: LoopTypes): DType {
  return name === 'absolute' || name === 'angle' ? realTypeOf(input) : output;
}

const outputOf = ({ name }: Ufunc, types: LoopTypes): DType =>
  isComplex(types.input) ? complexOutput(name, types) : types.output;

/** The dtype by which the loop is chosen: a function of fractional results takes the first float that holds each of its inputs roughly. */
function inputDType({ rule }: Ufunc, operands: readonly Operand[]): DType {
  const [x, y] = operands;
  if (operands.length === 2 && isNode(x!) && isNode(y!) && x.dtype !== y.dtype && isFloatRule(rule)) {
    return promoteTypes(floatLoopOf(x.dtype), floatLoopOf(y.dtype));
  }
  return commonDType(operands);
}

/** The loop whose result has a dtype. */
function requestedLoop(ufunc: Ufunc, operands: readonly Operand[], dtype: DType): LoopTypes {
  const own = inputDType(ufunc, operands);
  // The magnitude of complex numbers comes in real dtypes.
  const wished = ufunc.name === 'absolute' && isComplex(own) && isFloat(dtype) ? complexTypeOf(dtype) : dtype;
  for (const input of [own, wished]) {
    const types = loopFor(ufunc, input);
    if (types !== null && outputOf(ufunc, types) === dtype) return types;
  }
  throw new DTypeError(`${ufunc.name} has no loop with results of ${dtype} for ${own}; convert the result with astype`);
}

/** Refuses a dtype in which elements cannot be combined with each other. @throws DTypeError */
export function needLoop(ufunc: Ufunc, dtype: DType): void {
  const types = loopTypes(ufunc, dtype);
  if (outputOf(ufunc, types) !== dtype) {
    throw new DTypeError(`${ufunc.name} has no loop with results of ${dtype}; convert the result with astype`);
  }
}

const weakTypes: { readonly [K in WeakKind]: DType } = {
  bool: 'bool',
  int: 'int8',
  float: 'float16',
  complex: 'complex64',
};

/** Whether an operand may be converted to the dtype of a loop: of plain numbers only the kind counts. */
function isConvertible(operand: Operand, dtype: DType, casting: Casting): boolean {
  if (isNode(operand)) return isCastAllowed(operand.dtype, dtype, casting);
  const kind = weakKindOf(operand);
  return kind === 'int' ? dtype !== 'bool' : isCastAllowed(weakTypes[kind], dtype, 'same_kind');
}

function checkInputs(ufunc: Ufunc, operands: readonly Operand[], { dtype, casting }: LoopCheck): void {
  for (const [at, operand] of operands.entries()) {
    if (isConvertible(operand, dtype, casting)) continue;
    const from = isNode(operand) ? operand.dtype : String(operand);
    throw new DTypeError(
      `${ufunc.name}: input ${at} of ${from} cannot become ${dtype} by the rule ${casting}; convert it with astype, or give another dtype or casting`,
    );
  }
}

/** What inputs have to become, and how freely. */
interface LoopCheck {
  readonly dtype: DType;
  readonly casting: Casting;
}

/**
 * Applies a function. Numbers that are not arrays take the dtype of the arrays they meet.
 *
 * @throws DTypeError, ShapeError, ArrayValueError (a number does not fit the dtype).
 */
export function applyUfunc(ufunc: Ufunc, operands: readonly Operand[], settings: UfuncSettings = noSettings): Node {
  const { dtype, casting } = settings;
  const types =
    dtype === undefined ? loopTypes(ufunc, inputDType(ufunc, operands)) : requestedLoop(ufunc, operands, dtype);
  // Questions have loops for all dtypes, and so has logic.
  const isQuestion = ufunc.rule === questionRule || ufunc.rule === logicRule;
  if ((dtype !== undefined || casting !== undefined) && !isQuestion) {
    checkInputs(ufunc, operands, { dtype: types.input, casting: casting ?? 'same_kind' });
  }
  const inputs: Node[] = [];
  for (let at = 0; at < operands.length; at++) inputs.push(operandNode(operands[at]!, types.input));
  const shape = inputs.length === 1 ? inputs[0]!.shape : broadcastShape(ufunc.name, inputs);
  if (isComplex(types.input)) {
    const output = complexOutput(ufunc.name, types);
    return complexCall({ name: ufunc.name, dtype: output, shape, inputs, loop: complexLoops[ufunc.name]! });
  }
  return elementwiseNode(ufunc.op, { dtype: types.output, shape }, inputs);
}

/** Below, within, or above what a dtype holds. */
type Outside = 'below' | 'above';

/** Where a plain integer lies that an integer dtype does not hold; undefined when it holds it. */
function outsideOf(value: unknown, dtype: DType): Outside | undefined {
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  if (typeof value === 'number' && !Number.isInteger(value)) return undefined;
  const bits = BigInt(itemSize(dtype) * 8);
  const isUnsigned = kindOf(dtype) === 'u';
  const [min, max] = isUnsigned ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
  return value < min ? 'below' : value > max ? 'above' : undefined;
}

/** A comparison: int64 and uint64 are compared as they are, and plain integers that a dtype does not hold have an answer too. */
export interface Comparison extends Ufunc {
  /** What it says of an element and a number that is below, or above, all values of its dtype. */
  readonly answers: { readonly below: boolean; readonly above: boolean };
  readonly mirrored: { readonly below: boolean; readonly above: boolean };
}

const isInt = (operand: Operand): operand is Node =>
  isNode(operand) && (kindOf(operand.dtype) === 'i' || kindOf(operand.dtype) === 'u');

/** Applies a comparison; the result is bool. */
export function applyComparison(
  ufunc: Comparison,
  [x, y]: readonly [Operand, Operand],
  settings?: UfuncSettings,
): Node {
  if (settings?.dtype !== undefined && settings.dtype !== 'bool') {
    throw new DTypeError(`${ufunc.name} has no loop with results of ${settings.dtype}; convert the result with astype`);
  }
  if (isInt(x) && !isNode(y)) {
    const outside = outsideOf(y, x.dtype);
    if (outside !== undefined) return answer(x, ufunc.answers[outside]);
  }
  if (isInt(y) && !isNode(x)) {
    const outside = outsideOf(x, y.dtype);
    if (outside !== undefined) return answer(y, ufunc.mirrored[outside]);
  }
  if (isInt(x) && isInt(y) && kindOf(x.dtype) !== kindOf(y.dtype) && commonDType([x, y]) === 'float64') {
    const wide = (node: Node): Node => operandNode(node, kindOf(node.dtype) === 'u' ? 'uint64' : 'int64');
    const inputs = [wide(x), wide(y)];
    return elementwiseNode(ufunc.op, { dtype: 'bool', shape: broadcastShape(ufunc.name, inputs) }, inputs);
  }
  return applyUfunc(ufunc, [x, y], settings);
}

/** The same answer for every element. */
const answer = ({ shape }: Node, value: boolean): Node => constantNode('bool', shape, value);
