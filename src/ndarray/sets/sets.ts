/** Arrays as sets of their elements. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { castNode } from '../elementwise/operands.ts';
import { packedElements } from '../array/elements.ts';
import { checkOptions } from '../array/options.ts';
import { placesNode } from '../array/rows.ts';
import { Complex } from '../dtype/complex.ts';
import { type DType, partsOf } from '../dtype/dtype.ts';
import { elementReader, type Scalar } from '../dtype/element.ts';
import { promoteTypes } from '../dtype/promote.ts';
import { type DataArray, newData } from '../dtype/typed-array.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { ravelNode } from '../manipulate/view-nodes.ts';
import { gather } from '../sorting/sort-elements.ts';
import { findRuns, firstPlaces, runCount, runLengths, runStarts, runValues } from './runs.ts';
import { valuesNode } from './unique.ts';

/** Options of functions of two sets. */
export interface SetOptions {
  /** Whether the elements of each array are distinct already, which saves time. Default: false. */
  readonly assumeUnique?: boolean;
}

/** Two arrays as packed rows of one dtype. */
interface Rows {
  readonly dtype: DType;
  readonly a: DataArray;
  readonly b: DataArray;
}

function rowsOf(x1: InputOf, x2: InputOf): Rows {
  const [a, b] = [nodeOf(x1), nodeOf(x2)];
  const dtype = promoteTypes(a.dtype, b.dtype);
  return { dtype, a: packedElements(castNode(ravelNode(a), dtype)), b: packedElements(castNode(ravelNode(b), dtype)) };
}

function joined({ dtype, a, b }: Rows): DataArray {
  const parts = partsOf(dtype);
  const both = newData(dtype, (a.length + b.length) / parts) as Float64Array;
  both.set(a as Float64Array);
  both.set(b as Float64Array, a.length);
  return both;
}

function distinctRow(dtype: DType, data: DataArray): DataArray {
  const runs = findRuns(dtype, data, true);
  const values = newData(dtype, runCount(runs));
  runValues(runs, values);
  return values;
}

const distinctRows = ({ dtype, a, b }: Rows): Rows => ({ dtype, a: distinctRow(dtype, a), b: distinctRow(dtype, b) });

/** A key under which equal elements are one; NaN equals nothing. */
const keyOf = (value: Scalar): Scalar | string | undefined => {
  if (value instanceof Complex)
    return value.re + value.im === value.re + value.im ? `${value.re + 0},${value.im + 0}` : undefined;
  return Number.isNaN(value) ? undefined : value;
};

/** For each element of `a`, whether `b` has it. */
function areIn({ dtype, a, b }: Rows): Uint8Array {
  const parts = partsOf(dtype);
  const [readA, readB] = [elementReader(dtype, a), elementReader(dtype, b)];
  const known = new Set<Scalar | string>();
  for (let at = 0; at < b.length / parts; at++) {
    const key = keyOf(readB(at));
    if (key !== undefined) known.add(key);
  }
  return new Uint8Array(a.length / parts).map((_, at) => {
    const key = keyOf(readA(at));
    return key !== undefined && known.has(key) ? 1 : 0;
  });
}

function pick(dtype: DType, data: DataArray, places: ArrayLike<number>): Node {
  const { node, data: to } = newArray(dtype, [places.length]);
  gather({ dtype, data }, places, to);
  return node;
}

const whereNot = (flags: Uint8Array): number[] => [...flags.keys()].filter((at) => flags[at] === 0);

/**
 * For each element of the first array whether it is among those of the second. NaN never is.
 *
 * @param options - `invert`: true where it is not. `assumeUnique` and `kind` change nothing but are accepted.
 * @returns Booleans in the shape of the first array.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.isin([[1, 2], [3, 4]], [2, 3]).toArray()); // [ [ false, true ], [ true, false ] ]
 * ```
 */
export function isin(
  x1: InputOf,
  x2: InputOf,
  options: SetOptions & { readonly invert?: boolean; readonly kind?: 'sort' | 'table' | null } = {},
): NDArray<'bool'> {
  checkOptions('isin', options, ['assumeUnique', 'invert', 'kind']);
  const flags = areIn(rowsOf(x1, x2));
  const { node, data } = newArray('bool', nodeOf(x1).shape);
  data.set(options.invert === true ? flags.map((flag) => 1 - flag) : flags);
  return wrap(node);
}

/**
 * The sorted distinct elements of both arrays together.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.union1d([3, 1], [2, 3]).toArray()); // [ 1, 2, 3 ]
 * ```
 */
export function union1d(x1: InputOf, x2: InputOf): NDArray {
  const rows = rowsOf(x1, x2);
  return wrap(valuesNode(findRuns(rows.dtype, joined(rows), true)));
}

/**
 * The sorted distinct elements that both arrays have.
 *
 * @param options - With `returnIndices` the result is a list, as in NumPy: the values, and where each is first in both arrays (int64).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.intersect1d([3, 1, 2], [2, 3, 5]).toArray()); // [ 2, 3 ]
 * ```
 */
export function intersect1d(
  x1: InputOf,
  x2: InputOf,
  options?: SetOptions & { readonly returnIndices?: false },
): NDArray;
export function intersect1d(
  x1: InputOf,
  x2: InputOf,
  options: SetOptions & { readonly returnIndices: true },
): readonly [values: NDArray, indices1: NDArray<'int64'>, indices2: NDArray<'int64'>];
export function intersect1d(
  x1: InputOf,
  x2: InputOf,
  options: SetOptions & { readonly returnIndices?: boolean } = {},
): NDArray | readonly NDArray[] {
  checkOptions('intersect1d', options, ['assumeUnique', 'returnIndices']);
  const { dtype, a, b } = rowsOf(x1, x2);
  // Distinct elements of each with their first places; those in both are runs of two when they are put together.
  const [runsA, runsB] = [findRuns(dtype, a, true), findRuns(dtype, b, true)];
  const rows: Rows = { dtype, a: newData(dtype, runCount(runsA)), b: newData(dtype, runCount(runsB)) };
  runValues(runsA, rows.a);
  runValues(runsB, rows.b);
  const runs = findRuns(dtype, joined(rows), false);
  const both = [...runLengths(runs).keys()].filter((run) => runs.starts[run + 1]! - runs.starts[run]! === 2);
  const starts = runStarts(runs);
  const values = pick(
    dtype,
    runs.sorted,
    both.map((run) => starts[run]!),
  );
  if (options.returnIndices !== true) return wrap(values);
  const [firstA, firstB] = [firstPlaces(runsA), firstPlaces(runsB)];
  const inA = both.map((run) => firstA[runs.order[starts[run]!]!]!);
  const inB = both.map((run) => firstB[runs.order[starts[run]! + 1]! - runCount(runsA)]!);
  return [wrap(values), wrap(placesNode(inA)), wrap(placesNode(inB))];
}

/**
 * The sorted distinct elements of the first array that the second does not have.
 *
 * @param options - With `assumeUnique` they keep the order that they have in the first array.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.setdiff1d([3, 1, 2, 1], [2]).toArray()); // [ 1, 3 ]
 * ```
 */
export function setdiff1d<D extends DType = DType>(x1: InputOf<D>, x2: InputOf, options: SetOptions = {}): NDArray<D> {
  checkOptions('setdiff1d', options, ['assumeUnique']);
  const own = distinctOrAll(nodeOf(x1), options);
  const { dtype, a, b } = rowsOf(wrap(own), x2);
  return wrap(pick(own.dtype, packedElements(own), whereNot(areIn({ dtype, a, b }))));
}

/** All elements in one row: each once and sorted, unless they are said to be distinct. */
const distinctOrAll = (node: Node, { assumeUnique }: SetOptions): Node =>
  assumeUnique === true ? ravelNode(node) : valuesNode(findRuns(node.dtype, packedElements(node), true));

/**
 * The sorted elements that one of the arrays has and the other does not.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.setxor1d([3, 1, 2], [2, 3, 5]).toArray()); // [ 1, 5 ]
 * ```
 */
export function setxor1d(x1: InputOf, x2: InputOf, options: SetOptions = {}): NDArray {
  checkOptions('setxor1d', options, ['assumeUnique']);
  const rows = rowsOf(x1, x2);
  const runs = findRuns(rows.dtype, joined(options.assumeUnique === true ? rows : distinctRows(rows)), false);
  const starts = runStarts(runs);
  const single = [...starts.keys()].filter((run) => runs.starts[run + 1]! - starts[run]! === 1);
  return wrap(
    pick(
      rows.dtype,
      runs.sorted,
      single.map((run) => starts[run]!),
    ),
  );
}
