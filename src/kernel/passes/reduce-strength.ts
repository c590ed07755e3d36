/** Replaces operations by cheaper ones that give the same bits. */

import type { ConstantValue } from '../ir/constants.ts';
import { isFloat, isInt } from '../ir/ops.ts';
import type { BinaryValue, ConstValue, Instruction, Kernel, UnaryValue, Value } from '../ir/types.ts';
import { isValue } from '../ir/walk.ts';
import { Rewriter, rewriteKernel } from './rewrite.ts';

const isConst = (value: Value): value is ConstValue => value.kind === 'const';

/** The exponent of an integer that is a power of two; null for others. */
function exponentOf(value: ConstantValue): number | null {
  if (typeof value === 'boolean') return null;
  const exponent = Math.log2(Number(value));
  return Number.isInteger(exponent) && exponent >= 0 && BigInt(value) === 1n << BigInt(exponent) ? exponent : null;
}

/** Smallest normal numbers: a GPU may take smaller ones for 0. */
const SMALLEST = { f32: 2 ** -126, f64: 2 ** -1022 };

/** The constant whose product is this quotient, for powers of two whose reciprocal the type holds exactly. */
function reciprocalOf({ type, value }: ConstValue): number | null {
  const divisor = Number(value);
  const inverse = 1 / divisor;
  const isPower = Number.isInteger(Math.log2(Math.abs(divisor)));
  if (!isPower || !Number.isFinite(inverse) || (type !== 'f32' && type !== 'f64')) return null;
  if (Math.abs(inverse) < SMALLEST[type]) return null;
  return type === 'f32' && Math.fround(inverse) !== inverse ? null : inverse;
}

/** What adding, multiplying and so on by this constant on the right leaves unchanged. */
function isNeutral({ op, type }: BinaryValue, { value }: ConstValue): boolean {
  const number = typeof value === 'boolean' ? value : Number(value);
  switch (op) {
    case 'add':
      // -0 + 0 is 0, so only -0 is neutral for floats.
      return isFloat(type) ? Object.is(number, -0) : number === 0;
    case 'sub':
      return isFloat(type) ? Object.is(number, 0) : number === 0;
    case 'mul':
    case 'div':
      return number === 1;
    case 'shl':
    case 'shr':
      return number === 0;
    case 'or':
    case 'xor':
      return number === 0 || number === false;
    case 'and':
      return number === true || number === -1 || (type === 'u32' && number === 2 ** 32 - 1);
    default:
      return false;
  }
}

const COMMUTES: ReadonlySet<BinaryValue['op']> = new Set(['add', 'mul', 'and', 'or', 'xor', 'min', 'max', 'mulHi']);

class Reducer extends Rewriter {
  override instruction(one: Instruction, out: Instruction[]): void {
    const simpler = isValue(one) ? this.#simpler(one, out) : null;
    if (simpler === null) return this.keep(one, out);
    this.replace(one as Value, simpler);
  }

  #simpler(value: Value, out: Instruction[]): Value | null {
    if (value.kind === 'unary') return this.#unary(value);
    if (value.kind === 'binary') return this.#binary(value, out);
    if (value.kind === 'select') return this.#select(value);
    return null;
  }

  /** `not not x` and `neg neg x`. */
  #unary({ op, a }: UnaryValue): Value | null {
    const inner = this.map(a);
    const undoes = (op === 'not' || op === 'neg') && inner.kind === 'unary' && inner.op === op;
    return undoes ? this.map(inner.a) : null;
  }

  /** `select c, true, false` is c. */
  #select({ cond, a, b }: Extract<Value, { kind: 'select' }>): Value | null {
    const [left, right] = [this.map(a), this.map(b)];
    return isConst(left) && isConst(right) && left.value === true && right.value === false ? this.map(cond) : null;
  }

  #binary(value: BinaryValue, out: Instruction[]): Value | null {
    const [a, b] = [this.map(value.a), this.map(value.b)];
    if (isConst(b) && isNeutral(value, b)) return a;
    if (isConst(a) && COMMUTES.has(value.op) && isNeutral(value, a)) return b;
    if (isConst(b)) return this.#byConstant(value, { a, b }, out);
    return isConst(a) && value.op === 'mul' ? this.#byConstant(value, { a: b, b: a }, out) : null;
  }

  #byConstant(value: BinaryValue, { a, b }: { a: Value; b: ConstValue }, out: Instruction[]): Value | null {
    const { op, type } = value;
    if (op === 'div' && isFloat(type)) {
      const inverse = reciprocalOf(b);
      return inverse === null ? null : this.#make(value, { op: 'mul', a, constant: inverse }, out);
    }
    if (!isInt(type)) return null;
    const exponent = exponentOf(b.value);
    if (exponent === null) return null;
    const wide = (number: number): ConstantValue => (type === 'i64' || type === 'u64' ? BigInt(number) : number);
    if (op === 'mul') return this.#make(value, { op: 'shl', a, constant: wide(exponent) }, out);
    if (type !== 'u32' && type !== 'u64') return null;
    if (op === 'div') return this.#make(value, { op: 'shr', a, constant: wide(exponent) }, out);
    const mask = typeof b.value === 'bigint' ? b.value - 1n : (b.value as number) - 1;
    return op === 'rem' ? this.#make(value, { op: 'and', a, constant: mask }, out) : null;
  }

  #make(
    value: BinaryValue,
    { op, a, constant }: { op: BinaryValue['op']; a: Value; constant: ConstantValue },
    out: Instruction[],
  ): Value {
    const b: ConstValue = { kind: 'const', id: this.newId(), type: value.type, value: constant };
    const made: BinaryValue = { ...value, op, a, b };
    out.push(b, made);
    return made;
  }
}

export const reduceStrength = (kernel: Kernel): Kernel => rewriteKernel(kernel, (nextId) => new Reducer(nextId));
