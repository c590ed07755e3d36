/** `kernel`: a function of indices, arrays and numbers, compiled for the types it is called with. */

import { InvalidOptionError } from '../../core/errors.ts';
import { getKernelBackend } from '../../core/kernel-registry.ts';
import type { AnyFunction } from '../../closure/nodes.ts';
import { noteCallers } from '../../closure/script-source.ts';
import { parsedFunction } from '../../kernel/frontend/parse.ts';
import type { ParameterBinding } from '../../kernel/frontend/request.ts';
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
import type { LoweredCall } from './kernel-template.ts';
import { lowerCall } from './lowering-cache.ts';
import { runLowered } from './run-lowered.ts';
import { bindValue, floatOf, parseSignature } from './signature.ts';
import { sourceOf } from './source-of.ts';

/** A compiled function. The first argument says how often it runs; the others follow the indices of the function. */
export interface Kernel<A extends readonly unknown[]> {
  /** Runs the function for every index; the arrays it wrote hold the results when the promise is fulfilled. */
  (space: IterationSpace, ...args: A): Promise<void>;
  /** What the compiler makes of it for such arguments. Nothing runs. */
  explain(space: IterationSpace, ...args: A): KernelExplanation;
}

const argumentCounts = new WeakMap<AnyFunction, { readonly names: readonly string[]; readonly least: number }>();

/** Names of the parameters of a function, and how many have no default. */
function parametersOf(fn: AnyFunction): { readonly names: readonly string[]; readonly least: number } {
  let known = argumentCounts.get(fn);
  if (known === undefined) {
    const { params } = parsedFunction(sourceOf(fn));
    const left = params.map((one) => (one.type === 'AssignmentPattern' ? one.left : one));
    const names = left.map((one) => (one.type === 'Identifier' ? one.name : '{...}'));
    const least = params.findLastIndex(({ type }) => type !== 'AssignmentPattern') + 1;
    argumentCounts.set(fn, (known = { names, least }));
  }
  return known;
}

/** Refuses calls with more or fewer arguments than the function has behind its indices. */
function checkArguments(fn: AnyFunction, indices: number, count: number): void {
  const { names, least } = parametersOf(fn);
  // A function may leave out indices that it does not use, when it has no arguments.
  if (indices + count >= least && (count === 0 || indices + count <= names.length)) return;
  throw new InvalidOptionError(
    `this kernel takes ${names.length - indices} arguments after ${indices === 1 ? 'the index' : `${indices} indices`} (${names.join(', ')}), got ${count}`,
  );
}

/** One call: its axes and the kernel that fits its arguments. */
class KernelCall {
  readonly axes: readonly Axis[];
  readonly lowered: LoweredCall;
  readonly values: readonly unknown[];

  constructor(
    fn: AnyFunction,
    call: {
      space: IterationSpace;
      args: readonly unknown[];
      signature: readonly string[] | null;
      options: WorkgroupOptions;
    },
  ) {
    const { space, args, signature, options } = call;
    this.axes = axesOf(space, 'a kernel');
    if (signature !== null && signature.length !== args.length) {
      throw new InvalidOptionError(
        `the signature of this kernel has ${signature.length} arguments, got ${args.length}`,
      );
    }
    checkArguments(fn, this.axes.length, args.length);
    const isRange = this.axes.some(({ start, step }) => start !== 0 || step !== 1);
    const indices = this.axes.map((_, axis): ParameterBinding => ({
      kind: 'index',
      axis,
      ...(isRange ? { range: true } : {}),
    }));
    const isGpu = getKernelBackend(options.backend ?? 'threads').target === 'wgsl';
    const workgroup = workgroupOf(options, { caller: 'kernel', rank: this.axes.length });
    const float = options.float ?? (isGpu ? 'f32' : undefined);
    const bindings = args.map((value, at) =>
      bindValue(value, { at, type: signature?.[at], float: float ?? floatOf(args) }),
    );
    this.values = [...indices.map(() => undefined), ...args];
    this.lowered = lowerCall(
      fn,
      {
        fallbackName: 'kernel',
        rank: this.axes.length as 1 | 2 | 3,
        parameters: [...indices, ...bindings],
        result: { kind: 'none' },
        ...(workgroup === undefined ? {} : { workgroup }),
        ...(float === undefined ? {} : { float }),
      },
      options.context,
    );
  }
}

/**
 * Compiles a function when it is called, for the types of its arguments: typed arrays are read and written, whole numbers are i32,
 * other numbers floats of the width of the arrays.
 *
 * @param fn - Gets an index for each axis of the iteration space, then the arguments of the call. It computes with numbers and
 *   arrays (docs/ir.md), may call functions and use captured values. What it returns is ignored.
 * @param signature - Types of the arguments after the indices, such as `'f32, f32[], i32[]'`: calls with others are refused.
 * @param options - Where it runs, and how.
 * @returns A function of the iteration space (a number, a range or a list of lengths) and the arguments.
 * @throws KernelCompileError (`ERR_KERNEL_COMPILE`) when it is called, with the place and what to write instead; InvalidOptionError.
 * @example
 * ```ts
 * import { kernel } from 'manycore/kernel';
 *
 * const saxpy = kernel((i: number, a: number, x: Float32Array, y: Float32Array) => { y[i] = a * x[i] + y[i]; }, 'f32, f32[], f32[]');
 * const y = Float32Array.of(1, 2, 3);
 * await saxpy(3, 0.5, Float32Array.of(10, 20, 30), y);
 * console.log(y); // Float32Array(3) [ 6, 12, 18 ]
 * ```
 */
export function kernel<A extends readonly unknown[]>(
  fn: (index: number, ...args: A) => unknown,
  signature?: string,
  options?: WorkgroupOptions,
): Kernel<A>;
export function kernel<A extends readonly unknown[] = readonly unknown[]>(
  fn: (...all: never[]) => unknown,
  signature?: string,
  options?: WorkgroupOptions,
): Kernel<A>;
export function kernel<A extends readonly unknown[]>(
  fn: AnyFunction,
  signature?: string,
  options: WorkgroupOptions = {},
): Kernel<A> {
  if (typeof fn !== 'function') throw new InvalidOptionError(`kernel needs a function, got ${typeof fn}`);
  if (typeof signature === 'object')
    throw new InvalidOptionError('the options of a kernel are its third argument: kernel(fn, undefined, options)');
  checkKernelOptions(options, { caller: 'kernel', more: ['workgroup'] });
  noteCallers();
  const types = signature === undefined ? null : parseSignature(signature);
  const prepareCall = (space: IterationSpace, args: readonly unknown[]): KernelCall =>
    new KernelCall(fn, { space, args, signature: types, options });
  const run = async (space: IterationSpace, ...args: A): Promise<void> => {
    const { axes, lowered, values } = prepareCall(space, args);
    await runLowered(lowered, {
      backend: kernelBackend(options.backend),
      mode: options.mode ?? 'strict',
      size: axes.map(({ length }) => length),
      values,
      ranges: axes,
      seed: seedOf(options),
      schedule: scheduleOf(options),
      resultLength: 0,
    });
  };
  return Object.assign(run, {
    explain: (space: IterationSpace, ...args: A) => new KernelExplanation(prepareCall(space, args).lowered, options),
  });
}
