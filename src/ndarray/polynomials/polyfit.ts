/** Polynomials that fit points. */

import type { NDArray } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { checkOptions } from '../array/options.ts';
import { vander } from '../create/matrices.ts';
import { inexactTypeOf, realTypeOf } from '../dtype/dtype.ts';
import { floatInfo } from '../dtype/limits.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import { lstsq } from '../linalg/functions-least-squares.ts';
import { inv } from '../linalg/functions-solve.ts';
import { multiply } from '../math/arithmetic.ts';
import { divide } from '../math/division.ts';
import { matmul } from '../products/products.ts';
import { outer } from '../products/vectors.ts';
import { floatRow } from './coefficients.ts';
import { checkOrder } from './polynomials.ts';

/** Options of {@link polyfit}. */
export interface PolyfitOptions {
  /** Singular values below this share of the largest are taken for 0; as many epsilons as there are points unless given. */
  readonly rcond?: number | null;
  /** How much each point counts. */
  readonly w?: InputOf | null;
  /** Also the residuals, the rank, the singular values and the cutoff. */
  readonly full?: boolean;
  /** Also the covariance matrix of the coefficients; 'unscaled' for weights that are known errors. */
  readonly cov?: boolean | 'unscaled';
}

/** What {@link polyfit} solves. */
interface Fit {
  readonly left: NDArray;
  readonly right: NDArray;
  readonly scale: NDArray;
  readonly rcond: number;
}

function fitOf([x, y]: readonly [InputOf, InputOf], degree: number, { rcond, w }: PolyfitOptions): Fit {
  const [places, values] = [floatRow('polyfit', x), toNDArray(y)];
  if (places.size === 0 || places.size !== values.shape[0] || values.ndim > 2) {
    throw new ShapeError(`polyfit: needs as many values as places, got ${places.size} and ${values.shape[0] ?? 0}`);
  }
  let left: NDArray = vander(places, degree + 1);
  let right: NDArray = values.astype(inexactTypeOf(values.dtype));
  if (w !== undefined && w !== null) {
    const weights = floatRow('polyfit', w);
    if (weights.size !== places.size) {
      throw new ShapeError(`polyfit: ${places.size} points need as many weights, got ${weights.size}`);
    }
    left = multiply(left, weights.reshape(-1, 1));
    right = multiply(right, values.ndim === 2 ? weights.reshape(-1, 1) : weights);
  }
  // Columns of one length each, so that none is lost to rounding.
  const scale = multiply(left, left).sum({ axis: 0 }).pow(0.5);
  const cutoff = rcond ?? places.size * floatInfo(realTypeOf(places.dtype) as 'float64').eps;
  return { left: divide(left, scale), right, scale, rcond: cutoff };
}

/**
 * The polynomial of a degree that is nearest to points in the sense of least squares.
 *
 * @param x - Places: a row.
 * @param y - Values at these places: a row, or a column for each of several polynomials.
 * @param degree - The highest power.
 * @returns The coefficients, the highest power first. With `full` a list of them, the residuals, the rank, the singular values and the
 *   cutoff; with `cov` a list of them and their covariance.
 * @throws ShapeError (`ERR_SHAPE`) when numbers of points differ; ArrayValueError (`ERR_ARRAY_VALUE`) for too few points for a covariance.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const line = np.polyfit([0, 1, 2], [1, 3, 5], 1);
 * console.log(np.round(line, { decimals: 6 }).toArray()); // [ 2, 1 ]
 * ```
 */
// oxlint-disable-next-line eslint/max-params -- NumPy's three arguments, and options
export function polyfit(
  x: InputOf,
  y: InputOf,
  degree: number,
  options?: PolyfitOptions & { readonly full?: false; readonly cov?: false },
): NDArray;

// oxlint-disable-next-line eslint/max-params -- NumPy's three arguments, and options
export function polyfit(x: InputOf, y: InputOf, degree: number, options: PolyfitOptions): readonly unknown[];

// oxlint-disable-next-line eslint/max-params -- see above
export function polyfit(x: InputOf, y: InputOf, degree: number, options: PolyfitOptions = {}): unknown {
  checkOrder('polyfit', degree);
  checkOptions('polyfit', options, ['rcond', 'w', 'full', 'cov']);
  const fit = fitOf([x, y], degree, options);
  const { left, right, scale, rcond } = fit;
  const [found, residuals, rank, singular] = lstsq(left, right, { rcond });
  const solution = divide(found, found.ndim === 1 ? scale : scale.reshape(degree + 1, 1));
  if (options.full === true) return [solution, residuals, rank, singular, rcond];
  const { cov = false } = options;
  return cov === false ? solution : [solution, covarianceOf(fit, residuals, cov)];
}

function covarianceOf({ left, right, scale }: Fit, residuals: NDArray, cov: true | 'unscaled'): NDArray {
  const [count, order] = left.shape as readonly [number, number];
  const base = divide(inv(matmul(left.T, left)), outer(scale, scale));
  if (cov === true && count <= order) {
    throw new ArrayValueError(`polyfit: a covariance needs more points than coefficients, got ${count} and ${order}`);
  }
  const shaped = right.ndim === 1 ? base : base.reshape(order, order, 1);
  return cov === true ? multiply(shaped, divide(residuals, count - order)) : shaped;
}
