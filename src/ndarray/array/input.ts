/** What functions take for an array, and how lists become one. */

import { Complex } from '../dtype/complex.ts';
import { type DType, partsOf } from '../dtype/dtype.ts';
import { checkedWriter, type Scalar } from '../dtype/element.ts';
import { promoteTypes } from '../dtype/promote.ts';
import { dtypeOfTypedArray, isTypedArray, type TypedArrayLike } from '../dtype/typed-array.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { type Node, viewNode } from '../graph/node.ts';
import { ArrayHandle } from './handle.ts';
import { copyElements, type Elements } from './copy-elements.ts';
import { elementsOf } from './elements.ts';

/** Lists of numbers, arrays or lists: all of one length on each level. */
export type InputList = readonly (Scalar | ArrayHandle | TypedArrayLike | InputList)[];

/** What functions take for an array. Numbers by themselves are weak: they take the dtype of the arrays that they meet. */
export type ArrayInput = ArrayHandle | Scalar | TypedArrayLike | InputList | Iterable<Scalar>;

/** Whether a value is a plain number, bigint, boolean or Complex. */
export const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' || value instanceof Complex;

/** Depth at which lists are taken for cyclic. NumPy's limit of axes. */
const MAX_DEPTH = 64;

const MAX_INT64 = 2n ** 63n - 1n;

/** The dtype that one value asks for. A number that is not exact as an integer is a float. */
function dtypeOfScalar(value: Scalar): DType {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? 'int64' : 'float64';
  if (value instanceof Complex) return 'complex128';
  if (value < -MAX_INT64 - 1n || value > 2n ** 64n - 1n) {
    throw new DTypeError(`${value}n is beyond the range of 64 bit integers; convert it with Number() for a float64`);
  }
  return value > MAX_INT64 ? 'uint64' : 'int64';
}

/** What lists say about the array that they mean. */
interface Finding {
  readonly shape: readonly number[];
  readonly dtype: DType | undefined;
}

const join = (a: DType | undefined, b: DType | undefined): DType | undefined =>
  a === undefined ? b : b === undefined ? a : promoteTypes(a, b);

function inspectLeaf(value: unknown, path: readonly number[]): Finding {
  if (isScalar(value)) return { shape: [], dtype: dtypeOfScalar(value) };
  if (value instanceof ArrayHandle) return { shape: value.node.shape, dtype: value.node.dtype };
  if (isTypedArray(value)) return { shape: [value.length], dtype: dtypeOfTypedArray(value) };
  const place = path.map((index) => `[${index}]`).join('');
  throw new DTypeError(
    `an array cannot hold ${describe(value)}${place === '' ? '' : ` (at ${place})`}; ` +
      'elements are numbers, bigints, booleans and Complex values',
  );
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return `the text ${JSON.stringify(value)}`;
  return typeof value === 'object' ? `an object (${value.constructor?.name ?? 'no class'})` : `a ${typeof value}`;
}

/** A list of plain numbers, which is most of them, without a record for each. */
function inspectNumbers(list: readonly unknown[]): DType | undefined {
  let isWhole = true;
  for (const value of list) {
    if (typeof value !== 'number') return undefined;
    if (isWhole && !(Number.isSafeInteger(value) && !Object.is(value, -0))) isWhole = false;
  }
  return isWhole ? 'int64' : 'float64';
}

function inspect(value: unknown, path: readonly number[]): Finding {
  if (!Array.isArray(value)) return inspectLeaf(value, path);
  if (path.length >= MAX_DEPTH)
    throw new ShapeError(`lists are nested more than ${MAX_DEPTH} deep; does one contain itself?`);
  if (value.length === 0) return { shape: [0], dtype: undefined };
  const plain = inspectNumbers(value);
  if (plain !== undefined) return { shape: [value.length], dtype: plain };
  const first = inspect(value[0], [...path, 0]);
  let { dtype } = first;
  for (let at = 1; at < value.length; at++) {
    const next = inspect(value[at], [...path, at]);
    if (next.shape.join() !== first.shape.join()) {
      const place = path.map((index) => `[${index}]`).join('');
      throw new ShapeError(
        `lists of unequal lengths make no array: ${place}[0] has shape [${first.shape.join()}], ${place}[${at}] has [${next.shape.join()}]`,
      );
    }
    dtype = join(dtype, next.dtype);
  }
  return { shape: [value.length, ...first.shape], dtype };
}

/** Elements of a typed array of the user. */
const elementsOfTypedArray = (array: TypedArrayLike): Elements => {
  const dtype = dtypeOfTypedArray(array);
  const { buffer, byteOffset, length } = array;
  // A Float16Array comes in as its bits.
  const data = dtype === 'float16' ? new Uint16Array(buffer, byteOffset, length) : (array as unknown as Float64Array);
  return { dtype, data, shape: [length], strides: [1], offset: 0 };
};

/** Writes what lists hold, from some place on. */
class ListWriter {
  readonly #target: Elements;
  readonly #write: (index: number, value: Scalar) => void;
  #place = 0;

  constructor(target: Elements) {
    this.#target = target;
    this.#write = checkedWriter(target.dtype, target.data);
  }

  write(value: unknown): void {
    if (Array.isArray(value)) for (const one of value) this.write(one);
    else if (value instanceof ArrayHandle) this.#copy(elementsOf(value.node));
    else if (isTypedArray(value)) this.#copy(elementsOfTypedArray(value));
    else this.#write(this.#place++, value as Scalar);
  }

  #copy(from: Elements): void {
    const parts = partsOf(this.#target.dtype);
    const target = this.#target.data.subarray(this.#place * parts);
    const place = storedPlace(from.shape);
    copyElements(from, { ...place, dtype: this.#target.dtype, data: target });
    this.#place += place.size;
  }
}

/** Packed places for a shape. */
function storedPlace(shape: readonly number[]): {
  shape: readonly number[];
  strides: number[];
  offset: 0;
  size: number;
} {
  const strides: number[] = [];
  let size = 1;
  for (const length of shape.toReversed()) {
    strides.unshift(size);
    size *= length;
  }
  return { shape, strides, offset: 0, size };
}

/** A new array with the elements of lists, a typed array or a number; in the dtype that they ask for unless one is given. */
export function nodeOfLists(value: unknown, given?: DType): Node {
  const list = isPlainIterable(value) ? [...value] : value;
  const { shape, dtype } = inspect(list, []);
  const { node, data } = newArray(given ?? dtype ?? 'float64', shape);
  new ListWriter({ ...storedPlace(shape), dtype: node.dtype, data }).write(list);
  return node;
}

function isPlainIterable(value: unknown): value is Iterable<unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (isTypedArray(value) || value instanceof ArrayHandle) return false;
  return Symbol.iterator in value;
}

/**
 * The node of anything that stands for an array. Numbers get the dtype that they have by themselves; who wants them weak looks for them
 * with {@link isScalar} first.
 */
export const asNode = (value: ArrayInput): Node => (value instanceof ArrayHandle ? value.node : nodeOfLists(value));

/** Another view of the memory of a node, which is stored or will be at places that are known. */
export const viewOf = (
  node: Node,
  {
    shape,
    strides,
    offset,
  }: { readonly shape: readonly number[]; readonly strides: readonly number[]; readonly offset: number },
): Node => viewNode(node, { shape, strides, offset });
