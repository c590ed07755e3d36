/** The distinct elements of arrays. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { normalAxis } from '../array/axes.ts';
import { copyNode, packedElements } from '../array/elements.ts';
import { checkOptions } from '../array/options.ts';
import { placesNode } from '../array/rows.ts';
import { type DType, partsOf } from '../dtype/dtype.ts';
import { type DataArray, newData } from '../dtype/typed-array.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { transposeNode } from '../manipulate/view-nodes.ts';
import { gather } from '../sorting/sort-elements.ts';
import { findRuns, firstPlaces, runCount, runLengths, runOfEach, type Runs, runValues } from './runs.ts';

/** Options of {@link unique}. */
export interface UniqueOptions {
  /** Also the flat place where each value is first. */
  readonly returnIndex?: boolean;
  /** Also, for each element, the place of its value among the distinct ones. */
  readonly returnInverse?: boolean;
  /** Also how often each value is there. */
  readonly returnCounts?: boolean;
  /** Compares whole parts of the array along this axis; all elements unless given. */
  readonly axis?: number | null;
  /** Whether all NaN are one value. Default: true. */
  readonly equalNan?: boolean;
  /** False where any order will do. The values are sorted in any case. */
  readonly sorted?: boolean;
}

const uniqueOptions = ['returnIndex', 'returnInverse', 'returnCounts', 'axis', 'equalNan', 'sorted'];

const hasExtras = ({ returnIndex, returnInverse, returnCounts }: UniqueOptions): boolean =>
  returnIndex === true || returnInverse === true || returnCounts === true;

/** The distinct values of runs as a row. */
export function valuesNode(runs: Runs): Node {
  const values = newArray(runs.dtype, [runCount(runs)]);
  runValues(runs, values.data);
  return values.node;
}

const runsOf = (node: Node, equalNaN: boolean): Runs => findRuns(node.dtype, packedElements(node), equalNaN);

/** Distinct elements, or distinct parts along an axis, with what else is known of them. */
interface Distinct {
  readonly values: Node;
  readonly places: () => Uint32Array;
  readonly inverse: () => Node;
  readonly counts: () => Uint32Array;
}

const distinctElements = (node: Node, equalNaN: boolean): Distinct => {
  const runs = runsOf(node, equalNaN);
  return {
    values: valuesNode(runs),
    places: () => firstPlaces(runs),
    inverse: () => placesNode(runOfEach(runs), node.shape),
    counts: () => runLengths(runs),
  };
};

/** Number of the distinct value of each item of one column. */
const ranksOf = (dtype: DType, column: DataArray, equalNaN: boolean): Uint32Array =>
  runOfEach(findRuns(dtype, column, equalNaN));

/** Distinct rows: the ranks of the values of each column, from the first on, are joined into a rank of the rows so far. */
function rowRuns(node: Node, rows: number): Runs {
  const { dtype } = node;
  const data = packedElements(node);
  const width = rows === 0 ? 0 : node.size / rows;
  let ranks: Uint32Array = new Uint32Array(rows);
  for (let column = 0; column < width; column++) {
    const values = newData(dtype, rows);
    const places = Uint32Array.from({ length: rows }, (_, row) => row * width + column);
    gather({ dtype, data }, places, values);
    const next = ranksOf(dtype, values, false);
    const joined = Float64Array.from(ranks, (rank, row) => rank * rows + next[row]!);
    ranks = ranksOf('float64', joined, false);
  }
  return findRuns('uint32', ranks, false);
}

function distinctParts(node: Node, axis: number): Distinct {
  const order = [axis, ...Array.from(node.shape.keys()).filter((at) => at !== axis)];
  const moved = transposeNode(node, order);
  const rows = moved.shape[0]!;
  const runs = rowRuns(moved, rows);
  const width = rows === 0 ? 0 : moved.size / rows;
  const picked = newArray(node.dtype, moved.shape.with(0, runCount(runs)));
  const data = packedElements(moved);
  const step = width * partsOf(node.dtype);
  for (const [at, row] of firstPlaces(runs).entries()) {
    (picked.data as Float64Array).set(data.subarray(row * step, (row + 1) * step) as Float64Array, at * step);
  }
  const back = order.map((_, at) => order.indexOf(at));
  return {
    values: axis === 0 ? picked.node : copyNode(transposeNode(picked.node, back)),
    places: () => firstPlaces(runs),
    inverse: () => placesNode(runOfEach(runs)),
    counts: () => runLengths(runs),
  };
}

/**
 * The distinct elements, sorted; or the distinct parts along an axis.
 *
 * With `returnIndex`, `returnInverse` or `returnCounts` the result is a list, as in NumPy: the values, then each of these that was asked
 * for, in this order (int64).
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.unique([3, 1, 3, 2]).toArray()); // [ 1, 2, 3 ]
 * const [values, counts] = np.unique(['a', 'b', 'a'].map((name) => name.codePointAt(0)!), { returnCounts: true });
 * console.log(values!.toArray(), counts!.toArray()); // [ 97, 98 ] [ 2, 1 ]
 * ```
 */
export function unique<D extends DType = DType>(
  x: InputOf<D>,
  options?: UniqueOptions & {
    readonly returnIndex?: false;
    readonly returnInverse?: false;
    readonly returnCounts?: false;
  },
): NDArray<D>;
export function unique<D extends DType = DType>(
  x: InputOf<D>,
  options: UniqueOptions,
): readonly [values: NDArray<D>, ...others: NDArray<'int64'>[]];
export function unique(x: InputOf, options: UniqueOptions = {}): NDArray | readonly NDArray[] {
  checkOptions('unique', options, uniqueOptions);
  const { axis, equalNan = true, returnIndex, returnInverse, returnCounts } = options;
  const node = nodeOf(x);
  const distinct =
    axis === undefined || axis === null
      ? distinctElements(node, equalNan)
      : distinctParts(node, normalAxis(axis, node.shape.length));
  const values = wrap(distinct.values);
  if (!hasExtras(options)) return values;
  const others: Node[] = [];
  if (returnIndex === true) others.push(placesNode(distinct.places()));
  if (returnInverse === true) others.push(distinct.inverse());
  if (returnCounts === true) others.push(placesNode(distinct.counts()));
  return [values, ...others.map((other) => wrap(other))];
}

/** What {@link uniqueAll} gives; indices and counts are int64. */
export interface UniqueAll<D extends DType = DType> {
  /** The distinct values, sorted. */
  readonly values: NDArray<D>;
  /** The flat place where each value is first. */
  readonly indices: NDArray<'int64'>;
  /** For each element, the place of its value. */
  readonly inverseIndices: NDArray<'int64'>;
  /** How often each value is there. */
  readonly counts: NDArray<'int64'>;
}

/**
 * The distinct elements, sorted, with the flat place of the first of each, the place among them of each element (in the shape of the array),
 * and how often each is there. Each NaN is a value of its own.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const { values, indices, inverseIndices, counts } = np.uniqueAll([5, 3, 5]);
 * console.log(values.toArray(), indices.toArray(), inverseIndices.toArray(), counts.toArray()); // [ 3, 5 ] [ 1, 0 ] [ 1, 0, 1 ] [ 1, 2 ]
 * ```
 */
export function uniqueAll<D extends DType = DType>(x: InputOf<D>): UniqueAll<D> {
  const { values, places, inverse, counts } = distinctElements(nodeOf(x), false);
  return {
    values: wrap(values),
    indices: wrap(placesNode(places())),
    inverseIndices: wrap(inverse()),
    counts: wrap(placesNode(counts())),
  };
}

/**
 * The distinct elements, sorted, and how often each is there (int64). Each NaN is a value of its own.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const { values, counts } = np.uniqueCounts([5, 3, 5]);
 * console.log(values.toArray(), counts.toArray()); // [ 3, 5 ] [ 1, 2 ]
 * ```
 */
export function uniqueCounts<D extends DType = DType>(x: InputOf<D>): Pick<UniqueAll<D>, 'values' | 'counts'> {
  const { values, counts } = distinctElements(nodeOf(x), false);
  return { values: wrap(values), counts: wrap(placesNode(counts())) };
}

/**
 * The distinct elements, sorted, and the place among them of each element (int64, in the shape of the array). Each NaN is a value of its own.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const { values, inverseIndices } = np.uniqueInverse([5, 3, 5]);
 * console.log(values.toArray(), inverseIndices.toArray()); // [ 3, 5 ] [ 1, 0, 1 ]
 * ```
 */
export function uniqueInverse<D extends DType = DType>(x: InputOf<D>): Pick<UniqueAll<D>, 'values' | 'inverseIndices'> {
  const { values, inverse } = distinctElements(nodeOf(x), false);
  return { values: wrap(values), inverseIndices: wrap(inverse()) };
}

/**
 * The distinct elements, sorted. Each NaN is a value of its own.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.uniqueValues([5, 3, 5]).toArray()); // [ 3, 5 ]
 * ```
 */
export const uniqueValues = <D extends DType = DType>(x: InputOf<D>): NDArray<D> =>
  wrap(distinctElements(nodeOf(x), false).values);
