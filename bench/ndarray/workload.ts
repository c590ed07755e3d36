/** What an array benchmark is: numbers that go in, and what has to come out. How each library writes it is in its adapter. */

import type { FloatType, Input } from './data.ts';

/** Results of a library as plain numbers, in C order; complex ones with their parts in turn. */
export type Results = readonly ArrayLike<number>[];

/** One computation in one size and dtype. */
export interface Workload {
  /** Of the question: the computation and its dtype. */
  readonly name: string;
  /** Of the computation, by which adapters know it. */
  readonly work: string;
  readonly title: string;
  readonly about: string;
  readonly dtype: FloatType;
  /** Size in a full run and in a quick one, in the sense of `inputs`. */
  readonly full: number;
  readonly quick: number;
  /** Bytes that one element has to move at least, where memory is the limit: gives the column GB/s. */
  readonly bytesPerElement?: number;
  /** So often in one measurement: of works that take microseconds, which is then the unit. */
  readonly repeats?: number;
  readonly inputs: (size: number) => readonly Input[];
  /** Throws when results are wrong; may give the relative error, where libraries differ in it, for a column of the table. */
  readonly check: (results: Results, inputs: readonly Input[], size: number) => number | void;
}

/** A library with the inputs in its own arrays. */
export interface OpenedWork {
  /** Once, with the result computed to its last element and its memory freed. */
  run(): void | Promise<void>;
  /** Once, for the check. */
  results(): Results | Promise<Results>;
  close?(): void | Promise<void>;
}

/** Inputs as plain arrays, and the size that they were made for. */
export interface Problem {
  readonly inputs: readonly Input[];
  readonly size: number;
}

/** Opens a computation, by its name in the library's adapter. */
export type OpenWork = (work: string, problem: Problem) => Promise<OpenedWork>;

/** The largest difference that is allowed: absolute and relative to what is expected. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** Compares elements at `stride` with what is expected there. */
export function checkElements(
  got: ArrayLike<number> | undefined,
  length: number,
  { expected, tolerance, stride = 1 }: { expected: (i: number) => number; tolerance: Tolerance; stride?: number },
): void {
  if (got?.length !== length) throw new Error(`expected ${length} elements, got ${got?.length}`);
  for (let i = 0; i < length; i += stride) {
    const want = expected(i);
    const difference = Math.abs((got[i] as number) - want);
    // Written so that NaN is wrong.
    if (!(difference <= tolerance.absolute + tolerance.relative * Math.abs(want)))
      throw new Error(`element ${i}: expected ${want}, got ${got[i]}`);
  }
}
