/**
 * Discrete Fourier transforms along one axis, of any length, with NumPy's conventions. Results are complex128, or complex64 where
 * the input is float32, float16 or complex64; errors are at most those of NumPy 2.4 (pocketfft).
 */

import type { NDArray } from '../array/array.ts';
import type { InputOf } from '../array/as-array.ts';
import { normalAxis } from '../array/axes.ts';
import { checkOptions } from '../array/options.ts';
import { along, enter, type FftNorm, type FftOptions, leave, transformAxis, type Transforming } from './transform.ts';

const optionsOf = (n: number | FftOptions | undefined, options: FftOptions | undefined): FftOptions =>
  typeof n === 'number' ? { ...options, n } : (n ?? options ?? {});

/**
 * Discrete Fourier transform along an axis: `X[k] = sum of x[j] exp(-2 pi i j k / n)`.
 *
 * @param x - Any numbers, shape `[..., m, ...]`; the result is complex of shape `[..., n, ...]`. Real input takes half the time.
 * @param n - Points, m unless it is given; or the options `n`, `axis` (-1), `norm` ('backward'), `out`.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for less than 1 point; AxisError (`ERR_AXIS`) for an axis that does not exist.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(String(np.abs(np.fft.fft([1, 0, 0, 0])))); // [1. 1. 1. 1.]
 * ```
 */
export const fft = (x: InputOf, n?: number | FftOptions, options?: FftOptions): NDArray =>
  transformAxis('fft', x, optionsOf(n, options));

/**
 * Inverse of {@link fft}: divided by n unless the norm says otherwise.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(String(np.fft.ifft(np.fft.fft([1, 2, 4, 5])).item(3))); // (5+0j)
 * ```
 */
export const ifft = (x: InputOf, n?: number | FftOptions, options?: FftOptions): NDArray =>
  transformAxis('ifft', x, optionsOf(n, options));

/**
 * Transform of real numbers: the first `floor(n / 2) + 1` points, the others being their conjugates. Half the time of {@link fft} for even n.
 *
 * @throws DTypeError (`ERR_DTYPE`) for complex input.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fft.rfft(np.ones(8)).shape); // [ 5 ]
 * ```
 */
export const rfft = (x: InputOf, n?: number | FftOptions, options?: FftOptions): NDArray =>
  transformAxis('rfft', x, optionsOf(n, options));

/**
 * Inverse of {@link rfft}: real numbers, `2 (m - 1)` of them unless n is given (an odd n has to be).
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fft.irfft(np.fft.rfft([1, 2, 3]), 3).toArray()); // [ 1, 2, 3 ]
 * ```
 */
export const irfft = (x: InputOf, n?: number | FftOptions, options?: FftOptions): NDArray =>
  transformAxis('irfft', x, optionsOf(n, options));

const opposite: { readonly [N in FftNorm]: FftNorm } = { backward: 'forward', ortho: 'ortho', forward: 'backward' };

/** The other direction's norm; anything else is left for the transform to refuse. */
const swapped = (options: FftOptions): FftOptions => ({
  ...options,
  norm: opposite[options.norm ?? 'backward'] ?? options.norm,
});

/** Conjugates a packed complex array in place. */
function conjugate({ array, single }: Transforming): Transforming {
  const data = array.data.slice();
  for (let at = 1; at < data.length; at += 2) data[at] = -data[at]!;
  return { array: { ...array, data }, single };
}

/**
 * Transform of a signal that is Hermitian in time, given by its first half: a real spectrum of n points, `2 (m - 1)` unless n is given.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fft.hfft([1, 2, 3]).toArray()); // [ 8, -2, 0, -2 ]
 * ```
 */
export function hfft(x: InputOf, n?: number | FftOptions, options?: FftOptions): NDArray {
  const given = optionsOf(n, options);
  checkOptions('hfft', given, ['n', 'axis', 'norm', 'out']);
  const source = enter(x);
  const axis = normalAxis(given.axis ?? -1, source.array.shape.length);
  const length = given.n ?? 2 * (source.array.shape[axis]! - 1);
  const turned = source.array.complex ? conjugate(source) : source;
  const result = along('hfft', turned, { kind: 'irfft', axis, length, norm: swapped(given).norm });
  return leave('hfft', result, given.out);
}

/**
 * Inverse of {@link hfft}: the first `floor(n / 2) + 1` points of the Hermitian signal.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(String(np.fft.ihfft([8, -2, 4, -2]))); // [2.-0.j 1.-0.j 4.-0.j]
 * ```
 */
export function ihfft(x: InputOf, n?: number | FftOptions, options?: FftOptions): NDArray {
  const given = optionsOf(n, options);
  checkOptions('ihfft', given, ['n', 'axis', 'norm', 'out']);
  const source = enter(x);
  const axis = normalAxis(given.axis ?? -1, source.array.shape.length);
  const length = given.n ?? source.array.shape[axis]!;
  const half = along('ihfft', source, { kind: 'rfft', axis, length, norm: swapped(given).norm });
  return leave('ihfft', conjugate(half), given.out);
}
