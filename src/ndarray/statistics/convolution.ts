/** Convolution and correlation of rows. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { copyNode, packedElements } from '../array/elements.ts';
import { numbersNode, numbersOf } from '../array/numbers.ts';
import { checkOptions } from '../array/options.ts';
import { complexOfParts, partNode } from '../complex/cast.ts';
import { isBig, isComplex, isInteger } from '../dtype/dtype.ts';
import { promoteTypes } from '../dtype/promote.ts';
import { castNode } from '../elementwise/operands.ts';
import { applyUfunc } from '../elementwise/ufunc.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { flipNode, reshapeNode } from '../manipulate/view-nodes.ts';
import { conj } from '../math/complex.ts';

/** Which part of a convolution is wanted. */
export type ConvolveMode = 'full' | 'same' | 'valid';

/** Two rows in the dtype that they have together. */
function rowPair(what: string, a: InputOf, v: InputOf): readonly [Node, Node] {
  const [first, second] = [a, v].map((input) => {
    const node = nodeOf(input);
    const row = node.shape.length === 0 ? reshapeNode(node, [1]) : node;
    const { shape, size } = row;
    if (shape.length !== 1) throw new ShapeError(`${what}: takes rows of numbers, got shape [${shape.join()}]`);
    if (size === 0) throw new ArrayValueError(`${what}: both rows need at least one number`);
    return row;
  }) as [Node, Node];
  const dtype = promoteTypes(first.dtype, second.dtype);
  return [castNode(first, dtype), castNode(second, dtype)];
}

/** Places of the result, from one up to another. */
function spanOf(n: number, m: number, mode: ConvolveMode): readonly [number, number] {
  if (mode === 'full') return [0, n + m - 1];
  if (mode === 'valid') return [m - 1, n];
  const from = Math.floor((m - 1) / 2);
  return [from, from + n];
}

/** What a row is, and how two of its elements are multiplied and added. */
interface Ring<T> {
  readonly zero: T;
  readonly step: (sum: T, a: T, b: T) => T;
}

const floats: Ring<number> = { zero: 0, step: (sum, a, b) => sum + a * b };
const words: Ring<number> = { zero: 0, step: (sum, a, b) => (sum + Math.imul(a, b)) | 0 };
const bigs: Ring<bigint> = { zero: 0n, step: (sum, a, b) => BigInt.asUintN(64, sum + a * b) };

/** Sums of products of `a` with the reversed `v`, for each place where they overlap; the longer row first. */
// oxlint-disable-next-line eslint/max-params -- two rows, where they overlap, and the arithmetic
function slide<T>(
  a: ArrayLike<T>,
  v: ArrayLike<T>,
  [from, to]: readonly [number, number],
  { zero, step }: Ring<T>,
): T[] {
  const [n, m] = [a.length, v.length];
  return Array.from({ length: to - from }, (_, at) => {
    const place = at + from;
    let sum = zero;
    for (let k = Math.max(0, place - n + 1); k <= Math.min(m - 1, place); k++) sum = step(sum, a[place - k]!, v[k]!);
    return sum;
  });
}

/** As {@link slide}, of nodes of one dtype. */
function slideNodes(a: Node, v: Node, mode: ConvolveMode): Node {
  const { dtype } = a;
  if (isComplex(dtype)) return slideComplex([a, v], mode);
  const span = spanOf(a.size, v.size, mode);
  if (!isInteger(dtype)) return castNode(numbersNode(slide(numbersOf(a), numbersOf(v), span, floats)), dtype);
  const { node, data } = newArray(dtype, [span[1] - span[0]]);
  const [first, second] = [packedElements(a), packedElements(v)];
  // The array keeps the low bits of what it is given.
  if (isBig(dtype)) (data as BigInt64Array).set(slide(first as BigInt64Array, second as BigInt64Array, span, bigs));
  else (data as Int32Array).set(slide(first as Int32Array, second as Int32Array, span, words));
  return node;
}

function slideComplex(rows: readonly [Node, Node], mode: ConvolveMode): Node {
  // Handles keep the parts: each of them is read twice.
  const parts = rows.map((row) => [wrap(partNode(row, 0)).node, wrap(partNode(row, 1)).node]);
  const [[a, b], [c, d]] = parts as [[Node, Node], [Node, Node]];
  const re = applyUfunc(ufuncs.subtract, [slideNodes(a, c, mode), slideNodes(b, d, mode)]);
  const im = applyUfunc(ufuncs.add, [slideNodes(a, d, mode), slideNodes(b, c, mode)]);
  return complexOfParts(rows[0].dtype, re, im);
}

function checkMode(what: string, mode: ConvolveMode): void {
  if (!['full', 'same', 'valid'].includes(mode)) {
    throw new ArrayValueError(`${what}: mode is 'full', 'same' or 'valid', got ${JSON.stringify(mode)}`);
  }
}

/**
 * The convolution of two rows: integers wrap, floats are computed in float64 and rounded once. Cost: the product of their lengths.
 *
 * @param options - `mode`: `full` for all places where they overlap, `same` for as many as the longer one has, `valid` for those where
 *   they overlap wholly. Default: full.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for an empty row; ShapeError (`ERR_SHAPE`) for more axes.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.convolve([1, 2, 3], [0, 1, 0.5]).toArray()); // [ 0, 1, 2.5, 4, 1.5 ]
 * ```
 */
export function convolve(a: InputOf, v: InputOf, options: { readonly mode?: ConvolveMode } = {}): NDArray {
  checkOptions('convolve', options, ['mode']);
  const { mode = 'full' } = options;
  checkMode('convolve', mode);
  const [first, second] = rowPair('convolve', a, v);
  return wrap(second.size > first.size ? slideNodes(second, first, mode) : slideNodes(first, second, mode));
}

/**
 * The cross-correlation of two rows: sums of `a[n + k] * conj(v[n])`. Cost: the product of their lengths.
 *
 * @param options - `mode`: as for {@link convolve}, but `valid` unless given.
 * @throws As convolve does.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.correlate([1, 2, 3], [0, 1, 0.5]).toArray(), np.correlate([1, 2, 3], [0, 1, 0.5], { mode: 'full' }).toArray()); // [ 3.5 ] [ 0.5, 2, 3.5, 3, 0 ]
 * ```
 */
export function correlate(a: InputOf, v: InputOf, options: { readonly mode?: ConvolveMode } = {}): NDArray {
  checkOptions('correlate', options, ['mode']);
  const { mode = 'valid' } = options;
  checkMode('correlate', mode);
  const [first, second] = rowPair('correlate', a, v);
  const other = isComplex(second.dtype) ? conj(wrap(second)).node : second;
  if (other.size <= first.size) return wrap(slideNodes(first, flipNode(other, [0]), mode));
  // NumPy swaps the rows and turns the result round.
  return wrap(copyNode(flipNode(slideNodes(other, flipNode(first, [0]), mode), [0])));
}
