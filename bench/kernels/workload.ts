/** What a kernel of the benchmarks is: the same work as a plain loop and as the body of a `parallelFor`. */

import type { IterationSpace, LoopBody } from '../../src/kernel.ts';

/** One kernel with its data. */
export interface Prepared {
  /** The work as one would write it without a library, on one core. */
  readonly loop: () => void;
  /** As given to `make`. */
  readonly size: number;
  /** Arrays that the work reads, in the order of its arithmetic. */
  readonly inputs: readonly Float32Array[];
  readonly space: IterationSpace;
  readonly body: LoopBody;
  /** What the work writes. */
  readonly output: Float32Array | Int32Array;
  /** Brings the output back to what it was before the first run. */
  readonly reset: () => void;
}

/** Makes the arrays of a kernel, clear. */
export interface ArrayMaker {
  readonly floats: (length: number) => Float32Array;
  readonly ints: (length: number) => Int32Array;
}

/** Arrays as programs have them. */
export const plainArrays: ArrayMaker = {
  floats: (length) => new Float32Array(length),
  ints: (length) => new Int32Array(length),
};

/** A kernel of a size. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** Size in a full run and in a quick one, in the sense of `make`. */
  readonly full: number;
  readonly quick: number;
  /** A plain loop computes in doubles and rounds when it stores, a kernel in f32: the largest difference, relative to values above 1. */
  readonly tolerance: number;
  /** Share of elements that may differ by more, where a rounding decides about a branch. */
  readonly outliers?: number;
  readonly make: (size: number, arrays?: ArrayMaker) => Prepared;
}

/** Fills an array with numbers in [low, high) that are the same in every run. */
export function noise(array: Float32Array, low = 0, high = 1): Float32Array {
  const { length } = array;
  let state = 12345;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    array[i] = low + ((high - low) * state) / 2 ** 32;
  }
  return array;
}

/** Stops a benchmark that measures wrong answers. */
export function checkOutput(
  output: ArrayLike<number>,
  expected: ArrayLike<number>,
  { tolerance, outliers = 0 }: Pick<Workload, 'tolerance' | 'outliers'>,
): void {
  let wrong = 0;
  let first = '';
  for (let i = 0; i < expected.length; i++) {
    const [got, want] = [output[i] as number, expected[i] as number];
    if (Math.abs(got - want) <= tolerance * Math.max(1, Math.abs(want))) continue;
    if (wrong++ === 0) first = `element ${i}: expected ${want}, got ${got}`;
  }
  if (wrong > outliers * expected.length) throw new Error(`${wrong} of ${expected.length} differ; ${first}`);
}
