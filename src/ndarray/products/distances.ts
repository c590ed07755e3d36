/** Distances between all points of two sets. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { broadcastShapesFor, shapeText } from '../array/broadcast.ts';
import { castNode } from '../elementwise/operands.ts';
import { checkOptions } from '../array/options.ts';
import { type DType, isComplex } from '../dtype/dtype.ts';
import { promoteTypes } from '../dtype/promote.ts';
import { ArrayValueError, DTypeError, ShapeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { expandDims } from '../manipulate/shape.ts';
import { multiply, power, subtract } from '../math/arithmetic.ts';
import { absolute } from '../math/signs.ts';
import { sqrt } from '../math/exponents.ts';
import { max, sum } from '../statistics/reductions.ts';
import { hasProducts } from './dispatch-product.ts';
import { type Labelled, matrixForm } from './matrix-form.ts';
import { matrixNode } from './matrix-node.ts';

/** How far apart two points are, by the names that SciPy has. */
export type Metric = 'euclidean' | 'sqeuclidean' | 'cityblock' | 'chebyshev' | 'minkowski';

const metrics: readonly Metric[] = ['euclidean', 'sqeuclidean', 'cityblock', 'chebyshev', 'minkowski'];

/** Options of {@link cdist}. */
export interface CdistOptions {
  /** Default: 'euclidean'. */
  readonly metric?: Metric;
  /** For 'minkowski': the power, above 0; Infinity is 'chebyshev'. Default: 2. */
  readonly p?: number;
}

/** Minkowski's distances that have names. */
function metricOf({ metric = 'euclidean', p = 2 }: CdistOptions): { readonly metric: Metric; readonly p: number } {
  if (!metrics.includes(metric)) {
    throw new ArrayValueError(`cdist: there is no metric ${JSON.stringify(metric)}; there are ${metrics.join(', ')}`);
  }
  if (!(typeof p === 'number' && p > 0)) throw new ArrayValueError(`cdist: p must be a number above 0, got ${p}`);
  if (metric !== 'minkowski') return { metric, p };
  const names = new Map<number, Metric>([
    [1, 'cityblock'],
    [2, 'euclidean'],
    [Infinity, 'chebyshev'],
  ]);
  return { metric: names.get(p) ?? metric, p };
}

function dtypeOf(a: Node, b: Node): DType {
  const dtype = promoteTypes(a.dtype, b.dtype);
  if (isComplex(dtype)) {
    throw new DTypeError('cdist: complex coordinates have no order of axes; stack real and imaginary parts');
  }
  return dtype.startsWith('float') ? dtype : 'float64';
}

function checkPoints(a: Node, b: Node): void {
  for (const { shape } of [a, b]) {
    if (shape.length < 2) {
      throw new ShapeError(`cdist needs points as rows of matrices, got shape ${shapeText(shape)}; reshape(-1, 1)?`);
    }
  }
  if (a.shape.at(-1) !== b.shape.at(-1)) {
    throw new ShapeError(
      `cdist: points of ${a.shape.at(-1)} and of ${b.shape.at(-1)} coordinates (shapes ${shapeText(a.shape)} and ${shapeText(b.shape)})`,
    );
  }
  broadcastShapesFor('cdist', [a.shape.slice(0, -2), b.shape.slice(0, -2)]);
}

const terms = {
  euclidean: 'squaredDifference',
  sqeuclidean: 'squaredDifference',
  cityblock: 'absoluteDifference',
  chebyshev: 'largestDifference',
} as const;

/** One kernel of tiles for sums and largest ones of differences, where there is such a kernel. */
function tiledDistances(a: Node, b: Node, { metric, dtype }: { metric: Metric; dtype: DType }): Node | undefined {
  if (metric === 'minkowski' || !hasProducts(a)) return undefined;
  if (dtype !== 'float32' && dtype !== 'float64') return undefined;
  const stacks = (rank: number): string[] => Array.from({ length: rank - 2 }, (_, at) => `stack${rank - 2 - at}`);
  const operands: readonly [Labelled, Labelled] = [
    { node: a, labels: [...stacks(a.shape.length), 'row', 'inner'] },
    { node: b, labels: [...stacks(b.shape.length), 'column', 'inner'] },
  ];
  const batch = broadcastShapesFor('cdist', [a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  const out = [...stacks(batch.length + 2), 'row', 'column'];
  const shape = [...batch, a.shape.at(-2)!, b.shape.at(-2)!];
  const lengths = new Map([...out.map((label, at) => [label, shape[at]!] as const), ['inner', a.shape.at(-1)!]]);
  const form = matrixForm(operands, out);
  const term = terms[metric];
  return form && matrixNode({ form, dtype, out, lengths, what: 'cdist', term, isRoot: metric === 'euclidean' });
}

/** Every metric, as one fused reduction of the differences. */
function reducedDistances(a: NDArray, b: NDArray, { metric, p }: { metric: Metric; p: number }): NDArray {
  const difference = subtract(expandDims(a, -2), expandDims(b, -3));
  switch (metric) {
    case 'sqeuclidean':
      return sum(multiply(difference, difference), { axis: -1 });
    case 'euclidean':
      return sqrt(sum(multiply(difference, difference), { axis: -1 }));
    case 'cityblock':
      return sum(absolute(difference), { axis: -1 });
    case 'chebyshev':
      return max(absolute(difference), { axis: -1, initial: 0 });
    case 'minkowski':
      return power(sum(power(absolute(difference), p), { axis: -1 }), 1 / p);
    default:
      return metric satisfies never;
  }
}

/**
 * Distances between each point of one set and each of another: shapes `[..., m, k]` and `[..., n, k]` give `[..., m, n]`, points being rows of `k`
 * coordinates; leading axes broadcast. The name is that of SciPy and of torch.
 *
 * Differences of coordinates are taken before they are squared, always: points that are close to each other, or far from 0, keep all their digits,
 * and a point is at distance 0 of itself. (The shortcut over `|a|^2 + |b|^2 - 2 a b`, which others take, loses half of them.) On threads it is
 * one kernel over all cores, without the differences in memory, and its results do not depend on the number of threads.
 *
 * @param options - `metric`: 'euclidean', 'sqeuclidean' (without the root), 'cityblock', 'chebyshev', 'minkowski' with the power `p`.
 * @returns float32 and float16 stay, other real dtypes give float64. NaN in a coordinate is NaN in all distances of the point.
 * @throws ShapeError (`ERR_SHAPE`) for arrays that are no matrices, or points of different lengths; DTypeError (`ERR_DTYPE`) for complex numbers;
 * ArrayValueError (`ERR_ARRAY_VALUE`) for other metrics.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.cdist([[0, 0], [3, 4]], [[0, 0], [6, 8]]).toArray()); // [ [ 0, 10 ], [ 5, 5 ] ]
 * console.log(np.cdist([[0, 0]], [[3, 4]], { metric: 'cityblock' }).item()); // 7
 * ```
 */
export function cdist(x1: InputOf, x2: InputOf, options: CdistOptions = {}): NDArray {
  checkOptions('cdist', options, ['metric', 'p']);
  const { metric, p } = metricOf(options);
  const [a, b] = [nodeOf(x1), nodeOf(x2)];
  checkPoints(a, b);
  const dtype = dtypeOf(a, b);
  const wide = dtype === 'float16' ? 'float32' : dtype;
  const [left, right] = [castNode(a, wide), castNode(b, wide)];
  const tiled = tiledDistances(left, right, { metric, dtype: wide });
  if (tiled !== undefined) return wrap(castNode(tiled, dtype));
  return wrap(castNode(reducedDistances(wrap(left), wrap(right), { metric, p }).node, dtype));
}
