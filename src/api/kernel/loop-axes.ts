/** Loops over arrays of several axes: their common shape, in as few axes as their strides allow. */

import { InvalidOptionError } from '../../core/errors.ts';

/** Axes that a kernel can have. */
export const MAX_AXES = 3;

export const product = (lengths: readonly number[]): number => lengths.reduce((a, b) => a * b, 1);

/**
 * The shape of several arrays together, by NumPy's rules: aligned at the end, and a length of 1 goes with any other.
 *
 * @param what - How messages call the shapes.
 * @throws InvalidOptionError for shapes that do not go together.
 */
export function broadcastShapes(shapes: readonly (readonly number[])[], what: string): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = shapes.map((shape) => shape[shape.length - rank + axis] ?? 1).filter((length) => length !== 1);
    if (new Set(lengths).size > 1) {
      const all = shapes.map((shape) => `[${shape.join(', ')}]`).join(', ');
      throw new InvalidOptionError(`the ${what} ${all} do not broadcast: align trailing axes, or make one of them 1`);
    }
    return lengths[0] ?? 1;
  });
}

/** How an array steps along each axis of a common shape: not at all where it has one element for all. */
export function stepsAlong(
  loops: readonly number[],
  { shape, strides }: { readonly shape: readonly number[]; readonly strides: readonly number[] },
): number[] {
  return loops.map((_, axis) => {
    const own = shape.length - loops.length + axis;
    return own < 0 || shape[own] === 1 ? 0 : strides[own]!;
  });
}

/** A loop nest, and how far each array steps along its axes. */
export interface LoopAxes {
  readonly size: readonly number[];
  readonly steps: readonly (readonly number[])[];
}

/** The same loops with fewer axes: those of length 1 are left out, and neighbours that all arrays walk through as one are one. */
export function foldAxes({ size, steps }: LoopAxes): LoopAxes {
  const kept: number[] = [];
  const folded: number[][] = steps.map(() => []);
  for (let axis = size.length - 1; axis >= 0; axis--) {
    const length = size[axis]!;
    if (length === 1) continue;
    const [inner] = kept;
    const isOne = inner !== undefined && steps.every((one, at) => one[axis] === folded[at]![0]! * inner);
    if (isOne) kept[0] = inner * length;
    else {
      kept.unshift(length);
      for (const [at, one] of steps.entries()) folded[at]!.unshift(one[axis]!);
    }
  }
  return { size: kept, steps: folded };
}

/** The step along the last axis, where code can be made for it. */
export function innerStep(steps: readonly number[]): 0 | 1 | undefined {
  const last = steps.at(-1) ?? 0;
  return last === 0 || last === 1 ? last : undefined;
}
