/** Reductions that leave out NaN. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf, toNDArray } from '../array/as-array.ts';
import { checkOptions } from '../array/options.ts';
import { asDType, isComplex, isInexact } from '../dtype/dtype.ts';
import { selectNode } from '../complex/select-node.ts';
import { scalarNode } from '../elementwise/operands.ts';
import { applyUfunc } from '../elementwise/ufunc.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { where } from '../math/choose.ts';
import { isnan } from '../math/floats.ts';
import * as reduce from '../reduce/reduce.ts';
import { cumprod, cumsum, type CumulateOptions } from './cumulative.ts';
import { all, argmax, argmin } from './reductions.ts';
import {
  type ArgOptions,
  type AxisOptions,
  deliver,
  type ExtremeOptions,
  type MeanOptions,
  type ReduceOptions,
  settingsOf,
  type VarianceOptions,
  varianceSettings,
} from './settings.ts';

/** Which elements count: those that are not NaN and that a mask allows; undefined for all. */
function counted(node: Node, mask: Node | undefined): Node | undefined {
  if (!isInexact(node.dtype)) return mask;
  const numbers = applyUfunc(ufuncs.logicalNot, [applyUfunc(ufuncs.isnan, [node])]);
  const allowed = mask === undefined ? numbers : applyUfunc(ufuncs.logicalAnd, [mask, numbers]);
  // Reductions of complex numbers compute at once, and a variance looks at the mask once more: a handle keeps it.
  return isComplex(node.dtype) ? wrap(allowed).node : allowed;
}

/** Means of floats are floats. */
function checkFloat(what: string, node: Node, options: MeanOptions | undefined): void {
  if (!isInexact(node.dtype)) return;
  for (const dtype of [options?.dtype, options?.out?.dtype]) {
    if (dtype !== undefined && !isInexact(asDType(dtype))) {
      throw new DTypeError(
        `${what} of ${node.dtype} has fractional results, which ${dtype} does not hold; give a float dtype`,
      );
    }
  }
}

/** The settings of a reduction in which NaN does not count. */
const without = <S extends reduce.ReduceSettings>(node: Node, settings: S): S => ({
  ...settings,
  where: counted(node, settings.where),
});

/**
 * The sum of the elements that are not NaN; 0 where there is none. Options and dtypes as for `sum`.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.nansum([1, NaN, 2]).item()); // 3
 * ```
 */
export function nansum(x: InputOf, options?: ReduceOptions): NDArray {
  const { node } = toNDArray(x);
  return deliver('nansum', reduce.sumNode(node, without(node, settingsOf('nansum', node, options))), options);
}

/**
 * The product of the elements that are not NaN; 1 where there is none. Options and dtypes as for `prod`.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.nanprod([3, NaN, 2]).item()); // 6
 * ```
 */
export function nanprod(x: InputOf, options?: ReduceOptions): NDArray {
  const { node } = toNDArray(x);
  return deliver('nanprod', reduce.prodNode(node, without(node, settingsOf('nanprod', node, options))), options);
}

/**
 * The mean of the elements that are not NaN; NaN where there is none. Options and dtypes as for `mean`.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.nanmean([[1, NaN], [3, 4]], { axis: 0 }).toArray()); // [ 2, 4 ]
 * ```
 */
export function nanmean(x: InputOf, options?: MeanOptions): NDArray {
  const { node } = toNDArray(x);
  checkFloat('nanmean', node, options);
  return deliver('nanmean', reduce.meanNode(node, without(node, settingsOf('nanmean', node, options))), options);
}

/**
 * The variance of the elements that are not NaN; NaN where there are too few. Options and dtypes as for `var`.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.nanvar([1, NaN, 3]).item()); // 1
 * ```
 */
export function nanvar(x: InputOf, options?: VarianceOptions): NDArray {
  const { node } = toNDArray(x);
  checkFloat('nanvar', node, options);
  const settings = without(node, varianceSettings('nanvar', node, options));
  return deliver('nanvar', reduce.varianceNode(withoutNaN(node, 0), settings), options);
}

/**
 * The standard deviation of the elements that are not NaN; NaN where there are too few. Options and dtypes as for `std`.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.nanstd([1, NaN, 3]).item()); // 1
 * ```
 */
export function nanstd(x: InputOf, options?: VarianceOptions): NDArray {
  const { node } = toNDArray(x);
  checkFloat('nanstd', node, options);
  const settings = without(node, varianceSettings('nanstd', node, options));
  return deliver('nanstd', reduce.deviationNode(withoutNaN(node, 0), settings), options);
}

/** The array with another number in the place of NaN. */
function withoutNaN(node: Node, value: number): Node {
  if (!isInexact(node.dtype)) return node;
  const array = wrap(node);
  return where(isnan(array), value, array).node;
}

/** NumPy's `fmin` and `fmax` along axes: NaN only where there is nothing else. */
function extreme(which: 'min' | 'max', x: InputOf, options: ExtremeOptions | undefined): NDArray {
  const what = `nan${which}`;
  const { node } = toNDArray(x);
  const settings = settingsOf(what, node, options);
  if (!isInexact(node.dtype)) return deliver(what, reduce.extremeNode(which, node, settings), options);
  const found = reduce.extremeNode(which, withoutNaN(node, which === 'min' ? Infinity : -Infinity), settings);
  // What is not counted does not make up for NaN; an initial value does.
  if (settings.initial !== undefined && !Number.isNaN(settings.initial)) return deliver(what, found, options);
  const { axes, keepdims, where: mask } = settings;
  const isEmpty = reduce.truthNode('all', applyUfunc(ufuncs.isnan, [node]), { axes, keepdims, where: mask });
  const value = scalarNode(Number.NaN, found.dtype);
  return deliver(what, selectNode(isEmpty, [value, found], found.dtype), options);
}

/**
 * The smallest element that is not NaN; NaN where there is none. Over all elements or along `axis`.
 *
 * @throws AxisError (`ERR_AXIS`); ArrayValueError (`ERR_ARRAY_VALUE`) of no elements.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.nanmin([3, NaN, 2]).item()); // 2
 * ```
 */
export const nanmin = (x: InputOf, options?: ExtremeOptions): NDArray => extreme('min', x, options);

/**
 * The largest element that is not NaN; NaN where there is none. Over all elements or along `axis`.
 *
 * @throws AxisError (`ERR_AXIS`); ArrayValueError (`ERR_ARRAY_VALUE`) of no elements.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.nanmax([3, NaN, 2]).item()); // 3
 * ```
 */
export const nanmax = (x: InputOf, options?: ExtremeOptions): NDArray => extreme('max', x, options);

function position(which: 'min' | 'max', x: InputOf, options: ArgOptions | undefined): NDArray<'int64'> {
  checkOptions(`nanarg${which}`, options, ['axis', 'keepdims', 'out']);
  const array = toNDArray(x);
  const find = which === 'min' ? argmin : argmax;
  if (!isInexact(array.dtype)) return find(array, options);
  const { axis, keepdims } = options ?? {};
  const empty = all(isnan(array), { axis: array.ndim === 0 ? undefined : axis, keepdims } as AxisOptions);
  if ((empty.toTypedArray() as unknown as Uint8Array).includes(1)) {
    throw new ArrayValueError(`nanarg${which}: there is a row of nothing but NaN; leave it out, or use nan${which}`);
  }
  return find(wrap(withoutNaN(array.node, which === 'min' ? Infinity : -Infinity)), options);
}

/**
 * Where the smallest element is that is not NaN: int64.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) where all are NaN or there is none; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.nanargmin([NaN, 3, 2]).item()); // 2
 * ```
 */
export const nanargmin = (x: InputOf, options?: ArgOptions): NDArray<'int64'> => position('min', x, options);

/**
 * Where the largest element is that is not NaN: int64.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) where all are NaN or there is none; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.nanargmax([NaN, 3, 2]).item()); // 1
 * ```
 */
export const nanargmax = (x: InputOf, options?: ArgOptions): NDArray<'int64'> => position('max', x, options);

/**
 * As `cumsum`, with NaN as 0.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.nancumsum([1, NaN, 2]).toArray()); // [ 1, 1, 3 ]
 * ```
 */
export const nancumsum = (x: InputOf, options?: CumulateOptions): NDArray =>
  cumsum(wrap(withoutNaN(nodeOf(x), 0)), options);

/**
 * As `cumprod`, with NaN as 1.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.nancumprod([2, NaN, 3]).toArray()); // [ 2, 2, 6 ]
 * ```
 */
export const nancumprod = (x: InputOf, options?: CumulateOptions): NDArray =>
  cumprod(wrap(withoutNaN(nodeOf(x), 1)), options);
