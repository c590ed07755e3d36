/** Items of a call that are the elements, or the rows, of an array of another module. */

import { InvalidOptionError } from '../../core/errors.ts';
import { kernelElements, type OffersElements } from '../../core/kernel-elements.ts';
import { rowMajor } from './array-view.ts';
import { type ItemColumns, type KernelDtype, singleColumn, tupleColumns } from './item-columns.ts';
import { product } from './loop-axes.ts';
import { arrayFrom } from './result-array.ts';

interface PackedArray {
  readonly data: ArrayLike<unknown>;
  readonly shape: readonly number[];
}

function packed(array: OffersElements, dtype: KernelDtype | undefined): PackedArray {
  const { element, bytes, shape } = array[kernelElements]('read', 'packed');
  if (shape.length === 0) throw new InvalidOptionError('a 0-d array has no items; pass its item()');
  // A copy: the array may change while the call runs.
  const data: ArrayLike<unknown> = arrayFrom(bytes!().slice(), element);
  // Whole numbers of 64 bits are numbers to whoever asks for another type.
  const isBig = element === 'i64' || element === 'u64';
  return { data: isBig && dtype !== undefined ? Array.from(data, Number) : data, shape };
}

/** The elements of an array of one axis; of others the rows, each an array of one axis less, as a loop over the array gives them. */
export function itemsOfArray(array: OffersElements, dtype: KernelDtype | undefined): ItemColumns {
  const { data, shape } = packed(array, dtype);
  const { columns } = singleColumn(data, dtype);
  const [length, ...row] = shape as [number, ...number[]];
  if (row.length === 0) return { columns, length };
  return { columns, length, rows: { shape: row, strides: rowMajor(row), loops: [product(row)] } };
}

/** The rows of an array of two axes, as tuples of arguments. */
export function tuplesOfArray(
  array: OffersElements,
  { dtype, parameters }: { readonly dtype: KernelDtype | undefined; readonly parameters: number },
): ItemColumns {
  const { data, shape } = packed(array, dtype);
  const [length, width, ...more] = shape as [number, number?, ...number[]];
  if (width === undefined || more.length > 0)
    throw new InvalidOptionError(`starmap takes the rows of an array of two axes, got one of [${shape.join(', ')}]`);
  const { columns } = singleColumn(data, dtype);
  const [all] = columns;
  const tuples = Array.from({ length }, (_, at) => all!.subarray(at * width, (at + 1) * width));
  return tupleColumns(tuples, { dtype, parameters });
}
