/** One buffer of a call: the array of the program behind it, and what has to be copied between the two. */

import {
  type AllocOptions,
  type BufferId,
  elementBytes,
  type ElementType,
  type KernelBackend,
} from '../../core/kernel.ts';
import type { BufferReach, Elements } from '../../kernel/analysis/buffer-reach.ts';
import { type BoundBuffer, isBytes } from './call-arrays.ts';

const NOT_CLEARED: AllocOptions = { zeroed: false };

/** Up to this many bytes are copied whole: less than the time to say which. In bytes. */
const SMALL = 4096;

const part = (bytes: Uint8Array, { low, end }: Elements, element: ElementType): Uint8Array => {
  const width = elementBytes[element];
  return low === 0 && end * width >= bytes.byteLength ? bytes : bytes.subarray(low * width, end * width);
};

/** A buffer of a backend that stands for an array during a call. */
export class CallBuffer {
  readonly id: BufferId;
  readonly #backend: KernelBackend;
  readonly #bound: BoundBuffer;
  readonly #reach: BufferReach;
  /** What is copied; null where the memory is used in place. */
  readonly #bytes: Uint8Array | null;

  constructor(backend: KernelBackend, bound: BoundBuffer, reach: BufferReach) {
    this.#backend = backend;
    this.#bound = bound;
    this.#reach = reach;
    const { memory } = bound;
    const used = isBytes(memory)
      ? backend.adopt?.(memory)
      : backend.partOf!(memory.buffer, memory.byteOffset, memory.byteLength);
    this.#bytes = used === undefined ? (memory as Uint8Array) : null;
    this.id = used ?? this.#make(memory as Uint8Array);
  }

  /** Whether there is something to copy back when the kernel has run. */
  get hasNews(): boolean {
    return this.#bound.isWritten && this.#bytes !== null;
  }

  #make(bytes: Uint8Array): BufferId {
    const { isResult, element } = this.#bound;
    const { touched, isFilled } = this.#reach;
    if (bytes.byteLength === 0) return this.#backend.alloc(0);
    if (isFilled) return this.#backend.alloc(bytes.byteLength, NOT_CLEARED);
    if (isResult) return this.#backend.alloc(bytes.byteLength);
    const id = this.#backend.alloc(bytes.byteLength, NOT_CLEARED);
    const isOurs = this.#backend.view !== undefined;
    if (!isOurs || bytes.byteLength <= SMALL) this.#backend.write(id, bytes);
    else {
      const source = part(bytes, touched, element);
      const offset = source.byteOffset - bytes.byteOffset;
      if (touched.end > touched.low) this.#backend.view!(id).set(source, offset);
    }
    return id;
  }

  /** Brings what the kernel wrote back to the array. @param contents - The whole buffer. */
  bring(contents: Uint8Array): void {
    const { written } = this.#reach;
    const bytes = this.#bytes;
    if (bytes === null || written.end === written.low) return;
    const target = part(bytes, written, this.#bound.element);
    const offset = target.byteOffset - bytes.byteOffset;
    target.set(contents.subarray(offset, offset + target.byteLength));
  }

  free(): void {
    this.#backend.free(this.id);
  }
}
