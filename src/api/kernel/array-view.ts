/** Arrays of several axes over typed arrays. */

import { InvalidOptionError } from '../../core/errors.ts';
import { kernelElements, offersElements } from '../../core/kernel-elements.ts';
import type { ArrayView as ViewInKernel } from '../../kernel/frontend/request.ts';
import { elementOf } from './element-of.ts';
import type { BigArray, NumberArray } from './result-array.ts';

/** How a kernel reads an array of several axes: `a[i]`, `a[i][j]` or `a[i][j][k]`. */
export type Indexed<T, Shape extends readonly number[]> = Shape extends readonly [number, ...infer Rest]
  ? {
      [index: number]: Rest extends readonly [] ? T : Rest extends readonly number[] ? Indexed<T, Rest> : T;
      readonly length: number;
    }
  : unknown;

/** A typed array seen with several axes; in kernels it is read and written as `a[i][j]`. */
export class ArrayView {
  /** The elements; those that the view does not reach are left alone. */
  readonly data: NumberArray | BigArray;
  /** Length of each axis. */
  readonly shape: readonly number[];
  /** From one element to the next along each axis, in elements. */
  readonly strides: readonly number[];

  constructor(data: NumberArray | BigArray, shape: readonly number[], strides: readonly number[]) {
    this.data = data;
    this.shape = Object.freeze([...shape]);
    this.strides = Object.freeze([...strides]);
    Object.freeze(this);
  }
}

/** Strides of an array whose last axis varies fastest. */
export function rowMajor(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** What a view is to the front end; undefined for anything else. */
export function viewOf(value: unknown): ViewInKernel | undefined {
  if (offersElements(value)) {
    const { element, shape, strides } = value[kernelElements]('type');
    return { element, rank: shape.length, isUnit: strides.at(-1) === 1 };
  }
  if (!(value instanceof ArrayView)) return undefined;
  const { data, shape, strides } = value;
  return { ...elementOf(data)!, rank: shape.length, isUnit: strides.at(-1) === 1 };
}

function checkView(data: unknown, shape: readonly number[], strides: readonly number[]): void {
  if (elementOf(data) === undefined) throw new InvalidOptionError(`arrayView needs a typed array, got ${typeof data}`);
  const isRight = shape.length >= 1 && shape.every((length) => Number.isInteger(length) && length >= 0);
  if (!isRight) {
    throw new InvalidOptionError(`arrayView: shape has whole numbers from 0, at least one, got [${shape.join(', ')}]`);
  }
  if (strides.length !== shape.length || !strides.every(Number.isInteger)) {
    throw new InvalidOptionError(
      `arrayView: strides has a whole number for each of ${shape.length} axes, got [${strides.join(', ')}]`,
    );
  }
  if (shape.length === 1 && strides[0] !== 1)
    throw new InvalidOptionError('arrayView: an array of one axis has the stride 1; give it a second axis of length 1');
  if (shape.includes(0)) return;
  const ends = strides.map((stride, axis) => stride * (shape[axis]! - 1));
  const low = ends.reduce((sum, end) => sum + Math.min(0, end), 0);
  const high = ends.reduce((sum, end) => sum + Math.max(0, end), 0);
  const { length } = data as { readonly length: number };
  if (low < 0 || high >= length) {
    throw new InvalidOptionError(
      `arrayView: a shape of [${shape.join(', ')}] with strides [${strides.join(', ')}] reaches elements ${low} to ${high}, and the array has ${length}`,
    );
  }
}

/**
 * Sees a typed array with several axes, without a copy. Kernels and `parallelFor` read and write it as `a[i][j]`, with `a.shape` and `a.length`; outside of
 * kernels use `data`.
 *
 * @param data - The elements, row major unless strides say otherwise; a `kernelArray` is used in place. `subarray()` moves the beginning.
 * @param shape - Length of each axis.
 * @param options - `strides`: elements from one index to the next along each axis, as in NumPy but counted in elements.
 * @throws InvalidOptionError for a shape that reaches beyond the array.
 * @example
 * ```ts
 * import { arrayView, parallelFor } from 'manycore/kernel';
 *
 * const m = arrayView(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
 * const t = arrayView(new Float64Array(6), [3, 2]);
 * await parallelFor([2, 3], (i, j) => { t[j][i] = m[i][j]; });
 * console.log(t.data); // Float64Array(6) [ 1, 4, 2, 5, 3, 6 ]
 * ```
 */
export function arrayView<D extends NumberArray | BigArray, const S extends readonly number[]>(
  data: D,
  shape: S,
  { strides = rowMajor(shape) }: { readonly strides?: readonly number[] } = {},
): ArrayView & { readonly data: D } & Indexed<D extends BigArray ? bigint : number, S> {
  checkView(data, shape, strides);
  return new ArrayView(data, shape, strides) as ReturnType<typeof arrayView<D, S>>;
}
