/** Options of the methods of a `Generator`. */

import type { NDArray } from '../array/array.ts';
import type { DType } from '../dtype/dtype.ts';
import type { Param, Size } from './arguments.ts';

/** Options of the standard distributions. */
export interface StandardOptions<D extends 'float32' | 'float64' = 'float32' | 'float64'> {
  /** Shape of the result, or the number of its elements. */
  readonly size?: Size;
  /** float64 unless it is given. */
  readonly dtype?: D;
  /** An array to write into. */
  readonly out?: NDArray;
}

/** Options of {@link Generator.standardExponential}. */
export interface ExponentialOptions<
  D extends 'float32' | 'float64' = 'float32' | 'float64',
> extends StandardOptions<D> {
  /** The ziggurat, or the inverse of the distribution function. */
  readonly method?: 'zig' | 'inv';
}

/** Options of {@link Generator.integers}. */
export interface IntegersOptions<D extends DType = DType> {
  /** Shape of the result, or the number of its elements. */
  readonly size?: Size;
  /** int64 unless it is given. */
  readonly dtype?: D;
  /** True draws the upper bound as well. */
  readonly endpoint?: boolean;
}

/** Options of {@link Generator.choice}. */
export interface ChoiceOptions {
  /** Shape of the result, or the number of its elements. */
  readonly size?: Size;
  /** False takes nothing twice. */
  readonly replace?: boolean;
  /** Chances of the places. */
  readonly p?: Param;
  /** Along which axis, or axes; all elements unless given. */
  readonly axis?: number;
  /** False is faster where nothing is taken twice and the order does not matter. */
  readonly shuffle?: boolean;
}
