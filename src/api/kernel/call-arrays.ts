/** The arrays of a call: where their elements are, and how they lie. */

import { InvalidOptionError } from '../../core/errors.ts';
import {
  type BufferPart,
  type ElementLayout,
  holdElements,
  type KernelElements,
  kernelElements,
  offersElements,
} from '../../core/kernel-elements.ts';
import type { ElementType, KernelBackend } from '../../core/kernel.ts';
import type { BufferSource } from '../../kernel/frontend/hir.ts';
import { isInArena } from '../../memory/arena-arrays.ts';
import { ArrayView, rowMajor } from './array-view.ts';
import { elementOf } from './element-of.ts';
import type { LoweredCall } from './kernel-template.ts';
import { copyAlong } from './packed-copy.ts';

/** A view of any memory. */
type KernelArray = ArrayBufferView<ArrayBufferLike>;

/** Where elements are: bytes of the program, or a part of a buffer of the backend that runs the call, which is used in place. */
export type CallMemory = Uint8Array | BufferPart;

/** Whether elements are bytes of the program. */
export const isBytes = (memory: CallMemory): memory is Uint8Array => memory instanceof Uint8Array;

/** Lengths and strides of an array, in elements. */
export interface Geometry {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** How far its slices are apart along each axis of the iteration space. */
  readonly loops?: readonly number[];
}

/** An array of a call: its memory, and how it lies where it has several axes. */
export interface FoundArray {
  readonly memory: CallMemory;
  readonly geometry?: Geometry;
  /** Whose memory it is, where something else than the bytes keeps it in use. */
  readonly owner?: unknown;
}

/** Where a call runs, and what it does when it is over. */
export interface CallHome {
  readonly backend: KernelBackend;
  /** Let go of memory that is held for the call. */
  readonly releases: (() => void)[];
}

/** What an array is found for. */
interface Wanted extends CallHome {
  readonly isWritten: boolean;
  readonly layout?: ElementLayout | undefined;
}

function bytesOf(array: KernelArray): Uint8Array {
  if ((array.buffer as ArrayBuffer).detached)
    throw new InvalidOptionError('an array of a kernel was moved away (its buffer is detached); use it where it went');
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Where elements of an array of another module are for a call. */
export function memoryOf(elements: KernelElements, { backend, releases }: CallHome): CallMemory {
  const { part } = elements;
  // An empty view may end where its memory does, and a kernel may look at the place of its first element.
  if (part?.backend === backend && part.byteLength > 0 && backend.partOf !== undefined) return part;
  const { bytes, release } = holdElements(elements);
  releases.push(release);
  return bytes;
}

function viewIn(view: ArrayView, layout: ElementLayout): FoundArray {
  const { data, shape, strides } = view;
  const packed = rowMajor(shape);
  const isPacked = packed.every((stride, axis) => shape[axis] === 1 || stride === strides[axis]);
  if (layout !== 'packed' || isPacked) return { memory: bytesOf(data), geometry: view };
  return { memory: copyAlong(view, { ...elementOf(data)!, shape, strides }), geometry: { shape, strides: packed } };
}

/** The array that a value stands for. */
function arrayOf(value: unknown, { isWritten, layout = 'indexed', ...home }: Wanted): FoundArray {
  if (offersElements(value)) {
    const found = value[kernelElements](isWritten ? 'write' : 'read', layout);
    return { owner: value, memory: memoryOf(found, home), geometry: found };
  }
  if (value instanceof ArrayView) return viewIn(value, layout);
  return { memory: bytesOf(value as KernelArray) };
}

/** The arrays of a call by their sources; results are not there. */
export function findArrays(
  { buffers, kernel, captured }: LoweredCall,
  parts: CallHome & { readonly values: readonly unknown[]; readonly layout?: ElementLayout },
): Map<BufferSource, FoundArray> {
  const { backend, releases, values, layout } = parts;
  const found = new Map<BufferSource, FoundArray>();
  for (const [at, source] of buffers.entries()) {
    if (source.kind === 'result') continue;
    const isWritten = kernel.buffers[at]!.access !== 'read';
    found.set(
      source,
      source.kind === 'captured'
        ? arrayOf(captured[source.read], { backend, releases, isWritten })
        : arrayOf(values[source.index], { backend, releases, isWritten, layout }),
    );
  }
  return found;
}

/** Whether an argument lies in the memory of kernels. */
export const isKernelMemory = (value: unknown): boolean =>
  value instanceof ArrayView ? isInArena(value.data) : ArrayBuffer.isView(value) && isInArena(value);

/** What a call knows of a buffer before it runs. */
export interface BoundBuffer {
  readonly name: string;
  readonly element: ElementType;
  readonly isWritten: boolean;
  /** Made by the call: nothing is in it yet. */
  readonly isResult: boolean;
  readonly memory: CallMemory;
  /** Held for as long as the call runs: the bytes alone do not keep the memory of arrays of other modules in use. */
  readonly owner?: unknown;
}

/** Memory as a range that can be compared. */
const rangeOf = (memory: CallMemory): { readonly of: unknown; readonly byteOffset: number; readonly end: number } => ({
  of: memory.buffer,
  byteOffset: memory.byteOffset,
  end: memory.byteOffset + memory.byteLength,
});

/** Two kinds of memory in one kind, where shared bytes may be those of a buffer. */
function comparable(one: CallMemory, other: CallMemory): readonly [CallMemory, CallMemory] {
  if (isBytes(one) === isBytes(other)) return [one, other];
  const [bytes, part] = (isBytes(one) ? [one, other] : [other, one]) as [Uint8Array, BufferPart];
  if (bytes.buffer instanceof ArrayBuffer || isInArena(bytes) || part.backend.view === undefined) return [one, other];
  const { buffer, byteOffset } = part.backend.view(part.buffer);
  return [bytes, new Uint8Array(buffer, byteOffset + part.byteOffset, part.byteLength)];
}

function overlap(one: CallMemory, other: CallMemory): 'all' | 'some' | 'none' {
  const [a, b] = comparable(one, other).map(rangeOf) as [ReturnType<typeof rangeOf>, ReturnType<typeof rangeOf>];
  if (a.of !== b.of || a.byteOffset >= b.end || b.byteOffset >= a.end) return 'none';
  return a.byteOffset === b.byteOffset && a.end === b.end ? 'all' : 'some';
}

/** Two views of the same bytes, one of them written, would each be copied and overwrite each other. */
export function checkOverlaps(bound: readonly BoundBuffer[]): void {
  for (const [at, one] of bound.entries()) {
    for (const other of bound.slice(at + 1)) {
      if (!one.isWritten && !other.isWritten) continue;
      const shared = overlap(one.memory, other.memory);
      if (shared === 'none') continue;
      throw new InvalidOptionError(
        shared === 'all'
          ? `${one.name} and ${other.name} of a kernel are the same array, and it is written; use one parameter for it, or pass a copy`
          : `the arrays ${one.name} and ${other.name} of a kernel share memory, and one of them is written; pass copies`,
      );
    }
  }
}
