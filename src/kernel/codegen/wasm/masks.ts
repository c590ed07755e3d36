import type { ScalarType } from '../../../core/kernel.ts';
import type { CodeWriter } from './code-writer.ts';
import type { Parts, Scope } from './scope.ts';
import { laneBits } from './types.ts';

/** Bytes of the even 32-bit words of two vectors. */
const EVEN_WORDS = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27];

/** Pushes one vector of a mask with lanes of another width. `push` pushes a vector of the mask as it is. */
export function pushMaskAs(
  scope: Scope,
  { from, to, part }: { readonly from: 32 | 64; readonly to: 32 | 64; readonly part: number },
  push: (part: number) => void,
): void {
  if (from === to) push(part);
  else if (from === 64) {
    push(2 * part);
    push(2 * part + 1);
    scope.code.shuffle(EVEN_WORDS);
  } else {
    push(part >> 1);
    scope.code.op(part % 2 === 0 ? 'i64x2.extend_low_i32x4_s' : 'i64x2.extend_high_i32x4_s');
  }
}

/** Pushes one vector of the mask of the running lanes, or of another mask, as wide as values of a type. */
export function pushMaskFor(scope: Scope, mask: Parts, { type, part }: { type: ScalarType; part: number }): void {
  const from = scope.options.maskBits;
  const to = type === 'bool' ? from : laneBits(type);
  pushMaskAs(scope, { from, to, part }, (at) => scope.code.get(mask[at] as number));
}

/** Pushes whether any lane is in a mask. */
export function pushAny(code: CodeWriter, mask: Parts): void {
  for (const [at, part] of mask.entries()) {
    code.get(part);
    if (at > 0) code.op('v128.or');
  }
  code.op('v128.any_true');
}

/** Pushes a bit for each lane of a mask, the first lane lowest. */
export function pushBits(scope: Scope, mask: Parts): void {
  const { code } = scope;
  const isWide = scope.options.maskBits === 64;
  for (const [at, part] of mask.entries()) {
    code.get(part).op(isWide ? 'i64x2.bitmask' : 'i32x4.bitmask');
    if (at > 0) code.i32(at * (isWide ? 2 : 4)).op('i32.shl', 'i32.or');
  }
}

/** Copies a mask into locals of its own. */
export function copyMask(scope: Scope, mask: Parts | null): Parts {
  const copy = scope.newParts('bool');
  for (const [at, part] of copy.entries()) {
    if (mask === null) scope.code.v128([-1, -1, -1, -1]);
    else scope.code.get(mask[at] as number);
    scope.code.set(part);
  }
  return copy;
}

/** Takes the lanes of one mask out of another. */
export function removeLanes(scope: Scope, mask: Parts, lanes: Parts): void {
  for (const [at, part] of mask.entries()) {
    scope.code
      .get(part)
      .get(lanes[at] as number)
      .op('v128.andnot')
      .set(part);
  }
}
