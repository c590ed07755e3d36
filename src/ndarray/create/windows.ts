/** Windows of signals: weights that fall off to both ends. */

import { valueText } from '../array/need.ts';
import { type NDArray, wrap } from '../array/array.ts';
import { besselI0 } from '../math/special.ts';
import { ArrayValueError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';

/** A window of `m` weights; `n` goes from `1 - m` to `m - 1` in steps of 2. */
function window(what: string, m: number, weight: (n: number) => number): NDArray<'float64'> {
  if (!Number.isInteger(m)) throw new ArrayValueError(`${what}: the number of points is whole, got ${valueText(m)}`);
  const { node, data } = newArray('float64', [Math.max(m, 0)]);
  for (let at = 0; at < data.length; at++) data[at] = m === 1 ? 1 : weight(1 - m + 2 * at);
  return wrap(node);
}

/**
 * The Bartlett window: a triangle that is 0 at both ends.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) unless `m` is whole.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.bartlett(5).toArray()); // [ 0, 0.5, 1, 0.5, 0 ]
 * ```
 */
export const bartlett = (m: number): NDArray<'float64'> =>
  window('bartlett', m, (n) => (n <= 0 ? 1 + n / (m - 1) : 1 - n / (m - 1)));

/**
 * The Blackman window: `0.42 + 0.5 cos(pi n / (m - 1)) + 0.08 cos(2 pi n / (m - 1))`.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) unless `m` is whole.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.round(np.blackman(5), { decimals: 2 }).toArray()); // [ -0, 0.34, 1, 0.34, -0 ]
 * ```
 */
export const blackman = (m: number): NDArray<'float64'> =>
  window(
    'blackman',
    m,
    (n) => 0.42 + 0.5 * Math.cos((Math.PI * n) / (m - 1)) + 0.08 * Math.cos((2 * Math.PI * n) / (m - 1)),
  );

/**
 * The Hamming window: `0.54 + 0.46 cos(pi n / (m - 1))`.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) unless `m` is whole.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.round(np.hamming(3), { decimals: 2 }).toArray()); // [ 0.08, 1, 0.08 ]
 * ```
 */
export const hamming = (m: number): NDArray<'float64'> =>
  window('hamming', m, (n) => 0.54 + 0.46 * Math.cos((Math.PI * n) / (m - 1)));

/**
 * The Hann window: `0.5 + 0.5 cos(pi n / (m - 1))`.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) unless `m` is whole.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.round(np.hanning(5), { decimals: 2 }).toArray()); // [ 0, 0.5, 1, 0.5, 0 ]
 * ```
 */
export const hanning = (m: number): NDArray<'float64'> =>
  window('hanning', m, (n) => 0.5 + 0.5 * Math.cos((Math.PI * n) / (m - 1)));

/**
 * The Kaiser window: `i0(beta sqrt(1 - (n / (m - 1))^2)) / i0(beta)`.
 *
 * @param beta - 0 for a rectangle; the larger, the narrower.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) unless `m` is whole.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.round(np.kaiser(3, 14), { decimals: 6 }).toArray()); // [ 0.000008, 1, 0.000008 ]
 * ```
 */
export const kaiser = (m: number, beta: number): NDArray<'float64'> =>
  window('kaiser', m, (n) => besselI0(beta * Math.sqrt(Math.max(0, 1 - (n / (m - 1)) ** 2))) / besselI0(beta));
