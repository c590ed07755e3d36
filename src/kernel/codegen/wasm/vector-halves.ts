/** Half-precision floats in vectors of four: the same bits as half-floats.ts gives one by one. */

import type { CodeWriter } from './code-writer.ts';
import type { Scope } from './scope.ts';

const all = (word: number): readonly [number, number, number, number] => [word, word, word, word];

/** Takes the bits of four halves, in lanes of 32 bits, from the stack and leaves them as f32. */
export function pushHalvesToFloats(scope: Scope): void {
  const { code } = scope;
  const bits = scope.keep();
  code.get(bits).v128(all(0x7fff)).op('v128.and').i32(13).op('i32x4.shl');
  code.f32(2 ** 112).op('f32x4.splat', 'f32x4.mul');
  const magnitude = scope.keep();
  // Infinity and NaN have no larger exponent to go to: 2 ** 16 and more.
  code.get(magnitude).v128(all(0x7f800000)).op('v128.or').get(magnitude);
  code.get(magnitude).f32(65536).op('f32x4.splat', 'f32x4.ge', 'v128.bitselect');
  code.get(bits).i32(16).op('i32x4.shl').v128(all(-0x80000000)).op('v128.and', 'v128.or');
}

/** Leaves a vector where a mask on the stack is set, another where it is not; both are on the stack below it. */
const choose = (code: CodeWriter): void => void code.op('v128.bitselect');

/** Takes four f32 from the stack and leaves the bits of the nearest halves, ties to even, in lanes of 32 bits. */
export function pushFloatsToHalves(scope: Scope): void {
  const { code } = scope;
  const value = scope.keep();
  code.get(value).v128(all(0x7fffffff)).op('v128.and');
  const bits = scope.keep();
  // Infinity, or NaN.
  code.v128(all(0x7e00)).v128(all(0x7c00)).get(bits).v128(all(0x7f800000)).op('i32x4.gt_s');
  choose(code);
  // Denormal: adding one half makes the hardware round at the right bit.
  code.get(bits).f32(0.5).op('f32x4.splat', 'f32x4.add').v128(all(0x3f000000)).op('i32x4.sub');
  // Normal: the other bias and just less than half a unit, and the last bit that stays.
  code
    .get(bits)
    .v128(all(0xc8000fff | 0))
    .op('i32x4.add');
  code.get(bits).i32(13).op('i32x4.shr_u').v128(all(1)).op('v128.and', 'i32x4.add').i32(13).op('i32x4.shr_u');
  code.get(bits).v128(all(0x38800000)).op('i32x4.lt_s');
  choose(code);
  code.get(bits).v128(all(0x477ff000)).op('i32x4.ge_s');
  choose(code);
  code.get(value).i32(16).op('i32x4.shr_u').v128(all(0x8000)).op('v128.and', 'v128.or');
}
