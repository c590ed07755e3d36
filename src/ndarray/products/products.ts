/** Products of vectors, matrices and tensors. */

import { NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { normalAxes } from '../array/axes.ts';
import { shapeText } from '../array/broadcast.ts';
import { checkOptions } from '../array/options.ts';
import { isComplex } from '../dtype/dtype.ts';
import { applyUfunc } from '../elementwise/ufunc.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { ArrayValueError, DTypeError, ShapeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { ravelNode, reshapeNode } from '../manipulate/view-nodes.ts';
import { leaveIn } from '../math/call.ts';
import { contract } from './contract.ts';

function checkInner(what: string, [a, b]: readonly [Node, Node], [m, n]: readonly [number, number]): void {
  if (m === n) return;
  throw new ShapeError(
    `${what}: shapes ${shapeText(a.shape)} and ${shapeText(b.shape)} do not fit: an axis of length ${m} meets one of length ${n}`,
  );
}

/** Labels of the stacks of matrices, aligned from the right. */
const stackLabels = (count: number): string[] => Array.from({ length: count }, (_, at) => `stack${count - at}`);

/** The matrix product of nodes, see {@link matmul}. */
export function matmulNode(a: Node, b: Node): Node {
  const [rankA, rankB] = [a.shape.length, b.shape.length];
  if (rankA === 0 || rankB === 0) throw new ShapeError('matmul: a 0-d array is no matrix; use multiply');
  checkInner('matmul', [a, b], [a.shape.at(-1)!, b.shape.at(rankB === 1 ? 0 : -2)!]);
  const rows = rankA === 1 ? [] : ['row'];
  const columns = rankB === 1 ? [] : ['column'];
  const stacks = [stackLabels(Math.max(rankA - 2, 0)), stackLabels(Math.max(rankB - 2, 0))] as const;
  const outer = stacks[0].length > stacks[1].length ? stacks[0] : stacks[1];
  const operands = [
    { node: a, labels: [...stacks[0], ...rows, 'inner'] },
    { node: b, labels: [...stacks[1], 'inner', ...columns] },
  ];
  return contract(operands, [...outer, ...rows, ...columns], 'matmul');
}

/**
 * The product of two matrices, or of stacks of them, which broadcast. A vector counts as a row on the left and as a column on the right.
 *
 * Integers wrap in their own dtype; float16 is added up as float32. Cost: `2 m n k` operations, on all cores.
 *
 * @throws ShapeError (`ERR_SHAPE`) for 0-d arrays and shapes that do not fit.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.matmul([[1, 2], [3, 4]], [[0, 1], [1, 0]]).toArray(), np.matmul([1, 2], [3, 4]).item()); // [ [ 2, 1 ], [ 4, 3 ] ] 11
 * ```
 */
export function matmul(
  x1: InputOf,
  x2: InputOf,
  /** `out` takes the result. */
  options?: { readonly out?: NDArray },
): NDArray {
  checkOptions('matmul', options, ['out']);
  const node = matmulNode(nodeOf(x1), nodeOf(x2));
  return leaveIn('matmul', options?.out, node);
}

/** Which axes are summed: so many at the end of the first and at the beginning of the second, or lists of them. */
export type TensordotAxes = number | readonly [number | readonly number[], number | readonly number[]];

function tensordotNode(a: Node, b: Node, axes: TensordotAxes): Node {
  const [rankA, rankB] = [a.shape.length, b.shape.length];
  if (typeof axes === 'number' && (!Number.isInteger(axes) || axes < 0 || axes > Math.min(rankA, rankB))) {
    throw new ArrayValueError(
      `tensordot: axes must be from 0 to ${Math.min(rankA, rankB)} for these arrays, got ${axes}`,
    );
  }
  const [left, right] =
    typeof axes === 'number'
      ? [Array.from({ length: axes }, (_, at) => rankA - axes + at), Array.from({ length: axes }, (_, at) => at)]
      : [normalAxes(axes[0], rankA), normalAxes(axes[1], rankB)];
  if (left.length !== right.length) {
    throw new ArrayValueError(
      `tensordot: as many axes of both arrays are summed, got ${left.length} and ${right.length}`,
    );
  }
  for (const [at, axis] of left.entries()) checkInner('tensordot', [a, b], [a.shape[axis]!, b.shape[right[at]!]!]);
  const labelsA = a.shape.map((_, axis) => (left.includes(axis) ? `sum${left.indexOf(axis)}` : `a${axis}`));
  const labelsB = b.shape.map((_, axis) => (right.includes(axis) ? `sum${right.indexOf(axis)}` : `b${axis}`));
  const out = [...labelsA, ...labelsB].filter((label) => !label.startsWith('sum'));
  return contract(
    [
      { node: a, labels: labelsA },
      { node: b, labels: labelsB },
    ],
    out,
    'tensordot',
  );
}

/**
 * The sum of products over some axes of two arrays; the other axes of the first come before those of the second.
 *
 * @param third - The axes themselves, or an object with `axes`: how many axes, the last of the first array with the first of the second; or two lists of axes. Default: 2.
 * @throws ShapeError (`ERR_SHAPE`) when lengths differ; ArrayValueError (`ERR_ARRAY_VALUE`); AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.tensordot([[1, 2], [3, 4]], [[1, 1], [1, 0]]).item(), np.tensordot([1, 2], [3, 4], { axes: 0 }).toArray()); // 6 [ [ 3, 4 ], [ 6, 8 ] ]
 * ```
 */
export function tensordot(
  x1: InputOf,
  x2: InputOf,
  third: TensordotAxes | { readonly axes?: TensordotAxes } = {},
): NDArray {
  const isAxes = typeof third === 'number' || Array.isArray(third);
  const options = (isAxes ? { axes: third } : third) as { readonly axes?: TensordotAxes };
  checkOptions('tensordot', options, ['axes']);
  return wrap(tensordotNode(nodeOf(x1), nodeOf(x2), options.axes ?? 2));
}

/**
 * NumPy's `dot`: the product of numbers, vectors or matrices; of more axes the sum over the last of the first array and the last but one of
 * the second.
 *
 * @param options - `out` takes the result: row-major, and of its very shape and dtype.
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not fit; DTypeError (`ERR_DTYPE`), ArrayValueError (`ERR_ARRAY_VALUE`) for another `out`.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.dot([1, 2], [3, 4]).item(), np.dot([[1, 2], [3, 4]], [1, 1]).toArray()); // 11 [ 3, 7 ]
 * ```
 */
export function dot(x1: InputOf, x2: InputOf, options?: { readonly out?: NDArray }): NDArray {
  checkOptions('dot', options, ['out']);
  return leaveExactly('dot', options?.out, dotNode(nodeOf(x1), nodeOf(x2)));
}

function dotNode(a: Node, b: Node): Node {
  if (a.shape.length === 0 || b.shape.length === 0) return applyUfunc(ufuncs.multiply, [a, b]);
  const axis = b.shape.length === 1 ? 0 : b.shape.length - 2;
  return tensordotNode(a, b, [a.shape.length - 1, axis]);
}

/** A result in the `out` of a product that takes no other than the array it would have made. */
export function leaveExactly(what: string, out: NDArray | undefined, node: Node): NDArray {
  if (out instanceof NDArray && out.dtype !== node.dtype)
    throw new DTypeError(`${what}: the result is ${node.dtype}, out is ${out.dtype}; they have to be the same`);
  if (out instanceof NDArray && !out.flags.cContiguous)
    throw new ArrayValueError(
      `${what}: out has to lie in row-major order without gaps; write into a copy, then copyto`,
    );
  return leaveIn(what, out, node);
}

/**
 * The sum of products over the last axes of both arrays.
 *
 * @throws ShapeError (`ERR_SHAPE`) when the last axes differ in length.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.inner([[1, 2], [3, 4]], [1, 1]).toArray()); // [ 3, 7 ]
 * ```
 */
export function inner(x1: InputOf, x2: InputOf): NDArray {
  const [a, b] = [nodeOf(x1), nodeOf(x2)];
  if (a.shape.length === 0 || b.shape.length === 0) return wrap(applyUfunc(ufuncs.multiply, [a, b]));
  return wrap(tensordotNode(a, b, [-1, -1]));
}

/**
 * The sum of products of all elements of two arrays in row-major order; complex numbers of the first are conjugated.
 *
 * @throws ShapeError (`ERR_SHAPE`) when sizes differ.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.vdot([[1, 2], [3, 4]], [[1, 0], [0, 1]]).item()); // 5
 * ```
 */
export function vdot(x1: InputOf, x2: InputOf): NDArray {
  const [a, b] = [ravelNode(nodeOf(x1)), ravelNode(nodeOf(x2))];
  return wrap(matmulNode(isComplex(a.dtype) ? applyUfunc(ufuncs.conjugate, [a]) : a, b));
}

/**
 * The Kronecker product: each element of the first array times the whole second one.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.kron([1, 10], [1, 2]).toArray()); // [ 1, 2, 10, 20 ]
 * ```
 */
export function kron(x1: InputOf, x2: InputOf): NDArray {
  const [a, b] = [nodeOf(x1), nodeOf(x2)];
  const rank = Math.max(a.shape.length, b.shape.length);
  const full = (node: Node): number[] => [...new Array<number>(rank - node.shape.length).fill(1), ...node.shape];
  const [shapeA, shapeB] = [full(a), full(b)];
  const product = applyUfunc(ufuncs.multiply, [
    reshapeNode(
      a,
      shapeA.flatMap((length) => [length, 1]),
    ),
    reshapeNode(
      b,
      shapeB.flatMap((length) => [1, length]),
    ),
  ]);
  return wrap(
    reshapeNode(
      product,
      shapeA.map((length, axis) => length * shapeB[axis]!),
    ),
  );
}
