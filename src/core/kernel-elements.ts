/** How arrays of other modules offer their elements to kernels. */

import type { BufferId, ElementType, KernelBackend } from './kernel.ts';

/** Name of the method: a registered symbol, so that two copies of the library in one program know each other's arrays. */
export const kernelElements: unique symbol = Symbol.for('manycore.kernelElements') as never;

/** Name of the method that makes an array for results: another registered symbol. */
export const kernelResult: unique symbol = Symbol.for('manycore.kernelResult') as never;

/** What a kernel will do with the elements. */
export type ElementUse = 'type' | 'read' | 'write';

/**
 * How the elements have to lie: `indexed`, as `a[i][j]` finds them, with neighbours side by side where there is one axis; `strided`, with any
 * strides from 0 on, and any number of axes; `packed`, in row-major order.
 */
export type ElementLayout = 'indexed' | 'strided' | 'packed';

/** Memory of an array that is a part of a buffer of a backend. */
export interface BufferPart {
  readonly backend: KernelBackend;
  readonly buffer: BufferId;
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** An array as a kernel sees it. */
export interface KernelElements {
  readonly element: ElementType;
  /** Length of each axis; at least one where they are `indexed`. */
  readonly shape: readonly number[];
  /** From one element to the next along each axis, in elements; not negative. */
  readonly strides: readonly number[];
  /** From the first element on, after all that writes them is done; not there when only the type was asked for. */
  readonly bytes?: () => Uint8Array;
  /** Where those bytes are, for kernels of the same backend; not there for a copy. */
  readonly part?: BufferPart;
}

/** Bytes of an array, and what says that they are used no longer. */
export interface HeldBytes {
  readonly bytes: Uint8Array;
  readonly release: () => void;
}

/** The bytes of an array, whose memory stays in use until they are released: whoever has it may dispose the array meanwhile. */
export function holdElements({ part, bytes }: KernelElements): HeldBytes {
  if (part === undefined || part.byteLength === 0 || part.backend.partOf === undefined)
    return { bytes: bytes!(), release: () => undefined };
  const { backend, buffer, byteOffset, byteLength } = part;
  const held = backend.partOf!(buffer, byteOffset, byteLength);
  return { bytes: backend.view!(held), release: () => backend.free(held) };
}

/**
 * An array that kernels can use: one of `manycore/ndarray`.
 *
 * @typeParam Result - The arrays that kernels make beside it.
 */
export interface OffersElements<Result = unknown> {
  /**
   * @hidden
   * @param layout - Default: `indexed`.
   * @param use - With `write`, whoever still needs the old elements has to have taken them when this returns.
   * @throws ParallelError for elements that kernels do not have, and for `write` where the array cannot be written.
   */
  [kernelElements](use: ElementUse, layout?: ElementLayout): KernelElements;
  /**
   * A new array of the same kind, packed.
   *
   * @hidden
   * @param content - `any` where the caller writes every element.
   */
  [kernelResult](element: ElementType, shape: readonly number[], content: 'zeros' | 'any'): Result;
}

/** Whether a value is an array of another module. */
export const offersElements = (value: unknown): value is OffersElements =>
  typeof value === 'object' && value !== null && kernelElements in value;

/** The arrays that kernels make beside values of these types; nothing where none of them is an array of `manycore/ndarray`. */
export type ArrayAmong<T> = T extends OffersElements<infer Result> ? Result : never;

/** As `owner[kernelResult]`, for whoever fills it. */
export const resultBeside = (
  owner: OffersElements,
  { element, shape, content }: { element: ElementType; shape: readonly number[]; content: 'zeros' | 'any' },
): OffersElements => owner[kernelResult](element, shape, content) as OffersElements;
