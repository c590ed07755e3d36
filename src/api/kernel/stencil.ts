/** `stencil`: each element of the result from the neighbours of its place. */

import { InvalidOptionError } from '../../core/errors.ts';
import { elementBytes } from '../../core/kernel.ts';
import type { ArrayAmong, OffersElements } from '../../core/kernel-elements.ts';
import type { AnyFunction } from '../../closure/nodes.ts';
import { disposeArenaBytes } from '../../memory/arena-arrays.ts';
import { noteCallers } from '../../closure/script-source.ts';
import { parsedFunction } from '../../kernel/frontend/parse.ts';
import type { ParameterBinding } from '../../kernel/frontend/request.ts';
import { kernelBackend } from './backends.ts';
import { arrayArgument, hasAxes } from './array-argument.ts';
import { type ArrayView, viewOf } from './array-view.ts';
import { KernelExplanation } from './explain.ts';
import { bindOperands, checkCount, commonLength, floatFor } from './operands.ts';
import { checkKernelOptions, type KernelOptions, scheduleOf, seedOf } from './options.ts';
import { MAX_AXES, product } from './loop-axes.ts';
import { resultLike } from './result-like.ts';
import { type ArrayOf, arrayFrom, type BigArray, type NumberArray } from './result-array.ts';
import type { LoweredCall } from './kernel-template.ts';
import { lowerCall } from './lowering-cache.ts';
import { isKernelMemory } from './call-arrays.ts';
import { resultBytes, runLowered } from './run-lowered.ts';
import { sourceOf } from './source-of.ts';
import { fillInterior } from './stencil-border.ts';

/** An array as a stencil over one axis sees it: `a[0]` is the element at the own place, `a[-1]` the one before. */
export interface Neighbours {
  readonly [offset: number]: number;
}

/** An array as a stencil over several axes sees it: `a[-1][0]` is the element of the row above. */
export interface NeighboursOf<Row> {
  readonly [offset: number]: Row;
}

/** Options of {@link stencil}. */
export interface StencilOptions extends KernelOptions {
  /** Lengths of the axes of the arrays, one to three, row major. Default: one axis. */
  readonly shape?: readonly number[];
  /** Value where the neighbourhood leaves the array. Default: 0. */
  readonly cval?: number | bigint;
  /** Smallest and largest offset of each axis. Default: those in the text, which have to be constants then. */
  readonly neighborhood?: readonly (readonly [low: number, high: number])[];
  /** Names of parameters that are arrays with plain indices, such as weights. */
  readonly standardIndexing?: readonly string[];
}

/** A stencil over arrays, made by {@link stencil}. */
export interface Stencil<A extends readonly unknown[], R> {
  /** A new array of the length of the arrays. */
  (...args: { [K in keyof A]: StencilArgument<A[K]> }): Promise<ArrayOf<R>>;
  /** Views of several axes among them: a view of their shape. */
  (...args: { [K in keyof A]: StencilArgument<A[K]> | ArrayView }): Promise<ArrayView>;
  /** Arrays of `manycore/ndarray` among them: a new one, of their shape. */
  <G extends { [K in keyof A]: StencilArgument<A[K]> | ArrayView | OffersElements }>(
    ...args: G
  ): Promise<ArrayAmong<G[number]>>;
  /** What the compiler makes of it for such arguments. Nothing runs. */
  explain(...args: { [K in keyof A]: StencilArgument<A[K]> | ArrayView | OffersElements }): KernelExplanation;
}

/** What stands for a parameter of a stencil in its calls. */
export type StencilArgument<T> = T extends number | bigint | AnyFunction ? T : NumberArray | BigArray;

const CALLER = 'stencil';
const MORE = ['shape', 'cval', 'neighborhood', 'standardIndexing'];

function checkShape({ shape, neighborhood }: StencilOptions): void {
  const rank = shape?.length ?? 1;
  if (rank < 1 || rank > 3 || shape?.some((length) => !Number.isInteger(length) || length < 0) === true)
    throw new InvalidOptionError(`shape of stencil has one to three whole lengths, got ${JSON.stringify(shape)}`);
  if (neighborhood === undefined) return;
  const isRight =
    neighborhood.length === rank &&
    neighborhood.every(([low, high]) => Number.isInteger(low) && Number.isInteger(high) && low <= 0 && high >= 0);
  if (isRight) return;
  throw new InvalidOptionError(
    `neighborhood of stencil has [low, high] with low <= 0 <= high for each of ${rank} axes, got ${JSON.stringify(neighborhood)}`,
  );
}

/** Positions of the parameters with plain indices. */
function plainPositions(fn: AnyFunction, { standardIndexing = [] }: StencilOptions): ReadonlySet<number> {
  const names = parsedFunction(sourceOf(fn)).params.map((one) => (one.type === 'Identifier' ? one.name : ''));
  const positions = standardIndexing.map((name) => names.indexOf(name));
  const wrong = standardIndexing.find((_, at) => positions[at]! < 1);
  if (wrong !== undefined)
    throw new InvalidOptionError(
      `standardIndexing of stencil names "${wrong}"; it can name parameters after the first: ${names.slice(1).join(', ')}`,
    );
  return new Set(positions);
}

/** The shape of the arrays that a stencil reads around its place: that of arrays that have axes, else the option. */
function shapeOf(args: readonly unknown[], plain: ReadonlySet<number>, options: StencilOptions): readonly number[] {
  const windows = args.map((value, at) => (plain.has(at) ? undefined : value));
  const first = arrayArgument(windows[0]);
  if (first === undefined)
    throw new InvalidOptionError('the first argument of a stencil is a typed array, or one of manycore/ndarray');
  const flat = windows.filter((value) => !hasAxes(value));
  const owner = windows.find(hasAxes);
  const length = commonLength(flat, CALLER);
  const shape = options.shape ?? (owner === undefined ? first.shape : arrayArgument(owner)!.shape);
  if (shape.length < 1 || shape.length > MAX_AXES)
    throw new InvalidOptionError(`arrays of a stencil have one to ${MAX_AXES} axes, got [${shape.join(', ')}]`);
  const size = product(shape);
  if (length !== null && size !== length)
    throw new InvalidOptionError(`arrays of the shape ${shape.join(' x ')} have ${size} elements, got ${length}`);
  for (const other of windows.filter(hasAxes).map((value) => arrayArgument(value)!.shape)) {
    if (other.join() !== shape.join())
      throw new InvalidOptionError(
        `the arrays of a stencil have one shape, ${shape.join(' x ')}, got ${other.join(' x ')}`,
      );
  }
  return shape;
}

/** One call: what is compiled and the shape it runs over. */
class StencilCall {
  readonly lowered: LoweredCall;
  readonly shape: readonly number[];

  constructor(fn: AnyFunction, args: readonly unknown[], options: StencilOptions) {
    checkCount(fn, args.length, CALLER);
    const plain = plainPositions(fn, options);
    this.shape = shapeOf(args, plain, options);
    const float = floatFor(options, args);
    const { neighborhood } = options;
    const operands = bindOperands(args, { caller: CALLER, types: null, float });
    const parameters = operands.map((operand, at): ParameterBinding => {
      if (operand.kind !== 'element') return operand;
      const { element } = operand;
      if (plain.has(at)) return { kind: 'array', ...(viewOf(args[at]) ?? { element, rank: 1 }) };
      return { kind: 'window', element, ...(neighborhood === undefined ? {} : { neighborhood }) };
    });
    this.lowered = lowerCall(
      fn,
      {
        fallbackName: CALLER,
        rank: this.shape.length as 1 | 2 | 3,
        parameters,
        result: { kind: 'store', element: 'infer' },
        float,
      },
      options.context,
    );
  }
}

async function runStencil(call: StencilCall, args: readonly unknown[], options: StencilOptions): Promise<unknown> {
  const { shape, lowered } = call;
  const { reach, results } = lowered;
  const [slot, another] = results;
  if (slot === undefined || another !== undefined)
    throw new InvalidOptionError('a stencil returns one number, not several');
  const { element, name } = slot;
  const size = shape.map((length, axis) => Math.max(0, length - (reach[axis]![1] - reach[axis]![0])));
  const isWhole = shape.every((length, axis) => length === size[axis]);
  const target = resultLike(args, {
    element,
    shape: args.some(hasAxes) ? shape : [product(shape)],
    content: isWhole ? 'any' : 'zeros',
  });
  const bytes = await runLowered(lowered, {
    backend: kernelBackend(options.backend),
    mode: options.mode ?? 'strict',
    size,
    values: args,
    layout: 'packed',
    ranges: reach.map(([low]) => ({ start: -low, step: 1 })),
    shape,
    seed: seedOf(options),
    schedule: scheduleOf(options),
    resultLength: product(size),
    result: isWhole ? target.elements : undefined,
  });
  if (isWhole) return target.value(bytes.get(name));
  const interior = bytes.get(name)!;
  const whole =
    target.elements?.bytes!() ?? resultBytes(product(shape) * elementBytes[element], args.some(isKernelMemory));
  fillInterior(arrayFrom(whole, element), arrayFrom(interior, element), {
    shape,
    size,
    starts: reach.map(([low]) => -low),
    cval: options.cval ?? 0,
  });
  disposeArenaBytes(interior);
  return target.value(whole);
}

/**
 * Makes a function of the neighbours of a place one of whole arrays: Numba's `stencil`. Indices are offsets from the place of the
 * result. Where a neighbour would lie outside of the array, the result is `cval`.
 *
 * @param fn - Gets arrays of which it reads neighbours, `a[-1]`, or `a[-1][0]` with a `shape` of two axes, and numbers as they are.
 * @param options - Shape, border, and where it runs.
 * @returns A function of arrays of one length, or one shape; it gives a new array of their kind, of the type of what `fn` returns (docs/ir.md).
 * @throws KernelCompileError (`ERR_KERNEL_COMPILE`) when it is called, with the place and what to write instead; InvalidOptionError.
 * @example
 * ```ts
 * import { stencil, type Neighbours } from 'manycore/kernel';
 *
 * const smooth = stencil((a: Neighbours) => (a[-1] + a[0] + a[1]) / 3);
 * console.log(await smooth(Float32Array.of(3, 6, 9, 0, 3))); // Float32Array(5) [ 0, 6, 5, 4, 0 ]
 * ```
 */
export function stencil<A extends readonly unknown[], R extends number | bigint | boolean>(
  fn: (...args: A) => R,
  options: StencilOptions = {},
): Stencil<A, R> {
  if (typeof fn !== 'function') throw new InvalidOptionError(`stencil needs a function, got ${typeof fn}`);
  checkKernelOptions(options, { caller: CALLER, more: MORE });
  checkShape(options);
  noteCallers();
  const body = fn as AnyFunction;
  const run = async (...args: readonly unknown[]): Promise<unknown> =>
    runStencil(new StencilCall(body, args, options), args, options);
  return Object.assign(run, {
    explain: (...args: readonly unknown[]) =>
      new KernelExplanation(new StencilCall(body, args, options).lowered, options),
  }) as Stencil<A, R>;
}
