/** `choice`, `shuffle`, `permutation` and `permuted` of a generator. */

import { isNDArray, type NDArray } from '../array/array.ts';
import { normalAxis } from '../array/axes.ts';
import { isSameShape, shapeText } from '../array/broadcast.ts';
import { packedElements } from '../array/elements.ts';
import { copyInOrder } from '../array/ordered.ts';
import { isScalar } from '../array/input.ts';
import { shapeOf } from '../array/shape-argument.ts';
import { placesOf, sizeOf } from '../array/strided.ts';
import { elementReader, elementWriter } from '../dtype/element.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import { beforeWrite, stored } from '../graph/evaluate.ts';
import type { Node } from '../graph/node.ts';
import type { IndexItem } from '../indexing/index-item.ts';
import { arrayOf, type Bound, numberOf, paramNode, type Size } from './arguments.ts';
import type { BitGenerator } from './bit-generator.ts';
import { fillIntegers } from './bounded.ts';
import { checkProbabilities, chooseDistinct, chooseWeighted, chooseWeightedDistinct, shuffleBy } from './choose.ts';
import { fillDrawn } from './draw.ts';

/** 0 to length - 1 in random order. */
function shuffledPlaces(bits: BitGenerator, length: number): number[] {
  const places = Array.from({ length }, (_, at) => at);
  shuffleBy(bits, { length, first: 1 }, (i, j) => {
    [places[i], places[j]] = [places[j]!, places[i]!];
  });
  return places;
}

/** Index that picks places of one axis and all of the axes before it. */
const pick = (axis: number, places: readonly number[]): IndexItem[] => [
  ...new Array<IndexItem>(axis).fill(':'),
  places as IndexItem,
];

const axisOf = (bound: Bound, ndim: number): number => normalAxis((bound['axis'] as number | undefined) ?? 0, ndim);

/** Shuffles a list or an array along an axis, in place. */
export function shuffle(bits: BitGenerator, bound: Bound): void {
  const x = bound['x'];
  if (isNDArray(x)) {
    const axis = axisOf(bound, x.ndim);
    if (x.size === 0) return;
    x.set([], x.at(...pick(axis, shuffledPlaces(bits, x.shape[axis]!))));
    return;
  }
  if (!Array.isArray(x) && !ArrayBuffer.isView(x)) {
    throw new ArrayValueError(
      'shuffle works in place on an array, a list or a typed array; permutation makes a new one',
    );
  }
  if (axisOf(bound, 1) !== 0) throw new ArrayValueError('shuffle: a list has axis 0 only');
  const list = x as unknown[];
  shuffleBy(bits, { length: list.length, first: 1 }, (i, j) => {
    [list[i], list[j]] = [list[j], list[i]];
  });
}

/** A number's range, or an array's parts along an axis, in random order. */
export function permutation(bits: BitGenerator, bound: Bound): NDArray {
  const x = bound['x'];
  if (isScalar(x)) {
    const places = shuffledPlaces(bits, Math.max(0, numberOf('permutation: x', x)));
    return fillDrawn('int64', [places.length], (at) => places[at]!);
  }
  const array = arrayOf(paramNode(x));
  const axis = axisOf(bound, array.ndim);
  return array.at(...pick(axis, shuffledPlaces(bits, array.shape[axis]!)));
}

/** Swaps elements of a node of its own along an axis, each line by itself. */
function permuteLines(bits: BitGenerator, node: Node, axis: number): void {
  const { strides, offset, storage } = stored(node);
  beforeWrite(storage!);
  const packed = packedElements(node);
  const read = elementReader(node.dtype, packed);
  const write = elementWriter(node.dtype, packed);
  const length = node.shape[axis]!;
  const others = { shape: node.shape.toSpliced(axis, 1), strides: strides.toSpliced(axis, 1), offset: 0 };
  if (offset !== 0) throw new ArrayValueError('a new array begins at its storage');
  for (const start of placesOf(others)) {
    shuffleBy(bits, { length, first: 0 }, (i, j) => {
      const [a, b] = [start + i * strides[axis]!, start + j * strides[axis]!];
      const kept = read(a);
      write(a, read(b));
      write(b, kept);
    });
  }
}

/** A copy in which each line along an axis is shuffled by itself; all elements without an axis. */
export function permuted(bits: BitGenerator, bound: Bound): NDArray {
  const source = paramNode(bound['x']);
  const copy = copyInOrder(source, 'K');
  if (bound['axis'] === undefined || bound['axis'] === null) {
    // As they lie in memory, which is NumPy's order here.
    const axes = [...copy.shape.keys()].toSorted((a, b) => copy.strides[b]! - copy.strides[a]!);
    shuffle(bits, { x: arrayOf(copy).transpose(axes).reshape(-1) });
  } else {
    permuteLines(bits, copy, normalAxis(bound['axis'] as number, copy.shape.length));
  }
  const { out } = bound;
  if (out === undefined) return arrayOf(copy);
  if (!isNDArray(out) || !isSameShape(out.shape, source.shape)) {
    throw new ShapeError(`permuted: out must be an array of shape ${shapeText(source.shape)}`);
  }
  return out.set([], arrayOf(copy));
}

/** What is chosen from. */
interface Population {
  readonly size: number;
  readonly array: NDArray | undefined;
  readonly axis: number;
}

function populationOf(bound: Bound, count: number): Population {
  const { a } = bound;
  if (isScalar(a)) {
    const size = numberOf('choice: a', a);
    if (!Number.isSafeInteger(size) || (size <= 0 && count !== 0)) {
      throw new ArrayValueError(`choice: a must be a positive integer or an array, got ${String(a)}`);
    }
    return { size, array: undefined, axis: 0 };
  }
  const array = arrayOf(paramNode(a));
  const axis = axisOf(bound, array.ndim);
  const size = array.shape[axis]!;
  if (size === 0 && count !== 0) throw new ArrayValueError('choice: a must not be empty unless nothing is taken');
  return { size, array, axis };
}

function drawnPlaces(
  bits: BitGenerator,
  bound: Bound,
  { size, count }: { size: number; count: number },
): ArrayLike<number> {
  const replace = bound['replace'] !== false;
  if (!replace && count > size) {
    throw new ArrayValueError(`choice: cannot take ${count} of ${size} when replace is false`);
  }
  if (bound['p'] !== undefined && bound['p'] !== null) {
    const p = Float64Array.from(packedElements(arrayOf(paramNode(bound['p'])).astype('float64').node) as Float64Array);
    checkProbabilities(p, size);
    return (replace ? chooseWeighted : chooseWeightedDistinct)(bits, p, count);
  }
  if (!replace) return chooseDistinct(bits, { population: size, count, shuffle: bound['shuffle'] !== false });
  const out = new BigInt64Array(count);
  if (count > 0) fillIntegers(bits, { dtype: 'int64', out }, { low: 0n, high: BigInt(size - 1) });
  return Float64Array.from(out, Number);
}

/** Elements, or parts along an axis, at random places. */
export function choice(bits: BitGenerator, bound: Bound): number | NDArray {
  const single = bound['size'] === undefined || bound['size'] === null;
  const shape = single ? [] : shapeOf('choice', bound['size'] as Size);
  const count = sizeOf(shape);
  const { size, array, axis } = populationOf(bound, count);
  const places = drawnPlaces(bits, bound, { size, count });
  if (array === undefined) return single ? places[0]! : fillDrawn('int64', shape, (at) => places[at]!);
  if (single) return array.at(...pick(axis, []).with(-1, places[0]!));
  const taken = array.at(...pick(axis, Array.from(places)));
  return taken.reshape(array.shape.toSpliced(axis, 1, ...shape));
}

/** Random bytes. */
export function randomBytes(bits: BitGenerator, length: number): Uint8Array<ArrayBuffer> {
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new ArrayValueError(`bytes needs a length of at least 0, got ${length}`);
  }
  // Nothing takes a word from the stream, too, as in NumPy.
  const words = new Uint32Array(Math.max(1, Math.ceil(length / 4)));
  fillIntegers(bits, { dtype: 'uint32', out: words }, { low: 0n, high: 0xffffffffn });
  const out = new Uint8Array(length);
  // Lowest byte first on every machine.
  for (let at = 0; at < length; at++) out[at] = words[at >> 2]! >>> (8 * (at & 3));
  return out;
}
