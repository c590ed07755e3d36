/** `vectorize`: a function of numbers that works on arrays, element by element. */

import { InvalidOptionError } from '../../core/errors.ts';
import type { AnyFunction } from '../../closure/nodes.ts';
import { noteCallers } from '../../closure/script-source.ts';
import { sharedKernelBackend } from './backends.ts';
import { KernelExplanation } from './explain.ts';
import { axesOf, checkKernelOptions, type KernelOptions, scheduleOf, seedOf } from './options.ts';
import {
  bindOperands,
  checkCount,
  commonLength,
  type ElementSignature,
  floatFor,
  parseElementSignature,
} from './operands.ts';
import { type ArrayOf, arrayFrom, type Elements, type NumberOf } from './result-array.ts';
import type { LoweredCall } from './kernel-template.ts';
import { lowerCall } from './lowering-cache.ts';
import { runLowered } from './run-lowered.ts';

/** A function over arrays, made by {@link vectorize}. */
export interface Vectorized<A extends readonly unknown[], R> {
  /** Numbers only: one number. */
  (...args: A): Promise<NumberOf<R>>;
  /** Arrays of one length, and numbers that go with each element: a new array of that length. */
  (...args: { [K in keyof A]: Elements<A[K]> }): Promise<ArrayOf<R>>;
  /** What the compiler makes of it for such arguments. Nothing runs. */
  explain(...args: { [K in keyof A]: Elements<A[K]> }): KernelExplanation;
}

interface Parts {
  readonly signature: ElementSignature | null;
  readonly options: KernelOptions;
}

const CALLER = 'vectorize';

function lowerElementwise(fn: AnyFunction, args: readonly unknown[], { signature, options }: Parts): LoweredCall {
  checkCount(fn, args.length, CALLER);
  const float = floatFor(options, args);
  return lowerCall(
    fn,
    {
      fallbackName: CALLER,
      rank: 1,
      parameters: bindOperands(args, { caller: CALLER, types: signature?.inputs ?? null, float }),
      result: { kind: 'store', element: signature?.result ?? 'infer' },
      float,
    },
    options.context,
  );
}

/**
 * Makes a function of numbers one of arrays: NumPy's and Numba's `vectorize`. It is compiled for the types of its arguments and runs
 * on all cores or a GPU.
 *
 * @param fn - Gets one element of each array, and the numbers as they are. It may use captured values and call functions.
 * @param signature - Element types, such as `'f32, f32 -> f64'`: other arrays are refused, and results stored as told. Without it
 *   results have the type of what the function returns (docs/ir.md); booleans are u8.
 * @param options - Where it runs, and how.
 * @returns A function of arrays of one length and of numbers; it gives a new typed array, or a number for numbers alone.
 * @throws KernelCompileError (`ERR_KERNEL_COMPILE`) when it is called, with the place and what to write instead; InvalidOptionError for
 *   arrays of different lengths or types that the signature does not have.
 * @example
 * ```ts
 * import { vectorize } from 'manycore/kernel';
 *
 * const hypotenuse = vectorize((a: number, b: number) => Math.sqrt(a * a + b * b));
 * console.log(await hypotenuse(Float32Array.of(3, 5), Float32Array.of(4, 12))); // Float32Array(2) [ 5, 13 ]
 * console.log(await hypotenuse(Float64Array.of(0, 3), 4)); // Float64Array(2) [ 4, 5 ]
 * ```
 */
export function vectorize<A extends readonly unknown[], R extends number | bigint | boolean>(
  fn: (...args: A) => R,
  signature?: string,
  options: KernelOptions = {},
): Vectorized<A, R> {
  if (typeof fn !== 'function') throw new InvalidOptionError(`vectorize needs a function, got ${typeof fn}`);
  checkKernelOptions(options, { caller: CALLER });
  noteCallers();
  const parts = { signature: signature === undefined ? null : parseElementSignature(signature), options };
  const run = async (...args: readonly unknown[]): Promise<unknown> => {
    const length = commonLength(args, CALLER);
    const lowered = lowerElementwise(fn as AnyFunction, args, parts);
    const [slot, another] = lowered.results;
    if (another !== undefined || slot === undefined)
      throw new InvalidOptionError('a vectorized function returns one number, not several');
    const results = await runLowered(lowered, {
      backend: await sharedKernelBackend(options.backend ?? 'threads'),
      mode: options.mode ?? 'strict',
      size: axesOf(length ?? 1, CALLER).map((axis) => axis.length),
      values: args,
      ranges: [],
      seed: seedOf(options),
      schedule: scheduleOf(options),
      resultLength: length ?? 1,
    });
    const array = arrayFrom(results.get(slot.name)!, slot.element);
    return length === null ? array[0] : array;
  };
  return Object.assign(run, {
    explain: (...args: readonly unknown[]) =>
      new KernelExplanation(lowerElementwise(fn as AnyFunction, args, parts), options),
  }) as Vectorized<A, R>;
}
