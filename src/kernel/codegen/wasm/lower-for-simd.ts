/** Replaces operators that SIMD lacks, or that V8 does not join to 256 bits, by others that give the same bits. */

import { BlockBuilder } from '../../ir/block-builder.ts';
import type { BinaryValue, ConstValue, Instruction, Kernel, UnaryValue, Value } from '../../ir/types.ts';
import { isValue, walkKernel } from '../../ir/walk.ts';
import { Rewriter, rewriteKernel } from '../../passes/rewrite.ts';

/** Which code is wanted: for 128 bits, or for V8's 256-bit mode, which does not join the operators that round. */
export type VectorWidth = 128 | 256;

type Float = 'f32' | 'f64';
type Rounding = 'nearest' | 'floor' | 'ceil' | 'trunc';

const isRounding = (op: string): op is Rounding =>
  op === 'nearest' || op === 'floor' || op === 'ceil' || op === 'trunc';

/**
 * V8 13.6 computes it wrongly in 256 bits where its operand is used again: it flips 33 bits (a shift by 31 that should be one by 63, where
 * the result has a register of its own).
 */
const isNegationOfF64 = ({ op, type }: UnaryValue): boolean => op === 'neg' && type === 'f64';

/** Integers have no fraction from here on, and the last bit of what is added to this counts ones. */
const WHOLE_FROM = { f32: 2 ** 23, f64: 2 ** 52 } as const;

/** Puts the instructions of a replacement where the original was. */
class Lowerer extends Rewriter {
  readonly #b: BlockBuilder;
  readonly #width: VectorWidth;

  constructor(nextId: () => number, width: VectorWidth) {
    super(nextId);
    this.#b = new BlockBuilder(nextId());
    this.#width = width;
  }

  override instruction(one: Instruction, out: Instruction[]): void {
    let lowered: Value | null = null;
    const added = this.#b.block(() => {
      if (isValue(one)) lowered = this.#lower(one);
    });
    if (lowered === null) return this.keep(one, out);
    out.push(...added);
    this.replace(one as Value, lowered);
  }

  #lower(value: Value): Value | null {
    if (value.kind === 'unary') return this.#unary(value);
    if (value.kind !== 'binary') return null;
    const isFloat = value.type === 'f32' || value.type === 'f64';
    if (value.op === 'shr' && value.type === 'i64') return this.#signedShift(value);
    if (value.op === 'copysign') return this.#copysign(value);
    return isFloat && (value.op === 'min' || value.op === 'max') ? this.#bounded(value) : null;
  }

  #unary(value: UnaryValue): Value | null {
    if (value.op === 'neg' && value.type === 'i64') return this.#b.sub(0n, this.map(value.a));
    if (this.#width !== 256) return null;
    if (isRounding(value.op)) return this.#round(value.op, this.map(value.a));
    return isNegationOfF64(value) ? this.#negative(this.map(value.a)) : null;
  }

  #negative(x: Value): Value {
    const b = this.#b;
    return b.bitcast(b.xor(b.bitcast(x, 'u64'), 1n << 63n), 'f64');
  }

  /** AVX2 has none: with the sign bit flipped no number is negative, and the shifted sign bit is taken off again. */
  #signedShift({ a, b: count }: BinaryValue): Value | null {
    const b = this.#b;
    const by = this.map(count);
    if (by.kind !== 'const') return null;
    const shift = b.const('u64', BigInt.asUintN(6, by.value as bigint));
    const sign = 1n << 63n;
    const shifted = b.shr(b.xor(b.bitcast(this.map(a), 'u64'), sign), shift);
    return b.bitcast(b.sub(shifted, sign >> (shift.value as bigint)), 'i64');
  }

  #signOf(a: Value): Value {
    return this.#bits(a, 'and', a.type === 'f32' ? 2 ** 31 : 1n << 63n);
  }

  /** An operation on the bits of a float and a constant, as bits. */
  #bits(a: Value, op: 'and', mask: number | bigint): Value {
    return this.#b.binary(op, this.#b.bitcast(a, a.type === 'f32' ? 'u32' : 'u64'), mask);
  }

  /** The magnitude with the sign of another; the sign of the magnitude is clear. */
  #signed(magnitude: Value, sign: Value): Value {
    const b = this.#b;
    return b.bitcast(b.or(b.bitcast(magnitude, sign.type), sign), magnitude.type);
  }

  #copysign({ a, b: sign }: BinaryValue): Value {
    return this.#signed(this.#b.abs(this.map(a)), this.#signOf(this.map(sign)));
  }

  /** Against a constant, one comparison decides; zeros need care. */
  #bounded({ op, a, b: other }: BinaryValue): Value | null {
    const b = this.#b;
    const [left, right] = [this.map(a), this.map(other)];
    const [x, bound] = right.kind === 'const' ? [left, right] : [right, left as ConstValue];
    const limit = bound.kind === 'const' ? (bound.value as number) : NaN;
    if (Number.isNaN(limit) || Object.is(limit, op === 'min' ? -0 : NaN)) return null;
    const chosen = op === 'min' ? b.select(b.lt(bound, x), bound, x) : b.select(b.lt(x, bound), bound, x);
    // Of -0 and 0 the larger is 0.
    return op === 'max' && Object.is(limit, 0) ? b.add(chosen, 0) : chosen;
  }

  /** By adding and taking off a number so large that only whole numbers are left; nothing where there is no fraction, or NaN. */
  #round(op: Rounding, x: Value): Value {
    const b = this.#b;
    const type = x.type as Float;
    const size = b.abs(x);
    const large = b.select(b.lt(size, WHOLE_FROM[type]), WHOLE_FROM[type], b.const(type, 0));
    const near = b.sub(b.add(size, large), large);
    const sign = this.#signOf(x);
    if (op === 'nearest') return this.#signed(near, sign);
    if (op === 'trunc') return this.#signed(b.sub(near, this.#oneIf(b.gt(near, size))), sign);
    const whole = this.#signed(near, sign);
    if (op === 'floor') return b.sub(whole, this.#oneIf(b.gt(whole, x)));
    // A number that rounds up to zero keeps its sign.
    return this.#signed(b.add(whole, this.#oneIf(b.lt(whole, x))), sign);
  }

  /** 1 or 0, in the type of the operands. */
  #oneIf(condition: Value & { readonly a?: Value }): Value {
    const type = (condition.a as Value).type;
    return this.#b.select(condition, this.#b.const(type, 1), 0);
  }
}

/** Whether the code for 256 bits is another one. */
export function needsOwnWideCode(kernel: Kernel): boolean {
  let isNeeded = false;
  walkKernel(kernel, (one) => {
    if (one.kind === 'unary' && (isRounding(one.op) || isNegationOfF64(one))) isNeeded = true;
  });
  return isNeeded;
}

export const lowerForSimd = (kernel: Kernel, width: VectorWidth): Kernel =>
  rewriteKernel(kernel, (nextId) => new Lowerer(nextId, width));
