import { isMarkedAsUntransferable } from 'node:worker_threads';
import { InvalidOptionError } from '../core/errors.ts';

const key = Symbol.for('manycore.transfer');

/** What `transfer` makes: the value and the buffers to move with it. */
export interface Transfer {
  readonly [key]: { readonly value: unknown; readonly list: readonly ArrayBuffer[] };
}

/** What can be listed to be moved: a buffer, or an array on one. */
export type Transferable = ArrayBuffer | ArrayBufferView;

const bufferOf = (value: unknown): unknown => (ArrayBuffer.isView(value) ? value.buffer : value);

/** Shared memory needs no moving, and small Buffers are windows of a pool that others use too. */
const isMovable = (value: unknown): value is ArrayBuffer =>
  value instanceof ArrayBuffer && !isMarkedAsUntransferable(value);

/** The buffers of a value: its own, or those of its elements or properties. */
function buffersOf(value: unknown): ArrayBuffer[] {
  const isContainer =
    typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer);
  const found = (isContainer ? Object.values(value) : [value]).map(bufferOf).filter(isMovable);
  return [...new Set(found)];
}

function checkListed(value: unknown): ArrayBuffer {
  const buffer = bufferOf(value);
  if (isMovable(buffer)) return buffer;
  throw new InvalidOptionError(
    'transfer(value, list): the list must hold ArrayBuffers or typed arrays with a buffer of their own ' +
      `(not shared, not pooled, not mapped), got ${Object.prototype.toString.call(value)}`,
  );
}

/**
 * Marks buffers to be moved to the other side instead of copied: they are empty here afterwards. For an argument
 * (`delayed(fn)(transfer(image))`) and for what a task returns (`return transfer(pixels)`). Backends that cannot move memory
 * copy it.
 *
 * @param value - What to send.
 * @param list - Buffers, or typed arrays whose buffers, are to be moved; by default the buffer of the value itself, or those of
 *   its elements or properties (one level).
 * @returns The value, as far as types are concerned; in truth a mark that the library takes off when it sends it.
 * @throws InvalidOptionError when the list holds something that cannot be moved.
 * @example
 * ```ts
 * const doubled = await Parallel(2).map((x: number) => transfer(new Float64Array(3).fill(2 * x)), [1, 2]);
 * console.log(doubled[1]); // Float64Array(3) [ 4, 4, 4 ]
 * ```
 */
export function transfer<T>(value: T, list?: readonly Transferable[]): T {
  const buffers = list === undefined ? buffersOf(value) : [...new Set(list.map(checkListed))];
  const mark: Transfer = { [key]: { value, list: buffers } };
  return mark as T;
}

const isMarked = (value: unknown): value is Transfer => typeof value === 'object' && value !== null && key in value;

/**
 * Values without the marks of `transfer`, for where nothing is sent: the same array when there are none.
 *
 * @param spread - The values are tuples, and their elements may be marked.
 */
export function withoutMarks(values: ArrayLike<unknown>, spread = false): ArrayLike<unknown> {
  if (ArrayBuffer.isView(values)) return values;
  const list = values as readonly unknown[];
  if (!spread) return list.some(isMarked) ? list.map((value) => (isMarked(value) ? value[key].value : value)) : list;
  const tuples = list as readonly (readonly unknown[])[];
  return tuples.some((tuple) => tuple.some(isMarked)) ? tuples.map((tuple) => withoutMarks(tuple)) : tuples;
}
