/** Builds blocks of IR. Every method appends to the current block; a wrong type is caught at once. */

import { invariant } from '../../core/errors.ts';
import type { ScalarType } from '../../core/kernel.ts';
import { InstructionList, isRecord, type Operand } from './instruction-list.ts';
import { mathArity, type MathName } from './math-names.ts';
import {
  type BinaryOp,
  binaryOps,
  bitsOf,
  type CompareOp,
  isFloat,
  isIn,
  isInt,
  type UnaryOp,
  unaryOps,
} from './ops.ts';
import type { IrFunction, Local, LocalArray, Value } from './types.ts';

/** What kernels and functions have in common: pure operators, locals, arrays, control flow. */
export class BlockBuilder extends InstructionList {
  #pair(a: Operand, b: Operand): [Value, Value] {
    const typed = isRecord(a) ? a : b;
    invariant(isRecord(typed), 'an operator has two plain numbers as operands');
    return [this.operand(a, typed.type), this.operand(b, typed.type)];
  }

  unary(op: UnaryOp, a: Value): Value {
    invariant(isIn(a.type, unaryOps[op]), `${op} does not take ${a.type}`);
    return this.value({ kind: 'unary', op, a, type: a.type });
  }

  binary(op: BinaryOp, a: Operand, b: Operand): Value {
    const [left, right] = this.#pair(a, b);
    invariant(isIn(left.type, binaryOps[op]), `${op} does not take ${left.type}`);
    return this.value({ kind: 'binary', op, a: left, b: right, type: left.type });
  }

  compare(op: CompareOp, a: Operand, b: Operand): Value {
    const [left, right] = this.#pair(a, b);
    invariant(left.type !== 'bool' || op === 'eq' || op === 'ne', `${op} does not take bool`);
    return this.value({ kind: 'compare', op, a: left, b: right, type: 'bool' });
  }

  select(cond: Value, a: Operand, b: Operand): Value {
    invariant(cond.type === 'bool', 'the condition of a select is not bool');
    const [left, right] = this.#pair(a, b);
    return this.value({ kind: 'select', cond, a: left, b: right, type: left.type });
  }

  /** Conversion by value; the value itself when it has the type already. */
  convert(a: Value, type: ScalarType, options: { readonly wrap?: boolean } = {}): Value {
    if (a.type === type) return a;
    invariant(type !== 'bool', 'nothing converts to bool; compare with zero');
    const wrap = options.wrap === true;
    invariant(!wrap || (isFloat(a.type) && isIn(type, 'int32')), `no wrapping conversion from ${a.type} to ${type}`);
    return this.value({ kind: 'convert', a, type, wrap });
  }

  bitcast(a: Value, type: ScalarType): Value {
    if (a.type === type) return a;
    invariant(bitsOf[a.type] === bitsOf[type] && type !== 'bool', `no bitcast from ${a.type} to ${type}`);
    return this.value({ kind: 'bitcast', a, type });
  }

  math(fn: MathName, ...args: readonly Operand[]): Value {
    const typed = args.find((arg) => isRecord(arg));
    invariant(typed !== undefined && isRecord(typed) && isFloat(typed.type), `math.${fn} takes f32 or f64`);
    invariant(args.length === mathArity[fn], `math.${fn} takes ${mathArity[fn]} arguments, got ${args.length}`);
    return this.value({ kind: 'math', fn, args: args.map((arg) => this.operand(arg, typed.type)), type: typed.type });
  }

  call(fn: IrFunction, ...args: readonly Operand[]): Value {
    invariant(args.length === fn.parameters.length, `${fn.name} takes ${fn.parameters.length} arguments`);
    const values = args.map((arg, at) => this.operand(arg, fn.parameters[at]!.type));
    return this.value({ kind: 'call', fn, args: values, type: fn.result });
  }

  get(local: Local): Value {
    return this.value({ kind: 'getLocal', local, type: local.type });
  }

  set(local: Local, value: Operand): void {
    this.emit({ kind: 'setLocal', local, value: this.operand(value, local.type), ...this.at() });
  }

  loadArray(array: LocalArray, index: Operand, options: { readonly inBounds?: boolean } = {}): Value {
    const at = this.operand(index, 'i32');
    return this.value({ kind: 'loadArray', array, index: at, inBounds: options.inBounds === true, type: array.type });
  }

  storeArray(array: LocalArray, index: Operand, value: Operand): void {
    const at = this.operand(index, 'i32');
    const stored = this.operand(value, array.type);
    this.emit({ kind: 'storeArray', array, index: at, value: stored, inBounds: false, ...this.at() });
  }

  fillArray(array: LocalArray, value: Operand): void {
    this.emit({ kind: 'fillArray', array, value: this.operand(value, array.type), ...this.at() });
  }

  if(cond: Value, then: () => void, otherwise: () => void = () => {}): void {
    invariant(cond.type === 'bool', 'the condition of an if is not bool');
    this.emit({ kind: 'if', cond, then: this.block(then), otherwise: this.block(otherwise), ...this.at() });
  }

  /**
   * A loop that ends by `break` in `body`, or when `continuing` returns a value that is true.
   */
  loop(body: () => void, continuing: () => Value | void = () => {}): void {
    const bodyBlock = this.block(body);
    let breakIf: Value | null = null;
    const continuingBlock = this.block(() => {
      breakIf = continuing() ?? null;
    });
    this.emit({ kind: 'loop', body: bodyBlock, continuing: continuingBlock, breakIf, ...this.at() });
  }

  /** A loop that runs while `condition` holds, tested first. */
  while(condition: () => Value, body: () => void, continuing: () => void = () => {}): void {
    this.loop(() => {
      this.if(this.unary('not', condition()), () => this.break());
      body();
    }, continuing);
  }

  /** A counted loop over i32 `from` to before `to`. */
  for(
    range: { readonly name: string; readonly from: Operand; readonly to: Value },
    body: (index: Value) => void,
  ): void {
    const counter = this.local(range.name, 'i32');
    this.set(counter, range.from);
    this.while(
      () => this.compare('lt', this.get(counter), range.to),
      () => body(this.get(counter)),
      () => this.set(counter, this.binary('add', this.get(counter), 1)),
    );
  }

  break(): void {
    this.emit({ kind: 'break', ...this.at() });
  }

  continue(): void {
    this.emit({ kind: 'continue', ...this.at() });
  }

  // Short forms, which make definitions of math functions readable.
  add(a: Operand, b: Operand): Value {
    return this.binary('add', a, b);
  }
  sub(a: Operand, b: Operand): Value {
    return this.binary('sub', a, b);
  }
  mul(a: Operand, b: Operand): Value {
    return this.binary('mul', a, b);
  }
  div(a: Operand, b: Operand): Value {
    return this.binary('div', a, b);
  }
  and(a: Operand, b: Operand): Value {
    return this.binary('and', a, b);
  }
  or(a: Operand, b: Operand): Value {
    return this.binary('or', a, b);
  }
  xor(a: Operand, b: Operand): Value {
    return this.binary('xor', a, b);
  }
  shl(a: Operand, b: Operand): Value {
    return this.binary('shl', a, b);
  }
  shr(a: Operand, b: Operand): Value {
    return this.binary('shr', a, b);
  }
  neg(a: Value): Value {
    return this.unary('neg', a);
  }
  abs(a: Value): Value {
    return this.unary('abs', a);
  }
  lt(a: Operand, b: Operand): Value {
    return this.compare('lt', a, b);
  }
  le(a: Operand, b: Operand): Value {
    return this.compare('le', a, b);
  }
  gt(a: Operand, b: Operand): Value {
    return this.compare('gt', a, b);
  }
  ge(a: Operand, b: Operand): Value {
    return this.compare('ge', a, b);
  }
  eq(a: Operand, b: Operand): Value {
    return this.compare('eq', a, b);
  }
  ne(a: Operand, b: Operand): Value {
    return this.compare('ne', a, b);
  }
  /** Whether an integer or float is NaN; never for integers. */
  isNaN(a: Value): Value {
    return isInt(a.type) ? this.const('bool', false) : this.compare('ne', a, a);
  }
}
