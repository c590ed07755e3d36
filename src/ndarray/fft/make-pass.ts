import type { Pass } from './passes.ts';
import { unitRoot } from './roots.ts';

/** A pass of a transform with its twiddle factors. @param groups - Product of the radices of the passes before. */
export function makePass(radix: number, groups: number, length: number): Pass {
  const step = length / (groups * radix);
  const twiddles = new Float64Array(2 * step * (radix - 1));
  for (let j = 1; j < radix; j++) {
    for (let i = 0; i < step; i++) {
      // j * i * groups is below the length, so the root needs no reduction.
      const [re, im] = unitRoot(j * i * groups, length);
      twiddles[2 * ((j - 1) * step + i)] = re;
      twiddles[2 * ((j - 1) * step + i) + 1] = im;
    }
  }
  const roots = new Float64Array(radix > 5 ? 2 * radix : 0);
  for (let j = 0; 2 * j < roots.length; j++) roots.set(unitRoot(j, radix), 2 * j);
  return { radix, step, groups, twiddles, roots };
}
