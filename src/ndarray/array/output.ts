/** How elements leave arrays: as lists, typed arrays and single values. */

import { type DType, isBig, partsOf } from '../dtype/dtype.ts';
import { elementReader, type Scalar } from '../dtype/element.ts';
import { type DataArray, publicData } from '../dtype/typed-array.ts';
import { ArrayValueError, IndexError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { shapeText } from './broadcast.ts';
import { elementsOf, packedElements } from './elements.ts';
import type { NestedList, OutputOptions } from './methods.ts';

const MIN_SAFE = BigInt(Number.MIN_SAFE_INTEGER);
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** Whether all 64 bit integers can be numbers. */
function areSafe(data: DataArray): boolean {
  for (const value of data as BigInt64Array) if (value < MIN_SAFE || value > MAX_SAFE) return false;
  return true;
}

/** Reads packed elements as users get them: 64 bit integers as numbers when all of them are exact as such. */
export function publicReader(dtype: DType, data: DataArray, options: OutputOptions = {}): (index: number) => Scalar {
  if (isBig(dtype) && options.bigint !== true && areSafe(data)) {
    const bigs = data as BigInt64Array;
    return (index) => Number(bigs[index]!);
  }
  return elementReader(dtype, data);
}

/** All elements as lists in lists; the element itself for a 0-d array. */
export function listsOf(node: Node, options?: OutputOptions): NestedList<Scalar> {
  const read = publicReader(node.dtype, packedElements(node), options);
  let place = 0;
  const build = (axis: number): NestedList<Scalar> => {
    if (axis === node.shape.length) return read(place++);
    return Array.from({ length: node.shape[axis]! }, () => build(axis + 1));
  };
  return build(0);
}

/** A copy of all elements in row-major order, in memory that is not shared. */
export function typedCopyOf(node: Node): ArrayBufferView {
  const data = packedElements(node);
  const Type = data.constructor as new (items: DataArray) => DataArray;
  return publicData(node.dtype, new Type(data));
}

/** Dtypes whose elements are the numbers of a typed array. */
const plainNumbers: ReadonlySet<DType> = new Set([
  'int8',
  'int16',
  'int32',
  'uint8',
  'uint16',
  'uint32',
  'float32',
  'float64',
]);

/** The element of an array of size 1, or the one at an index: a single number counts in row-major order. */
export function itemOf(node: Node, index: readonly number[], options?: OutputOptions): Scalar {
  // Looked at element by element by many programs: nothing is made on the way.
  if (index.length === 1 && node.shape.length === 1 && plainNumbers.has(node.dtype)) {
    const at = checkIndex(index[0]!, 0, node.size);
    const { data, strides, offset } = elementsOf(node);
    return (data as Float64Array)[offset + at * strides[0]!]!;
  }
  const coordinates = coordinatesOf(node, index);
  const { dtype, data, strides, offset } = elementsOf(node);
  const place = coordinates.reduce((sum, value, axis) => sum + value * strides[axis]!, offset);
  const parts = partsOf(dtype);
  return publicReader(dtype, data.subarray(place * parts, (place + 1) * parts), options)(0);
}

function coordinatesOf({ shape, size }: Node, index: readonly number[]): number[] {
  if (index.length === 0 && size !== 1) {
    throw new ArrayValueError(
      `item: an array of shape ${shapeText(shape)} has ${size} elements; say which, or use toArray()`,
    );
  }
  if (index.length === 0) return shape.map(() => 0);
  if (index.length === 1 && shape.length !== 1) return unravel(checkIndex(index[0]!, 0, size), shape);
  if (shape.length !== index.length) {
    throw new ArrayValueError(
      `item: ${index.length} indices for an array of shape ${shapeText(shape)}; give one for each axis`,
    );
  }
  return index.map((value, axis) => checkIndex(value, axis, shape[axis]!));
}

function unravel(flat: number, shape: readonly number[]): number[] {
  let rest = flat;
  return shape.reduceRight<number[]>((coordinates, length) => {
    coordinates.unshift(rest % length);
    rest = Math.floor(rest / length);
    return coordinates;
  }, []);
}

function checkIndex(value: number, axis: number, length: number): number {
  if (!Number.isInteger(value) || value < -length || value >= length) {
    throw new IndexError(`item: index ${value} is out of bounds for axis ${axis} with size ${length}`);
  }
  return value < 0 ? value + length : value;
}
