/** `reduction`: folds arrays, or an expression of their elements, to one number. */

import { InvalidOptionError } from '../../core/errors.ts';
import type { ScalarType } from '../../core/kernel.ts';
import type { OffersElements } from '../../core/kernel-elements.ts';
import type { AnyFunction } from '../../closure/nodes.ts';
import { noteCallers } from '../../closure/script-source.ts';
import type { ArrayView } from './array-view.ts';
import { kernelBackend } from './backends.ts';
import { ElementwiseCall } from './elementwise.ts';
import { KernelExplanation } from './explain.ts';
import { checkKernelOptions, type KernelOptions, scheduleOf, seedOf } from './options.ts';
import { bindOperands, checkCount, floatFor } from './operands.ts';
import type { ReduceSign } from './parallel-for.ts';
import { arrayFrom, type Elements, type NumberOf } from './result-array.ts';
import type { LoweredCall } from './kernel-template.ts';
import { lowerCall } from './lowering-cache.ts';
import { runLowered } from './run-lowered.ts';
import { blockStep, checkedArray, foldWith } from './user-fold.ts';

/** Options of {@link reduction}. */
export interface ReductionOptions extends KernelOptions {
  /** Type that is computed in; that of the values by default. `f64` keeps sums of integers beyond 32 bits exact up to 2^53. */
  readonly type?: Exclude<ScalarType, 'bool'>;
}

/** What an argument of a reduction may be: a value, an array of values, or one of several axes. */
export type Foldable<T> = Elements<T> | ArrayView | OffersElements;

/** A fold over arrays, made by {@link reduction}. */
export interface Reduction<A extends readonly unknown[], R> {
  /** Folds arrays of one length; those of several axes broadcast. Numbers go with each element. */
  (...args: { [K in keyof A]: Foldable<A[K]> }): Promise<NumberOf<R>>;
  /** What the compiler makes of it for such arguments. Nothing runs. */
  explain(...args: { [K in keyof A]: Foldable<A[K]> }): KernelExplanation;
}

const CALLER = 'reduction';
const operators = { '+': 'add', '*': 'mul', min: 'min', max: 'max' } as const;
const TYPES: readonly string[] = ['i32', 'u32', 'i64', 'u64', 'f32', 'f64'];

interface Parts {
  readonly sign: ReduceSign;
  readonly options: ReductionOptions;
}

interface Prepared {
  readonly call: ElementwiseCall;
  readonly lowered: LoweredCall;
}

function prepare(fn: AnyFunction, args: readonly unknown[], { sign, options }: Parts): Prepared {
  checkCount(fn, args.length, CALLER);
  const float = floatFor(options, args);
  const bindings = bindOperands(args, { caller: CALLER, types: null, float });
  const call = new ElementwiseCall(args, CALLER);
  const lowered = lowerCall(
    fn,
    {
      fallbackName: CALLER,
      rank: call.rank,
      parameters: call.bind(bindings),
      result: {
        kind: 'reduce',
        op: operators[sign],
        ...(options.type === undefined ? {} : { type: options.type }),
      },
      float,
    },
    options.context,
  );
  return { call, lowered };
}

function checkReduction(sign: unknown, fn: unknown, options: ReductionOptions): void {
  if (typeof sign !== 'string' || !Object.hasOwn(operators, sign))
    throw new InvalidOptionError(
      `a reduction combines with '+', '*', 'min' or 'max', or with a function and the value that changes nothing, got ${String(sign)}`,
    );
  if (typeof fn !== 'function')
    throw new InvalidOptionError(`the second argument of reduction is a function of the elements, got ${typeof fn}`);
  checkKernelOptions(options, { caller: CALLER, more: ['type'] });
  if (options.type !== undefined && !TYPES.includes(options.type))
    throw new InvalidOptionError(`type of reduction must be one of ${TYPES.join(', ')}, got ${String(options.type)}`);
}

/**
 * Makes a fold over arrays: of their elements, or of an expression of them. It runs on all cores or a GPU; the result does not
 * depend on the number of threads, and sums of floats are added in a tree, which loses less than a loop.
 *
 * Integers wrap at 32 bits, as everywhere in kernels: pass `type: 'f64'` where a sum or product may pass 2^31.
 *
 * With a function of your own in the place of the sign, and the value that changes nothing, one array is folded. The function has to be
 * associative and commutative, as sums are: in which order values meet is not said, but follows from their number alone.
 *
 * @param sign - How values are combined: `'+'`, `'*'`, `'min'` or `'max'`. `NaN` wins over every number.
 * @param fn - What is folded, of one element of each array; the element itself by default.
 * @param options - Where it runs, and how.
 * @returns A function of arrays of one length (those of several axes broadcast) and of numbers. Of empty arrays: 0, 1, and of floats Infinity for `'min'`, -Infinity for `'max'`.
 * @throws KernelCompileError (`ERR_KERNEL_COMPILE`) when it is called, with the place and what to write instead; InvalidOptionError.
 * @example
 * ```ts
 * import { reduction } from 'manycore/kernel';
 *
 * const dot = reduction('+', (x: number, y: number) => x * y);
 * console.log(await dot(Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6))); // 32
 * console.log(await reduction('max')(Int32Array.of(3, 9, 2))); // 9
 *
 * const gcd = reduction((a: number, b: number) => {
 *   while (b !== 0) [a, b] = [b, a % b];
 *   return a;
 * }, 0);
 * console.log(await gcd(Int32Array.of(12, 18, 30))); // 6
 * ```
 */
export function reduction<A extends readonly unknown[] = [x: number], R extends number | bigint = number>(
  sign: ReduceSign,
  fn?: (...args: A) => R,
  options?: ReductionOptions,
): Reduction<A, R>;
export function reduction<T extends number | bigint>(
  combine: (a: T, b: T) => T,
  identity: T,
  options?: KernelOptions,
): Reduction<[x: T], T>;
export function reduction(
  sign: ReduceSign | AnyFunction,
  fn?: AnyFunction | number | bigint,
  options: ReductionOptions = {},
): unknown {
  noteCallers();
  return typeof sign === 'function'
    ? reductionWith(sign, fn, options)
    : reductionBy(sign, fn ?? ((x: number) => x), options);
}

function reductionWith(combine: AnyFunction, identity: unknown, options: KernelOptions): unknown {
  if (typeof identity !== 'number' && typeof identity !== 'bigint') {
    throw new InvalidOptionError(
      `the second argument of reduction with a function is the value that changes nothing, such as 0 for a sum, got ${typeof identity}`,
    );
  }
  checkKernelOptions(options, { caller: CALLER });
  const fold = { combine, identity, options };
  return Object.assign((...args: readonly unknown[]) => foldWith(fold, args), {
    explain: (...args: readonly unknown[]) =>
      new KernelExplanation(blockStep(fold, checkedArray(args)).lowered, options),
  });
}

function reductionBy(sign: ReduceSign, body: unknown, options: ReductionOptions): unknown {
  checkReduction(sign, body, options);
  const parts = { sign, options };
  const run = async (...args: readonly unknown[]): Promise<unknown> => {
    const { call, lowered } = prepare(body as AnyFunction, args, parts);
    if (call.shape === null) throw new InvalidOptionError('a reduction folds arrays; none of its arguments is one');
    const results = await runLowered(lowered, {
      backend: kernelBackend(options.backend),
      mode: options.mode ?? 'strict',
      size: call.size,
      values: call.values(),
      slices: call.slices,
      layout: 'strided',
      ranges: [],
      seed: seedOf(options),
      schedule: scheduleOf(options),
      resultLength: 1,
    });
    const [slot] = lowered.results;
    return arrayFrom(results.get(slot!.name)!, slot!.element)[0];
  };
  return Object.assign(run, {
    explain: (...args: readonly unknown[]) =>
      new KernelExplanation(prepare(body as AnyFunction, args, parts).lowered, options),
  });
}
