/** The frequencies that belong to the points of transforms, and their order. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { normalAxes } from '../array/axes.ts';
import { valueText } from '../array/need.ts';
import { checkOptions } from '../array/options.ts';
import { asDType, type DType } from '../dtype/dtype.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { roll } from '../manipulate/flip.ts';

/** Options of {@link fftfreq} and {@link rfftfreq}. */
export interface FrequencyOptions {
  /** Distance of the samples: 1 unless it is given. */
  readonly d?: number | undefined;
  /** float64 or float32. */
  readonly dtype?: DType | undefined;
  /** Where the result lies. */
  readonly device?: 'cpu' | undefined;
}

function frequencies(
  what: string,
  n: number,
  { d, count, positive }: { d: number | FrequencyOptions | undefined; count: number; positive: number },
): NDArray {
  if (typeof d !== 'object' && typeof d !== 'number' && d !== undefined) {
    throw new ArrayValueError(`${what}: the distance of points is a number, got ${valueText(d)}`);
  }
  const options = typeof d === 'number' ? { d } : (d ?? {});
  if (typeof (options.d ?? 1) !== 'number') {
    throw new ArrayValueError(`${what}: the distance of points is a number, got ${valueText(options.d)}`);
  }
  checkOptions(what, options, ['d', 'dtype', 'device']);
  if (!Number.isSafeInteger(n) || n < 1)
    throw new ArrayValueError(`${what}: n must be an integer of at least 1, got ${valueText(n)}`);
  const dtype = asDType(options.dtype ?? 'float64');
  if (dtype !== 'float64' && dtype !== 'float32')
    throw new DTypeError(`${what} gives float32 or float64, got ${dtype}`);
  const { node, data } = newArray(dtype, [count]);
  // Multiplied by 1 / (n d), as NumPy does it.
  const step = 1 / (n * (options.d ?? 1));
  for (let at = 0; at < count; at++) data[at] = (at < positive ? at : at - n) * step;
  return wrap(node);
}

/**
 * Frequencies of the points of `fft`: 0, 1, ..., then the negative ones, over n d.
 *
 * @param d - Distance of the samples, or the options `d` and `dtype`.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fft.fftfreq(4).toArray()); // [ 0, 0.25, -0.5, -0.25 ]
 * ```
 */
export const fftfreq = (n: number, d?: number | FrequencyOptions): NDArray =>
  frequencies('fftfreq', n, { d, count: n, positive: Math.floor((n - 1) / 2) + 1 });

/**
 * Frequencies of the points of `rfft`.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fft.rfftfreq(4, 0.5).toArray()); // [ 0, 0.5, 1 ]
 * ```
 */
export const rfftfreq = (n: number, d?: number | FrequencyOptions): NDArray =>
  frequencies('rfftfreq', n, { d, count: Math.floor(n / 2) + 1, positive: Math.floor(n / 2) + 1 });

/** The axes to shift; all of them unless given. */
export type ShiftAxes =
  number | readonly number[] | { readonly axes?: number | readonly number[] | null | undefined } | null;

function shifted(x: InputOf, given: ShiftAxes | undefined, half: (length: number) => number): NDArray {
  const array = toNDArray(x);
  const named = typeof given === 'object' && given !== null && !Array.isArray(given);
  const axes = normalAxes(named ? (given as { axes?: number }).axes : (given as number), array.ndim);
  return roll(
    array,
    axes.map((axis) => half(array.shape[axis]!)),
    { axis: axes },
  );
}

/**
 * Brings frequency 0 to the middle: each axis is rolled by half its length.
 *
 * @param axes - All unless given.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fft.fftshift([0, 1, 2, -2, -1]).toArray()); // [ -2, -1, 0, 1, 2 ]
 * ```
 */
export const fftshift = (x: InputOf, axes?: ShiftAxes): NDArray => shifted(x, axes, (length) => Math.floor(length / 2));

/**
 * Undoes {@link fftshift}.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fft.ifftshift([-2, -1, 0, 1, 2]).toArray()); // [ 0, 1, 2, -2, -1 ]
 * ```
 */
export const ifftshift = (x: InputOf, axes?: ShiftAxes): NDArray =>
  shifted(x, axes, (length) => -Math.floor(length / 2));
