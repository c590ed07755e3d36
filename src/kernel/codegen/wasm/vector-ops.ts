import { invariant } from '../../../core/errors.ts';
import type { ScalarType } from '../../../core/kernel.ts';
import { isFloat } from '../../ir/ops.ts';
import type { BinaryValue, CompareValue, SelectValue, UnaryValue, Value } from '../../ir/types.ts';
import { pushMaskAs } from './masks.ts';
import type { PlainOp } from './op-table.ts';
import type { Scope } from './scope.ts';
import { pushVectorConvert } from './vector-convert.ts';
import { isSigned, laneBits, vectorShapes } from './types.ts';

const sign = (type: ScalarType): 's' | 'u' => (isSigned(type) ? 's' : 'u');

const isInt64 = (type: ScalarType): boolean => type === 'i64' || type === 'u64';

/** Sign bits of all lanes. */
const signBits = (type: ScalarType): readonly [number, number, number, number] =>
  laneBits(type) === 64 ? [0, -(2 ** 31), 0, -(2 ** 31)] : [-(2 ** 31), -(2 ** 31), -(2 ** 31), -(2 ** 31)];

/** Bytes of the odd 32-bit words of two vectors: the upper halves of four 64-bit products. */
const ODD_WORDS = [4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31];

function unaryIsVector({ op, type }: UnaryValue): boolean {
  return isFloat(type) || op === 'neg' || op === 'abs' || op === 'not';
}

function pushUnary(scope: Scope, { op, a, type }: UnaryValue, part: number): void {
  scope.pushPart(a, part);
  if (op === 'not') scope.code.op('v128.not');
  else scope.code.of(vectorShapes[type as 'i32'], op);
}

function binaryIsVector(scope: Scope, { op, b, type }: BinaryValue): boolean {
  if (isFloat(type)) return true;
  if (op === 'div' || op === 'rem') return false;
  if (op === 'shl' || op === 'shr') return !scope.isVarying(b);
  return !((op === 'min' || op === 'max') && laneBits(type) === 64);
}

/** Pushes the count of a shift of all lanes. Constants as such: V8 joins shifts whose counts it sees to be the same. */
function pushCount(scope: Scope, count: Value): void {
  if (count.kind === 'const') return void scope.code.i32(Number(count.value) & (laneBits(count.type) - 1));
  scope.pushScalar(count);
  if (laneBits(count.type) === 64) scope.code.op('i32.wrap_i64');
}

function pushShift(scope: Scope, { op, a, b, type }: BinaryValue, part: number): void {
  scope.pushPart(a, part);
  pushCount(scope, b);
  scope.code.of(vectorShapes[type as 'i32'], op === 'shl' ? 'shl' : isSigned(type) ? 'shr_s' : 'shr_u');
}

function pushMulHi(scope: Scope, { a, b, type }: BinaryValue, part: number): void {
  for (const half of ['low', 'high']) {
    scope.pushPart(a, part);
    scope.pushPart(b, part);
    scope.code.op(`i64x2.extmul_${half}_i32x4_${sign(type)}` as PlainOp);
  }
  scope.code.shuffle(ODD_WORDS);
}

/** In fast mode, a product that only this sum uses: one instruction, rounded once where the machine can. */
function pushFused(scope: Scope, { op, a, b, type }: BinaryValue, part: number): boolean {
  const { fused } = scope.options;
  const isProduct = (one: Value): one is BinaryValue => fused.has(one);
  const product =
    isProduct(b) && scope.isVarying(b) ? b : op === 'add' && isProduct(a) && scope.isVarying(a) ? a : null;
  if (product === null) return false;
  scope.pushPart(product.a, part);
  scope.pushPart(product.b, part);
  scope.pushPart(product === b ? a : b, part);
  scope.code.op(`${vectorShapes[type as 'f32']}.relaxed_${op === 'add' ? 'madd' : 'nmadd'}`);
  return true;
}

function pushBinary(scope: Scope, value: BinaryValue, part: number): void {
  const { op, a, b, type } = value;
  const { code } = scope;
  if (op === 'shl' || op === 'shr') return pushShift(scope, value, part);
  if (op === 'mulHi') return pushMulHi(scope, value, part);
  if (isFloat(type) && (op === 'add' || op === 'sub') && pushFused(scope, value, part)) return;
  if (op === 'copysign') {
    scope.pushPart(b, part);
    scope.pushPart(a, part);
    code.v128(signBits(type)).op('v128.bitselect');
    return;
  }
  scope.pushPart(a, part);
  scope.pushPart(b, part);
  if (op === 'and' || op === 'or' || op === 'xor') code.op(`v128.${op}`);
  else {
    invariant(type !== 'bool', `${op} does not take bool`);
    const name = !isFloat(type) && (op === 'min' || op === 'max') ? `${op}_${sign(type)}` : op;
    code.of(vectorShapes[type], name);
  }
}

/** Pushes a vector of a comparison, with lanes as wide as its operands. */
function pushCompareLanes(scope: Scope, { op, a, b }: CompareValue, part: number): void {
  const { code } = scope;
  const { type } = a;
  if (type === 'bool') {
    scope.pushPart(a, part);
    scope.pushPart(b, part);
    code.op('v128.xor');
    if (op === 'eq') code.op('v128.not');
    return;
  }
  const isOrder = op !== 'eq' && op !== 'ne';
  for (const operand of [a, b]) {
    scope.pushPart(operand, part);
    // There is no unsigned comparison of 64-bit lanes: with the sign bit flipped, the signed one is that.
    if (type === 'u64' && isOrder) code.v128(signBits(type)).op('v128.xor');
  }
  const shape = vectorShapes[type];
  const isPlain = isFloat(type) || !isOrder;
  code.of(shape, isPlain ? op : `${op}${type === 'u64' ? '_s' : `_${sign(type)}`}`);
}

function pushCompare(scope: Scope, value: CompareValue, part: number): void {
  const to = scope.options.maskBits;
  const from = value.a.type === 'bool' ? to : laneBits(value.a.type);
  pushMaskAs(scope, { from, to, part }, (at) => pushCompareLanes(scope, value, at));
}

/**
 * Selects that are one instruction: `x < y ? y : x` is `pmax(x, y)`, and `y < x ? y : x` is `pmin(x, y)`.
 */
function pseudoExtremum({ cond, a, b, type }: SelectValue): 'pmin' | 'pmax' | null {
  if (cond.kind !== 'compare' || !isFloat(type)) return null;
  const [less, more] = cond.op === 'lt' ? [cond.a, cond.b] : cond.op === 'gt' ? [cond.b, cond.a] : [];
  if (isSame(less, b) && isSame(more, a)) return 'pmax';
  return isSame(less, a) && isSame(more, b) ? 'pmin' : null;
}

/** Whether two values are one, or equal constants. */
const isSame = (one: Value | undefined, other: Value): boolean =>
  one === other ||
  (one?.kind === 'const' && other.kind === 'const' && one.type === other.type && Object.is(one.value, other.value));

function pushSelect(scope: Scope, value: SelectValue, part: number): void {
  const { cond, a, b, type } = value;
  const extremum = pseudoExtremum(value);
  if (extremum !== null) {
    scope.pushPart(b, part);
    scope.pushPart(a, part);
    scope.code.op(`${vectorShapes[type as 'f32']}.${extremum}`);
    return;
  }
  scope.pushPart(a, part);
  scope.pushPart(b, part);
  const from = scope.options.maskBits;
  const to = type === 'bool' ? from : laneBits(type);
  // A condition that is the same in all lanes is all ones or zeros at any width.
  if (scope.isVarying(cond)) pushMaskAs(scope, { from, to, part }, (at) => scope.pushPart(cond, at));
  else scope.pushPart(cond, 0);
  scope.code.op('v128.bitselect');
}

/** Whether an operator has instructions for vectors; the others work lane by lane. */
export function isVectorOp(scope: Scope, value: Value): boolean {
  switch (value.kind) {
    case 'unary':
      return unaryIsVector(value);
    case 'binary':
      return binaryIsVector(scope, value);
    case 'convert':
      return !(isInt64(value.a.type) && value.type === 'f32') && !(isFloat(value.a.type) && isInt64(value.type));
    default:
      return true;
  }
}

/** Pushes one vector of the result of a pure operator. */
export function pushVectorOp(scope: Scope, value: Value, part: number): void {
  switch (value.kind) {
    case 'unary':
      return pushUnary(scope, value, part);
    case 'binary':
      return pushBinary(scope, value, part);
    case 'compare':
      return pushCompare(scope, value, part);
    case 'select':
      return pushSelect(scope, value, part);
    case 'convert':
      return pushVectorConvert(scope, value, part);
    case 'bitcast':
      return scope.pushPart(value.a, part);
    default:
      invariant(false, `${value.kind} is not an operator`);
  }
}
