/** Functions that choose between arrays, element by element. */

import { needList } from '../array/need.ts';
import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { broadcastShapesFor } from '../array/broadcast.ts';
import { copyAs, packedElements } from '../array/elements.ts';
import { isScalar, nodeOfLists } from '../array/input.ts';
import { checkOptions } from '../array/options.ts';
import type { DType } from '../dtype/dtype.ts';
import { elementReader, elementWriter, type Scalar } from '../dtype/element.ts';
import { resultDType } from '../dtype/promote.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { selectNode, writeNode } from '../indexing/select.ts';
import { broadcastNode } from '../manipulate/view-nodes.ts';
import { leaveIn } from '../math/call.ts';
import { integersOf, placeWithin, type TakeOptions } from './take.ts';

/** The dtype that choices have together: plain numbers are weak. */
function commonDType(choices: readonly InputOf[]): DType {
  const strong = choices.filter((one) => !isScalar(one)).map((one) => nodeOf(one).dtype);
  return resultDType(strong, choices.filter((one) => isScalar(one)) as Scalar[]);
}

/** For each element, the one at the same place of the choice whose number is given. */
function pickFrom(
  choices: readonly Node[],
  numbers: ArrayLike<number>,
  { dtype, shape }: { dtype: DType; shape: readonly number[] },
): Node {
  const { node, data } = newArray(dtype, shape);
  const readers = choices.map((choice) => {
    const packed = packedElements(copyAs(broadcastNode(choice, shape), dtype));
    return elementReader(dtype, packed);
  });
  const write = elementWriter(dtype, data);
  for (let at = 0; at < node.size; at++) write(at, readers[numbers[at]!]!(at));
  return node;
}

/**
 * For each element of an array of numbers, the element at that place of the choice with that number. All broadcast.
 *
 * @param indices - Integers from 0 to the number of choices less 1.
 * @param options - `mode` ('raise'): what becomes of other integers; `out` takes the result.
 * @throws IndexError (`ERR_INDEX`) for numbers without a choice; ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.choose([0, 1, 0], [[1, 2, 3], [10, 20, 30]]).toArray()); // [ 1, 20, 3 ]
 * ```
 */
export function choose(
  indices: InputOf,
  choices: readonly InputOf[] | NDArray,
  options?: Omit<TakeOptions, 'axis'>,
): NDArray {
  checkOptions('choose', options, ['mode', 'out']);
  const list = needList<InputOf>('choose', choices);
  if (list.length === 0) throw new ArrayValueError('choose: there are no choices; give at least one');
  const at = nodeOf(indices);
  const nodes = list.map((one) => nodeOf(one));
  const shape = broadcastShapesFor('choose', [at.shape, ...nodes.map((node) => node.shape)]);
  const mode = options?.mode ?? 'raise';
  const numbers = integersOf('choose', broadcastNode(at, shape)).map((one) => {
    const isNegative = one < 0 && mode === 'raise';
    return placeWithin('choose', isNegative ? list.length : one, { length: list.length, mode });
  });
  const picked = pickFrom(nodes, numbers, { dtype: commonDType(list), shape });
  return leaveIn('choose', options?.out, picked, { casting: 'unsafe' });
}

/**
 * For each place, the element of the first choice whose condition is true there; else the default. All broadcast.
 *
 * @param conditions - Arrays of booleans, as many as choices.
 * @param otherwise - Where no condition is true: 0 unless it is given.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) unless there are as many conditions as choices; DTypeError (`ERR_DTYPE`) for conditions
 *   that are not bool.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.arange(6);
 * console.log(String(np.select([x.lt(2), x.gt(3)], [x, x.mul(10)], -1))); // [ 0  1 -1 -1 40 50]
 * ```
 */
export function select(conditions: readonly InputOf[], choices: readonly InputOf[], otherwise: InputOf = 0): NDArray {
  const given = needList<InputOf>('select', conditions);
  const values = needList<InputOf>('select', choices);
  if (given.length !== values.length || values.length === 0) {
    throw new ArrayValueError(
      `select: ${given.length} conditions do not go with ${values.length} choices; give as many, at least one`,
    );
  }
  const masks = given.map((one) => nodeOf(one));
  const wrong = masks.find((mask) => mask.dtype !== 'bool');
  if (wrong !== undefined)
    throw new DTypeError(`select: a condition of dtype ${wrong.dtype} is none; compare, or convert it to bool`);
  const all = [...values, otherwise];
  const nodes = all.map((one) => nodeOf(one));
  const shape = broadcastShapesFor(
    'select',
    [...masks, ...nodes].map((node) => node.shape),
  );
  const flags = masks.map((mask) => packedElements(copyAs(broadcastNode(mask, shape), 'bool')) as Uint8Array);
  const size = shape.reduce((product, length) => product * length, 1);
  const numbers = Array.from({ length: size }, (_, at) => {
    const first = flags.findIndex((flag) => flag[at] !== 0);
    return first < 0 ? choices.length : first;
  });
  return wrap(pickFrom(nodes, numbers, { dtype: commonDType(all), shape }));
}

/** What a piece is: a value, or a function of the elements for which it stands. */
export type Piece = InputOf | ((x: NDArray) => InputOf);

/**
 * A function in pieces: for each condition a value or a function of the elements where it is true. A piece more than conditions is for the
 * rest, which is 0 otherwise; later conditions win.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) unless there are as many pieces as conditions, or one more.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.array([-2, -1, 0, 3]);
 * console.log(np.piecewise(x, [x.lt(0), x.gt(1)], [(part) => part.neg(), 100]).toArray()); // [ 2, 1, 0, 100 ]
 * ```
 */
export function piecewise(x: InputOf, conditions: readonly InputOf[], pieces: readonly Piece[]): NDArray {
  const source = nodeOf(x);
  const masks = needList<InputOf>('piecewise', conditions).map((one) => nodeOf(one));
  needList('piecewise', pieces);
  if (pieces.length !== masks.length && pieces.length !== masks.length + 1) {
    throw new ArrayValueError(
      `piecewise: ${pieces.length} pieces do not go with ${masks.length} conditions; give as many, or one more for the rest`,
    );
  }
  const { node: result } = newArray(source.dtype, source.shape, 'zeros');
  const put = (mask: Node, piece: Piece): void => {
    const index = [wrap(copyAs(broadcastNode(mask, source.shape), 'bool'))];
    const value = typeof piece === 'function' ? piece(wrap(selectNode(source, index))) : piece;
    writeNode(result, index, isScalar(value) ? nodeOfLists(value, source.dtype) : nodeOf(value));
  };
  if (pieces.length > masks.length) put(newFlags(masks, source.shape), pieces.at(-1)!);
  masks.forEach((mask, at) => put(mask, pieces[at]!));
  return wrap(result);
}

/** True where no mask is. */
function newFlags(masks: readonly Node[], shape: readonly number[]): Node {
  const { node, data } = newArray('bool', shape);
  data.fill(1);
  for (const mask of masks) {
    const flags = packedElements(copyAs(broadcastNode(mask, shape), 'bool')) as Uint8Array;
    for (let at = 0; at < flags.length; at++) if (flags[at] !== 0) data[at] = 0;
  }
  return node;
}
