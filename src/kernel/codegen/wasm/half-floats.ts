import type { CodeWriter } from './code-writer.ts';

/**
 * Takes the bits of a half-precision float from the stack and leaves it as f32, exactly: shifted into place, it is 2 ** 112 times too
 * small; that product is right for denormals, too.
 */
export function pushHalfToFloat(code: CodeWriter): void {
  const bits = code.local('i32');
  const magnitude = code.local('f32');
  code
    .tee(bits)
    .i32(0x7fff)
    .op('i32.and')
    .i32(13)
    .op('i32.shl', 'f32.reinterpret_i32')
    .f32(2 ** 112);
  code.op('f32.mul').set(magnitude);
  // Infinity and NaN have no larger exponent to go to: 2 ** 16 and more.
  code.get(magnitude).op('i32.reinterpret_f32').i32(0x7f800000).op('i32.or', 'f32.reinterpret_i32');
  code.get(magnitude).get(magnitude).f32(65536).op('f32.ge', 'select');
  code.get(bits).i32(16).op('i32.shl', 'f32.reinterpret_i32', 'f32.copysign');
}

/** Takes an f32 from the stack and leaves the bits of the nearest half-precision float, halves to even. */
export function pushFloatToHalf(code: CodeWriter): void {
  const value = code.local('f32');
  const bits = code.local('i32');
  const result = code.local('i32');
  code.tee(value).op('f32.abs', 'i32.reinterpret_f32').set(bits);
  code
    .get(bits)
    .i32(0x477ff000)
    .op('i32.ge_u')
    .if(
      () => code.i32(0x7e00).i32(0x7c00).get(bits).i32(0x7f800000).op('i32.gt_u', 'select').set(result), // NaN, too large
      () =>
        code
          .get(bits)
          .i32(0x38800000)
          .op('i32.lt_u')
          .if(
            // Denormal: adding one half makes the hardware round at the right bit.
            () => {
              code.get(bits).op('f32.reinterpret_i32').f32(0.5).op('f32.add', 'i32.reinterpret_f32');
              code.i32(0x3f000000).op('i32.sub').set(result);
            },
            () => {
              code
                .get(bits)
                .i32(0xc8000fff | 0)
                .op('i32.add'); // the other bias, and just less than half a unit
              code
                .get(bits)
                .i32(13)
                .op('i32.shr_u')
                .i32(1)
                .op('i32.and', 'i32.add')
                .i32(13)
                .op('i32.shr_u')
                .set(result);
            },
          ),
    );
  code.get(result).get(value).op('i32.reinterpret_f32').i32(16).op('i32.shr_u').i32(0x8000).op('i32.and', 'i32.or');
}
