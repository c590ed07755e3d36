/** Medians. */

import type { NDArray } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { checkOptions } from '../array/options.ts';
import { inexactTypeOf, isComplex } from '../dtype/dtype.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { deliver } from './settings.ts';
import { floatsOf, lookAt, type MedianOptions, sortedAlong } from './sorted-rows.ts';

function medianBy(what: string, x: InputOf, options: MedianOptions & { readonly skipsNaN: boolean }): NDArray {
  const { skipsNaN, ...settings } = options;
  checkOptions(what, settings, ['axis', 'keepdims', 'out', 'overwriteInput']);
  const node = nodeOf(x);
  if (isComplex(node.dtype)) return deliver(what, complexMedian(node, options), settings);
  const dtype = inexactTypeOf(node.dtype);
  const { data, rows, length, shape } = sortedAlong(node, settings);
  const result = newArray(dtype, shape);
  const [from, to] = [floatsOf(node.dtype), floatsOf(dtype)];
  // The mean of two halves is computed in float32.
  const round = dtype === 'float16' ? Math.fround : to.round;
  for (let row = 0; row < rows; row++) {
    const { sorted, count, isNaN } = lookAt(node.dtype, data.subarray(row * length, (row + 1) * length), skipsNaN);
    const [low, high] = [from.read(sorted, (count - 1) >> 1), from.read(sorted, count >> 1)];
    const middle = count % 2 === 1 ? high : round(round(low + high) / 2);
    // The mean of -0 is 0.
    to.write(result.data, row, isNaN || count === 0 ? Number.NaN : middle + 0);
  }
  return deliver(what, result.node, settings);
}

/** The median of complex numbers, ordered by their real and then by their imaginary parts. */
function complexMedian(node: Node, { skipsNaN, ...options }: MedianOptions & { readonly skipsNaN: boolean }): Node {
  const { data, rows, length, shape } = sortedAlong(node, options);
  const result = newArray(node.dtype, shape);
  const numbers = data as Float64Array;
  const { round } = floatsOf(node.dtype === 'complex64' ? 'float32' : 'float64');
  const isNaNAt = (at: number): boolean => Number.isNaN(numbers[2 * at]!) || Number.isNaN(numbers[2 * at + 1]!);
  for (let row = 0; row < rows; row++) {
    const start = row * length;
    let count = length;
    while (count > 0 && isNaNAt(start + count - 1)) count--;
    const known = skipsNaN ? count : length;
    // One that is NaN comes out as it is.
    const isNaN = !skipsNaN && count < length;
    const [low, high] = isNaN ? [known - 1, known - 1] : [(known - 1) >> 1, known >> 1];
    for (const part of [0, 1]) {
      const [a, b] = [numbers[2 * (start + low) + part]!, numbers[2 * (start + high) + part]!];
      const middle = known === 0 ? Number.NaN : low === high ? b : round(round(a + b) / 2);
      (result.data as Float64Array)[2 * row + part] = middle + 0;
    }
  }
  return result.node;
}

/**
 * The middle element, or the mean of the two in the middle; over all elements or along `axis`. NaN where there is a NaN or no element.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.median([3, 1, 2, 10]).item(), np.median([[1, 5], [3, 9]], { axis: 0 }).toArray()); // 2.5 [ 2, 7 ]
 * ```
 */
export const median = (x: InputOf, options: MedianOptions = {}): NDArray =>
  medianBy('median', x, { ...options, skipsNaN: false });

/**
 * As {@link median}, of the elements that are not NaN.
 *
 * @throws As median does.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.nanmedian([3, NaN, 1]).item()); // 2
 * ```
 */
export const nanmedian = (x: InputOf, options: MedianOptions = {}): NDArray =>
  medianBy('nanmedian', x, { ...options, skipsNaN: true });
