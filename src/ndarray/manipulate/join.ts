/** Functions that put arrays together. */

import { needList } from '../array/need.ts';
import { NDArray } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { normalAxis } from '../array/axes.ts';
import { shapeText } from '../array/broadcast.ts';
import { copyElements } from '../array/copy-elements.ts';
import { elementsOf } from '../array/elements.ts';
import { checkOptions } from '../array/options.ts';
import { type Casting, isCastAllowed } from '../dtype/can-cast.ts';
import { asDType, type DType } from '../dtype/dtype.ts';
import { resultDType } from '../dtype/promote.ts';
import { ArrayValueError, DTypeError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { leaveIn } from '../math/call.ts';
import { atleast1d, atleast2d, atleast3d } from './shape.ts';
import { expandNode, ravelNode, transposeNode } from './view-nodes.ts';

/** Options of {@link concat} and {@link stack}. */
export interface JoinOptions {
  /** Along which axis: 0 unless it is given. */
  readonly axis?: number;
  /** Dtype of the result; the one that holds all of them unless it is given. */
  readonly dtype?: DType;
  /** How free the conversion to `dtype`, or to the dtype of `out`, may be. */
  readonly casting?: Casting;
  /** Takes the result, and is returned. It has the dtype that counts, so there is no `dtype` beside it. */
  readonly out?: NDArray;
}

/** What `vstack` and `hstack` have of them. */
export type StackOptions = Omit<JoinOptions, 'axis' | 'out'>;

interface Target {
  readonly axis: number;
  readonly dtype?: DType | undefined;
  readonly casting?: Casting | undefined;
  readonly what: string;
}

/** Puts nodes one after the other, into `out` where it is given. */
function join(what: string, nodes: readonly Node[], { axis, dtype, casting, out }: JoinOptions): NDArray {
  if (out !== undefined && dtype !== undefined) {
    throw new ArrayValueError(`${what}: out has a dtype already; give out or dtype, not both`);
  }
  const to = out instanceof NDArray ? out.dtype : dtype;
  return leaveIn(what, out, concatNodes(nodes, { what, axis: axis ?? 0, dtype: to, casting }));
}

function dtypeFor(nodes: readonly Node[], { dtype, casting = 'same_kind', what }: Target): DType {
  const own = nodes.map((node) => node.dtype);
  const to = dtype === undefined ? resultDType(own, []) : asDType(dtype);
  const wrong = nodes.find((node) => !isCastAllowed(node.dtype, to, casting));
  if (wrong !== undefined) {
    throw new DTypeError(
      `${what}: ${wrong.dtype} does not become ${to} by the rule '${casting}'; convert it with astype, or choose another casting`,
    );
  }
  return to;
}

/** Puts nodes one after the other along an axis. */
export function concatNodes(nodes: readonly Node[], target: Target): Node {
  const first = nodes[0];
  if (first === undefined) throw new ArrayValueError(`${target.what}: there are no arrays; give at least one`);
  const { shape } = first;
  if (shape.length === 0) throw new ShapeError(`${target.what}: 0-d arrays have no axis to put them along; use stack`);
  const axis = normalAxis(target.axis, shape.length);
  for (const node of nodes) {
    const isAlike =
      node.shape.length === shape.length && shape.every((length, at) => at === axis || length === node.shape[at]);
    if (!isAlike) {
      throw new ShapeError(
        `${target.what}: shapes ${shapeText(shape)} and ${shapeText(node.shape)} differ in more than axis ${axis}; all other lengths must be equal`,
      );
    }
  }
  const length = nodes.reduce((sum, node) => sum + node.shape[axis]!, 0);
  const { node: result, data } = newArray(dtypeFor(nodes, target), shape.with(axis, length));
  const all = { ...elementsOf(result), data };
  let place = 0;
  for (const node of nodes) {
    copyElements(elementsOf(node), { ...all, shape: node.shape, offset: place * all.strides[axis]! });
    place += node.shape[axis]!;
  }
  return result;
}

/**
 * Arrays one after the other along an axis: a copy.
 *
 * @param arrays - Of shapes that are equal but for that axis.
 * @param options - `axis` (0), where `null` joins all elements in one axis; `dtype`, `casting`; `out` takes the result.
 * @throws ShapeError (`ERR_SHAPE`) for shapes that do not fit; AxisError (`ERR_AXIS`); DTypeError (`ERR_DTYPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.concat([[[1, 2]], [[3, 4], [5, 6]]]).toArray()); // [ [ 1, 2 ], [ 3, 4 ], [ 5, 6 ] ]
 * ```
 */
export function concat(
  arrays: readonly InputOf[] | NDArray,
  options?: Omit<JoinOptions, 'axis'> & { readonly axis?: number | null },
): NDArray {
  checkOptions('concat', options, ['axis', 'dtype', 'casting', 'out']);
  const nodes = needList<InputOf>('concat', arrays).map((one) => nodeOf(one));
  const { axis = 0, ...rest } = options ?? {};
  if (axis !== null) return join('concat', nodes, { ...rest, axis });
  return join(
    'concat',
    nodes.map((node) => ravelNode(node)),
    rest,
  );
}

/** NumPy's older name of {@link concat}. */
export const concatenate = concat;

/**
 * Arrays of one shape along a new axis: a copy.
 *
 * @throws ShapeError (`ERR_SHAPE`) when the shapes differ; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.stack([[1, 2], [3, 4]]).toArray(), np.stack([[1, 2], [3, 4]], { axis: 1 }).toArray()); // [ [ 1, 2 ], [ 3, 4 ] ] [ [ 1, 3 ], [ 2, 4 ] ]
 * ```
 */
export function stack(arrays: readonly InputOf[] | NDArray, options?: JoinOptions): NDArray {
  checkOptions('stack', options, ['axis', 'dtype', 'casting', 'out']);
  const nodes = needList<InputOf>('stack', arrays).map((one) => nodeOf(one));
  const [first] = nodes;
  const other = nodes.find((node) => node.shape.join() !== first!.shape.join());
  if (other !== undefined) {
    throw new ShapeError(
      `stack: shapes ${shapeText(first!.shape)} and ${shapeText(other.shape)} differ; all must be equal`,
    );
  }
  const axis = normalAxis(options?.axis ?? 0, (first?.shape.length ?? 0) + 1);
  return join(
    'stack',
    nodes.map((node) => expandNode(node, [axis])),
    { ...options, axis },
  );
}

function stackAlong(what: 'vstack' | 'hstack', nodes: readonly Node[], options: JoinOptions): NDArray {
  const { axis: _, ...given } = options;
  checkOptions(what, given, ['dtype', 'casting']);
  return join(what, nodes, options);
}

const joinAlong = (what: string, nodes: readonly Node[], axis: number): NDArray => join(what, nodes, { axis });

/**
 * Arrays on top of each other: vectors as rows, matrices along axis 0.
 *
 * @param options - `dtype` and `casting` of the result.
 * @throws ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.vstack([[1, 2], [3, 4]]).toArray()); // [ [ 1, 2 ], [ 3, 4 ] ]
 * ```
 */
export const vstack = (arrays: readonly InputOf[] | NDArray, options?: StackOptions): NDArray =>
  stackAlong(
    'vstack',
    needList<InputOf>('vstack', arrays).map((one) => atleast2d(one).node),
    { ...options, axis: 0 },
  );

/**
 * Arrays side by side: vectors one after the other, matrices along axis 1.
 *
 * @param options - `dtype` and `casting` of the result.
 * @throws ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.hstack([[1, 2], [3]]).toArray(), np.hstack([[[1], [2]], [[3], [4]]]).toArray()); // [ 1, 2, 3 ] [ [ 1, 3 ], [ 2, 4 ] ]
 * ```
 */
export function hstack(arrays: readonly InputOf[] | NDArray, options?: StackOptions): NDArray {
  const nodes = needList<InputOf>('hstack', arrays).map((one) => atleast1d(one).node);
  return stackAlong('hstack', nodes, { ...options, axis: nodes[0]?.shape.length === 1 ? 0 : 1 });
}

/**
 * Arrays behind each other, along a third axis.
 *
 * @throws ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.dstack([[1, 2], [3, 4]]).toArray()); // [ [ [ 1, 3 ], [ 2, 4 ] ] ]
 * ```
 */
export const dstack = (arrays: readonly InputOf[] | NDArray): NDArray =>
  joinAlong(
    'dstack',
    needList<InputOf>('dstack', arrays).map((one) => atleast3d(one).node),
    2,
  );

/**
 * Vectors as the columns of a matrix; matrices side by side.
 *
 * @throws ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.columnStack([[1, 2], [3, 4]]).toArray()); // [ [ 1, 3 ], [ 2, 4 ] ]
 * ```
 */
export function columnStack(arrays: readonly InputOf[] | NDArray): NDArray {
  const columns = needList<InputOf>('columnStack', arrays).map((one) => {
    const node = nodeOf(one);
    return node.shape.length < 2 ? transposeNode(atleast2d(one).node, [1, 0]) : node;
  });
  return joinAlong('columnStack', columns, 1);
}
