/** Functions in place, at places that may be there several times: NumPy's `ufunc.at`. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { copyNode, packedElements, writableElementsOf } from '../array/elements.ts';
import { placesNode } from '../array/rows.ts';
import { type DType, isBig, isComplex } from '../dtype/dtype.ts';
import { isCastAllowed } from '../dtype/can-cast.ts';
import { DTypeError } from '../errors.ts';
import { castNode } from '../elementwise/operands.ts';
import type { Ufunc } from '../elementwise/ufunc.ts';
import type { Node } from '../graph/node.ts';
import type { IndexItem } from '../indexing/index-item.ts';
import { assignNode, refuseRepeated, selectNode } from '../indexing/select.ts';
import { broadcastNode, ravelNode, reshapeNode } from '../manipulate/view-nodes.ts';

/** What happens where. */
export interface AtTask {
  readonly index: IndexItem | readonly IndexItem[];
  /** The second arguments, which broadcast to the places. */
  readonly values?: InputOf;
  readonly run: (x1: InputOf, x2: InputOf) => NDArray;
}

/** The place of each element that an index picks, counted row major. */
function placesOf(array: NDArray, index: AtTask['index']): Node {
  const all = Uint32Array.from({ length: array.size }, (_, place) => place);
  return selectNode(placesNode(all, array.shape), Array.isArray(index) ? index : [index as IndexItem]);
}

/** Sums and differences of numbers, one after the other. */
function addAll(flat: Node, places: ArrayLike<bigint>, { values, isSum }: { values: Node; isSum: boolean }): void {
  const { data, offset } = writableElementsOf(flat);
  const added = packedElements(values);
  if (isBig(flat.dtype)) {
    const [to, from] = [data as BigInt64Array, added as BigInt64Array];
    for (let at = 0; at < places.length; at++) {
      const place = Number(places[at]) + offset;
      to[place] = isSum ? to[place]! + from[at]! : to[place]! - from[at]!;
    }
    return;
  }
  const [to, from] = [data as Float64Array, added as Float64Array];
  for (let at = 0; at < places.length; at++) {
    const place = Number(places[at]) + offset;
    to[place] = isSum ? to[place]! + from[at]! : to[place]! - from[at]!;
  }
}

/** Numbers of the rounds: in each one every place is there once at most. */
function roundsOf(places: ArrayLike<bigint>): number[][] {
  const seen = new Map<bigint, number>();
  const rounds: number[][] = [];
  for (let at = 0; at < places.length; at++) {
    const round = seen.get(places[at]!) ?? 0;
    seen.set(places[at]!, round + 1);
    (rounds[round] ??= []).push(at);
  }
  return rounds;
}

const isPlain = (dtype: DType): boolean => dtype !== 'bool' && dtype !== 'float16' && !isComplex(dtype);

/** Applies a function at the places of an index. */
export function applyAt(ufunc: Ufunc, array: NDArray, { index, values, run }: AtTask): void {
  refuseRepeated(array.node);
  const picked = placesOf(array, index);
  const places = packedElements(picked) as BigInt64Array;
  const given = values === undefined ? undefined : ravelNode(broadcastNode(nodeOf(values), picked.shape));
  // A packed copy: one step from each place to the next, whatever the strides of the array are.
  const flat = ravelNode(copyNode(array.node));
  const isSum = ufunc.name === 'add';
  if (given !== undefined && (isSum || ufunc.name === 'subtract') && isPlain(array.dtype)) {
    checkCast(ufunc, run(wrap(selectNode(flat, ['0:0'])), wrap(selectNode(given, ['0:0']))).dtype, array.dtype);
    addAll(flat, places, { values: castNode(given, array.dtype), isSum });
  } else {
    for (const round of roundsOf(places)) {
      const at = wrap(placesNode(round.map((one) => Number(places[one]))));
      const pick = wrap(placesNode(round));
      const second = given === undefined ? undefined : wrap(selectNode(given, [pick]));
      const result = run(wrap(selectNode(flat, [at])), second as NDArray);
      checkCast(ufunc, result.dtype, array.dtype);
      assignNode(flat, [at], result);
    }
  }
  assignNode(array.node, ['...'], wrap(reshapeNode(flat, array.shape)));
}

function checkCast({ name }: Ufunc, from: DType, to: DType): void {
  if (isCastAllowed(from, to, 'same_kind')) return;
  throw new DTypeError(
    `${name}.at: results of ${from} cannot be written into an array of ${to}; convert it with astype`,
  );
}
