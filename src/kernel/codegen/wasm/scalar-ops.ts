import { invariant } from '../../../core/errors.ts';
import type { ScalarType } from '../../../core/kernel.ts';
import { isFloat } from '../../ir/ops.ts';
import type { BinaryOp, CompareOp } from '../../ir/ops.ts';
import type { BinaryValue, ConvertValue, UnaryValue, Value } from '../../ir/types.ts';
import type { CodeWriter } from './code-writer.ts';
import type { PlainOp } from './op-table.ts';
import { isSigned, scalarTypes } from './types.ts';

/** Pushes an operand; may be called several times for one. */
export type PushOperand = (operand: Value) => void;

const one = (code: CodeWriter, type: ScalarType, value: 0 | 1 | -1): void => {
  if (scalarTypes[type] === 'i64') code.i64(BigInt(value));
  else code.i32(value);
};

const sign = (type: ScalarType): 's' | 'u' => (isSigned(type) ? 's' : 'u');

/** The name of a comparison. Those of integers have a sign, except for equality. */
export function compareName(op: CompareOp, type: ScalarType): PlainOp {
  const holder = scalarTypes[type];
  const needsSign = !isFloat(type) && op !== 'eq' && op !== 'ne';
  return (needsSign ? `${holder}.${op}_${sign(type)}` : `${holder}.${op}`) as PlainOp;
}

function unary(code: CodeWriter, { op, a, type }: UnaryValue, push: PushOperand): void {
  const holder = scalarTypes[type];
  if (isFloat(type)) {
    push(a);
    code.of(holder, op);
  } else if (op === 'neg') {
    one(code, type, 0);
    push(a);
    code.op(`${holder}.sub` as PlainOp);
  } else if (op === 'abs') {
    one(code, type, 0);
    push(a);
    code.op(`${holder}.sub` as PlainOp);
    push(a);
    push(a);
    one(code, type, 0);
    code.op(`${holder}.lt_s` as PlainOp, 'select');
  } else if (op === 'not') {
    push(a);
    if (type === 'bool') code.op('i32.eqz');
    else {
      one(code, type, -1);
      code.op(`${holder}.xor` as PlainOp);
    }
  } else {
    push(a);
    code.op(op === 'popcount' ? 'i32.popcnt' : `i32.${op as 'clz' | 'ctz'}`);
  }
}

/** A constant divisor that cannot trap. */
const isSafeDivisor = (b: Value): boolean => {
  if (b.kind !== 'const') return false;
  const value = BigInt(b.value as number | bigint);
  return value !== 0n && value !== -1n;
};

/** Pushes the divisor, or 1 where WebAssembly would trap. */
function pushSafeDivisor(code: CodeWriter, b: Value, push: PushOperand): void {
  const holder = scalarTypes[b.type];
  one(code, b.type, 1);
  push(b);
  push(b);
  if (isSigned(b.type)) {
    // b + 1 is 0 or 1, unsigned, for b of -1 or 0.
    one(code, b.type, 1);
    code.op(`${holder}.add` as PlainOp);
    one(code, b.type, 1);
    code.op(`${holder}.le_u` as PlainOp);
  } else code.op(`${holder}.eqz` as PlainOp);
  code.op('select');
}

/** x / 0 and x % 0 are 0; the minimum / -1 is the minimum, % -1 is 0. */
function divide(code: CodeWriter, { op, a, b, type }: BinaryValue, push: PushOperand): void {
  const holder = scalarTypes[type];
  const name = `${holder}.${op}_${sign(type)}` as PlainOp;
  if (isSafeDivisor(b)) {
    push(a);
    push(b);
    code.op(name);
    return;
  }
  if (op === 'div' && isSigned(type)) {
    one(code, type, 0);
    push(a);
    code.op(`${holder}.sub` as PlainOp);
  }
  one(code, type, 0);
  push(a);
  pushSafeDivisor(code, b, push);
  code.op(name);
  push(b);
  code.op(`${holder}.eqz` as PlainOp, 'select');
  if (op === 'div' && isSigned(type)) {
    push(b);
    one(code, type, -1);
    code.op(`${holder}.eq` as PlainOp, 'select');
  }
  // a % 1 is 0 already, which is right for -1.
}

function mulHi(code: CodeWriter, { a, b, type }: BinaryValue, push: PushOperand): void {
  const widen: PlainOp = `i64.extend_i32_${sign(type)}`;
  push(a);
  code.op(widen);
  push(b);
  code.op(widen, 'i64.mul').i64(32n).op('i64.shr_u', 'i32.wrap_i64');
}

function minMax(code: CodeWriter, { op, a, b, type }: BinaryValue, push: PushOperand): void {
  push(a);
  push(b);
  push(a);
  push(b);
  code.op(compareName(op === 'min' ? 'lt' : 'gt', type), 'select');
}

const binaryNames: { readonly [op in BinaryOp]?: string } = {
  add: 'add',
  sub: 'sub',
  mul: 'mul',
  and: 'and',
  or: 'or',
  xor: 'xor',
  shl: 'shl',
};

function binary(code: CodeWriter, value: BinaryValue, push: PushOperand): void {
  const { op, a, b, type } = value;
  const holder = scalarTypes[type];
  if (!isFloat(type)) {
    if (op === 'div' || op === 'rem') return divide(code, value, push);
    if (op === 'min' || op === 'max') return minMax(code, value, push);
    if (op === 'mulHi') return mulHi(code, value, push);
  }
  push(a);
  push(b);
  const name = op === 'shr' ? `shr_${sign(type)}` : isFloat(type) ? op : binaryNames[op];
  invariant(name !== undefined, 'an operator of integers has no instruction');
  code.of(holder, name);
}

/**
 * JavaScript's ToInt32: truncated, modulo 2 ** 32. NaN and infinities give 0. Every step is exact, because what is left after whole
 * multiples of 2 ** 32 are taken off a magnitude has no more bits than it had; the sign comes last.
 */
function wrapFloat(code: CodeWriter, a: Value, push: PushOperand): void {
  const holder = scalarTypes[a.type] as 'f32' | 'f64';
  const magnitude = code.local(holder);
  const result = code.local('i32');
  push(a);
  code.op(`${holder}.trunc`, `${holder}.abs`).tee(magnitude).get(magnitude);
  code[holder](2 ** -32)
    .op(`${holder}.mul`, `${holder}.floor`)
    [holder](2 ** 32)
    .op(`${holder}.mul`);
  code.op(`${holder}.sub`, `i32.trunc_sat_${holder}_u`).set(result);
  code.i32(0).get(result).op('i32.sub').get(result);
  push(a);
  code[holder](0).op(`${holder}.lt`, 'select');
}

function convert(code: CodeWriter, { a, type, wrap }: ConvertValue, push: PushOperand): void {
  if (wrap) return wrapFloat(code, a, push);
  push(a);
  const from = scalarTypes[a.type];
  const to = scalarTypes[type];
  if (from === to) return;
  if (to === 'f32' && from === 'f64') code.op('f32.demote_f64');
  else if (to === 'f64' && from === 'f32') code.op('f64.promote_f32');
  else if (isFloat(type)) code.op(`${to}.convert_${from}_${sign(a.type)}` as PlainOp);
  else if (isFloat(a.type)) code.op(`${to}.trunc_sat_${from}_${sign(type)}` as PlainOp);
  else if (to === 'i64') code.op(`i64.extend_i32_${sign(a.type)}`);
  else code.op('i32.wrap_i64');
}

/** Pushes the result of a pure operator of scalars; the operands are pushed by the caller's means. */
export function pushScalarOp(code: CodeWriter, value: Value, push: PushOperand): void {
  switch (value.kind) {
    case 'unary':
      return unary(code, value, push);
    case 'binary':
      return binary(code, value, push);
    case 'compare':
      push(value.a);
      push(value.b);
      code.op(compareName(value.op, value.a.type));
      return;
    case 'select':
      push(value.a);
      push(value.b);
      push(value.cond);
      code.op('select');
      return;
    case 'convert':
      return convert(code, value, push);
    case 'bitcast': {
      push(value.a);
      const [from, to] = [scalarTypes[value.a.type], scalarTypes[value.type]];
      if (from !== to) code.op(`${to}.reinterpret_${from}` as PlainOp);
      return;
    }
    default:
      invariant(false, `${value.kind} is not an operator`);
  }
}
