/** Arrays as the items of calls of the main entry: numbers of one axis, rows of several. */

import { type ArrayItems, type CountedItems, itemCount } from '../../core/array-items.ts';
import { InvalidOptionError } from '../../core/errors.ts';
import type { TypedArray } from '../../core/payload.ts';
import { isBig, isComplex } from '../dtype/dtype.ts';
import { rowMajorStrides } from '../graph/layout.ts';
import type { Node } from '../graph/node.ts';
import { takePlaces } from '../pick/take-node.ts';
import { type NDArray, wrap } from './array.ts';
import { shapeText } from './broadcast.ts';
import { ResultCollector } from './collect-results.ts';
import { copyNode, packedElements } from './elements.ts';
import { viewOf } from './input.ts';
import { listsOf, publicReader } from './output.ts';

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

const isShared = ({ buffer }: ArrayBufferView): boolean =>
  typeof SharedArrayBuffer === 'function' && buffer instanceof SharedArrayBuffer;

/** Rows of the items of a call, and the memory that all of them lie in. */
const rowBytes = new WeakMap<NDArray, Uint8Array>();

/**
 * The elements of a row that is an item of a call, where threads can read them for as long as the call needs them: its items keep
 * the copy that the rows are views of.
 */
export const sharedRowBytes = (row: NDArray): Uint8Array | undefined => rowBytes.get(row);

/** The rows of a packed node, as views of it. */
class Rows implements CountedItems {
  readonly [itemCount]: number;
  readonly #node: Node;

  constructor(node: Node) {
    this.#node = node;
    this[itemCount] = node.shape[0]!;
  }

  *[Symbol.iterator](): Generator<NDArray, void, undefined> {
    const shape = this.#node.shape.slice(1);
    const strides = rowMajorStrides(shape);
    const all = bytesOf(packedElements(this.#node));
    const step = all.length / this[itemCount];
    const places = shape.reduce((product, length) => product * length, 1);
    for (let at = 0; at < this[itemCount]; at++) {
      const row = wrap(viewOf(this.#node, { shape, strides, offset: this.#node.offset + at * places }));
      if (isShared(all)) rowBytes.set(row, all.subarray(at * step, (at + 1) * step));
      yield row;
    }
  }
}

/** The elements of an array of one axis, as `toArray` gives them: those that are numbers in a typed array, which threads share. */
function elementsAsItems(node: Node): TypedArray | readonly unknown[] {
  const { dtype, size } = node;
  const data = packedElements(node);
  if (dtype === 'bool' || isComplex(dtype)) {
    const read = publicReader(dtype, data);
    return Array.from({ length: size }, (_, at) => read(at));
  }
  const read = isBig(dtype) || dtype === 'float16' ? publicReader(dtype, data) : undefined;
  const isNumbers = read !== undefined && (size === 0 || typeof read(0) === 'number');
  const Type = (isNumbers ? Float64Array : data.constructor) as Float64ArrayConstructor;
  const items = new Type(sharedBuffer(size * Type.BYTES_PER_ELEMENT));
  if (isNumbers) for (let at = 0; at < size; at++) items[at] = read(at) as number;
  else items.set(data as Float64Array);
  return items;
}

const sharedBuffer = (byteLength: number): ArrayBuffer =>
  (typeof SharedArrayBuffer === 'function'
    ? new SharedArrayBuffer(byteLength)
    : new ArrayBuffer(byteLength)) as ArrayBuffer;

/** The rows as lists of arguments: of numbers where there are two axes, else of the parts of each row. */
function tuples(node: Node): readonly unknown[] {
  const { shape } = node;
  if (shape.length < 2)
    throw new InvalidOptionError(
      `starmap takes the rows of an array of two axes, got one of ${shapeText(shape)}; use map for single arguments`,
    );
  return shape.length === 2 ? (listsOf(node) as unknown[]) : Array.from(new Rows(node), (row) => [...row]);
}

function makeItems(node: Node, form: 'items' | 'tuples'): ArrayItems['items'] {
  if (form === 'tuples') return tuples(node);
  return node.shape.length === 1 ? elementsAsItems(node) : new Rows(node);
}

/** What a call gets of an array. It is computed first if need be, and copied: what is written to it later is not seen. */
export function itemsOf({ node }: NDArray, form: 'items' | 'tuples'): ArrayItems {
  const { shape, dtype } = node;
  if (shape.length === 0) throw new InvalidOptionError('a 0-d array has no items; pass its item()');
  const copy = copyNode(node);
  return {
    items: makeItems(copy, form),
    collector: (given) => new ResultCollector({ count: shape[0]!, own: dtype, given }),
    pick: (places) => wrap(takePlaces(copy, 0, places)),
  };
}
