/** Functions of numbers made functions of arrays. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { packedElements } from '../array/elements.ts';
import { publicReader } from '../array/output.ts';
import { checkOptions } from '../array/options.ts';
import { asDType, type DType } from '../dtype/dtype.ts';
import type { Scalar } from '../dtype/element.ts';
import { nodeOfLists } from '../array/input.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { broadcastArrays } from '../manipulate/shape.ts';
import { reshapeNode } from '../manipulate/view-nodes.ts';
import { parseSignature, runSignature } from './signature.ts';

/** What a function of elements gives: one value, or a list of values. */
export type ElementResult = Scalar | readonly Scalar[];

/** A function of elements; 64 bit integers come as numbers where they are safe. */
export type ElementFunction = (...values: never[]) => ElementResult;

/** Options of {@link vectorize}. */
export interface VectorizeOptions {
  /** The dtype of each result; that of the values unless it is given. Needed for arrays without elements. */
  readonly otypes?: readonly DType[];
  /** Numbers of arguments that are passed as they are. */
  readonly excluded?: readonly number[];
  /** Axes that the function works on, such as `'(n),(n)->()'`: it gets arrays then. */
  readonly signature?: string;
}

type Plain = (...values: unknown[]) => unknown;

/** Reads the elements of arrays of one shape, place by place. */
function readersOf(arrays: readonly NDArray[]): ((place: number) => Scalar)[] {
  return arrays.map(({ node }) => publicReader(node.dtype, packedElements(node)));
}

/** All values of one result as an array. */
function arrayOf(values: readonly Scalar[], shape: readonly number[], dtype: DType | undefined): NDArray {
  const node: Node = nodeOfLists(values, dtype);
  return wrap(reshapeNode(node, shape));
}

function emptyResults(shape: readonly number[], otypes: readonly DType[] | undefined): NDArray[] {
  if (otypes === undefined) {
    throw new ArrayValueError('vectorize: there are no elements, so the dtype of the result is not known; give otypes');
  }
  return otypes.map((dtype) => wrap(newArray(dtype, shape).node));
}

function runElements(fn: Plain, args: readonly unknown[], settings: VectorizeOptions): NDArray[] {
  const excluded = new Set(settings.excluded);
  const places = args.map((_, at) => at).filter((at) => !excluded.has(at));
  const arrays = broadcastArrays(...places.map((at) => toNDArray(args[at] as InputOf)));
  const shape = arrays[0]?.shape ?? [];
  const size = arrays[0]?.size ?? 1;
  if (size === 0) return emptyResults(shape, settings.otypes);
  const read = readersOf(arrays);
  const columns: Scalar[][] = [];
  for (let place = 0; place < size; place++) {
    const given = [...args];
    for (const [one, at] of places.entries()) given[at] = read[one]!(place);
    const values = [fn(...given)].flat() as Scalar[];
    if (place > 0 && values.length !== columns.length) {
      throw new ArrayValueError(
        `vectorize: the function gave ${columns.length} values first and ${values.length} later`,
      );
    }
    for (const [one, value] of values.entries()) (columns[one] ??= []).push(value);
  }
  return columns.map((values, one) => arrayOf(values, shape, settings.otypes?.[one]));
}

function checkSettings(what: string, options: VectorizeOptions | undefined): VectorizeOptions {
  checkOptions(what, options, ['otypes', 'excluded', 'signature']);
  const otypes = options?.otypes?.map(asDType);
  const wrong = options?.excluded?.find((at) => !Number.isInteger(at) || at < 0);
  if (wrong !== undefined) {
    throw new ArrayValueError(`${what}: excluded has numbers of arguments from 0 on, got ${String(wrong)}`);
  }
  return { ...options, ...(otypes === undefined ? {} : { otypes }) };
}

/**
 * A function of arrays from one of numbers: it is called for each element, and inputs broadcast. It is a loop in JavaScript, with NumPy's name
 * and rules; a function of numbers that is to be fast belongs into a kernel (`vectorize` of `manycore/kernel`).
 *
 * @param fn - Gets one element of each input, and gives one value, or a list of values for several results.
 * @param options - `otypes`: the dtypes of the results; `excluded`: arguments that are passed as they are; `signature`: axes that the function
 * works on, with arrays as arguments.
 * @returns A function of arrays, which gives an array, or several where the function gives a list of values.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for no elements without `otypes`, and for a wrong signature; ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const difference = np.vectorize((a: number, b: number) => (a > b ? a - b : a + b));
 * console.log(String(difference([1, 2, 3, 4], 2))); // [3 4 1 2]
 * const middle = np.vectorize((row: np.NDArray) => np.median(row), { signature: '(n)->()' });
 * console.log(String(middle([[1, 9, 2], [5, 4, 6]]))); // [2. 5.]
 * ```
 */
export function vectorize(
  // oxlint-disable-next-line no-explicit-any -- any function of elements or of arrays: parameters are checked where it is called
  fn: (...values: any[]) => ElementResult | NDArray | readonly NDArray[],
  options?: VectorizeOptions,
): (...args: readonly unknown[]) => NDArray {
  return many('vectorize', fn as Plain, options) as (...args: readonly unknown[]) => NDArray;
}

function many(what: string, fn: Plain, options?: VectorizeOptions): (...args: readonly unknown[]) => unknown {
  if (typeof fn !== 'function')
    throw new DTypeError(`${what} takes a function, got ${fn === null ? 'null' : typeof fn}`);
  const settings = checkSettings(what, options);
  const signature = settings.signature === undefined ? undefined : parseSignature(settings.signature);
  return (...args) => {
    const results = signature === undefined ? runElements(fn, args, settings) : runSignature(fn, args, signature);
    return results.length === 1 ? results[0] : results;
  };
}

/**
 * As {@link vectorize}, with the number of inputs and of results, as NumPy's `frompyfunc`. Where NumPy gives arrays of objects, here the results have
 * the dtype of their values.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for wrong numbers, and for calls with another number of arguments.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const halves = np.frompyfunc((x: number) => [Math.floor(x / 2), x % 2], 1, 2);
 * console.log(halves([5, 8]).map(String)); // [ '[2 4]', '[1 0]' ]
 * ```
 */
export function frompyfunc(fn: ElementFunction, nin: number, nout: number): (...args: readonly InputOf[]) => NDArray[] {
  for (const [name, count] of Object.entries({ nin, nout })) {
    if (!Number.isInteger(count) || count < 1) {
      throw new ArrayValueError(`frompyfunc: ${name} must be a whole number from 1 on, got ${String(count)}`);
    }
  }
  const call = many('frompyfunc', fn as Plain);
  return (...args) => {
    if (args.length !== nin)
      throw new ArrayValueError(`frompyfunc: the function takes ${nin} arguments, got ${args.length}`);
    const results = [call(...args)].flat() as NDArray[];
    if (results.length !== nout)
      throw new ArrayValueError(`frompyfunc: the function gave ${results.length} values, not ${nout}`);
    return results;
  };
}
