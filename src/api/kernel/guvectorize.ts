/** `guvectorize`: a function of parts of arrays, applied along all other axes. */

import { InvalidOptionError } from '../../core/errors.ts';
import { type ElementType, elementBytes } from '../../core/kernel.ts';
import { type ArrayAmong, type OffersElements, offersElements, resultBeside } from '../../core/kernel-elements.ts';
import type { AnyFunction } from '../../closure/nodes.ts';
import { noteCallers } from '../../closure/script-source.ts';
import type { ParameterBinding } from '../../kernel/frontend/request.ts';
import { arenaBytes, isInArena } from '../../memory/arena-arrays.ts';
import { ArrayView, rowMajor } from './array-view.ts';
import { kernelBackend } from './backends.ts';
import { type ArrayArgument, arrayArgument } from './array-argument.ts';
import { AxisLengths, type CoreAxes, type CoreSignature, parseCoreSignature } from './core-signature.ts';
import { KernelExplanation } from './explain.ts';
import type { LoweredCall } from './kernel-template.ts';
import { broadcastShapes, foldAxes, innerStep, MAX_AXES, product, stepsAlong } from './loop-axes.ts';
import { lowerCall } from './lowering-cache.ts';
import { checkCount, floatFor } from './operands.ts';
import { checkKernelOptions, type KernelOptions, scheduleOf, seedOf } from './options.ts';
import { arrayFrom, type BigArray, type NumberArray } from './result-array.ts';
import type { Geometry } from './call-arrays.ts';
import { runLowered } from './run-lowered.ts';

/** Element types of results. */
export type ResultElement = Exclude<ElementType, 'bool'>;

/** Options of {@link guvectorize}. */
export interface GuvectorizeOptions extends KernelOptions {
  /** Element type of each result. Default: the largest type of the arguments. */
  readonly results?: readonly ResultElement[];
}

/** What a function made by {@link guvectorize} takes: arrays of one axis, of several, or numbers. */
export type GuArgument = NumberArray | BigArray | ArrayView | OffersElements | number;

/** An array of one axis, or of several. */
export type GuResult = NumberArray | BigArray | ArrayView;

/** A function over the parts of arrays, made by {@link guvectorize}. */
export interface Guvectorized {
  /** Arrays, and then, where the results are to be in arrays of the program, those. One result is given as it is, several as a list. */
  (...args: readonly (NumberArray | BigArray | ArrayView | number)[]): Promise<GuResult | readonly GuResult[]>;
  /** Arrays of `manycore/ndarray` among the arguments: results are new ones. */
  <G extends readonly GuArgument[]>(...args: G): Promise<ArrayAmong<G[number]> | readonly ArrayAmong<G[number]>[]>;
  /** What the compiler makes of it for such arguments. Nothing runs. */
  explain(...args: readonly GuArgument[]): KernelExplanation;
}

const CALLER = 'guvectorize';
const ORDER: readonly ResultElement[] = ['u8', 'i8', 'u16', 'i16', 'i32', 'u32', 'f16', 'f32', 'f64', 'i64', 'u64'];

/** An argument with its axes. */
interface Operand extends ArrayArgument {
  /** What the kernel gets. */
  readonly value: unknown;
  readonly element: ResultElement;
}

function operandOf(value: unknown, at: number): Operand {
  const found = arrayArgument(value);
  if (found !== undefined) return { ...found, element: found.element as ResultElement, value };
  if (typeof value === 'number') return numberOperand(value, 'f64');
  throw new InvalidOptionError(
    `argument ${at + 1} of ${CALLER} must be a typed array, an arrayView, an array of manycore/ndarray or a number, got ${Array.isArray(value) ? 'an array; make it a typed array' : typeof value}`,
  );
}

/** A number beside arrays of a type. */
function numberOperand(value: number, element: ResultElement): Operand {
  const data = arrayFrom(new Uint8Array(elementBytes[element]), element);
  data[0] = typeof data[0] === 'bigint' ? BigInt(value) : value;
  return { value: data, element, clamped: false, shape: [], strides: [] };
}

/** The largest element type. Numbers among arrays have the type of those. */
function largest(operands: readonly Operand[], isNumber: readonly boolean[]): ResultElement {
  const elements = operands.filter((_, at) => !isNumber[at]).map(({ element }) => element);
  return elements.reduce((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), elements[0] ?? 'f64');
}

/** One call: what is compiled, what it runs over and where results go. */
class GuCall {
  readonly size: readonly number[];
  readonly values: readonly unknown[];
  readonly slices: readonly Geometry[];
  readonly results: readonly GuResult[];
  readonly lowered: LoweredCall;

  constructor(
    fn: AnyFunction,
    args: readonly unknown[],
    { signature, options }: { signature: CoreSignature; options: GuvectorizeOptions },
  ) {
    const { inputs, outputs } = signature;
    checkCount(fn, inputs.length + outputs.length, CALLER);
    if (args.length !== inputs.length && args.length !== inputs.length + outputs.length) {
      throw new InvalidOptionError(
        `'${signature.text}' takes ${inputs.length} arguments, and ${outputs.length} more for results, got ${args.length}`,
      );
    }
    const isNumber = args.map((value) => typeof value === 'number');
    const first = args.map(operandOf);
    const element = largest(first.slice(0, inputs.length), isNumber);
    const given = first.map((operand, at) => (isNumber[at] ? numberOperand(args[at] as number, element) : operand));
    const [ins, outs] = [given.slice(0, inputs.length), given.slice(inputs.length)];
    const lengths = new AxisLengths();
    const loops = ins.map((operand, at) => loopsOf(operand, inputs[at]!, { lengths, at }));
    const shape = broadcastShapes(loops, 'outer shapes');
    const wanted = outputs.map((axes) => [...shape, ...lengths.of(axes)]);
    const made = wanted.map((all, at) => {
      const out = outs[at];
      if (out === undefined) return operandOf(emptyLike(args, options.results?.[at] ?? element, all), 0);
      checkShape(out, all, inputs.length + at);
      return out;
    });
    const operands = [...ins, ...made];
    const cores = [...inputs, ...outputs];
    const folded = foldAxes({
      size: shape,
      steps: operands.map((operand, at) => stepsAlong(shape, outerOf(operand, cores[at]!))),
    });
    if (folded.size.length > MAX_AXES)
      throw new InvalidOptionError(
        `${CALLER} runs along at most ${MAX_AXES} outer axes that are no rows of others, got [${shape.join(', ')}]`,
      );
    this.size = folded.size.length === 0 ? [1] : folded.size;
    this.slices = operands.map((operand, at) => {
      const steps = folded.steps[at]!;
      const inner = innerOf(operand, { core: cores[at]!, isResult: at >= ins.length });
      return { ...inner, loops: steps.length === 0 ? [0] : steps };
    });
    this.values = operands.map(({ value }) => value);
    this.results = made.map(({ value }, at) => (outs[at] === undefined ? value : args[ins.length + at]) as GuResult);
    this.lowered = lowerCall(
      fn,
      {
        fallbackName: CALLER,
        rank: this.size.length as 1 | 2 | 3,
        parameters: operands.map(({ element: own, clamped }, at): ParameterBinding => {
          const { shape: axes, strides, loops: steps } = this.slices[at]!;
          const inner = innerStep(steps!);
          const isUnit = strides.at(-1) === 1;
          return {
            kind: 'slice',
            element: own,
            clamped,
            rank: axes.length,
            isUnit,
            ...(inner === undefined ? {} : { inner }),
          };
        }),
        result: { kind: 'none' },
        float: floatFor(options, this.values),
      },
      options.context,
    );
  }
}

/** The axes of an argument that the function does not see. */
function loopsOf(
  operand: Operand,
  core: CoreAxes,
  { lengths, at }: { lengths: AxisLengths; at: number },
): readonly number[] {
  const { shape } = operand;
  if (shape.length < core.length) {
    throw new InvalidOptionError(
      `argument ${at + 1} has ${shape.length} axes, and its function wants (${core.join(',')}): make it an arrayView with that many`,
    );
  }
  const outer = shape.length - core.length;
  lengths.note(core, shape.slice(outer), at);
  return shape.slice(0, outer);
}

/** The axes of an argument that calls go along. */
const outerOf = ({ shape, strides }: Operand, core: CoreAxes): Geometry => {
  const outer = shape.length - core.length;
  return { shape: shape.slice(0, outer), strides: strides.slice(0, outer) };
};

/** The axes that one call sees. A result of no axes is an array of one element. */
function innerOf({ shape, strides }: Operand, { core, isResult }: { core: CoreAxes; isResult: boolean }): Geometry {
  if (isResult && core.length === 0) return { shape: [1], strides: [1] };
  const outer = shape.length - core.length;
  return { shape: shape.slice(outer), strides: strides.slice(outer) };
}

/** An array for a result: of the kind of the arguments, and in the memory of kernels where one of them is. */
function emptyLike(args: readonly unknown[], element: ResultElement, shape: readonly number[]): unknown {
  const owner = args.find(offersElements);
  if (owner !== undefined) return resultBeside(owner, { element, shape, content: 'zeros' });
  const byteLength = product(shape) * elementBytes[element];
  const isKept = args.some((value) => isInArena((value instanceof ArrayView ? value.data : value) as NumberArray));
  const data = arrayFrom(isKept ? arenaBytes(byteLength) : new Uint8Array(byteLength), element);
  return shape.length === 1 ? data : new ArrayView(data, shape, rowMajor(shape));
}

function checkShape({ shape }: Operand, wanted: readonly number[], at: number): void {
  if (shape.join() === wanted.join()) return;
  throw new InvalidOptionError(
    `argument ${at + 1} of ${CALLER}, for a result, has the shape [${shape.join(', ')}], and the result [${wanted.join(', ')}]`,
  );
}

/**
 * Makes a function of parts of arrays one of whole arrays: NumPy's generalized ufuncs, Numba's `guvectorize`. The signature says which axes the function
 * sees; it is called for every place along the others, on all cores or a GPU, and those of several arrays broadcast as in NumPy.
 *
 * @param fn - Gets a part of each array, of its last axes, then of each result, which it fills. An argument of no axes, `()`, is a number; a result of no
 *   axes is filled as `out[0]`. Nothing checks that an index stays inside of its part.
 * @param signature - Axes of arguments and results, such as `'(m,n),(n,p)->(m,p)'`.
 * @param options - Element types of results, and where it runs.
 * @returns A function of typed arrays, arrays of `manycore/ndarray`, arrays of several axes ({@link arrayView}) and numbers. Results are new arrays
 *   (of `manycore/ndarray` where an argument is one; else typed arrays, and of several axes arrayViews), or those
 *   given after the arguments.
 * @throws KernelCompileError (`ERR_KERNEL_COMPILE`) when it is called, with the place and what to write instead; InvalidOptionError for shapes that do
 *   not fit.
 * @example
 * ```ts
 * import { arrayView, guvectorize } from 'manycore/kernel';
 *
 * const dot = guvectorize((a: Float64Array, b: Float64Array, out: Float64Array) => {
 *   let sum = 0;
 *   for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
 *   out[0] = sum;
 * }, '(n),(n)->()');
 * const rows = arrayView(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
 * console.log(await dot(rows, Float64Array.of(1, 10, 100))); // Float64Array(2) [ 321, 654 ]
 * ```
 */
export function guvectorize<A extends readonly unknown[]>(
  fn: (...args: A) => void,
  signature: string,
  options: GuvectorizeOptions = {},
): Guvectorized {
  if (typeof fn !== 'function') throw new InvalidOptionError(`${CALLER} needs a function, got ${typeof fn}`);
  checkKernelOptions(options, { caller: CALLER, more: ['results'] });
  const wrong = options.results?.find((element) => !ORDER.includes(element));
  if (wrong !== undefined)
    throw new InvalidOptionError(`results of ${CALLER} are of ${ORDER.join(', ')}, got ${String(wrong)}`);
  noteCallers();
  const parsed = parseCoreSignature(signature);
  const prepare = (args: readonly unknown[]): GuCall =>
    new GuCall(fn as AnyFunction, args, { signature: parsed, options });
  const run = async (...args: readonly unknown[]): Promise<GuResult | readonly GuResult[]> => {
    const { lowered, size, values, slices, results } = prepare(args);
    await runLowered(lowered, {
      backend: kernelBackend(options.backend),
      mode: options.mode ?? 'strict',
      size,
      values,
      slices,
      layout: 'strided',
      ranges: [],
      seed: seedOf(options),
      schedule: scheduleOf(options),
      resultLength: 0,
    });
    return results.length === 1 ? results[0]! : results;
  };
  return Object.assign(run, {
    explain: (...args: readonly unknown[]) => new KernelExplanation(prepare(args).lowered, options),
  });
}
