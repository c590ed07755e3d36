/** Items of a call as typed arrays, one for each argument of the function. */

import { InvalidOptionError } from '../../core/errors.ts';
import type { TypedArray } from '../../core/payload.ts';
import { show } from '../check-options.ts';
import type { Dtype } from '../options.ts';
import { isTypedArray } from '../typed-results.ts';
import type { Geometry } from './call-arrays.ts';

/** The arrays that kernels compute with on every backend. */
export type Column = Float32Array | Int32Array | Uint32Array;

const columnKinds = { float32: Float32Array, int32: Int32Array, uint32: Uint32Array } as const;

/** A dtype of 32 bits. */
export type KernelDtype = keyof typeof columnKinds;

/** Items as columns. */
export interface ItemColumns {
  readonly columns: readonly Column[];
  readonly length: number;
  /** Where items are rows of the single column: how those lie. */
  readonly rows?: Geometry;
}

const wanted = "give a Float32Array, Int32Array or Uint32Array, or say dtype: 'float32', 'int32' or 'uint32'";

/** @throws InvalidOptionError for a dtype that is not of 32 bits. */
export function checkKernelDtype(dtype: Dtype | undefined): KernelDtype | undefined {
  if (dtype === undefined || Object.hasOwn(columnKinds, dtype)) return dtype as KernelDtype | undefined;
  throw new InvalidOptionError(
    `dtype "${dtype}" is not for a GPU, which computes with 32 bits; use float32, int32 or uint32`,
  );
}

const isColumn = (items: unknown): items is Column =>
  isTypedArray(items) && ['Float32Array', 'Int32Array', 'Uint32Array'].includes(items[Symbol.toStringTag]);

/** Puts a number where it does not change, apart from the rounding of floats. */
function put(column: Column, index: number, value: unknown): void {
  if (typeof value !== 'number') {
    throw new InvalidOptionError(
      `item ${index} is ${show(value)}: a GPU computes with numbers; map over those, or use 'threads'`,
    );
  }
  column[index] = value;
  if (!(column instanceof Float32Array) && column[index] !== value) {
    const kind = column instanceof Int32Array ? 'int32' : 'uint32';
    throw new InvalidOptionError(
      `item ${index} is ${value}, which ${kind} does not have; use dtype: 'float32', or round it before`,
    );
  }
}

function columnOf(values: ArrayLike<unknown>, dtype: KernelDtype | undefined): Column {
  if (dtype === undefined) {
    if (isTypedArray(values))
      throw new InvalidOptionError(
        `a GPU computes with 32 bits, and the items are a ${values[Symbol.toStringTag]}; ${wanted}`,
      );
    throw new InvalidOptionError(`the items are plain numbers of 64 bits, and a GPU computes with 32; ${wanted}`);
  }
  const column = new columnKinds[dtype](values.length);
  for (let i = 0; i < values.length; i++) put(column, i, values[i]);
  return column;
}

/** The single column of a call that passes items as they are. */
export const singleColumn = (items: ArrayLike<unknown>, dtype: KernelDtype | undefined): ItemColumns => ({
  columns: [isColumn(items) ? items : columnOf(items, dtype)],
  length: items.length,
});

/** Kind of array that all tuples are, where they are of one; without it and a dtype the numbers are plain ones. */
function kindOf(tuples: readonly (readonly unknown[] | TypedArray)[]): KernelDtype | undefined {
  const tag = isColumn(tuples[0]) ? tuples[0][Symbol.toStringTag] : undefined;
  if (tag === undefined || !tuples.every((tuple) => isColumn(tuple) && tuple[Symbol.toStringTag] === tag))
    return undefined;
  return tag.replace('Array', '').toLowerCase() as KernelDtype;
}

/**
 * The columns of a call that spreads tuples.
 *
 * @param parameters - Columns of a call without items.
 * @throws InvalidOptionError for tuples of different lengths, and for what {@link singleColumn} refuses.
 */
export function tupleColumns(
  tuples: readonly (readonly unknown[] | TypedArray)[],
  { dtype, parameters }: { readonly dtype: KernelDtype | undefined; readonly parameters: number },
): ItemColumns {
  const width = tuples[0]?.length ?? parameters;
  const odd = tuples.findIndex((tuple) => tuple.length !== width);
  if (odd !== -1) {
    throw new InvalidOptionError(
      `tuple ${odd} has ${tuples[odd]!.length} arguments, tuple 0 has ${width}: a kernel always takes as many`,
    );
  }
  const kind = dtype ?? kindOf(tuples);
  const columns = Array.from({ length: width }, (_, at) =>
    columnOf(
      tuples.map((tuple) => tuple[at] as unknown),
      kind,
    ),
  );
  return { columns, length: tuples.length };
}
