/** `vectorize`: a function of numbers that works on arrays, element by element. */

import { InvalidOptionError } from '../../core/errors.ts';
import type { ArrayAmong, OffersElements } from '../../core/kernel-elements.ts';
import type { AnyFunction } from '../../closure/nodes.ts';
import { noteCallers } from '../../closure/script-source.ts';
import type { ArrayView } from './array-view.ts';
import { kernelBackend } from './backends.ts';
import { ElementwiseCall } from './elementwise.ts';
import { KernelExplanation } from './explain.ts';
import { checkKernelOptions, type KernelOptions, scheduleOf, seedOf } from './options.ts';
import { bindOperands, checkCount, type ElementSignature, floatFor, parseElementSignature } from './operands.ts';
import type { ArrayOf, Elements, NumberArray, NumberOf } from './result-array.ts';
import { resultLike } from './result-like.ts';
import type { LoweredCall } from './kernel-template.ts';
import { lowerCall } from './lowering-cache.ts';
import { runLowered } from './run-lowered.ts';

/** A function over arrays, made by {@link vectorize}. */
export interface Vectorized<A extends readonly unknown[], R> {
  /** Numbers only: one number. */
  (...args: A): Promise<NumberOf<R>>;
  /** Arrays of one length, and numbers that go with each element: a new array of that length. */
  (...args: { [K in keyof A]: Elements<A[K]> }): Promise<ArrayOf<R>>;
  /** Views of several axes among them: a view of the shape in which all go together. */
  (...args: { [K in keyof A]: Elements<A[K]> | ArrayView }): Promise<ArrayView>;
  /** Arrays of `manycore/ndarray` among them: a new one, of the shape in which all go together. */
  <G extends { [K in keyof A]: Elements<A[K]> | ArrayView | OffersElements }>(
    ...args: G
  ): Promise<ArrayAmong<G[number]>>;
  /** What the compiler makes of it for such arguments. Nothing runs. */
  explain(...args: { [K in keyof A]: Elements<A[K]> | ArrayView | OffersElements }): KernelExplanation;
}

interface Parts {
  readonly signature: ElementSignature | null;
  readonly options: KernelOptions;
}

const CALLER = 'vectorize';

interface Prepared {
  readonly call: ElementwiseCall;
  readonly lowered: LoweredCall;
}

function prepare(fn: AnyFunction, args: readonly unknown[], { signature, options }: Parts): Prepared {
  checkCount(fn, args.length, CALLER);
  const float = floatFor(options, args);
  const bindings = bindOperands(args, { caller: CALLER, types: signature?.inputs ?? null, float });
  const call = new ElementwiseCall(args, CALLER);
  const lowered = lowerCall(
    fn,
    {
      fallbackName: CALLER,
      rank: call.rank,
      parameters: call.bind(bindings),
      result: { kind: 'store', element: signature?.result ?? 'infer' },
      float,
    },
    options.context,
  );
  return { call, lowered };
}

/**
 * Makes a function of numbers one of arrays: NumPy's and Numba's `vectorize`. It is compiled for the types of its arguments and runs
 * on all cores or a GPU.
 *
 * @param fn - Gets one element of each array, and the numbers as they are. It may use captured values and call functions.
 * @param signature - Element types, such as `'f32, f32 -> f64'`: other arrays are refused, and results stored as told. Without it
 *   results have the type of what the function returns (docs/ir.md); booleans are u8.
 * @param options - Where it runs, and how.
 * @returns A function of arrays and of numbers; it gives a new typed array, or a number for numbers alone. Typed arrays have one length. With arrays of
 *   `manycore/ndarray` or views of several axes among them all broadcast by NumPy's rules, and the result is an array of their kind.
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
    const { call, lowered } = prepare(fn as AnyFunction, args, parts);
    const [slot, another] = lowered.results;
    if (another !== undefined || slot === undefined)
      throw new InvalidOptionError('a vectorized function returns one number, not several');
    const { shape, size, slices, count } = call;
    const target = resultLike(args, { element: slot.element, shape: shape ?? [1] });
    const results = await runLowered(lowered, {
      backend: kernelBackend(options.backend),
      mode: options.mode ?? 'strict',
      size,
      values: call.values(),
      slices,
      layout: 'strided',
      ranges: [],
      seed: seedOf(options),
      schedule: scheduleOf(options),
      resultLength: count,
      result: target.elements,
    });
    const value = target.value(results.get(slot.name));
    return shape === null ? (value as NumberArray)[0] : value;
  };
  return Object.assign(run, {
    explain: (...args: readonly unknown[]) =>
      new KernelExplanation(prepare(fn as AnyFunction, args, parts).lowered, options),
  }) as Vectorized<A, R>;
}
