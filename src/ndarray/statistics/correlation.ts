/** Weighted means, covariance and correlation. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { type Axes, normalAxes } from '../array/axes.ts';
import { castNode } from '../elementwise/operands.ts';
import { packedElements } from '../array/elements.ts';
import { numbersNode, numbersOf } from '../array/numbers.ts';
import { checkOptions } from '../array/options.ts';
import { complexOfParts } from '../complex/cast.ts';
import { asDType, type DType, isComplex, isInexact } from '../dtype/dtype.ts';
import { promoteTypes } from '../dtype/promote.ts';
import { applyUfunc } from '../elementwise/ufunc.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { ArrayValueError, DTypeError, ShapeError } from '../errors.ts';
import { concatNodes } from '../manipulate/join.ts';
import { multiply, subtract } from '../math/arithmetic.ts';
import { divide } from '../math/division.ts';
import { clip } from '../math/choose.ts';
import { conj, imag, real } from '../math/complex.ts';
import { sqrt } from '../math/exponents.ts';
import { matmul } from '../products/products.ts';
import { diagonal } from '../pick/take.ts';
import { broadcastNode, reshapeNode, reverseAxes } from '../manipulate/view-nodes.ts';
import { meanNode, sumNode } from '../reduce/reduce.ts';
import { weightsAlong } from './weights-along.ts';

/** Options of {@link average}. */
export interface AverageOptions {
  /** Along which axis, or axes; all elements unless given. */
  readonly axis?: Axes | null;
  /** What each element counts: in the shape of the array, or a row for one axis. */
  readonly weights?: InputOf;
  /** Also the sums of the weights. */
  readonly returned?: boolean;
  /** Whether the axes that go stay with length 1. */
  readonly keepdims?: boolean;
}

/**
 * The weighted mean, over all elements or along `axis`.
 *
 * @returns The mean; with `returned` a list of it and the sum of the weights.
 * @throws ShapeError (`ERR_SHAPE`) when the weights do not fit; ArrayValueError (`ERR_ARRAY_VALUE`) when their sum is 0.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.average([1, 2, 4], { weights: [3, 2, 1] }).item()); // 1.8333333333333333
 * ```
 */
export function average(x: InputOf, options?: AverageOptions & { readonly returned?: false }): NDArray;
export function average(
  x: InputOf,
  options: AverageOptions & { readonly returned: true },
): readonly [mean: NDArray, weights: NDArray];
export function average(x: InputOf, options: AverageOptions = {}): NDArray | readonly NDArray[] {
  checkOptions('average', options, ['axis', 'weights', 'returned', 'keepdims']);
  const { keepdims } = options;
  const node = nodeOf(x);
  const axes = normalAxes(options.axis, node.shape.length).toSorted((a, b) => a - b);
  if (options.weights === undefined) {
    const mean = meanNode(node, { axes, keepdims });
    if (mean.size === 0)
      throw new ArrayValueError('average: there are no elements, and no means; check the shape first');
    const count = axes.reduce((product, axis) => product * node.shape[axis]!, 1);
    const total = castNode(broadcastNode(nodeOf(count), mean.shape), mean.dtype);
    return options.returned === true ? [wrap(mean), wrap(total)] : wrap(mean);
  }
  const given =
    options.axis === undefined || options.axis === null ? null : normalAxes(options.axis, node.shape.length);
  // Held until the results are computed: both of them read it.
  const { node: weights } = wrap(weightsAlong('average', [node, nodeOf(options.weights)], given));
  const common = promoteTypes(node.dtype, weights.dtype);
  const dtype = isInexact(node.dtype) ? common : promoteTypes(common, 'float64');
  const { node: total } = wrap(sumNode(castNode(weights, dtype), { axes, keepdims }));
  // In bools anything but 0 is true, of complex numbers, too.
  if ((packedElements(castNode(total, 'bool')) as Uint8Array).includes(0)) {
    throw new ArrayValueError('average: the weights sum to 0, so that there is no mean');
  }
  const products = applyUfunc(ufuncs.multiply, [castNode(node, dtype), castNode(weights, dtype)]);
  const mean = applyUfunc(ufuncs.divide, [sumNode(products, { axes, keepdims }), total]);
  return options.returned === true ? [wrap(mean), wrap(total)] : wrap(mean);
}

/** Options of {@link corrcoef}. */
export interface RowOptions {
  /** Whether rows are variables and columns observations; else the other way round. Default: true. */
  readonly rowvar?: boolean;
  /** In which is computed: float64 or complex128 unless it is given. */
  readonly dtype?: DType | null;
}

/** Options of {@link cov}. */
export interface CovOptions extends RowOptions {
  /** Divides by the number of observations instead of one less. Default: false. */
  readonly bias?: boolean;
  /** What is taken off the number of observations; instead of `bias`. */
  readonly ddof?: number;
  /** How often each observation is there (whole numbers). */
  readonly fweights?: InputOf;
  /** How much each observation counts. */
  readonly aweights?: InputOf;
}

/** Variables in rows, in the dtype in which is computed. */
function variablesOf(what: string, inputs: readonly InputOf[], { rowvar, dtype }: RowOptions): NDArray {
  const parts = inputs.map((input) => {
    const node = nodeOf(input);
    if (node.shape.length > 2)
      throw new ShapeError(`${what}: takes a row or rows of numbers, got ${node.shape.length} axes`);
    if (node.shape.length < 2) return reshapeNode(node, [1, node.size]);
    return rowvar === false ? reverseAxes(node) : node;
  });
  const count = parts[0]!.shape[1]!;
  if (parts.some(({ shape }) => shape[1] !== count)) {
    throw new ShapeError(
      `${what}: both sets need the same number of observations, got ${parts.map(({ shape }) => shape[1]).join(' and ')}`,
    );
  }
  const own = parts.reduce<DType>((type, part) => promoteTypes(type, part.dtype), 'float64');
  const work = dtype === undefined || dtype === null ? own : asDType(dtype);
  return wrap(
    concatNodes(
      parts.map((part) => castNode(part, work)),
      { axis: 0, what },
    ),
  );
}

function observationWeights({ fweights, aweights }: CovOptions, count: number): Float64Array | undefined {
  let product: Float64Array | undefined;
  for (const [name, input] of [
    ['fweights', fweights],
    ['aweights', aweights],
  ] as const) {
    if (input === undefined) continue;
    const node = nodeOf(input);
    const values = numbersOf(node);
    if (node.shape.length !== 1 || node.size !== count) {
      throw new ShapeError(`cov: ${count} observations need as many ${name}, got shape [${node.shape.join()}]`);
    }
    if (values.some((value) => value < 0)) throw new ArrayValueError(`cov: ${name} must not be negative`);
    if (name === 'fweights' && values.some((value) => !Number.isInteger(value))) {
      throw new DTypeError('cov: fweights are whole numbers; use aweights for others');
    }
    product = product === undefined ? values.slice() : product.map((weight, at) => weight * values[at]!);
  }
  return product;
}

/** By what sums of products are divided. */
function divisorOf(weights: Float64Array | undefined, options: CovOptions, count: number): number {
  const { ddof = options.bias === true ? 0 : 1 } = options;
  if (!Number.isInteger(ddof)) throw new ArrayValueError(`cov: ddof is a whole number, got ${ddof}`);
  if (weights === undefined) return count - ddof;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (ddof === 0) return total;
  if (options.aweights === undefined) return total - ddof;
  const own = numbersOf(nodeOf(options.aweights));
  return total - (ddof * weights.reduce((sum, weight, at) => sum + weight * own[at]!, 0)) / total;
}

/** The covariance matrix of variables in rows. */
function covariances(rows: NDArray, options: CovOptions): NDArray {
  const count = rows.shape[1]!;
  const given = observationWeights(options, count);
  const weights = given === undefined ? undefined : wrap(numbersNode(given));
  const total = given?.reduce((sum, weight) => sum + weight, 0) ?? count;
  const weighted = weights === undefined ? rows : multiply(rows, weights);
  const means = divide(weighted.sum({ axis: 1, keepdims: true }), total);
  const centred = subtract(rows, means).astype(rows.dtype);
  const second = weights === undefined ? centred : multiply(centred, weights);
  const divisor = Math.max(divisorOf(given, options, count), 0);
  return multiply(matmul(centred, conj(second).T), 1 / divisor);
}

/** A matrix of rows by rows, or one number for one variable. */
const matrix = (values: NDArray): NDArray => (values.shape[0] === 1 ? values.reshape([]) : values);

/** A second set of variables, the options, or both. */
function secondOf<O extends object>(
  second: InputOf | O | null | undefined,
  third: O | undefined,
): { readonly y: InputOf | null | undefined; readonly options: Partial<O> } {
  const isOptions = typeof second === 'object' && second !== null && Object.getPrototypeOf(second) === Object.prototype;
  return isOptions ? { y: undefined, options: second as O } : { y: second as InputOf, options: third ?? {} };
}

const inputsOf = (x: InputOf, y: InputOf | undefined | null): InputOf[] =>
  y === undefined || y === null ? [x] : [x, y];

/**
 * The covariance of variables; computed in float64, or complex128, unless a dtype is given.
 *
 * @param y - Further variables.
 * @returns A matrix with a row and a column for each variable; one number for one variable.
 * @throws ShapeError (`ERR_SHAPE`) when numbers of observations differ.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.cov([[0, 1, 2], [2, 1, 0]]).toArray()); // [ [ 1, -1 ], [ -1, 1 ] ]
 * ```
 */
export function cov(x: InputOf, y?: InputOf | null, options?: CovOptions): NDArray;
export function cov(x: InputOf, options: CovOptions): NDArray;
export function cov(x: InputOf, second?: InputOf | CovOptions | null, third?: CovOptions): NDArray {
  const { y, options } = secondOf<CovOptions>(second, third);
  checkOptions('cov', options, ['rowvar', 'bias', 'ddof', 'fweights', 'aweights', 'dtype']);
  return matrix(covariances(variablesOf('cov', inputsOf(x, y), options), options));
}

/**
 * Pearson's correlation of variables, between -1 and 1.
 *
 * @param y - Further variables.
 * @returns A matrix with a row and a column for each variable; one number for one variable.
 * @throws As {@link cov} does.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.corrcoef([0, 1, 2], [4, 2, 0]).toArray()); // [ [ 1, -1 ], [ -1, 1 ] ]
 * ```
 */
export function corrcoef(x: InputOf, y?: InputOf | null, options?: RowOptions): NDArray;
export function corrcoef(x: InputOf, options: RowOptions): NDArray;
export function corrcoef(x: InputOf, second?: InputOf | RowOptions | null, third?: RowOptions): NDArray {
  const { y, options } = secondOf<RowOptions>(second, third);
  checkOptions('corrcoef', options, ['rowvar', 'dtype']);
  const values = covariances(variablesOf('corrcoef', inputsOf(x, y), options), {});
  if (values.shape[0] === 1) return divide(values, values).reshape([]);
  const deviations = sqrt(real(diagonal(values)));
  const scaled = divide(divide(values, deviations.reshape(-1, 1)), deviations);
  return isComplex(scaled.dtype) ? withinUnit(scaled) : clip(scaled, -1, 1);
}

/** Both parts between -1 and 1. */
function withinUnit(values: NDArray): NDArray {
  const [re, im] = [clip(real(values), -1, 1), clip(imag(values), -1, 1)];
  return wrap(complexOfParts(values.dtype, re.node, im.node));
}
