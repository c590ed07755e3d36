/** What functions on elements can do besides being called: reduce, accumulate, reduceat, outer, at. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf, toNDArray } from '../array/as-array.ts';
import { normalAxis } from '../array/axes.ts';
import { checkOptions } from '../array/options.ts';
import { asDType, type DType } from '../dtype/dtype.ts';
import type { Scalar } from '../dtype/element.ts';
import { selectNode } from '../complex/select-node.ts';
import { castNode, scalarNode } from '../elementwise/operands.ts';
import { applyUfunc, needLoop, type Ufunc } from '../elementwise/ufunc.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { ArrayValueError, DTypeError, IndexError, ShapeError } from '../errors.ts';
import { constantNode, type Node } from '../graph/node.ts';
import type { IndexItem } from '../indexing/index-item.ts';
import { concatNodes } from '../manipulate/join.ts';
import { broadcastNode, expandNode, partOfAxis, reshapeNode } from '../manipulate/view-nodes.ts';
import { integersOf } from '../pick/take.ts';
import { cumulateNode } from '../reduce/cumulate.ts';
import { foldAxes, foldedDType, scanNode } from '../reduce/fold.ts';
import { extremeNode, prodNode, type ReduceSettings, reducedShape, sumNode, truthNode } from '../reduce/reduce.ts';
import { type CumulateOptions } from '../statistics/cumulative.ts';
import { deliver, type ReduceOptions, settingsOf } from '../statistics/settings.ts';
import { type ComparisonOptions, type UfuncOptions } from './call.ts';
import { applyAt } from './ufunc-at.ts';

/**
 * A function of one argument.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.array([1, 2, 3]);
 * np.negative.at(x, '1:');
 * console.log(x.toArray()); // [ 1, -2, -3 ]
 * ```
 */
export interface UnaryUfunc<D extends DType = DType> {
  (x: InputOf, options?: UfuncOptions): NDArray<D>;
  /** Applies the function to the places of an index of an array, in place: as often as a place is there. */
  at(x: NDArray, index: IndexItem | readonly IndexItem[]): void;
}

/** What functions of two arguments can do. */
export interface PairMethods<D extends DType = DType> {
  /** The result for each pair of an element of the first and one of the second: shape `[...first, ...second]`. */
  outer(x1: InputOf, x2: InputOf, options?: UfuncOptions): NDArray<D>;
  /** Applies the function to the places of an index and values, in place: once for each time that a place is there. */
  at(x: NDArray, index: IndexItem | readonly IndexItem[], values: InputOf): void;
}

/**
 * A function of two arguments, and what else it can do.
 *
 * @throws AxisError (`ERR_AXIS`); ArrayValueError (`ERR_ARRAY_VALUE`) for no elements where there is no identity, and for several axes
 * where the order matters; IndexError (`ERR_INDEX`); DTypeError (`ERR_DTYPE`) for results that cannot be written.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.add.reduce([[1, 2], [3, 4]]).toArray(), np.maximum.accumulate([3, 1, 4, 1, 5]).toArray()); // [ 4, 6 ] [ 3, 3, 4, 4, 5 ]
 * console.log(np.multiply.outer([1, 2], [3, 4]).toArray(), np.add.reduceat([1, 2, 3, 4], [0, 2]).toArray()); // [ [ 3, 4 ], [ 6, 8 ] ] [ 3, 7 ]
 * const counts = np.zeros(3, { dtype: 'int64' });
 * np.add.at(counts, [[0, 2, 2]], 1); // an index is one entry, or a list of them: here one list of places
 * console.log(counts.toArray()); // [ 1, 0, 2 ]
 * ```
 */
export interface BinaryUfunc<D extends DType = DType> extends PairMethods<D> {
  (x1: InputOf, x2: InputOf, options?: UfuncOptions): NDArray<D>;
  /** What changes no other value, and is the result of no elements; null where there is none. */
  readonly identity: Scalar | null;
  /** Combines all places of an axis: 0 unless it is given, all axes for null. */
  reduce(x: InputOf, options?: ReduceOptions): NDArray;
  /** Combines each place of an axis (0) with all before it. */
  accumulate(x: InputOf, options?: CumulateOptions): NDArray;
  /**
   * Combines parts of an axis (0): part i goes from index i to the one behind it, or to the end. Where the next index is not larger, it is the
   * single place.
   */
  reduceat(x: InputOf, indices: InputOf, options?: CumulateOptions): NDArray;
}

/** A comparison, which also compares all pairs. */
export interface ComparisonUfunc extends Pick<PairMethods<'bool'>, 'outer'> {
  (x1: InputOf, x2: InputOf, options?: ComparisonOptions): NDArray<'bool'>;
}

const identities: { readonly [name: string]: Scalar } = {
  add: 0,
  multiply: 1,
  logical_and: true,
  logical_or: false,
  logical_xor: false,
  bitwise_and: -1,
  bitwise_or: 0,
  bitwise_xor: 0,
  hypot: 0,
  logaddexp: -Infinity,
  logaddexp2: -Infinity,
  gcd: 0,
};

const identityOf = ({ name }: Ufunc): Scalar | null => identities[name] ?? null;

/** Functions whose order does not matter, so that several axes may be reduced at once. */
const symmetric = new Set([...Object.keys(identities), 'maximum', 'minimum', 'fmax', 'fmin', 'lcm']);

/** Reductions that have kernels. */
const direct: { readonly [name: string]: (node: Node, settings: ReduceSettings) => Node } = {
  add: sumNode,
  multiply: prodNode,
  maximum: (node, settings) => extremeNode('max', node, settings),
  minimum: (node, settings) => extremeNode('min', node, settings),
  logical_and: (node, settings) => withFirst('all', node, settings),
  logical_or: (node, settings) => withFirst('any', node, settings),
};

/** `all` and `any` know no initial value. */
function withFirst(which: 'all' | 'any', node: Node, settings: ReduceSettings): Node {
  const found = truthNode(which, node, settings);
  if (settings.initial === undefined) return found;
  return truthNode(
    which,
    concatNodes(
      [expandNode(found, [0]), broadcastNode(scalarNode(Boolean(settings.initial), 'bool'), [1, ...found.shape])],
      { axis: 0, what: which },
    ),
    { axes: [0] },
  );
}

/** The identity in a dtype: all bits set is -1, or the largest unsigned integer. */
function identityNode(ufunc: Ufunc, dtype: DType): Node {
  const identity = identityOf(ufunc);
  if (identity === null)
    throw new ArrayValueError(
      `${ufunc.name}.reduce: no elements, and ${ufunc.name} has no identity; give an initial value`,
    );
  if (identity === -1 && dtype !== 'bool') return castNode(constantNode('int64', [], -1n), dtype);
  return scalarNode(identity === -1 ? true : identity, dtype);
}

function maskedBy(ufunc: Ufunc, node: Node, where: Node): Node {
  return selectNode(where, [node, identityNode(ufunc, node.dtype)], node.dtype);
}

/** These have no sign in their results: also one element alone loses its own. */
const unsigned = (ufunc: Ufunc, node: Node, dtype: DType): Node =>
  ufunc.name === 'hypot' || ufunc.name === 'gcd' ? applyUfunc(ufuncs.absolute, [castNode(node, dtype)]) : node;

function reduceGeneral(ufunc: Ufunc, node: Node, settings: ReduceSettings): Node {
  const { axes, keepdims = false, initial, where } = settings;
  const dtype = settings.dtype ?? foldedDType(ufunc, node);
  if (axes.length > 1 && !symmetric.has(ufunc.name)) {
    throw new ArrayValueError(
      `${ufunc.name}.reduce: the order matters, so it goes along one axis; got [${axes.join(', ')}]`,
    );
  }
  const input = where === undefined ? node : maskedBy(ufunc, castNode(node, dtype), where);
  const isEmpty = axes.some((axis) => node.shape[axis] === 0);
  const first = initial === undefined ? undefined : scalarNode(initial, dtype);
  if (isEmpty) return broadcastNode(first ?? identityNode(ufunc, dtype), reducedShape(node.shape, axes, keepdims));
  const result = foldAxes(ufunc, unsigned(ufunc, input, dtype), { axes, keepdims, dtype });
  return first === undefined ? result : applyUfunc(ufunc, [first, result]);
}

const reduceOptions = ['axis', 'keepdims', 'dtype', 'initial', 'where', 'out'] as const;

function reduce(ufunc: Ufunc, x: InputOf, options: ReduceOptions = {}): NDArray {
  const what = `${ufunc.name}.reduce`;
  checkOptions(what, options, reduceOptions);
  const node = nodeOf(x);
  const axis = options.axis === undefined ? (node.shape.length === 0 ? null : 0) : options.axis;
  const settings = settingsOf('sum', node, { ...options, axis });
  if (options.dtype !== undefined) needLoop(ufunc, asDType(options.dtype));
  const run = direct[ufunc.name];
  return deliver(what, run === undefined ? reduceGeneral(ufunc, node, settings) : run(node, settings), options);
}

/** The node and axis along which a method goes. */
function along(what: string, x: InputOf, options: CumulateOptions): { readonly node: Node; readonly axis: number } {
  checkOptions(what, options, ['axis', 'dtype', 'out']);
  const node = nodeOf(x);
  if (node.shape.length === 0)
    throw new ShapeError(`${what}: a 0-d array has no axis to go along; use np.atleast1d(x)`);
  return { node, axis: normalAxis(options.axis ?? 0, node.shape.length) };
}

const dtypeOf = ({ dtype }: CumulateOptions): DType | undefined => (dtype === undefined ? undefined : asDType(dtype));

function accumulate(ufunc: Ufunc, x: InputOf, options: CumulateOptions = {}): NDArray {
  const what = `${ufunc.name}.accumulate`;
  const { node, axis } = along(what, x, options);
  const dtype = dtypeOf(options);
  if (dtype !== undefined) needLoop(ufunc, dtype);
  if (ufunc.name === 'add' || ufunc.name === 'multiply') {
    return deliver(what, cumulateNode(ufunc.name, node, { axis, dtype }), options);
  }
  return deliver(what, scanNode(ufunc, castNode(node, dtype ?? foldedDType(ufunc, node)), axis), options);
}

// oxlint-disable-next-line eslint/max-params -- the function, and the three arguments of NumPy's method
function reduceat(ufunc: Ufunc, x: InputOf, indices: InputOf, options: CumulateOptions = {}): NDArray {
  const what = `${ufunc.name}.reduceat`;
  const { node, axis } = along(what, x, options);
  const length = node.shape[axis]!;
  const starts = integersOf(what, nodeOf(indices));
  const wrong = starts.find((start) => start < 0 || start >= length);
  if (wrong !== undefined)
    throw new IndexError(`${what}: index ${wrong} is out of bounds for axis ${axis} of length ${length}`);
  const parts = starts.map((start, at) => {
    const next = starts[at + 1] ?? length;
    const cut = partOfAxis(node, axis, { start, stop: Math.max(next, start + 1) });
    return reduce(ufunc, wrap(cut), {
      axis,
      keepdims: true,
      ...(options.dtype === undefined ? {} : { dtype: options.dtype }),
    }).node;
  });
  const empty = reduce(ufunc, wrap(partOfAxis(node, axis, { start: 0, stop: Math.min(length, 1) })), {
    axis,
    keepdims: true,
    ...(options.dtype === undefined ? {} : { dtype: options.dtype }),
  }).node;
  const result = parts.length > 0 ? concatNodes(parts, { axis, what }) : partOfAxis(empty, axis, { start: 0, stop: 0 });
  return deliver(what, result, options);
}

/** The first with new axes at its end, so that every element meets every one of the second. */
function spread(x1: InputOf, x2: InputOf): readonly [NDArray, NDArray] {
  const [first, second] = [toNDArray(x1), toNDArray(x2)];
  const ones = second.shape.map(() => 1);
  return [wrap(reshapeNode(first.node, [...first.shape, ...ones])), second];
}

type Call<O, D extends DType> = (x1: InputOf, x2: InputOf, options?: O) => NDArray<D>;

const outerOf =
  <O, D extends DType>(run: Call<O, D>) =>
  (x1: InputOf, x2: InputOf, options?: O): NDArray<D> => {
    const [first, second] = spread(x1, x2);
    return run(first, second, options);
  };

function target(what: string, x: unknown): NDArray {
  const array = x as NDArray;
  if (typeof x !== 'object' || x === null || !('node' in x)) {
    throw new DTypeError(`${what} writes into an array, got ${x === null ? 'null' : typeof x}; make one with np.array`);
  }
  return array;
}

/** A function of two arguments with its methods. */
export function binaryUfunc<D extends DType = DType>(ufunc: Ufunc, run: Call<UfuncOptions, D>): BinaryUfunc<D> {
  return Object.assign(run, {
    identity: identityOf(ufunc),
    reduce: (x: InputOf, options?: ReduceOptions) => reduce(ufunc, x, options),
    accumulate: (x: InputOf, options?: CumulateOptions) => accumulate(ufunc, x, options),
    reduceat: (x: InputOf, indices: InputOf, options?: CumulateOptions) => reduceat(ufunc, x, indices, options),
    outer: outerOf(run),
    at: (x: NDArray, index: IndexItem | readonly IndexItem[], values: InputOf) =>
      applyAt(ufunc, target(`${ufunc.name}.at`, x), { index, values, run }),
  });
}

/** A comparison with its methods. */
export const comparisonUfunc = (run: Call<ComparisonOptions, 'bool'>): ComparisonUfunc =>
  Object.assign(run, { outer: outerOf(run) });

/** A function of one argument with its method. */
export function unaryUfunc<D extends DType = DType>(
  ufunc: Ufunc,
  run: (x: InputOf, options?: UfuncOptions) => NDArray<D>,
): UnaryUfunc<D> {
  return Object.assign(run, {
    at: (x: NDArray, index: IndexItem | readonly IndexItem[]) =>
      applyAt(ufunc, target(`${ufunc.name}.at`, x), { index, run: (part: InputOf) => run(part) }),
  });
}
