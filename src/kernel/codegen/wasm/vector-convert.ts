import type { ScalarType } from '../../../core/kernel.ts';
import { isFloat } from '../../ir/ops.ts';
import type { ConvertValue } from '../../ir/types.ts';
import { pushMaskAs } from './masks.ts';
import type { PlainOp } from './op-table.ts';
import type { Scope } from './scope.ts';
import { isSigned, laneBits, vectorShapes } from './types.ts';

/** Bytes of the lower halves of two vectors. */
const LOW_HALVES = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
/** Bytes of the upper half, in the lower one. */
const HIGH_HALF = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];
const EVEN_WORDS = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27];

const sign = (type: ScalarType): 's' | 'u' => (isSigned(type) ? 's' : 'u');

/** The bits of 1, in words, of each type. */
const bitsOfOne: { readonly [T in ScalarType]: readonly [number, number, number, number] } = {
  bool: [-1, -1, -1, -1],
  i32: [1, 1, 1, 1],
  u32: [1, 1, 1, 1],
  i64: [1, 0, 1, 0],
  u64: [1, 0, 1, 0],
  f32: [0x3f800000, 0x3f800000, 0x3f800000, 0x3f800000],
  f64: [0, 0x3ff00000, 0, 0x3ff00000],
};

/** Truncates, modulo 2 ** 32, as the scalar code does. Differences of doubles are exact with the sign, too. */
function pushWrapped(scope: Scope, value: ConvertValue, part: number): void {
  const holder = value.a.type as 'f32' | 'f64';
  const shape = vectorShapes[holder];
  const { code } = scope;
  for (let copy = 0; copy < 2; copy++) {
    scope.pushPart(value.a, part);
    code.op(`${shape}.trunc`);
    if (holder === 'f32') code.op('f32x4.abs');
  }
  code[holder](2 ** -32).op(`${shape}.splat`, `${shape}.mul`, `${shape}.floor`);
  code[holder](2 ** 32).op(`${shape}.splat`, `${shape}.mul`, `${shape}.sub`);
}

/** Gives wrapped magnitudes on the stack the sign of the float. */
function negateWhereNegative(scope: Scope, value: ConvertValue, part: number): void {
  const { code } = scope;
  scope.pushPart(value.a, part);
  code.v128([0, 0, 0, 0]).op('f32x4.lt');
  const negative = scope.keep();
  code.get(negative).op('v128.xor').get(negative).op('i32x4.sub');
}

function pushFloatToInt(scope: Scope, value: ConvertValue, part: number): void {
  const { code } = scope;
  const suffix = value.wrap ? 'u' : sign(value.type);
  const push = (at: number): void => (value.wrap ? pushWrapped(scope, value, at) : scope.pushPart(value.a, at));
  if (value.a.type === 'f32') {
    push(part);
    code.op(`i32x4.trunc_sat_f32x4_${suffix}`);
    if (value.wrap) negateWhereNegative(scope, value, part);
    return;
  }
  for (const half of [0, 1]) {
    push(2 * part + half);
    code.op(`i32x4.trunc_sat_f64x2_${suffix}_zero`);
  }
  code.shuffle(LOW_HALVES);
}

/** Pushes two of four 32-bit lanes, in the lower half. */
function pushHalf(scope: Scope, { a }: ConvertValue, part: number): void {
  scope.pushPart(a, part >> 1);
  if (part % 2 === 0) return;
  scope.pushPart(a, part >> 1);
  scope.code.shuffle(HIGH_HALF);
}

function pushNarrow(scope: Scope, { a, type }: ConvertValue, part: number): void {
  for (const half of [0, 1]) {
    scope.pushPart(a, 2 * part + half);
    if (type === 'f32') scope.code.op('f32x4.demote_f64x2_zero');
  }
  scope.code.shuffle(type === 'f32' ? LOW_HALVES : EVEN_WORDS);
}

/** Bytes of the words 1 and 3, and of 0 and 2, of 64-bit lanes. */
const ODD_HALVES = [4, 5, 6, 7, 12, 13, 14, 15, 4, 5, 6, 7, 12, 13, 14, 15];
const EVEN_HALVES = [0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11];

/** 64-bit integers as doubles: both halves are exact, and their sum rounds once. */
function pushWideToDouble(scope: Scope, { a }: ConvertValue, part: number): void {
  const { code } = scope;
  const push = (bytes: readonly number[]): void => {
    for (let copy = 0; copy < 2; copy++) scope.pushPart(a, part);
    code.shuffle(bytes);
  };
  push(ODD_HALVES);
  code
    .op(`f64x2.convert_low_i32x4_${sign(a.type)}`)
    .f64(2 ** 32)
    .op('f64x2.splat', 'f64x2.mul');
  push(EVEN_HALVES);
  code.op('f64x2.convert_low_i32x4_u', 'f64x2.add');
}

/** Pushes one vector of a conversion. Those from floats to 64-bit integers, and from these to f32, have no instructions. */
export function pushVectorConvert(scope: Scope, value: ConvertValue, part: number): void {
  const { a, type } = value;
  const { code } = scope;
  if (a.type === 'bool') {
    const to = laneBits(type);
    pushMaskAs(scope, { from: scope.options.maskBits, to, part }, (at) => scope.pushPart(a, at));
    code.v128(bitsOfOne[type]).op('v128.and');
  } else if (isFloat(a.type) && !isFloat(type)) pushFloatToInt(scope, value, part);
  else if (type === 'f64' && laneBits(a.type) === 64 && !isFloat(a.type)) pushWideToDouble(scope, value, part);
  else if (laneBits(a.type) === laneBits(type)) {
    scope.pushPart(a, part);
    if (isFloat(type) && !isFloat(a.type)) code.op(`f32x4.convert_i32x4_${sign(a.type)}`);
  } else if (laneBits(a.type) === 64) pushNarrow(scope, value, part);
  else if (isFloat(type)) {
    pushHalf(scope, value, part);
    code.op(isFloat(a.type) ? 'f64x2.promote_low_f32x4' : `f64x2.convert_low_i32x4_${sign(a.type)}`);
  } else {
    scope.pushPart(a, part >> 1);
    code.op(`i64x2.extend_${part % 2 === 0 ? 'low' : 'high'}_i32x4_${sign(a.type)}` as PlainOp);
  }
}
