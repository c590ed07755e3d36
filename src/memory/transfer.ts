import type { FileHandle } from 'node:fs/promises';
import type { ReadableStream, TransformStream, WritableStream } from 'node:stream/web';
import type { MessagePort } from 'node:worker_threads';
import { InvalidOptionError } from '../core/errors.ts';
import type { Movable } from '../core/payload.ts';
import { makeMark } from '../core/transfer-marks.ts';

/** What can be listed to be moved: a buffer, or an array on one; between threads also ports, streams and open files. */
export type Transferable =
  ArrayBuffer | ArrayBufferView | MessagePort | FileHandle | ReadableStream | WritableStream | TransformStream;

const bufferOf = (value: unknown): unknown => (ArrayBuffer.isView(value) ? value.buffer : value);

/** Node's answer to whether a buffer may be moved; asking Node for its module costs several times as much as the answer. */
let isUntransferable: ((buffer: object) => boolean) | undefined;

/** Shared memory needs no moving, and small Buffers are windows of a pool that others use too. */
const isMovable = (value: unknown): value is Movable => {
  if (typeof value !== 'object' || value === null) return false;
  // Loaded when something is moved: worker files of a drop-in load this file, too, and processes move nothing.
  if (!(value instanceof ArrayBuffer)) return isHandle(value);
  isUntransferable ??= process.getBuiltinModule('node:worker_threads').isMarkedAsUntransferable;
  return !isUntransferable(value);
};

const handleClasses = ['MessagePort', 'ReadableStream', 'WritableStream', 'TransformStream', 'FileHandle'];

/** Objects of Node's that have only one owner. By name, because their classes are not loaded until they are used. */
function isHandle(value: object): boolean {
  const { name } = (value.constructor ?? {}) as { readonly name?: unknown };
  return handleClasses.includes(name as string);
}

/** What can move of a value: itself, its buffer, or that of its elements or properties. */
function movablesOf(value: unknown): Movable[] {
  if (isMovable(value)) return [value];
  const isContainer =
    typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer);
  const found = (isContainer ? Object.values(value) : [value]).map(bufferOf).filter(isMovable);
  return [...new Set(found)];
}

function checkListed(value: unknown): Movable {
  const buffer = bufferOf(value);
  if (isMovable(buffer)) return buffer;
  throw new InvalidOptionError(
    'transfer(value, list): the list must hold ArrayBuffers or typed arrays with a buffer of their own ' +
      `(not shared, not pooled, not mapped), or for threads ports, streams or file handles, got ${Object.prototype.toString.call(value)}`,
  );
}

/** Each of a list once. */
const listedOf = (list: readonly Transferable[]): Movable[] =>
  list.length === 1 ? [checkListed(list[0])] : [...new Set(list.map(checkListed))];

/**
 * Marks buffers to be moved to the other side instead of copied: they are empty here afterwards. For an argument
 * (`delayed(fn)(transfer(image))`) and for what a task returns (`return transfer(pixels)`). Between threads it moves ports,
 * streams and file handles too. Backends that cannot move memory copy it.
 *
 * @param value - What to send.
 * @param list - Buffers, or typed arrays whose buffers, are to be moved; by default the value itself or its buffer, or those of
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
  const moved = list === undefined ? movablesOf(value) : listedOf(list);
  return makeMark({ value, list: moved }) as T;
}
