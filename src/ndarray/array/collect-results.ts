/** The results of a call over an array, as an array. */

import type { ArrayCollector } from '../../core/array-items.ts';
import { Complex } from '../dtype/complex.ts';
import { asDType, type DType, isComplex, partsOf } from '../dtype/dtype.ts';
import { elementWriter } from '../dtype/element.ts';
import { promoteTypes } from '../dtype/promote.ts';
import { type DataArray, dataOfBytes, isTypedArray, newData } from '../dtype/typed-array.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { rowMajorStrides } from '../graph/layout.ts';
import type { Node } from '../graph/node.ts';
import { type NDArray, wrap } from './array.ts';
import { shapeText } from './broadcast.ts';
import { copyElements } from './copy-elements.ts';
import { elementsOf } from './elements.ts';
import { ArrayHandle } from './handle.ts';
import { isScalar, nodeOfLists } from './input.ts';
import { valueText } from './need.ts';

/** Which array the results make. */
interface Wanted {
  /** How many there are. */
  readonly count: number;
  /** Dtype of the items. */
  readonly own: DType;
  /** The one that was asked for. */
  readonly given: string | undefined;
}

/** A result that has a shape. */
interface Part {
  readonly node: Node;
  /** A list of numbers has no dtype of its own. */
  readonly isWeak: boolean;
}

const toList = 'for a list of results map over a list: [...array], or array.toArray()';

/** A call's dtype that typed arrays have and arrays do not: bytes that are clamped. */
const CLAMPED = 'uint8clamped';

const clamping = (data: DataArray): DataArray =>
  new Uint8ClampedArray(data.buffer, data.byteOffset, data.length) as unknown as DataArray;

/** Whether the numbers of a typed array can be copied at once: all dtypes but those that are no numbers of JavaScript. */
const takesNumbers = (dtype: DType): boolean =>
  !isComplex(dtype) && !['bool', 'float16', 'int64', 'uint64'].includes(dtype);

/** Collects numbers where they will be, and arrays until all are there. */
export class ResultCollector implements ArrayCollector {
  readonly #count: number;
  readonly #dtype: DType;
  readonly #isGiven: boolean;
  readonly #seen: (data: DataArray) => DataArray;
  readonly #numbers: DataArray;
  readonly #write: (index: number, value: never) => void;
  readonly #parts: Part[] = [];

  constructor({ count, own, given }: Wanted) {
    this.#count = count;
    this.#isGiven = given !== undefined;
    this.#dtype = given === undefined ? own : given === CLAMPED ? 'uint8' : asDType(given);
    this.#seen = given === CLAMPED ? clamping : (data) => data;
    this.#numbers = this.#seen(newData(this.#dtype, count));
    this.#write = elementWriter(this.#dtype, this.#numbers);
  }

  take(first: number, values: ArrayLike<unknown>): void {
    if ((values instanceof Float64Array || values instanceof Int32Array) && takesNumbers(this.#dtype)) {
      (this.#numbers as Float64Array).set(values, first);
      return;
    }
    for (let at = 0; at < values.length; at++) this.#one(first + at, values[at]);
  }

  finish(): NDArray {
    if (this.#parts.length === 0) {
      const { node, data } = newArray(this.#dtype, [this.#count]);
      (data as Float64Array).set(this.#numbers as Float64Array);
      return wrap(node);
    }
    return wrap(this.#stacked(this.#commonShape()));
  }

  #one(index: number, value: unknown): void {
    if (isScalar(value)) {
      if (value instanceof Complex && !isComplex(this.#dtype))
        throw new DTypeError(
          `task ${index} returned ${value}, which is complex, for an array of ${this.#dtype}; return its re, or give it as an array`,
        );
      this.#write(index, value as never);
    } else this.#parts[index] = this.#part(index, value);
  }

  #part(index: number, value: unknown): Part {
    if (value instanceof ArrayHandle) return { node: value.node, isWeak: false };
    if (isTypedArray(value)) return { node: nodeOfLists(value), isWeak: false };
    if (!Array.isArray(value))
      throw new DTypeError(`task ${index} returned ${valueText(value)}, which no array can hold; ${toList}`);
    try {
      return { node: nodeOfLists(value), isWeak: true };
    } catch (error) {
      const Kind = error instanceof ShapeError ? ShapeError : DTypeError;
      throw new Kind(`task ${index} returned a list that makes no array: ${(error as Error).message}; ${toList}`, {
        cause: error,
      });
    }
  }

  /** The shape of every result; numbers have none. */
  #commonShape(): readonly number[] {
    const shapeAt = (index: number): readonly number[] => this.#parts[index]?.node.shape ?? [];
    const first = shapeAt(0);
    for (let index = 1; index < this.#count; index++) {
      if (shapeAt(index).join() === first.join()) continue;
      throw new ShapeError(
        `task ${index} returned shape ${shapeText(shapeAt(index))}, task 0 ${shapeText(first)}: results of one shape make an array; ${toList}`,
      );
    }
    return first;
  }

  #stacked(shape: readonly number[]): Node {
    const dtype = this.#commonDtype();
    const { node, data } = newArray(dtype, [this.#count, ...shape]);
    const strides = rowMajorStrides(shape);
    const size = shape.reduce((product, length) => product * length, 1);
    const seen = this.#seen(data);
    for (let index = 0; index < this.#count; index++) {
      const part = this.#parts[index];
      const offset = index * size;
      copyElements(part === undefined ? this.#number(index) : elementsOf(part.node), {
        dtype,
        shape,
        strides,
        offset,
        data: seen,
      });
    }
    return node;
  }

  /** A result that was a number, among others that are arrays. */
  #number(index: number): ReturnType<typeof elementsOf> {
    const parts = partsOf(this.#dtype);
    const { buffer, byteOffset, byteLength } = this.#numbers;
    const data = dataOfBytes(this.#dtype, new Uint8Array(buffer, byteOffset, byteLength));
    return { dtype: this.#dtype, shape: [], strides: [], offset: 0, data: data.subarray(index * parts) };
  }

  /** What was asked for; else what the arrays among the results have in common; else, as for numbers, the dtype of the items. */
  #commonDtype(): DType {
    const strong = this.#isGiven ? [] : this.#parts.filter(({ isWeak }) => !isWeak).map(({ node }) => node.dtype);
    return strong.length === 0 ? this.#dtype : strong.reduce(promoteTypes);
  }
}
