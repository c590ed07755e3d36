/** JavaScript text for each operator of the IR: what these expressions compute is the meaning of the IR. */

import type { ScalarType } from '../../../core/kernel.ts';
import { isFloat } from '../../ir/ops.ts';
import type { BinaryOp, UnaryOp } from '../../ir/ops.ts';
import type { AccumulateOp } from '../../ir/types.ts';
import type { MathName } from '../../ir/math-names.ts';
import type { ConstantValue } from '../../ir/constants.ts';

/** Rounds or wraps the text of an exact result to a type. */
export function fit(type: ScalarType, text: string): string {
  switch (type) {
    case 'i32':
      return `(${text}) | 0`;
    case 'u32':
      return `(${text}) >>> 0`;
    case 'i64':
      return `BigInt.asIntN(64, ${text})`;
    case 'u64':
      return `BigInt.asUintN(64, ${text})`;
    case 'f32':
      return `Math.fround(${text})`;
    case 'f64':
    case 'bool':
      return text;
    default:
      return type satisfies never;
  }
}

export function constantText(value: ConstantValue): string {
  if (typeof value === 'bigint') return `${value}n`;
  return Object.is(value, -0) ? '-0' : String(value);
}

const isWide = (type: ScalarType): boolean => type === 'i64' || type === 'u64';

export function unaryText(op: UnaryOp, type: ScalarType, a: string): string {
  switch (op) {
    case 'neg':
      return fit(type, `-${a}`);
    case 'abs':
      if (isWide(type)) return fit(type, `${a} < 0n ? -${a} : ${a}`);
      return fit(type, `Math.abs(${a})`);
    case 'not':
      return type === 'bool' ? `!${a}` : fit(type, `~${a}`);
    case 'clz':
      return `Math.clz32(${a})`;
    case 'ctz':
    case 'popcount':
    case 'nearest':
      return `rt.${op}(${a})`;
    case 'sqrt':
    case 'floor':
    case 'ceil':
    case 'trunc':
      return fit(type, `Math.${op}(${a})`);
    default:
      return op satisfies never;
  }
}

const signs: { readonly [O in BinaryOp]?: string } = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  rem: '%',
  and: '&',
  or: '|',
  xor: '^',
};

function shiftText(op: 'shl' | 'shr', type: ScalarType, [a, b]: readonly [string, string]): string {
  // JavaScript takes counts of numbers modulo 32, and bigints have no width.
  if (isWide(type)) return fit(type, `${a} ${op === 'shl' ? '<<' : '>>'} (${b} & 63n)`);
  if (op === 'shl') return fit(type, `${a} << ${b}`);
  return type === 'i32' ? `${a} >> ${b}` : `${a} >>> ${b}`;
}

function boolText(op: BinaryOp, a: string, b: string): string {
  if (op === 'xor') return `${a} !== ${b}`;
  return op === 'and' ? `${a} && ${b}` : `${a} || ${b}`;
}

/** Text of a binary operator on the texts of its operands. */
export function binaryText(op: BinaryOp, type: ScalarType, operands: readonly [string, string]): string {
  const [a, b] = operands;
  if (type === 'bool') return boolText(op, a, b);
  switch (op) {
    case 'shl':
    case 'shr':
      return shiftText(op, type, operands);
    case 'mulHi':
      return type === 'i32' ? `rt.mulHiI32(${a}, ${b})` : `rt.mulHiU32(${a}, ${b})`;
    case 'copysign':
      return `rt.copysign(${a}, ${b})`;
    case 'min':
    case 'max':
      if (isWide(type)) return `${a} ${op === 'min' ? '<' : '>'} ${b} ? ${a} : ${b}`;
      return `Math.${op}(${a}, ${b})`;
    case 'mul':
      // A product of integers may need more than the 53 bits of a number.
      return type === 'i32' || type === 'u32' ? fit(type, `Math.imul(${a}, ${b})`) : fit(type, `${a} * ${b}`);
    case 'div':
    case 'rem': {
      const text = fit(type, `${a} ${signs[op]} ${b}`);
      if (isFloat(type)) return text;
      return isWide(type) ? `${b} === 0n ? 0n : ${text}` : `${b} === 0 ? 0 : ${text}`;
    }
    default:
      return fit(type, `${a} ${signs[op]} ${b}`);
  }
}

/** Text of a combination of an accumulator. */
export const accumulateText = (op: AccumulateOp, type: ScalarType, operands: readonly [string, string]): string =>
  binaryText(op, type, operands);

const narrowed: { readonly [T in ScalarType]?: string } = { i32: 'Int', u32: 'Uint' };

/** Text of a conversion by value. */
export function convertText(from: ScalarType, to: ScalarType, a: string): string {
  if (from === 'bool') return isWide(to) ? `${a} ? 1n : 0n` : `${a} ? 1 : 0`;
  if (isFloat(from)) {
    if (isFloat(to)) return fit(to, a);
    return `rt.to${to.toUpperCase()}(${a})`;
  }
  if (!isWide(from)) return isWide(to) ? fit(to, `BigInt(${a})`) : fit(to, a);
  if (isWide(to)) return fit(to, a);
  if (to === 'f32') return `rt.bigToF32(${a})`;
  if (to === 'f64') return `Number(${a})`;
  return `Number(BigInt.as${narrowed[to]}N(32, ${a}))`;
}

/**
 * Math functions that JavaScript has: stand-ins of last resort for kernels that are interpreted before `expandMath`. Their last
 * bits are the engine's, not ours.
 */
export const engineMath: ReadonlySet<MathName> = new Set<MathName>([
  'exp',
  'expm1',
  'log',
  'log2',
  'log10',
  'log1p',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'cbrt',
  'atan2',
  'hypot',
]);

export function mathText(fn: MathName, type: ScalarType, args: readonly string[]): string | null {
  if (fn === 'fmod') return `${args[0]} % ${args[1]}`;
  if (fn === 'pow') return fit(type, `${args[0]} ** ${args[1]}`);
  if (fn === 'exp2') return fit(type, `2 ** ${args[0]}`);
  return engineMath.has(fn) ? fit(type, `Math.${fn}(${args.join(', ')})`) : null;
}
