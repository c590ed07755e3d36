/** Questions about numbers. */

import type { NDArray } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { isScalar } from '../array/input.ts';
import { checkOptions } from '../array/options.ts';
import { isComplex } from '../dtype/dtype.ts';
import { DTypeError } from '../errors.ts';
import { equal, notEqual } from './compare.ts';
import { imag } from './complex.ts';

/**
 * Whether a value is a plain number, bigint, boolean or Complex: not an array or a list.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.isscalar(3), np.isscalar([3])); // true false
 * ```
 */
export const isscalar = (x: unknown): boolean => isScalar(x);

/**
 * Whether elements have an imaginary part of 0.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.isreal([np.complex(1, 0), np.complex(1, 2)]).toArray()); // [ true, false ]
 * ```
 */
export const isreal = (x: InputOf): NDArray<'bool'> => equal(imag(x), 0);

/**
 * Whether elements have an imaginary part that is not 0.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.iscomplex([np.complex(1, 0), np.complex(1, 2)]).toArray()); // [ false, true ]
 * ```
 */
export const iscomplex = (x: InputOf): NDArray<'bool'> => notEqual(imag(x), 0);

/** The array, unless its numbers have no sign. */
export function checkReal(what: string, x: InputOf): NDArray {
  const array = toNDArray(x);
  if (isComplex(array.dtype)) throw new DTypeError(`${what}: ${array.dtype} has no sign; take the real part, or abs`);
  return array;
}

/**
 * Whether elements are Infinity.
 *
 * @param options - `out` takes the result.
 * @throws DTypeError (`ERR_DTYPE`) for complex numbers.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.isposinf([-Infinity, 0, Infinity]).toArray()); // [ false, false, true ]
 * ```
 */
export function isposinf(x: InputOf, options?: { readonly out?: NDArray }): NDArray<'bool'> {
  checkOptions('isposinf', options, ['out']);
  return equal(checkReal('isposinf', x), Infinity, options);
}

/**
 * Whether elements are -Infinity.
 *
 * @param options - `out` takes the result.
 * @throws DTypeError (`ERR_DTYPE`) for complex numbers.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.isneginf([-Infinity, 0, Infinity]).toArray()); // [ true, false, false ]
 * ```
 */
export function isneginf(x: InputOf, options?: { readonly out?: NDArray }): NDArray<'bool'> {
  checkOptions('isneginf', options, ['out']);
  return equal(checkReal('isneginf', x), -Infinity, options);
}
