/** Discrete Fourier transforms along several axes. */

import type { NDArray } from '../array/array.ts';
import { type InputOf, nodeOf, toNDArray } from '../array/as-array.ts';
import { checkOptions } from '../array/options.ts';
import { ArrayValueError } from '../errors.ts';
import { leaveIn } from '../math/call.ts';
import { along, enter, type FftnOptions, gridOf, leave } from './transform.ts';

const gridOptions = (s: readonly number[] | FftnOptions | undefined, options: FftnOptions | undefined): FftnOptions =>
  Array.isArray(s) ? { ...options, s: s as readonly number[] } : ((s as FftnOptions | undefined) ?? options ?? {});

interface Several {
  readonly what: string;
  readonly options: FftnOptions;
}

/** Complex transforms along several axes, the last first. */
function transformAxes(x: InputOf, kind: 'fft' | 'ifft', { what, options }: Several): NDArray {
  checkOptions(what, options, ['s', 'axes', 'norm', 'out']);
  const { axes, lengths } = gridOf(what, nodeOf(x).shape, options);
  // Without axes nothing is transformed: NumPy gives the array as it is, in its dtype.
  if (axes.length === 0) return options.out === undefined ? toNDArray(x) : leaveIn(what, options.out, nodeOf(x));
  let source = enter(x);
  for (let at = axes.length - 1; at >= 0; at--) {
    source = along(what, source, { kind, axis: axes[at]!, length: lengths[at]!, norm: options.norm });
  }
  return leave(what, source, options.out);
}

/**
 * Transform along several axes.
 *
 * @param s - Points along each axis, or the options `s`, `axes` (all), `norm`, `out`.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) when s and axes differ in length.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(String(np.fft.fftn(np.ones([2, 3])).item(0))); // (6+0j)
 * ```
 */
export const fftn = (x: InputOf, s?: readonly number[] | FftnOptions, options?: FftnOptions): NDArray =>
  transformAxes(x, 'fft', { what: 'fftn', options: gridOptions(s, options) });

/**
 * Inverse of {@link fftn}.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fft.ifftn(np.fft.fftn([[1, 2], [3, 4]])).real.toArray()); // [ [ 1, 2 ], [ 3, 4 ] ]
 * ```
 */
export const ifftn = (x: InputOf, s?: readonly number[] | FftnOptions, options?: FftnOptions): NDArray =>
  transformAxes(x, 'ifft', { what: 'ifftn', options: gridOptions(s, options) });

const lastTwo = (options: FftnOptions): FftnOptions => ({ axes: [-2, -1], ...options });

/**
 * {@link fftn} along two axes, the last ones unless `axes` says otherwise.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(String(np.fft.fft2([[1, 2], [3, 4]])));
 * ```
 *
 * ```text
 * [[10.+0.j -2.+0.j]
 *  [-4.+0.j  0.+0.j]]
 * ```
 */
export const fft2 = (x: InputOf, s?: readonly number[] | FftnOptions, options?: FftnOptions): NDArray =>
  transformAxes(x, 'fft', { what: 'fft2', options: lastTwo(gridOptions(s, options)) });

/**
 * Inverse of {@link fft2}.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fft.ifft2(np.fft.fft2([[1, 2], [3, 4]])).real.toArray()); // [ [ 1, 2 ], [ 3, 4 ] ]
 * ```
 */
export const ifft2 = (x: InputOf, s?: readonly number[] | FftnOptions, options?: FftnOptions): NDArray =>
  transformAxes(x, 'ifft', { what: 'ifft2', options: lastTwo(gridOptions(s, options)) });

function realForward(x: InputOf, { what, options }: Several): NDArray {
  checkOptions(what, options, ['s', 'axes', 'norm', 'out']);
  const source = enter(x);
  const { axes, lengths } = gridOf(what, source.array.shape, options);
  if (axes.length === 0) throw new ArrayValueError(`${what} needs at least one axis`);
  const last = axes.length - 1;
  let result = along(what, source, { kind: 'rfft', axis: axes[last]!, length: lengths[last]!, norm: options.norm });
  for (let at = last - 1; at >= 0; at--) {
    result = along(what, result, { kind: 'fft', axis: axes[at]!, length: lengths[at]!, norm: options.norm });
  }
  return leave(what, result, options.out);
}

function realInverse(x: InputOf, { what, options }: Several): NDArray {
  checkOptions(what, options, ['s', 'axes', 'norm', 'out']);
  let source = enter(x);
  const { axes, lengths } = gridOf(what, source.array.shape, { ...options, hermitian: true });
  if (axes.length === 0) throw new ArrayValueError(`${what} needs at least one axis`);
  const last = axes.length - 1;
  for (let at = 0; at < last; at++) {
    source = along(what, source, { kind: 'ifft', axis: axes[at]!, length: lengths[at]!, norm: options.norm });
  }
  const result = along(what, source, { kind: 'irfft', axis: axes[last]!, length: lengths[last]!, norm: options.norm });
  return leave(what, result, options.out);
}

/**
 * Transform of real numbers along several axes: `rfft` along the last of them, `fft` along the others.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fft.rfftn(np.ones([2, 3, 4])).shape); // [ 2, 3, 3 ]
 * ```
 */
export const rfftn = (x: InputOf, s?: readonly number[] | FftnOptions, options?: FftnOptions): NDArray =>
  realForward(x, { what: 'rfftn', options: gridOptions(s, options) });

/**
 * Inverse of {@link rfftn}.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fft.irfftn(np.fft.rfftn(np.ones([2, 4]))).toArray()); // [ [ 1, 1, 1, 1 ], [ 1, 1, 1, 1 ] ]
 * ```
 */
export const irfftn = (x: InputOf, s?: readonly number[] | FftnOptions, options?: FftnOptions): NDArray =>
  realInverse(x, { what: 'irfftn', options: gridOptions(s, options) });

/**
 * {@link rfftn} along two axes, the last ones unless `axes` says otherwise.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fft.rfft2(np.ones([3, 4])).shape); // [ 3, 3 ]
 * ```
 */
export const rfft2 = (x: InputOf, s?: readonly number[] | FftnOptions, options?: FftnOptions): NDArray =>
  realForward(x, { what: 'rfft2', options: lastTwo(gridOptions(s, options)) });

/**
 * Inverse of {@link rfft2}.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fft.irfft2(np.fft.rfft2([[1, 2], [3, 4]])).toArray()); // [ [ 1, 2 ], [ 3, 4 ] ]
 * ```
 */
export const irfft2 = (x: InputOf, s?: readonly number[] | FftnOptions, options?: FftnOptions): NDArray =>
  realInverse(x, { what: 'irfft2', options: lastTwo(gridOptions(s, options)) });
