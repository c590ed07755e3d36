/** WGSL text for each operator of the IR. */

import type { ScalarType } from '../../../core/kernel.ts';
import { isFloat } from '../../ir/ops.ts';
import type { BinaryOp, CompareOp, UnaryOp } from '../../ir/ops.ts';
import type { HelperName } from './helpers.ts';
import { gpuType } from './types.ts';

/** Notes that a helper is needed and gives its name. */
export type UseHelper = (name: HelperName) => string;

const unaryCalls: { readonly [O in UnaryOp]?: string } = {
  abs: 'abs',
  clz: 'countLeadingZeros',
  ctz: 'countTrailingZeros',
  popcount: 'countOneBits',
  sqrt: 'sqrt',
  floor: 'floor',
  ceil: 'ceil',
  trunc: 'trunc',
  nearest: 'round',
};

export function unaryText(op: UnaryOp, type: ScalarType, a: string): string {
  if (op === 'neg') return `-(${a})`;
  if (op === 'not') return type === 'bool' ? `!(${a})` : `~(${a})`;
  return `${unaryCalls[op]}(${a})`;
}

const signs: { readonly [O in BinaryOp]?: string } = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  and: '&',
  or: '|',
  xor: '^',
};

/** The same on bool: `min` and `max` are and and or there, as false is below true. */
const logicalSigns: { readonly [O in BinaryOp]?: string } = { and: '&&', or: '||', xor: '!=', min: '&&', max: '||' };

/** Text of a binary operator. Operands are atoms: names, literals or calls. */
export function binaryText(
  { op, type }: { readonly op: BinaryOp; readonly type: ScalarType },
  [a, b]: readonly [string, string],
  use: UseHelper,
): string {
  const gpu = gpuType(type);
  if (gpu === 'bool') return `${a} ${logicalSigns[op]} ${b}`;
  switch (op) {
    case 'min':
    case 'max':
      return isFloat(type) ? `${use(op === 'min' ? 'h_min' : 'h_max')}(${a}, ${b})` : `${op}(${a}, ${b})`;
    case 'copysign':
      return `${use('h_copysign')}(${a}, ${b})`;
    case 'mulHi':
      return `${use(gpu === 'i32' ? 'h_mul_hi_i32' : 'h_mul_hi_u32')}(${a}, ${b})`;
    case 'shl':
    case 'shr':
      // The count is masked here, because a constant count that is too large would not compile.
      return `${a} ${op === 'shl' ? '<<' : '>>'} (${gpu === 'u32' ? b : `bitcast<u32>(${b})`} & 31u)`;
    case 'div':
    case 'rem':
      if (isFloat(type)) return `${a} / ${b}`;
      return `${use(`h_${op}_${gpu as 'i32' | 'u32'}`)}(${a}, ${b})`;
    default:
      return `${a} ${signs[op]} ${b}`;
  }
}

const compareSigns: { readonly [O in CompareOp]: string } = {
  eq: '==',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
};

/** Text of a comparison. Unequal floats are those that are not equal: compilers take NaN for equal to itself in `!=`. */
export function compareText(op: CompareOp, type: ScalarType, [a, b]: readonly [string, string]): string {
  if (op === 'ne' && isFloat(type)) return `!(${a} == ${b})`;
  return `${a} ${compareSigns[op]} ${b}`;
}

/** Text of a conversion by value. */
export function convertText(
  conversion: { readonly from: ScalarType; readonly to: ScalarType; readonly wrap: boolean },
  a: string,
  use: UseHelper,
): string {
  const from = gpuType(conversion.from);
  const to = gpuType(conversion.to);
  if (from === to) return a;
  if (from === 'bool')
    return to === 'f32' ? `select(0f, 1f, ${a})` : to === 'i32' ? `select(0i, 1i, ${a})` : `select(0u, 1u, ${a})`;
  if (from !== 'f32') return to === 'f32' ? `f32(${a})` : `bitcast<${to}>(${a})`;
  if (conversion.wrap) return to === 'u32' ? `${use('h_f32_wrap')}(${a})` : `bitcast<i32>(${use('h_f32_wrap')}(${a}))`;
  return `${use(to === 'i32' ? 'h_f32_to_i32' : 'h_f32_to_u32')}(${a})`;
}
