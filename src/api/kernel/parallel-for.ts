/** `parallelFor`: a loop whose body is compiled, and runs on all cores or a GPU. */

import { InvalidOptionError } from '../../core/errors.ts';
import { getKernelBackend } from '../../core/kernel-registry.ts';
import type { ElementType } from '../../core/kernel.ts';
import type { AnyFunction } from '../../closure/nodes.ts';
import type { ParameterBinding, ResultBinding } from '../../kernel/frontend/request.ts';
import { kernelBackend } from './backends.ts';
import { KernelExplanation } from './explain.ts';
import {
  type Axis,
  axesOf,
  checkKernelOptions,
  type IterationSpace,
  scheduleOf,
  seedOf,
  type WorkgroupOptions,
  workgroupOf,
} from './options.ts';
import { combineOp } from '../../kernel/frontend/combine-op.ts';
import type { LoweredCall } from './kernel-template.ts';
import { lowerCall } from './lowering-cache.ts';
import { arrayFrom } from './result-array.ts';
import { runLowered } from './run-lowered.ts';
import { sourceOf } from './source-of.ts';
import { checkFold, foldInOrder } from './user-fold.ts';

/** How the values that the body returns are combined. */
export type ReduceSign = '+' | '*' | 'min' | 'max';

/** A function that joins two values that the body returned, the earlier one first. */
export type ReduceFunction<T extends number | bigint = number> = (a: T, b: T) => T;

/** Options of {@link parallelFor}. */
export interface ParallelForOptions extends WorkgroupOptions {
  /**
   * Combines what the body returns; the result does not depend on the number of threads. A function of your own has to be associative; it
   * gets values in the order of the iterations, all of which are kept until they are joined.
   */
  readonly reduce?: ReduceSign | ReduceFunction;
  /** The result of no iteration at all, for a `reduce` that is a function. */
  readonly identity?: number;
}

/** The body of a loop over one, two or three axes. */
export type LoopBody = (i: number, j: number, k: number) => unknown;

const reduceOps = { '+': 'add', '*': 'mul', min: 'min', max: 'max' } as const;

const resultViews: { readonly [E in ElementType]?: (bytes: Uint8Array<ArrayBuffer>) => number | bigint } = {
  i32: ({ buffer }) => new Int32Array(buffer)[0]!,
  u32: ({ buffer }) => new Uint32Array(buffer)[0]!,
  f32: ({ buffer }) => new Float32Array(buffer)[0]!,
  f64: ({ buffer }) => new Float64Array(buffer)[0]!,
  i64: ({ buffer }) => new BigInt64Array(buffer)[0]!,
  u64: ({ buffer }) => new BigUint64Array(buffer)[0]!,
};

/** Values that a function joins are stored first, unless it is one of the signs in other words. */
function resultOf(reduce: ParallelForOptions['reduce'], context: ParallelForOptions['context']): ResultBinding {
  if (reduce === undefined) return { kind: 'none' };
  const op = typeof reduce === 'string' ? reduceOps[reduce] : combineOp(reduce, () => sourceOf(reduce, context));
  return op === undefined ? { kind: 'store', element: 'infer' } : { kind: 'reduce', op };
}

/** What `parallelFor` compiles. */
export function lowerLoop(axes: readonly Axis[], body: AnyFunction, options: ParallelForOptions): LoweredCall {
  const { reduce, context, backend = 'threads' } = options;
  const isRange = axes.some(({ start, step }) => start !== 0 || step !== 1);
  const parameters = axes.map((_, axis): ParameterBinding => ({
    kind: 'index',
    axis,
    ...(isRange ? { range: true } : {}),
  }));
  const result = resultOf(reduce, context);
  const workgroup = workgroupOf(options, { caller: 'parallelFor', rank: axes.length });
  if (workgroup !== undefined && reduce !== undefined)
    throw new InvalidOptionError('parallelFor has either reduce or workgroup: a reduction has groups of its own');
  const float = options.float ?? (getKernelBackend(backend).target === 'wgsl' ? 'f32' : undefined);
  return lowerCall(
    body,
    {
      fallbackName: 'loop',
      rank: axes.length as 1 | 2 | 3,
      parameters,
      result,
      ...(workgroup === undefined ? {} : { workgroup }),
      ...(float === undefined ? {} : { float }),
    },
    context,
  );
}

/** Checks the arguments and gives the axes. */
export function checkLoop(space: IterationSpace, body: unknown, options: ParallelForOptions): readonly Axis[] {
  if (typeof body !== 'function')
    throw new InvalidOptionError(`parallelFor needs a function as its body, got ${typeof body}`);
  checkKernelOptions(options, { caller: 'parallelFor', more: ['reduce', 'identity', 'workgroup'] });
  checkReduce(options);
  return axesOf(space, 'parallelFor');
}

function checkReduce({ reduce, identity }: ParallelForOptions): void {
  if (reduce !== undefined && typeof reduce !== 'function' && !Object.hasOwn(reduceOps, reduce)) {
    throw new InvalidOptionError(
      `reduce must be '+', '*', 'min', 'max' or a function that joins two values, got ${String(reduce)}`,
    );
  }
  if (identity === undefined) return;
  if (typeof reduce !== 'function')
    throw new InvalidOptionError('identity goes with a reduce that is a function; signs have their own');
  if (typeof identity !== 'number' && typeof identity !== 'bigint')
    throw new InvalidOptionError(`identity must be a number, got ${String(identity)}`);
}

/** The result of a loop of no iteration, whose values a function would join. */
function emptyResult({ identity }: ParallelForOptions): number | bigint {
  if (identity !== undefined) return identity;
  throw new InvalidOptionError('a loop of no iteration has no result; pass identity, or one of the signs as reduce');
}

/**
 * Runs the body for every index, compiled, on all cores or a GPU: Numba's `prange`. The order is not defined: an iteration may
 * only write what no other reads or writes, or use atomics.
 *
 * The body computes with numbers and arrays; captured numbers are constants, captured typed arrays are read and written, functions are
 * inlined. An element out of range reads as 0. docs/ir.md has the types.
 *
 * @param space - How often: a number, `{ start, stop, step }`, or the lengths of one to three axes (row major).
 * @param body - Gets an index for each axis.
 * @returns When all is done; with `reduce` the combined value (of no iteration: 0, 1, Infinity or -Infinity, and `identity` where a function
 *   combines).
 * @throws KernelCompileError (`ERR_KERNEL_COMPILE`) for a body outside of what kernels can do, with its place and what to write
 *   instead; KernelUnsupportedError (`ERR_KERNEL_UNSUPPORTED`) for what the backend does not have; InvalidOptionError.
 * @example
 * ```ts
 * import { parallelFor } from 'manycore/kernel';
 *
 * const x = Float64Array.of(1, 2, 3);
 * const y = new Float64Array(3);
 * const a = 10;
 * await parallelFor(3, (i) => { y[i] = a * x[i] + i; });
 * console.log(y); // Float64Array(3) [ 10, 21, 32 ]
 * console.log(await parallelFor(3, (i) => x[i] * y[i], { reduce: '+' })); // 148
 * console.log(await parallelFor(3, (i) => x[i], { reduce: (a, b) => (a * a > b * b ? a : b), identity: 0 })); // 3
 * ```
 */
export function parallelFor(
  space: IterationSpace,
  body: LoopBody,
  options: ParallelForOptions & { readonly reduce: ReduceSign | ReduceFunction },
): Promise<number>;
export function parallelFor(
  space: IterationSpace,
  body: LoopBody,
  options?: ParallelForOptions & { readonly reduce?: undefined },
): Promise<void>;
export async function parallelFor(
  space: IterationSpace,
  body: LoopBody,
  options: ParallelForOptions = {},
): Promise<number | bigint | void> {
  const axes = checkLoop(space, body, options);
  const lowered = lowerLoop(axes, body as AnyFunction, options);
  const combine = lowered.kernel.accumulators.length > 0 ? undefined : options.reduce;
  const size = axes.map(({ length }) => length);
  const isEmpty = size.includes(0);
  if (typeof combine === 'function') checkFold({ combine, options }, lowered.results[0]!.element);
  const results = await runLowered(lowered, {
    backend: kernelBackend(options.backend),
    mode: options.mode ?? 'strict',
    size,
    values: [],
    ranges: axes,
    seed: seedOf(options),
    schedule: scheduleOf(options),
    resultLength: typeof combine === 'function' ? size.reduce((a, b) => a * b) : 1,
  });
  const [slot] = lowered.results;
  if (slot === undefined) return undefined;
  // A function may be a sign in other words, which has an identity of its own.
  if (isEmpty && (typeof combine === 'function' || options.identity !== undefined)) return emptyResult(options);
  if (typeof combine === 'function')
    return foldInOrder({ combine, options }, arrayFrom(results.get(slot.name)!, slot.element));
  return resultViews[slot.element]!(results.get(slot.name) as Uint8Array<ArrayBuffer>);
}

/**
 * What the compiler makes of a loop. Nothing runs.
 *
 * @param space - As for `parallelFor`.
 * @throws What `parallelFor` throws before it runs.
 * @example
 * ```ts
 * import { parallelFor } from 'manycore/kernel';
 *
 * const y = new Float32Array(8);
 * const { target, lanes } = parallelFor.explain(8, (i) => { y[i] = 2 * i; });
 * console.log(target, (lanes ?? 1) > 1); // wasm true
 * ```
 */
parallelFor.explain = (space: IterationSpace, body: LoopBody, options: ParallelForOptions = {}): KernelExplanation =>
  new KernelExplanation(lowerLoop(checkLoop(space, body, options), body as AnyFunction, options), options);
