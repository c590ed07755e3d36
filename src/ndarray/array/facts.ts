/** What functions say of an array without computing with it. */

import { needArray } from './need.ts';
import { intersects } from './memory-overlap.ts';
import type { NDArray } from './array.ts';
import { type InputOf, nodeOf } from './as-array.ts';
import { type Axes, normalAxes } from './axes.ts';
import { checkOptions } from './options.ts';
import { type DType, isComplex, isFloat } from '../dtype/dtype.ts';
import { promoteTypes } from '../dtype/promote.ts';
import { DTypeError } from '../errors.ts';
import { stored } from '../graph/evaluate.ts';

/**
 * The number of axes of anything that stands for an array.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.ndim(3), np.ndim([[1, 2]])); // 0 2
 * ```
 */
export const ndim = (x: InputOf): number => nodeOf(x).shape.length;

/**
 * The shape of anything that stands for an array.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.shape([[1, 2, 3], [4, 5, 6]])); // [ 2, 3 ]
 * ```
 */
export const shape = (x: InputOf): readonly number[] => nodeOf(x).shape;

/**
 * The number of elements, or of places along one axis or several.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.size([[1, 2, 3], [4, 5, 6]]), np.size([[1, 2, 3], [4, 5, 6]], { axis: 1 })); // 6 3
 * ```
 */
export function size(x: InputOf, second?: Axes | null | { readonly axis?: Axes | null }): number {
  const isAxis = second === null || typeof second === 'number' || Array.isArray(second);
  const options = (isAxis ? { axis: second } : second) as { readonly axis?: Axes | null } | undefined;
  checkOptions('size', options, ['axis']);
  const lengths = nodeOf(x).shape;
  return normalAxes(options?.axis, lengths.length).reduce((product, axis) => product * lengths[axis]!, 1);
}

/**
 * Whether the dtype is one of complex numbers, whatever the elements are.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.iscomplexobj([np.complex(1, 0)]), np.iscomplexobj([1])); // true false
 * ```
 */
export const iscomplexobj = (x: InputOf): boolean => isComplex(nodeOf(x).dtype);

/**
 * Whether the dtype is not one of complex numbers, whatever the elements are.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.isrealobj([np.complex(1, 0)]), np.isrealobj([1])); // false true
 * ```
 */
export const isrealobj = (x: InputOf): boolean => !iscomplexobj(x);

/**
 * The float or complex dtype that holds the elements of all arrays; integers count as float64.
 *
 * @throws DTypeError (`ERR_DTYPE`) for bools.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.commonType(np.ones(2, { dtype: 'float32' }), [np.complex(0, 1)]), np.commonType([1, 2])); // complex128 float64
 * ```
 */
export function commonType(...arrays: readonly InputOf[]): DType {
  return arrays
    .map((array): DType => {
      const { dtype } = nodeOf(array);
      if (dtype === 'bool')
        throw new DTypeError('commonType: bools have no float dtype; convert them with astype first');
      return isComplex(dtype) || isFloat(dtype) ? dtype : 'float64';
    })
    .reduce((common, dtype) => promoteTypes(common, dtype), 'float16');
}

/**
 * Whether two arrays have an element in the same place of memory. Exact, and slower than `mayShareMemory`: it may have to look at the place of
 * every element.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.arange(6);
 * console.log(np.sharesMemory(x.at('::2'), x.at('1::2')), np.sharesMemory(x.at('::2'), x.at(':1'))); // false true
 * ```
 */
export function sharesMemory(a: NDArray, b: NDArray): boolean {
  const [p, q] = [a, b].map((one) => stored(needArray('sharesMemory', one).node));
  return intersects(p!, q!);
}
